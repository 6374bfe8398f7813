"""The data of one row of the contact list."""

from dataclasses import dataclass
from enum import Enum, IntEnum, auto

from PySide6.QtCore import Qt

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.row_lines import NO_LINE, RowLine

Spans = tuple[tuple[int, int], ...]


class Role(IntEnum):
    """Roles besides Qt's own."""

    ROW = Qt.ItemDataRole.UserRole + 1  # ContactRow or GroupRow


class Pin(Enum):
    """Whether the row of a recent conversation is pinned on top."""

    NONE = auto()
    PINNED = auto()
    LAST = auto()
    """The last pinned one, with a line below."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """`dimmed`: the faint phase of blinking.

    `marks` and `nickname_marks` are the (start, end) ranges of the name and nickname that match the search.
    """

    contact: Contact
    unread: int
    dimmed: bool
    line: RowLine = NO_LINE
    marks: Spans = ()
    nickname_marks: Spans = ()
    muted: bool = False
    is_room: bool = False
    pin: Pin = Pin.NONE
    needle: str = ""
    """Not empty if the row is a message that a search found: the text that is searched for."""


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
    has_more: bool = False
    """There are more than `total`."""
    """False for rooms, found messages, and for strangers and blocked contacts, whose presence is unknown."""
