"""A message as a row of the table."""

from qqdesk.domain.body import Body, decode_body, encode_body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.history.folding import fold

MESSAGE_COLUMNS = "id, conversation, sender, kind, body, time, delivery, failure"
INSERTED_COLUMNS = f"{MESSAGE_COLUMNS}, plain"

MessageRow = tuple[str, str, int, str, str, int, str | None, str]
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def inserted_row(message: Message) -> tuple[str | int | None, ...]:
    """Return the values of INSERTED_COLUMNS."""
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
        _plain_column(message.body),
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


def _plain_column(body: Body) -> str | None:
    """Return the folded text for searches; None if SQLite makes it of the stored data by lower()."""
    folded = fold(storable(body.plain_text()))
    return None if folded == storable(encode_body(body)[1]).translate(_ASCII_LOWER) else folded


def storable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which SQLite refuses."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
