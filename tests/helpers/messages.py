"""Messages of tests: texts with one person."""

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message

ME = 10000
"""The number of the account, where a test has no other."""

chat_with = ConversationId.person


def chats_with(*numbers: int) -> list[ConversationId]:
    return [chat_with(number) for number in numbers]


def text_message(
    id: str, number: int, text: str, time: int, delivery: Delivery | None = None, failure: str = "", me: int = ME
) -> Message:
    """Return a message of mine to this person, or without `delivery` one of theirs to me."""
    sender = number if delivery is None else me
    return Message(id, chat_with(number), sender, time, Text(text), delivery, failure)
