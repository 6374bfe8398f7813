"""The history through the messenger: pages, searches, and no call that blocks."""

import sqlite3
from datetime import date, datetime
from typing import Any

import pytest

from qqdesk.domain.problem import ProblemKind
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.history_requests import HitPage, MessagePage
from tests.helpers.desk import Desk
from tests.helpers.history import add_received
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

NOON = round(datetime(2026, 3, 1, 12).timestamp() * 1000)
STORED = 450


@pytest.fixture
def anna(server: LocalServer, desk: MakeDesk) -> Desk:
    """Signed in, with 450 stored messages of TWO: "message 0" to "message 449", a minute apart."""
    anna = desk(ONE).sign_in(server.address)
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    (path,) = (anna.folder / "accounts").glob("*/history.db")
    history = History(path)
    batch = [
        WaitingMessage(MessageKind.TEXT, TWO, f"message {row}", row + 1, NOON + row * 60_000) for row in range(STORED)
    ]
    add_received(history, batch, NOON)
    history.unread.mark_read({chat_with(TWO): history.last_row})
    history.close()
    anna.signals.clear()
    return anna.sign_in(server.address)


def numbers(messages: tuple[Any, ...] | list[Any]) -> list[int]:
    return [int(message.text.split()[1]) for message in messages]


def first_key(anna: Desk) -> str:
    return anna.messenger.conversation(chat_with(TWO)).messages[0].id


def test_reading_back_to_the_beginning(anna: Desk) -> None:
    service, conversation = anna.messenger.history_service, anna.messenger.conversation(chat_with(TWO))
    before, count = first_key(anna), len(conversation.messages)
    first = STORED - count
    pages: list[MessagePage] = []
    while not pages or not pages[-1].complete:
        pages.append(anna.reply(service.load_earlier(chat_with(TWO), before)))
        before = pages[-1].messages[0].id if pages[-1].messages else before
    assert numbers(pages[0].messages) == list(range(first - 100, first))
    assert len(pages) == 3
    assert numbers([message for page in reversed(pages) for message in page.messages]) == list(range(first))
    assert len(conversation.messages) == count, "earlier messages stay in the history"


def test_all_around_one_message(anna: Desk) -> None:
    service, conversation = anna.messenger.history_service, anna.messenger.conversation(chat_with(TWO))
    found = anna.reply(service.search("chat", SearchQuery("message 120", chat_with(TWO))))
    assert numbers([hit.message for hit in found.hits]) == [120]
    assert found.complete
    key = found.hits[0].message.id
    count = len(conversation.messages)
    context = anna.reply(service.load_context(key, 2))
    assert numbers(context) == [118, 119, 120, 121, 122]
    later = anna.reply(service.load_later(chat_with(TWO), context[-1].id, 3))
    assert numbers(later.messages) == [123, 124, 125]
    before = anna.reply(service.load_earlier(chat_with(TWO), context[0].id, 3))
    assert numbers(before.messages) == [115, 116, 117]
    assert len(conversation.messages) == count


def test_days(anna: Desk) -> None:
    service = anna.messenger.history_service
    found = anna.reply(service.find_days(chat_with(TWO), date(2026, 3, 17)))
    assert found == (date(2026, 3, 1),)


def test_only_the_newest_search_of_a_place_has_an_answer(anna: Desk) -> None:
    service = anna.messenger.history_service
    in_window: list[HitPage] = []
    in_chat: list[HitPage] = []
    service.search("window", SearchQuery("message 7")).then(service, in_window.append)
    for row in range(40):
        service.search("chat", SearchQuery(f"message {row}")).then(service, in_chat.append)
    anna.wait(lambda: in_window and in_chat)
    (page,) = in_chat
    assert "message 39" in [hit.message.text for hit in page.hits]


def test_damage_found_by_a_search_is_repaired(anna: Desk, server: LocalServer) -> None:
    service = anna.messenger.history_service
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    (path,) = (anna.folder / "accounts").glob("*/history.db")
    with sqlite3.connect(path) as raw:
        pages = raw.execute("SELECT pageno FROM dbstat WHERE name = 'messages'").fetchall()
    raw.close()
    with path.open("r+b") as file:
        file.seek((pages[len(pages) // 2][0] - 1) * 4096)
        file.write(bytes(4096))
    anna.sign_in(server.address)
    query = SearchQuery("message 7")
    failed = anna.failure(service.search("window", query))
    assert failed.kind is ProblemKind.HISTORY_DAMAGED
    found = anna.reply(service.search("window", query))
    assert "message 7" in [hit.message.text for hit in found.hits]


def test_the_history_can_be_read_after_the_session_ended(anna: Desk, server: LocalServer) -> None:
    service = anna.messenger.history_service
    anna.messenger.conversation(chat_with(TWO))
    server.sign_out_device(ONE, anna.messenger.device)
    anna.wait_phase(ConnectionPhase.ENDED)
    loaded = anna.reply(service.load_earlier(chat_with(TWO), first_key(anna)))
    assert numbers(loaded.messages) == list(range(150, 250))
    found = anna.reply(service.search("window", SearchQuery("message 7")))
    assert found.hits
    anna.messenger.sign_out()
    anna.wait_for("signed_out")


def test_requests_without_a_session_fail(desk: MakeDesk) -> None:
    nobody = desk(ONE)
    service = nobody.messenger.history_service
    nobody.failure(service.load_earlier(chat_with(TWO), "0" * 32))
