"""Contact notes (group, remark, block), and the rules for names of groups and for remarks."""

import unicodedata
from dataclasses import dataclass
from enum import Enum

from qqdesk.protocol.limits import MAX_GROUP_CHARS, MAX_REMARK_CHARS

_BAD_CATEGORIES = {"Cc", "Cs"}
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Direction marks would affect the text after the name."""


@dataclass(frozen=True, slots=True)
class ContactNote:
    """The user's notes on one person: contact group, remark, and whether the person is blocked."""

    group: str = ""
    remark: str = ""
    blocked: bool = False


class NameFault(Enum):
    """Why a name is invalid. The GUI has a sentence for each."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    """More than MAX_GROUP_CHARS or MAX_REMARK_CHARS."""
    CONTROL = "control"
    """It contains characters that cannot be displayed."""
    TOO_MANY = "too_many"
    """There are MAX_GROUPS groups already."""


def clean_name(text: str) -> str:
    """Return the name on one line, with single blanks, in normal form C."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def group_fault(text: str) -> NameFault | None:
    """Return why a group name is invalid, whatever groups exist."""
    return _fault(clean_name(text), MAX_GROUP_CHARS) if clean_name(text) else NameFault.EMPTY


def remark_fault(text: str) -> NameFault | None:
    """Return why a remark is invalid. An empty one is valid and removes the remark."""
    return _fault(clean_name(text), MAX_REMARK_CHARS)


def _fault(name: str, most: int) -> NameFault | None:
    if any(char in _DIRECTIONS or unicodedata.category(char) in _BAD_CATEGORIES for char in name):
        return NameFault.CONTROL
    return NameFault.TOO_LONG if len(name) > most else None
