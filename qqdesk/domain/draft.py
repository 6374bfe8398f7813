"""The unsent text of a conversation, with the message that it answers, and the unsent edit of a message."""

from dataclasses import dataclass, field

from qqdesk.domain.message import Message


@dataclass(frozen=True, slots=True)
class Edit:
    message: Message
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    text: str = field(default="", repr=False)
    reply_to: Message | None = None
    edit: Edit | None = None


def join_texts(draft: str, text: str) -> str:
    """Add a text to that of a draft."""
    return f"{draft}\n{text}" if draft else text
