"""A message of the composer that waits to be stored."""

from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from qqdesk.domain.attachment import Attachment
from qqdesk.domain.message import Message


@dataclass(frozen=True, slots=True)
class WaitingPart:
    """A message that waits to be stored, and its end in the input."""

    text: str
    end: QTextCursor
    only_stored: bool
    is_last: bool
    """Whether it is the last message of its text."""
    attachment: Attachment | None
    """`text` is its caption."""
    reply_to: Message | None
