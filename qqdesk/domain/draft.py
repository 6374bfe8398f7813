"""The unsent text of a conversation, with the message that it answers."""

from dataclasses import dataclass, field

from qqdesk.domain.message import Message


@dataclass(frozen=True, slots=True)
class Draft:
    text: str = field(default="", repr=False)
    reply_to: Message | None = None
