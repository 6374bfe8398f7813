"""Messages from before this device: pages of the server's log in the history."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.domain.message import Delivery
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from qqdesk.history.older_messages import add_last_messages, add_log_page
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.log_commands import ConversationSummary, GetLog, GetLogReply
from qqdesk.protocol.message_ref import MessageRef
from tests.helpers.history import add_received
from tests.helpers.messages import ME, chat_with

BO, CAI = 10002, 10003
NOON = 1_700_000_000_000
START = 100
"""The id up to which the account received its inbox before this device."""


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """The history of a device that signed in for the first time."""
    history = History(tmp_path / "history.db")
    history.server_log.start_session(epoch=7, cursor=START)
    yield history
    history.close()


def row(id: int, text: str = "", peer: int = BO, *, mine: bool = False, time: int | None = None) -> WaitingMessage:
    kind = MessageKind.OWN_TEXT if mine else MessageKind.TEXT
    return WaitingMessage(kind, peer, text or f"message {id}", id, NOON + id if time is None else time, f"{id:032x}")


def page(history: History, *rows: WaitingMessage, last: bool = False, delivered: tuple[bool, ...] = ()) -> list[str]:
    """Store the page before the oldest message here. Return the texts of the new ones."""
    request = GetLog(BO, before=history.server_log.page_mark(chat_with(BO)).oldest)
    return [one.text for one in add_log_page(history, request, GetLogReply(last, delivered, rows), ME)]


def shown(history: History, peer: int = BO) -> list[str]:
    return [message.text for message in history.latest(chat_with(peer), 100)]


def summary(
    last: int, *, seen: int = 0, peer: int = BO, author: int = BO, is_delivered: bool = False
) -> ConversationSummary:
    return ConversationSummary(
        peer, last, NOON + last, seen, 0, author, is_delivered, f"{last:032x}", f"message {last}"
    )


def test_pages_come_in_the_order_of_the_server_whatever_its_clock_did(history: History) -> None:
    add_received(history, [row(101, time=NOON)], NOON)
    page(history, row(60, time=NOON), row(70, time=NOON), row(80, time=NOON + 5))
    page(history, row(40, time=NOON + 9), row(50, time=NOON))
    assert shown(history) == [f"message {id}" for id in (40, 50, 60, 70, 80, 101)]


def test_a_page_with_stored_messages_adds_only_the_others(history: History) -> None:
    page(history, row(60), row(70))
    history.server_log.start_session(epoch=8, cursor=START)
    assert page(history, row(60), row(65), row(70)) == ["message 65"]
    assert shown(history) == ["message 60", "message 65", "message 70"]


def test_a_page_does_not_take_back_how_far_another_has_read(history: History) -> None:
    def entry(id: int, of: int) -> WaitingMessage:
        ref = MessageRef(ME, f"{of:032x}")
        return WaitingMessage(MessageKind.READ, BO, "", id, NOON + id, ref=ref)

    page(history, entry(90, 60))
    assert history.read_by(chat_with(BO)) == {BO: (f"{60:032x}", NOON + 90)}
    add_received(history, [entry(101, 70)], NOON)
    page(history, entry(80, 50))
    assert history.read_by(chat_with(BO)) == {BO: (f"{70:032x}", NOON + 101)}


def test_a_page_that_does_not_continue_the_stored_ones_is_ignored(history: History) -> None:
    page(history, row(60), row(70))
    assert add_log_page(history, GetLog(BO, before=50), GetLogReply(True, (), (row(40),)), ME) == []
    assert not history.server_log.page_mark(chat_with(BO)).is_complete


def test_messages_that_were_deleted_here_do_not_come_back(history: History) -> None:
    page(history, row(60), row(70, mine=True))
    for key in (60, 70):
        history.eraser.erase([message_row(history, key)], one_by_one=True)
    history.server_log.start_session(epoch=8, cursor=START)
    assert page(history, row(60), row(65), row(70, mine=True)) == ["message 65"]


def message_row(history: History, id: int) -> int:
    ((found,),) = history.eraser.find_rows(Selection((f"{id:032x}",)))
    return found


def test_a_deleted_conversation_has_no_older_messages(history: History) -> None:
    page(history, row(60), row(70))
    assert not history.server_log.page_mark(chat_with(BO)).is_complete
    history.eraser.start(Selection(conversation=chat_with(BO)))
    assert history.server_log.page_mark(chat_with(BO)).is_complete
    assert page(history, row(40), row(50)) == []


def test_only_messages_of_others_after_my_read_mark_are_unread(history: History) -> None:
    add_last_messages(history, [summary(90, seen=60)], ME)
    page(history, row(50), row(60), row(70, mine=True), row(80))
    assert history.unread.counts() == {chat_with(BO): 2}


def test_the_last_messages_of_a_new_device_give_the_order_of_conversations(history: History) -> None:
    conversations = [summary(last, peer=peer, author=ME) for last, peer in ((95, CAI), (90, BO), (30, 10004))]
    assert add_last_messages(history, conversations, ME) == [chat_with(number) for number in (CAI, BO, 10004)]
    assert history.conversations_by_recency() == [chat_with(number) for number in (CAI, BO, 10004)]


def test_a_last_message_that_comes_through_the_inbox_is_not_stored_before_it(history: History) -> None:
    assert not add_last_messages(history, [summary(START + 1)], ME)
    assert shown(history) == []
    assert history.server_log.page_mark(chat_with(BO)).oldest == START + 1


def test_a_conversation_that_began_after_the_list_was_fetched_has_no_older_messages(history: History) -> None:
    add_last_messages(history, [summary(START + 1, peer=CAI)], ME)
    assert not history.server_log.page_mark(chat_with(BO)).is_complete
    history.server_log.set_listed()
    assert history.server_log.page_mark(chat_with(BO)).is_complete
    assert not history.server_log.page_mark(chat_with(CAI)).is_complete


def test_my_messages_come_with_their_delivery_state(history: History) -> None:
    page(history, row(60, mine=True), row(70, mine=True), delivered=(True, False))
    states = [message.delivery for message in history.latest(chat_with(BO), 10)]
    assert [state.value if state else None for state in states] == ["delivered", "sent"]


def test_my_last_message_comes_with_its_delivery_state(history: History) -> None:
    add_last_messages(history, [summary(95, author=ME, is_delivered=True), summary(90, peer=CAI, author=ME)], ME)
    states = [history.latest(chat_with(peer), 1)[0].delivery for peer in (BO, CAI)]
    assert states == [Delivery.DELIVERED, Delivery.SENT]


def test_a_gap_between_two_stored_parts_is_missing_until_it_is_fetched(history: History) -> None:
    page(history, row(60), row(70), last=True)
    # The device was away, and its cursor was lost.
    history.server_log.start_session(epoch=7, cursor=200)
    add_received(history, [row(201), row(202)], NOON + 300)
    pages = history.pages
    earlier = pages.before(chat_with(BO), f"{202:032x}", 10)
    assert ([one.text for one in earlier.messages], earlier.missing_before) == (["message 201"], 201)
    beyond = pages.before(chat_with(BO), f"{201:032x}", 10)
    assert (beyond.messages, beyond.missing_before) == ([], 201)
    away = pages.before(chat_with(BO), f"{201:032x}", 10, across_gaps=True)
    assert [one.text for one in away.messages] == ["message 60", "message 70"]
    assert page(history, row(60), row(70), row(150), last=True) == ["message 150"]
    filled = pages.before(chat_with(BO), f"{201:032x}", 10)
    assert [one.text for one in filled.messages] == ["message 60", "message 70", "message 150"]
    assert not filled.has_more
