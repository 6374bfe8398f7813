"""What a row of the contact list tells of itself."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Qt

from qqdesk.domain.contact import Contact

Spans = tuple[tuple[int, int], ...]


class Role(IntEnum):
    """Beside the usual ones."""

    ROW = Qt.ItemDataRole.UserRole + 1  # ContactRow or GroupRow
    NUMBER = Qt.ItemDataRole.UserRole + 2  # of a contact; 0 for a header
    UNREAD = Qt.ItemDataRole.UserRole + 3
    BLINK = Qt.ItemDataRole.UserRole + 4


@dataclass(frozen=True, slots=True)
class ContactRow:
    """`dimmed` is the half of a blink in which the face fades; `offered` is drawn like somebody who is there, though
    nobody knows whether they are. `marks` is what of the name was searched for, from where to where; `nickname_marks`
    of the nickname that stands behind my name for them."""

    contact: Contact
    unread: int
    dimmed: bool
    draft: str = ""
    offered: bool = False
    marks: Spans = ()
    nickname_marks: Spans = ()
    muted: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`unread` counts what folding hides: 0 while the group is open."""

    group: str
    title: str
    present: int
    total: int
    collapsed: bool
    unread: int
    has_presence: bool = True
    """Of strangers and the blocked nobody knows whether they are there."""
