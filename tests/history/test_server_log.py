"""What the history keeps of the server's log: ids, the cursor, read marks, deleted conversations and pages."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import OwnMessage
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.domain.message import Delivery, Message, new_message_id
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from qqdesk.history.message_import import OlderMessages
from qqdesk.history.message_search import SearchQuery
from qqdesk.history.server_log import Mark, MarkKind, PageMark
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.history import erase

NOW = 1_700_000_000_000
ME, ANNA = 10001, 10002
CHAT = ConversationId.person(ANNA)
EPOCH = 2**61


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    opened.server_log.start_session(EPOCH, 0)
    yield opened
    opened.close()


def receive(history: History, kind: MessageKind, text: str, id: int, client_id: str = "") -> list[object]:
    row = WaitingMessage(kind, ANNA, text, id, NOW + id, client_id or f"{id:032x}")
    return [*history.add_received([read_incoming(row, NOW, ME)], NOW + 1000)]


def mine(text: str, delivery: Delivery) -> Message:
    return Message(new_message_id(NOW), CHAT, ME, NOW, Text(text), delivery)


def theirs(id: int) -> tuple[int, Message]:
    return id, Message(f"{id:032x}", CHAT, ANNA, NOW + id, Text(str(id)), None)


def add_older(history: History, messages: list[tuple[int, Message]], **options: Any) -> list[Message]:
    return history.add_older([OlderMessages(CHAT, messages, **options)], now=NOW + 1000)


def texts(history: History) -> list[str]:
    return [message.text for message in history.latest(CHAT, 100)]


def test_a_message_that_comes_again_is_known_by_its_client_id(history: History) -> None:
    assert receive(history, MessageKind.TEXT, "hello", 1, "a" * 32)
    assert receive(history, MessageKind.TEXT, "hello", 7, "a" * 32) == []
    assert texts(history) == ["hello"]


@pytest.mark.parametrize("delivery", [Delivery.WAITING, Delivery.SENDING, Delivery.FAILED])
def test_an_own_copy_marks_the_message_that_waits_here_as_sent(history: History, delivery: Delivery) -> None:
    message = mine("hi", delivery)
    history.put(message)
    (item,) = receive(history, MessageKind.OWN_TEXT, "hi", 1, message.id)
    assert isinstance(item, OwnMessage)
    assert (item.row, item.message) == (0, message.with_delivery(Delivery.SENT))
    assert history.latest(CHAT, 9) == [item.message]
    assert receive(history, MessageKind.OWN_TEXT, "hi", 1, message.id) == []


def test_an_own_copy_does_not_undo_a_delivery(history: History) -> None:
    message = mine("hi", Delivery.DELIVERED)
    history.put(message)
    assert receive(history, MessageKind.OWN_TEXT, "hi", 1, message.id) == []
    assert history.latest(CHAT, 9) == [message]


def test_a_message_of_another_device_is_new_and_read(history: History) -> None:
    (item,) = receive(history, MessageKind.OWN_TEXT, "from there", 1)
    assert isinstance(item, OwnMessage)
    assert item.row
    assert (item.message.sender, item.message.delivery) == (ME, Delivery.SENT)
    assert history.unread.counts() == {}


def test_nobody_can_change_my_message_by_its_client_id(history: History) -> None:
    message = mine("mine", Delivery.SENT)
    history.put(message, 1)
    assert receive(history, MessageKind.TEXT, "not mine", 2, message.id) == []
    assert history.latest(CHAT, 9) == [message]


def test_the_server_does_not_send_a_message_back_that_follows_all_others(history: History) -> None:
    receive(history, MessageKind.TEXT, "one", 4)
    assert history.put(mine("next", Delivery.SENT), 5)
    assert history.server_log.received_to == 5
    assert not history.put(mine("after a gap", Delivery.SENT), 8)
    assert history.server_log.received_to == 5


def test_reading_leaves_a_mark_until_it_was_sent(history: History) -> None:
    receive(history, MessageKind.TEXT, "one", 3)
    receive(history, MessageKind.TEXT, "two", 4)
    history.unread.mark_read({CHAT: history.last_row})
    (mark,) = history.server_log.unsent_marks()
    assert mark == Mark(MarkKind.SEEN, CHAT, 4)
    receive(history, MessageKind.TEXT, "three", 5)
    history.unread.mark_read({CHAT: history.last_row})
    history.server_log.mark_sent(mark)
    assert history.server_log.unsent_marks() == [Mark(MarkKind.SEEN, CHAT, 5)]


def test_a_chat_that_was_read_elsewhere_is_read_here(history: History) -> None:
    for id in (1, 2, 3):
        receive(history, MessageKind.TEXT, str(id), id)
    receive(history, MessageKind.SEEN, "2", 4)
    assert history.unread.counts() == {CHAT: 1}
    assert history.server_log.unsent_marks() == []


def test_a_conversation_that_is_deleted_here_is_deleted_on_the_server(history: History) -> None:
    receive(history, MessageKind.TEXT, "one", 3)
    receive(history, MessageKind.TEXT, "two", 4)
    selection = history.eraser.start(Selection(conversation=CHAT))
    receive(history, MessageKind.TEXT, "later", 5)
    assert erase(history, selection) == 2
    assert history.server_log.unsent_marks() == [Mark(MarkKind.CLEARED, CHAT, 4)]


def test_unread_messages_that_a_retention_keeps_stay_on_the_server(history: History) -> None:
    for id in (1, 2):
        receive(history, MessageKind.TEXT, str(id), id)
    history.unread.mark_read({CHAT: history.last_row})
    for id in (3, 4):
        receive(history, MessageKind.TEXT, str(id), id)
    history.eraser.start(Selection(before=NOW + 1000, keep_unread=True))
    assert Mark(MarkKind.CLEARED, CHAT, 2) in history.server_log.unsent_marks()


def test_a_conversation_that_was_deleted_elsewhere_is_deleted_here_at_the_next_start(history: History) -> None:
    for id in (1, 2, 3):
        receive(history, MessageKind.TEXT, str(id), id)
    receive(history, MessageKind.CLEARED, "2", 4)
    (selection,) = history.eraser.unfinished()
    assert erase(history, selection) == 2
    assert texts(history) == ["3"]
    assert (history.eraser.unfinished(), history.server_log.unsent_marks()) == ([], [])


def test_deletions_elsewhere_are_known_while_others_end(history: History) -> None:
    def delete_others() -> None:
        for number in range(20):
            history.eraser.finish(history.eraser.start(Selection(keys=(str(number),))))

    other = threading.Thread(target=delete_others)
    other.start()
    for id in range(1, 21):
        receive(history, MessageKind.CLEARED, str(id), id)
    other.join()
    assert [selection.up_to for selection in history.eraser.unfinished()] == list(range(1, 21))


def test_older_messages_come_before_the_others_and_once(history: History) -> None:
    receive(history, MessageKind.TEXT, "9", 9)
    page = PageMark(5, is_complete=False)
    assert len(add_older(history, [theirs(5), theirs(6), theirs(9)], page=page)) == 2
    assert add_older(history, [theirs(5), theirs(6)]) == []
    assert texts(history) == ["5", "6", "9"]
    assert history.server_log.page_mark(CHAT) == page


def test_a_message_that_is_still_to_be_received_is_not_stored_before(history: History) -> None:
    receive(history, MessageKind.TEXT, "5", 5)
    assert add_older(history, [theirs(5), theirs(6)]) == []
    assert receive(history, MessageKind.TEXT, "6", 6)


def test_older_messages_keep_the_order_of_the_server_if_its_clock_was_set_back(history: History) -> None:
    history.server_log.start_session(EPOCH, 9)
    later, earlier = theirs(5), (6, Message("f" * 32, CHAT, ANNA, NOW - 5000, Text("6"), None))
    add_older(history, [later, earlier])
    assert texts(history) == ["5", "6"]


def test_older_messages_after_my_read_mark_are_unread(history: History) -> None:
    history.server_log.start_session(EPOCH, 9)
    add_older(history, [theirs(5), theirs(6), theirs(7)], seen=5)
    assert history.unread.counts() == {CHAT: 2}
    assert history.server_log.mark(MarkKind.SEEN, CHAT) == 5


def test_deleted_messages_do_not_come_back_from_the_server(history: History) -> None:
    for id in (1, 2, 3, 4):
        receive(history, MessageKind.TEXT, str(id), id)
    rows = [row for step in history.eraser.find_rows(Selection((f"{3:032x}",))) for row in step]
    history.eraser.erase(rows, one_by_one=True)
    erase(history, history.eraser.start(Selection(conversation=CHAT, before=NOW + 2)))
    assert texts(history) == ["2", "4"]
    add_older(history, [theirs(id) for id in (1, 2, 3, 4)])
    assert texts(history) == ["2", "4"]


def test_a_new_device_has_older_messages_only_on_the_server(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    history.server_log.start_session(EPOCH, 40)
    assert history.server_log.page_mark(CHAT) == PageMark(41, is_complete=False)
    assert history.server_log.received_to == 40
    history.close()


def test_the_first_device_has_all_messages(history: History) -> None:
    assert history.server_log.page_mark(CHAT).is_complete


def test_entries_that_the_server_skipped_are_fetched_as_older_messages(history: History) -> None:
    receive(history, MessageKind.TEXT, "one", 1)
    history.unread.mark_read({CHAT: history.last_row})
    history.server_log.start_session(EPOCH, 1)
    assert history.server_log.page_mark(CHAT).is_complete
    history.server_log.start_session(EPOCH, 50)
    assert history.server_log.page_mark(CHAT) == PageMark(51, is_complete=False)
    assert history.server_log.received_to == 50
    assert history.server_log.unsent_marks() == [Mark(MarkKind.SEEN, CHAT, 1)]


def test_a_restored_server_may_number_messages_differently(history: History) -> None:
    receive(history, MessageKind.TEXT, "one", 7, "a" * 32)
    history.unread.mark_read({CHAT: history.last_row})
    history.server_log.start_session(EPOCH + 1, 3)
    assert (history.server_log.received_to, history.server_log.unsent_marks()) == (3, [])
    assert receive(history, MessageKind.TEXT, "one", 4, "a" * 32) == []
    receive(history, MessageKind.TEXT, "two", 5)
    receive(history, MessageKind.SEEN, "4", 6)
    assert history.unread.counts() == {CHAT: 1}


def test_reading_elsewhere_reads_messages_that_a_restored_server_has_lost(history: History) -> None:
    receive(history, MessageKind.TEXT, "lost", 5)
    history.server_log.start_session(EPOCH + 1, 3)
    receive(history, MessageKind.TEXT, "read", 4, "a" * 32)
    receive(history, MessageKind.TEXT, "new", 5, "b" * 32)
    receive(history, MessageKind.SEEN, "4", 6)
    assert history.unread.counts() == {CHAT: 1}


def test_deleting_elsewhere_deletes_messages_that_a_restored_server_has_lost(history: History) -> None:
    receive(history, MessageKind.TEXT, "lost", 5)
    history.server_log.start_session(EPOCH + 1, 3)
    receive(history, MessageKind.TEXT, "deleted", 4, "a" * 32)
    receive(history, MessageKind.TEXT, "new", 5, "b" * 32)
    failed = mine("written since", Delivery.FAILED)
    history.put(failed)
    receive(history, MessageKind.CLEARED, "4", 6)
    (selection,) = history.eraser.unfinished()
    assert erase(history, selection) == 2
    assert texts(history) == ["new", "written since"]


def test_a_message_that_is_sent_late_stands_behind_those_accepted_before(history: History) -> None:
    waiting = mine("written first", Delivery.WAITING)
    history.put(waiting)
    for id in (1, 2):
        receive(history, MessageKind.TEXT, str(id), id)
    history.put(waiting.with_delivery(Delivery.SENT), 3)
    assert texts(history) == ["1", "2", "written first"]
    (hit,) = history.search(SearchQuery("written"))
    assert hit.message.id == waiting.id


def test_messages_that_wait_stay_behind_the_one_that_was_sent(history: History) -> None:
    first, second, third = (mine(text, Delivery.WAITING) for text in ("first", "second", "third"))
    for message in (first, second):
        history.put(message)
    receive(history, MessageKind.TEXT, "1", 1)
    history.put(third)
    history.put(first.with_delivery(Delivery.SENT), 2)
    assert texts(history) == ["1", "first", "second", "third"]
    assert [message.text for message in history.unsent()] == ["second", "third"]


def test_a_message_stands_before_one_that_was_received_during_its_request(history: History) -> None:
    waiting = mine("2", Delivery.WAITING)
    history.put(waiting)
    receive(history, MessageKind.TEXT, "1", 1)
    receive(history, MessageKind.TEXT, "3", 3)
    history.put(waiting.with_delivery(Delivery.SENT), 2)
    assert texts(history) == ["1", "2", "3"]


def test_an_own_copy_moves_a_message_behind_one_that_was_accepted_before_it(history: History) -> None:
    sent = mine("2", Delivery.SENT)
    history.put(sent, 2)
    receive(history, MessageKind.TEXT, "1", 1)
    (item,) = receive(history, MessageKind.OWN_TEXT, "2", 2, sent.id)
    assert isinstance(item, OwnMessage) and item.message == sent
    assert texts(history) == ["1", "2"]


def test_messages_sent_one_after_the_other_stand_behind_one_that_was_accepted_before_them(history: History) -> None:
    sent = {id: mine(str(id), Delivery.SENT) for id in (2, 3, 4)}
    for id, message in sent.items():
        history.put(message, id)
    receive(history, MessageKind.TEXT, "1", 1)
    receive(history, MessageKind.OWN_TEXT, "2", 2, sent[2].id)
    receive(history, MessageKind.TEXT, "5", 5)
    assert texts(history) == ["1", "2", "3", "4", "5"]
    for text in texts(history):
        (hit,) = history.search(SearchQuery(text))
        assert hit.message.text == text


def test_messages_that_change_places_can_be_read_up_to_the_last_row(history: History) -> None:
    waiting = mine("2", Delivery.WAITING)
    history.put(waiting)
    receive(history, MessageKind.TEXT, "1", 1)
    receive(history, MessageKind.TEXT, "3", 3)
    last = history.last_row
    history.put(waiting.with_delivery(Delivery.SENT), 2)
    history.unread.mark_read({CHAT: last})
    assert (texts(history), history.unread.counts()) == (["1", "2", "3"], {})


def test_a_message_received_during_a_deletion_stays_when_one_of_mine_is_sent(history: History) -> None:
    waiting = mine("2", Delivery.WAITING)
    history.put(waiting)
    last = history.last_row
    selection = Selection(conversation=CHAT, shown_up_to=last, last_row=last)
    history.eraser.start(selection)
    receive(history, MessageKind.TEXT, "1", 1)
    history.put(waiting.with_delivery(Delivery.SENT), 2)
    erase(history, selection)
    assert texts(history) == ["1"]
