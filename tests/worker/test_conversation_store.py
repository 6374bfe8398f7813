"""The conversation store alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import TempPathFactory

from qqdesk.domain.body import Text
from qqdesk.domain.incoming import MessageReceived
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.domain.message import Delivery
from qqdesk.history.history import History
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.worker import conversation_store
from qqdesk.worker.conversation_store import BEFORE_UNREAD, SHOWN, ConversationStore
from tests.helpers.history import add_messages, erase_keys
from tests.helpers.messages import chat_with, text_message
from tests.helpers.room_rows import room_text

MINE = list(Delivery)


@given(st.lists(st.sampled_from(MINE), max_size=12))
def test_a_delivered_message_stays_delivered(states: list[Delivery]) -> None:
    """Two threads emit states of one message, which may arrive in any order."""
    chats = ConversationStore()
    message = text_message("a" * 32, 5, "hi", 1, Delivery.WAITING)
    chats.conversation(chat_with(5)).append(message)
    for state in states:
        before = chats.conversation(chat_with(5)).messages[0]
        changed = chats.change(message.with_delivery(state)) is not None
        after = chats.conversation(chat_with(5)).messages[0]
        assert changed == (before != after)
        if before.delivery is Delivery.DELIVERED:
            assert not changed
    if Delivery.DELIVERED in states:
        assert chats.conversation(chat_with(5)).messages[0].delivery is Delivery.DELIVERED


@given(st.lists(st.tuples(st.sampled_from("store tell open".split()), st.integers(1, 3)), max_size=25))
@settings(max_examples=40, deadline=None)
def test_each_message_is_shown_once_whenever_a_chat_is_opened(
    tmp_path_factory: TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """One thread stores messages, another one emits them. A conversation must not show them in between."""
    history = History(Path(tmp_path_factory.mktemp("chats")) / "history.db")
    chats = ConversationStore()
    chats.open(history, {}, history.last_row)
    waiting = []
    shown: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for count, (step, number) in enumerate(steps):
        if step == "store":
            waiting += add_messages(history, [WaitingMessage(MessageKind.TEXT, number, str(count))], 1)
        elif step == "tell" and waiting:
            item = waiting.pop(0)
            shown[item.sender].append(item.message.text)
            assert chats.receive(item.message, item.row) == len(shown[item.sender])
            assert [m.text for m in chats.conversation(chat_with(item.sender)).messages] == shown[item.sender]
        elif step == "open":
            assert [m.text for m in chats.conversation(chat_with(number)).messages] == shown[number]
    assert sum(chats.unread_counts().values()) == sum(map(len, shown.values()))
    history.close()


def filled(folder: Path, texts: int, mine_after: int = 0) -> ConversationStore:
    """Store 300 read messages of 5, then unread ones, each followed by messages of mine."""
    history = History(folder / "history.db")
    old = [WaitingMessage(MessageKind.TEXT, 5, f"old {count}") for count in range(300)]
    add_messages(history, old, 1)
    history.unread.mark_read({chat_with(5): history.last_row})
    for count in range(texts):
        add_messages(history, [WaitingMessage(MessageKind.TEXT, 5, f"new {count}")], 2)
        for number in range(mine_after):
            history.put(text_message(f"{count:028x}{number:04x}", 5, "mine", 3, Delivery.SENT))
    chats = ConversationStore()
    chats.open(history, history.unread.counts(), history.last_row)
    return chats


@pytest.mark.parametrize(("texts", "mine_after"), [(0, 0), (150, 0), (190, 0), (400, 0), (60, 3), (90, 1)])
def test_a_conversation_begins_before_the_first_unread_message(tmp_path: Path, texts: int, mine_after: int) -> None:
    chats = filled(tmp_path, texts, mine_after)
    assert chats.history is not None
    shown = [message.text for message in chats.conversation(chat_with(5)).messages]
    assert len(shown) == max(SHOWN, texts * (1 + mine_after) + BEFORE_UNREAD)
    if texts:
        assert shown.index("new 0") >= BEFORE_UNREAD
    assert chats.conversation(chat_with(5)).unread == texts
    chats.history.close()


def test_loading_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_store, "MOST_SHOWN", 350)
    chats = filled(tmp_path, 400)
    assert chats.history is not None
    shown = [message.text for message in chats.conversation(chat_with(5)).messages]
    assert (len(shown), shown[0], shown[-1]) == (350, "new 50", "new 399")
    assert chats.conversation(chat_with(5)).unread == 400
    chats.history.close()


def test_a_chat_that_was_not_opened_stays_in_the_history(tmp_path: Path) -> None:
    chats = filled(tmp_path, 0)
    assert chats.history is not None
    came = add_messages(chats.history, [WaitingMessage(MessageKind.TEXT, 5, f"new {n}") for n in range(3)], 4)
    for one in came:
        chats.receive(one.message, one.row)
    assert chats._conversations == {}
    assert chats.conversation(chat_with(5)).unread == 3
    assert [message.text for message in chats.conversation(chat_with(5)).messages[-3:]] == ["new 0", "new 1", "new 2"]
    chats.history.close()


def save_read_marks(chats: ConversationStore) -> None:
    marks = chats.read_marks()
    assert chats.history is not None
    chats.history.unread.mark_read(marks)
    chats.drop_read_marks(marks)


def test_read_marks_that_are_not_on_disk_yet_count(tmp_path: Path) -> None:
    """A deletion or an import reads the unread count from the disk, while a read mark waits to be saved."""
    chats = filled(tmp_path, 30)
    assert chats.history is not None
    chats.mark_read(chat_with(5))
    assert chats.apply_history_change(chat_with(5), ()) is None
    assert chats.unread_counts() == {}
    (later,) = add_messages(chats.history, [WaitingMessage(MessageKind.TEXT, 5, "later")], 4)
    chats.receive(later.message, later.row)
    assert chats.apply_history_change(chat_with(5), ()) is None
    assert chats.unread_counts() == {chat_with(5): 1}
    marks = chats.read_marks()
    chats.mark_read(chat_with(5))
    chats.drop_read_marks(marks)
    assert chats.read_marks() == {chat_with(5): later.row}, "it moved since"
    chats.history.close()


def test_stored_messages_that_were_not_emitted_stay_unread(tmp_path: Path) -> None:
    chats = filled(tmp_path, 2)
    assert chats.history is not None
    (later,) = add_messages(chats.history, [WaitingMessage(MessageKind.TEXT, 5, "later")], 4)
    assert chats.unread_counts() == {chat_with(5): 2}
    assert chats.mark_read(chat_with(5))
    save_read_marks(chats)
    assert (chats.unread_counts(), chats.history.unread.counts()) == ({}, {chat_with(5): 1})
    chats.receive(later.message, later.row)
    assert chats.unread_counts() == chats.history.unread.counts() == {chat_with(5): 1}
    chats.mark_read(chat_with(5))
    save_read_marks(chats)
    assert chats.history.unread.counts() == {}
    assert chats.read_marks() == {}
    chats.history.close()


def test_recent_conversations_come_first(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    for number in (5, 6, 7, 5):
        add_messages(history, [WaitingMessage(MessageKind.TEXT, number, "hi")], 1)
    assert history.conversations_by_recency() == list(map(chat_with, [5, 7, 6]))
    chats = ConversationStore()
    chats.open(history, {}, history.last_row, history.last_messages())
    assert chats.talked_with() == list(map(chat_with, [5, 7, 6]))
    (arrived,) = add_messages(history, [WaitingMessage(MessageKind.TEXT, 6, "there?")], 2)
    chats.receive(arrived.message, arrived.row)
    chats.add_recent(text_message("8", 8, "hi", 3))
    assert chats.talked_with() == list(map(chat_with, [8, 6, 5, 7]))
    chats.add_recent(text_message("9", 9, "written before that of 8", 2))
    assert chats.talked_with() == list(map(chat_with, [8, 9, 6, 5, 7]))
    chats.clear()
    assert chats.talked_with() == []
    history.close()


def test_the_last_message_is_known_without_the_disk(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    for number, text in ((5, "one"), (6, "two"), (5, "three")):
        add_messages(history, [WaitingMessage(MessageKind.TEXT, number, text)], 1)
    chats = ConversationStore()
    chats.open(history, {}, history.last_row, history.last_messages())
    last = chats.last_message(chat_with(5))
    assert last is not None and last.text == "three"
    chats.change_content(replace(last, body=Text("four"), is_edited=True))
    (arrived,) = add_messages(history, [WaitingMessage(MessageKind.TEXT, 6, "five")], 2)
    chats.receive(arrived.message, arrived.row)
    history.close()
    found = [chats.last_message(chat_with(number)) for number in (5, 6, 7)]
    assert [one and one.text for one in found] == ["four", "five", None]


def test_a_deleted_last_message_gives_way_to_the_one_before(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    for text in ("one", "two"):
        add_messages(history, [WaitingMessage(MessageKind.TEXT, 5, text)], 1)
    chats = ConversationStore()
    chats.open(history, {}, history.last_row, history.last_messages())
    for remaining in ("one", None):
        last = chats.last_message(chat_with(5))
        assert last is not None
        erase_keys(history, last.id)
        chats.apply_history_change(chat_with(5), [last.id])
        now = chats.last_message(chat_with(5))
        assert (now and now.text) == remaining
    assert chats.talked_with() == []
    history.close()


def test_a_mention_that_is_read_does_not_count_with_a_later_message(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    rows = (room_text(1, 5, "@me", mentions=(7,)), room_text(2, 5, "well"))
    first, second = history.add_received([read_incoming(row, 1, 7) for row in rows], 1)
    assert isinstance(first, MessageReceived) and isinstance(second, MessageReceived)
    chat = first.message.conversation
    chats = ConversationStore()
    chats.open(history, {}, 0, me=7)
    chats.receive(first.message, first.row)
    assert chats.unread_by[chat] == {5: True}
    chats.mark_read(chat)  # not on disk yet
    chats.receive(second.message, second.row)
    chats.reload_unread(chat)
    assert (chats.unread_counts(), chats.unread_by[chat]) == ({chat: 1}, {5: False})
    history.close()
