"""The names that a person gives: to groups, and to contacts (remarks). What is a good one."""

import unicodedata
from dataclasses import dataclass
from enum import Enum

from qqdesk.protocol.codes import MAX_GROUP_CHARS, MAX_REMARK_CHARS

_BAD_CATEGORIES = {"Cc", "Cs"}
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of writing would go on in the row behind the name."""


@dataclass(frozen=True, slots=True)
class ContactNote:
    """What I noted of one person: the group that they are in, the name that I gave them, and whether I blocked them."""

    group: str = ""
    remark: str = ""
    blocked: bool = False


class NameFault(Enum):
    """Why a name cannot be taken. The GUI has a sentence for each."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    """More than MAX_GROUP_CHARS or MAX_REMARK_CHARS."""
    CONTROL = "control"
    """It holds characters that cannot be shown."""
    TOO_MANY = "too_many"
    """There are MAX_GROUPS groups already."""


def clean_name(text: str) -> str:
    """On one line, with single blanks, and in the form in which one text has one spelling."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def group_fault(text: str) -> NameFault | None:
    """What is wrong with this name of a group, in itself."""
    return _fault(clean_name(text), MAX_GROUP_CHARS) if clean_name(text) else NameFault.EMPTY


def remark_fault(text: str) -> NameFault | None:
    """The same of a remark; an empty one is good, and takes the remark away."""
    return _fault(clean_name(text), MAX_REMARK_CHARS)


def _fault(name: str, most: int) -> NameFault | None:
    if any(char in _DIRECTIONS or unicodedata.category(char) in _BAD_CATEGORIES for char in name):
        return NameFault.CONTROL
    return NameFault.TOO_LONG if len(name) > most else None
