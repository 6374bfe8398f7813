"""A message as a row of the table."""

from collections.abc import Iterable

from qqdesk.domain.body import Body, decode_body, encode_body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message, Reaction
from qqdesk.history.folding import stored_folding
from qqdesk.protocol.message_ref import read_message_ref, write_message_ref

MESSAGE_COLUMNS = "id, conversation, sender, kind, body, time, delivery, failure, reply, reactions, edited"
MESSAGE_VALUES = ", ".join("?" * len(MESSAGE_COLUMNS.split(", ")))

MessageRow = tuple[str, str, int, str, str, int, str | None, str, str, str, int]


def message_row(message: Message) -> MessageRow:
    """Return the values of MESSAGE_COLUMNS."""
    kind, data = encode_body(message.body)
    return (
        message.id,
        str(message.conversation),
        message.sender,
        kind,
        storable(data),
        message.time,
        message.delivery.value if message.delivery is not None else None,
        message.failure,
        write_message_ref(message.reply_to) if message.reply_to is not None else "",
        write_reactions(message.reactions),
        int(message.is_edited),
    )


def message_from_row(row: MessageRow) -> Message:
    id, conversation, sender, kind, body, time, delivery, failure, reply, reactions, edited = row
    return Message(
        id,
        ConversationId.parse(conversation),
        sender,
        time,
        decode_body(kind, body),
        Delivery(delivery) if delivery is not None else None,
        failure,
        read_message_ref(reply) if reply else None,
        read_reactions(reactions) if reactions else (),
        bool(edited),
    )


def write_reactions(reactions: Iterable[Reaction]) -> str:
    """Return the reactions as they are stored: a person's number, a colon and the emoji, with blanks between them."""
    return " ".join(f"{reaction.person}:{reaction.emoji}" for reaction in reactions)


def read_reactions(text: str) -> tuple[Reaction, ...]:
    pairs = (word.split(":", 1) for word in text.split())
    return tuple(Reaction(int(person), emoji) for person, emoji in pairs)


def plain_column(body: Body, folded: str) -> str | None:
    """Return the folded text if SQLite cannot make it of the stored data."""
    text = body.plain_text()
    return stored_folding(text, folded) if encode_body(body)[1] == text else folded


def storable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which SQLite refuses."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
