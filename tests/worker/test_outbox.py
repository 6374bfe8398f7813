"""The outbox by itself, with an old server."""

from pathlib import Path

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.message import Message, MessageState
from qqdesk.domain.problem import ProblemKind
from qqdesk.history.store import History
from qqdesk.worker.outbox import Outbox
from tests.helpers.classic_server import ClassicServer
from tests.worker.conftest import ONE, TWO


def test_what_was_stored_before_it_was_told_is_not_sent_twice(tmp_path: Path) -> None:
    """A message may be found on disk, and sent, before the facade hands it over; an old server takes it twice."""
    told: list[Message] = []
    history = History(tmp_path / "history.db")
    waiting = Message("a" * 32, TWO, "once", 1, MessageState.WAITING)
    on_its_way = Message("b" * 32, TWO, "perhaps", 2, MessageState.SENDING)
    with ClassicServer() as server, Client(server.url, ONE) as client:
        server.add_user(ONE, "secret")
        server.add_user(TWO, "secret")
        client.login(password_hash("secret"))
        history.put(waiting)
        history.put(on_its_way)
        outbox = Outbox(client, history, told.append, print)
        outbox.load()
        assert told[-1] == on_its_way.in_state(MessageState.FAILED, ProblemKind.UNKNOWN_OUTCOME.name)
        assert outbox.send_next() == 0
        outbox.add(waiting)
        assert len(outbox) == 0
        outbox.add(waiting, again=True)
        assert len(outbox) == 1
    assert [text for _, _, text in server.delivered] == ["once"]
    assert [message.state for message in history.latest(TWO, 9)] == [MessageState.SENT, MessageState.FAILED]
    history.close()
