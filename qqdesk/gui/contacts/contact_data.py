"""The data of the contact list's rows."""

from collections.abc import Iterable
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject, Qt

from qqdesk.domain.connection import PlaceInfo
from qqdesk.domain.contact import Contact
from qqdesk.domain.roster import Roster
from qqdesk.gui.contacts.contact_row import ContactRow, GroupRow, Role, Spans
from qqdesk.gui.contacts.contact_rows import BLOCKED, STRANGERS, ContactRows
from qqdesk.gui.contacts.diff_list_model import DiffListModel, Index
from qqdesk.gui.contacts.first_group import first_group_title, introduction_text
from qqdesk.gui.contacts.name_match import marks
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.texts import contact_text, presence_text

_RANKED = 500
"""Hits are not ranked if there are more."""


class GroupSource(Protocol):
    def group_names(self) -> list[str]: ...


class RosterSource(Protocol):
    """The part of Messenger that the model uses."""

    roster: Roster

    @property
    def contact_notes(self) -> GroupSource: ...


class ContactData(DiffListModel):
    """The reading half of the model; ContactModel changes it."""

    def __init__(self, source: RosterSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._list = ContactRows()
        self._gone: dict[int, Contact] = {}
        """Contacts that left the list while the rows were frozen, and still have a row."""
        self._unread: dict[int, int] = {}
        self._drafts: dict[int, str] = {}
        self._attended = 0
        self._muted: frozenset[int] = frozenset()
        self._needle = ""
        self._found: set[int] | None = None
        self._dimmed = False
        self._place = PlaceInfo()
        self.people = PeopleIndex(source.roster)

    # Reading

    @property
    def is_filtered(self) -> bool:
        return self._found is not None

    @property
    def contact_count(self) -> int:
        """Count all contacts, with strangers and hidden ones."""
        return len(self._list)

    @property
    def any_shown(self) -> bool:
        """Whether a contact is visible, or would be in an expanded group."""
        return any(self._list.shown_members(group, self._unread) for group in self._list.groups())

    def groups(self) -> list[str]:
        """Return the shown groups in order."""
        return [self._list.group_of_header(self._rows[row]) for row in self.header_rows()]

    def collapsed(self) -> set[str]:
        return set(self._list.collapsed)

    def group_at(self, row: int) -> str | None:
        """Return the group of this header row; None for other rows."""
        if 0 <= row < len(self._rows) and self._rows[row] < 0:
            return self._list.group_of_header(self._rows[row])
        return None

    def group_around(self, row: int) -> str | None:
        """Return the group of this header row, or of the header above; None outside."""
        while 0 <= row < len(self._rows):
            if self._rows[row] < 0:
                return self._list.group_of_header(self._rows[row])
            row -= 1
        return None

    def row_of_group(self, group: str) -> int:
        """Return the row of the group's header, or -1."""
        return self.row_of(self._list.header_id(group))

    def members(self, group: str) -> list[int]:
        """Return all contacts of the group, shown or not."""
        return list(self._list.members(group))

    def can_be_moved(self, number: int) -> bool:
        """Whether the contact can move to another group: not a stranger, not blocked."""
        contact = self._list.contact(number) if number in self._list else None
        return contact is not None and not contact.stranger and not contact.blocked

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        number, group = self.number_at(index.row()), self.group_at(index.row())
        is_own = bool(group) and group not in (STRANGERS, BLOCKED)
        if is_own or (number and self.can_be_moved(number)):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def first_contact(self) -> int:
        """Return the number of the first shown contact, or 0."""
        return next((row for row in self._rows if row > 0), 0)

    def best_contact(self) -> int:
        """Return the closest match of the search, or 0."""
        if self._found is None or not 0 < len(self._found) <= _RANKED:
            return self.first_contact()
        shown = (row for row in self._rows if row > 0)
        return min(shown, key=self.people.closeness(self._needle), default=0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row < len(self._rows):
            return None
        row_id = self._rows[row]
        return self._contact_data(row_id, role) if row_id > 0 else self._group_data(row_id, role)

    def contact(self, number: int) -> Contact:
        """Return the contact as its row shows it."""
        return self._list.contact(number) if number in self._list else self._gone[number]

    def _contact_data(self, number: int, role: int) -> Any:
        contact, unread = self.contact(number), self._unread.get(number, 0)
        draft = self._drafts.get(number, "") if number != self._attended else ""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return contact.name
            case Role.ROW:
                muted = number in self._muted
                dimmed = self._dimmed and unread > 0 and not muted and not contact.blocked
                found = (self._marks(contact.name), self._marks(contact.nickname))
                return ContactRow(contact, unread, dimmed, draft, False, *found, muted=muted)
            case Role.NUMBER:
                return number
            case Role.UNREAD:
                return unread
            case Role.BLINK:
                return self._dimmed and unread > 0
            case Qt.ItemDataRole.AccessibleTextRole:
                words = contact_text(contact, unread)
                if number in self._muted:
                    words = QCoreApplication.translate("Contact", "{contact}, muted").format(contact=words)
                return self.tr("{contact}, draft: {text}").format(contact=words, text=draft) if draft else words
            case Qt.ItemDataRole.ToolTipRole:
                status = presence_text(contact)
                words = self.tr("{name}\nNumber {number}\n{status}")
                return plain_tip(words.format(name=isolated(contact.name), number=number, status=status))
        return None

    def _marks(self, name: str) -> Spans:
        return tuple(marks(self._needle, name.strip(), self.people.readings)) if self.is_filtered else ()

    def _group_data(self, row_id: int, role: int) -> Any:
        group = self._list.group_of_header(row_id)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title(group)
            case Role.ROW:
                counts, collapsed = self._list.counts(group), self._is_folded(group)
                unread, known = self._unread_in(group), group not in (STRANGERS, BLOCKED)
                return GroupRow(group, self.title(group), counts.present, counts.total, collapsed, unread, known)
            case Role.NUMBER | Role.UNREAD:
                return 0
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._group_text(group)
            case Qt.ItemDataRole.ToolTipRole if not group:
                return plain_tip(introduction_text(self._place))
            case Qt.ItemDataRole.AccessibleDescriptionRole if not group:
                return introduction_text(self._place)
        return None

    def _group_text(self, group: str) -> str:
        counts = self._list.counts(group)
        if self._is_folded(group):
            text = self.tr("{group}, {present} of {total} online, folded")
        else:
            text = self.tr("{group}, {present} of {total} online")
        words = text.format(group=self.title(group), present=counts.present, total=counts.total)
        unread = self._unread_in(group)
        return ", ".join((words, self.tr("%n unread messages", "", unread))) if unread else words

    def _unread_in(self, group: str) -> int:
        """Return the number of unread messages that a collapsed group hides."""
        return sum(self._unread.get(number, 0) for number in self._hidden(group)) if self._is_folded(group) else 0

    def title(self, group: str) -> str:
        """Return the displayed name of a group."""
        if group == STRANGERS:
            return self.tr("Strangers")
        if group == BLOCKED:
            return self.tr("Blocked")
        return group or first_group_title(self._place)

    def _is_folded(self, group: str) -> bool:
        return group in self._list.collapsed and not self.is_filtered

    def _hidden(self, group: str) -> Iterable[int]:
        return self._list.members(group) if self._unread else ()
