"""The facade's books by themselves."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import TempPathFactory

from qqdesk.domain.message import Message, MessageState
from qqdesk.history.store import History
from qqdesk.protocol.codes import MessageKind
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.worker.books import ChatKeeper

MINE = [state for state in MessageState if state is not MessageState.RECEIVED]


@given(st.lists(st.sampled_from(MINE), max_size=12))
def test_a_delivered_message_stays_delivered(states: list[MessageState]) -> None:
    """Two threads tell of one message, so that the news may come in any order."""
    chats = ChatKeeper()
    message = Message("a" * 32, 5, "hi", 1, MessageState.WAITING)
    chats.conversation(5).append(message)
    for state in states:
        before = chats.conversation(5).messages[0]
        told = chats.change(message.in_state(state))
        after = chats.conversation(5).messages[0]
        assert told == (before != after)
        if before.state is MessageState.DELIVERED:
            assert not told
    if MessageState.DELIVERED in states:
        assert chats.conversation(5).messages[0].state is MessageState.DELIVERED


@given(st.lists(st.tuples(st.sampled_from("store tell open".split()), st.integers(1, 3)), max_size=25))
@settings(max_examples=40, deadline=None)
def test_each_message_is_shown_once_whenever_a_chat_is_opened(
    tmp_path_factory: TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Messages are stored in one thread and told in another: between the two a conversation must not show them."""
    history = History(Path(tmp_path_factory.mktemp("books")) / "history.db")
    chats = ChatKeeper()
    chats.begin(history, {}, history.last_row)
    waiting = []
    shown: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for count, (step, number) in enumerate(steps):
        if step == "store":
            waiting += history.add_received([WaitingMessage(MessageKind.TEXT, number, str(count))], 1)
        elif step == "tell" and waiting:
            item = waiting.pop(0)
            assert item.message is not None
            shown[item.sender].append(item.text)
            assert chats.receive(item.message, item.row) == len(shown[item.sender])
            assert [m.text for m in chats.conversation(item.sender).messages] == shown[item.sender]
        elif step == "open":
            assert [m.text for m in chats.conversation(number).messages] == shown[number]
    assert chats.unread == sum(map(len, shown.values()))
    history.close()
