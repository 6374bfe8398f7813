"""Messages of tests: texts with one person."""

from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.protocol.file_info import FileInfo, FileKind

ME = 10000
"""The number of the account, where a test has no other."""

NOON = 1_772_366_400_000
"""2026-03-01 12:00 UTC, milliseconds."""

chat_with = ConversationId.person


def chats_with(*numbers: int) -> list[ConversationId]:
    return [chat_with(number) for number in numbers]


def text_message(
    id: str, number: int, text: str, time: int, delivery: Delivery | None = None, failure: str = "", me: int = ME
) -> Message:
    """Return a message of mine to this person, or without `delivery` one of theirs to me."""
    sender = number if delivery is None else me
    return Message(id, chat_with(number), sender, time, Text(text), delivery, failure)


def read_messages(number: int, count: int) -> list[Message]:
    """Return messages of a person, a minute apart; the last is from before noon."""
    return [text_message(f"{at:032x}", number, f"old {at}", NOON - (count - at) * 60_000) for at in range(count)]


def file_message(
    id: str,
    number: int,
    name: str,
    time: int,
    delivery: Delivery | None = None,
    *,
    kind: FileKind = FileKind.OTHER,
    size: int = 1000,
    width: int = 0,
    height: int = 0,
    caption: str = "",
) -> Message:
    """Return a message with a file, whose id is that of the message."""
    info = FileInfo(id, size, kind, width, height, "", name)
    sender = number if delivery is None else ME
    return Message(id, chat_with(number), sender, time, File(info, Text(caption)), delivery)
