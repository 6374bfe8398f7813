"""What a new device fetches of the server's log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.engine import log_filler
from qqdesk.engine.events import Event
from qqdesk.engine.log_filler import LogFiller
from qqdesk.history.history import History
from qqdesk.history.server_log import MarkKind
from qqdesk.protocol.log_commands import MarkSeen
from tests.engine.conftest import ONE, TWO
from tests.helpers.server import LocalServer

THREE = 10003
FIRST, SECOND = "a" * 32, "b" * 32


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    yield opened
    opened.close()


def test_a_conversation_that_moves_to_the_front_meanwhile_is_not_missed(
    server: LocalServer, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_filler, "TALKS_PAGE", 1)
    server.add_user(THREE)
    server.befriend(ONE, THREE)
    people = Client(server.address, TWO), Client(server.address, THREE)
    first, second = (Client(server.address, ONE, device=device) for device in (FIRST, SECOND))
    events: list[Event] = []
    with first, second, people[0] as two, people[1] as three:
        first.login(password="secret")
        for person in people:
            person.login(password="secret")
        two.send_message(ONE, "read")
        two.send_message(ONE, "unread")
        three.send_message(ONE, "later")
        ids = [row.id for row in first.get_messages() if row.id]
        first.get_messages(acknowledge=ids[-1])
        first.request(MarkSeen(TWO, ids[0]))
        reply = second.login(password="secret")
        # The acknowledgement passes the read mark, too, if it came to the disk first.
        assert reply.epoch is not None and reply.cursor is not None and reply.cursor >= ids[-1]
        history.server_log.start_session(reply.epoch, reply.cursor)
        filler = LogFiller(second, history, events.append)
        filler.start()
        filler.step()
        two.send_message(ONE, "meanwhile")
        while filler.has_work:
            filler.step()
    chat = ConversationId.person(TWO)
    assert history.server_log.mark(MarkKind.SEEN, chat) == ids[0]
    assert history.unread.counts() == {chat: 1, ConversationId.person(THREE): 1}
    assert not history.server_log.needs_list
