"""The data of one row of the contact list."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Qt

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.room_lines import RoomLine

Spans = tuple[tuple[int, int], ...]


class Role(IntEnum):
    """Roles besides Qt's own."""

    ROW = Qt.ItemDataRole.UserRole + 1  # ContactRow or GroupRow


@dataclass(frozen=True, slots=True)
class ContactRow:
    """`dimmed`: the faint phase of blinking. `offered`: an unknown number, painted as present.

    `marks` and `nickname_marks` are the (start, end) ranges of the name and nickname that match the search.
    """

    contact: Contact
    unread: int
    dimmed: bool
    draft: str = ""
    offered: bool = False
    marks: Spans = ()
    nickname_marks: Spans = ()
    muted: bool = False
    room: RoomLine | None = None
    """The second line of a room; None for a person."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`unread` counts the messages that a collapsed group hides."""

    group: str
    title: str
    present: int
    total: int
    collapsed: bool
    unread: int
    has_presence: bool = True
    """False for rooms, and for strangers and blocked contacts, whose presence is unknown."""
