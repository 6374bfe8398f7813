"""The latest messages with one person."""

from qqdesk.domain.conversation import MOST, Conversation
from qqdesk.domain.message import Delivery, Message
from tests.helpers.messages import chat_with, text_message


def message(number: int, state: Delivery | None = None) -> Message:
    return text_message(f"{number:032x}", 10001, f"message {number}", number, state)


def test_a_conversation_keeps_the_latest_messages_only() -> None:
    conversation = Conversation(chat_with(10001))
    for number in range(5 * MOST):
        assert conversation.append(message(number))
    texts = [one.text for one in conversation.messages]
    assert MOST // 2 < len(texts) <= MOST
    assert texts == [f"message {number}" for number in range(5 * MOST - len(texts), 5 * MOST)]
    assert conversation.find(f"{0:032x}") is None
    assert conversation.last_id == f"{5 * MOST - 1:032x}"


def test_a_changed_message_keeps_its_place() -> None:
    conversation = Conversation(chat_with(10001))
    for number in range(3):
        conversation.append(message(number))
    assert not conversation.append(message(1))
    conversation.change(message(1, Delivery.SENT))
    conversation.change(message(7, Delivery.SENT))
    assert [one.delivery for one in conversation.messages] == [None, Delivery.SENT, None]
    assert [one.text for one in conversation.after(f"{0:032x}")] == ["message 1", "message 2"]
    assert conversation.after("gone") == []
    conversation.remove([f"{1:032x}", "gone"])
    assert [one.text for one in conversation.messages] == ["message 0", "message 2"]


def test_a_sent_message_moves_down_with_those_that_wait_behind_it() -> None:
    conversation = Conversation(chat_with(10001))
    for number in range(5):
        conversation.append(message(number))
    moved = conversation.place_sent(message(1).id, [message(number).id for number in (3, 9)])
    assert [one.text for one in conversation.messages] == [f"message {number}" for number in (0, 2, 4, 1, 3)]
    assert moved == [message(1), message(3)]
    assert conversation.place_sent(message(1).id, [message(3).id]) == []
