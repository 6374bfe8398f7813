"""A message as a row of the table."""

from qqdesk.domain.body import Body, decode_body, encode_body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.history.folding import stored_folding

MESSAGE_COLUMNS = "id, conversation, sender, kind, body, time, delivery, failure"

MessageRow = tuple[str, str, int, str, str, int, str | None, str]


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
    )


def message_from_row(row: MessageRow) -> Message:
    id, conversation, sender, kind, body, time, delivery, failure = row
    return Message(
        id,
        ConversationId.parse(conversation),
        sender,
        time,
        decode_body(kind, body),
        Delivery(delivery) if delivery is not None else None,
        failure,
    )


def plain_column(body: Body, folded: str) -> str | None:
    """Return the folded text if SQLite cannot make it of the stored data."""
    text = body.plain_text()
    return stored_folding(text, folded) if encode_body(body)[1] == text else folded


def storable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which SQLite refuses."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
