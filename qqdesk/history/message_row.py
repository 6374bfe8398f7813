"""Conversion of a row of the table to a message."""

from qqdesk.domain.message import Message, MessageState

MESSAGE_COLUMNS = "key, contact, text, time, state, failure"


def message_from_row(row: tuple[str, int, str, int, str, str]) -> Message:
    """Return the message of a row with MESSAGE_COLUMNS."""
    key, contact, text, time, state, failure = row
    return Message(key, contact, text, time, MessageState(state), failure)
