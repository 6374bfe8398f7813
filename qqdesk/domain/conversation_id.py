"""The key of a conversation."""

from enum import Enum
from typing import NamedTuple, Self


class ConversationKind(Enum):
    """The values are the first character of a conversation's text form."""

    PERSON = "p"
    ROOM = "r"


class ConversationId(NamedTuple):
    """Written as text like "p10002"."""

    kind: ConversationKind
    number: int

    @classmethod
    def person(cls, number: int) -> Self:
        return cls(ConversationKind.PERSON, number)

    @classmethod
    def room(cls, number: int) -> Self:
        return cls(ConversationKind.ROOM, number)

    @property
    def is_room(self) -> bool:
        return self.kind is ConversationKind.ROOM

    @property
    def log(self) -> int:
        """The room whose log has the messages; 0 for my inbox."""
        return self.number if self.is_room else 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError."""
        number = text[1:]
        if not (number.isascii() and number.isdecimal()):
            raise ValueError(f"not a conversation: {text!r}")
        return cls(ConversationKind(text[:1]), int(number))

    def __str__(self) -> str:
        return f"{self.kind.value}{self.number}"
