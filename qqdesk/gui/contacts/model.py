"""The contact list for a view: one flat list of group headers and contacts, which tells exactly what changed in it.

A flat list, because with 10,000 contacts a tree takes a hundred times as long to follow single moves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qqdesk.domain.contact import Contact
from qqdesk.domain.roster import Roster
from qqdesk.gui.contacts.rows import STRANGERS, ContactRows
from qqdesk.gui.plain_tip import plain_tip
from qqdesk.gui.texts import contact_text, presence_text

Index = QModelIndex | QPersistentModelIndex

_DRAFT_SHOWN = 120
_MOST_STEPS = 32
"""More single steps than this cost a view more than one large one."""


class Role(IntEnum):
    """Beside the usual ones."""

    ROW = Qt.ItemDataRole.UserRole + 1  # ContactRow or GroupRow
    NUMBER = Qt.ItemDataRole.UserRole + 2  # of a contact; 0 for a header
    UNREAD = Qt.ItemDataRole.UserRole + 3
    BLINK = Qt.ItemDataRole.UserRole + 4


@dataclass(frozen=True, slots=True)
class ContactRow:
    """`dimmed` is the half of a blink in which the face fades; `offered` is drawn like somebody who is there, though
    nobody knows whether they are."""

    contact: Contact
    unread: int
    dimmed: bool
    draft: str = ""
    offered: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`unread` counts what folding hides: 0 while the group is open."""

    group: str
    title: str
    present: int
    total: int
    collapsed: bool
    unread: int


class GroupSource(Protocol):
    def group_names(self) -> list[str]: ...


class RosterSource(Protocol):
    """What the model needs of the messenger."""

    roster: Roster

    @property
    def book(self) -> GroupSource: ...


class ContactModel(QAbstractListModel):
    """Keeps its own copy of the list, so that a view never sees a change before it was told of it."""

    def __init__(self, source: RosterSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._list = ContactRows()
        self._rows: list[int] = []
        self._places: dict[int, int] | None = {}
        self._unread: dict[int, int] = {}
        self._drafts: dict[int, str] = {}
        self._attended = 0
        self._needle = ""
        self._dimmed = False
        self.reload()

    # What changes it

    def reload(self) -> None:
        """Take the whole list anew."""
        self.beginResetModel()
        self._list.reset(self._source.roster, self._source.book.group_names())
        self._take(self._list.rows(self._needle))
        self.endResetModel()

    def refresh(self, numbers: Iterable[int]) -> None:
        """Take what changed of these contacts, who may be new or gone, and the groups."""
        changed = list(numbers)
        for number in changed:
            if number in self._source.roster:
                self._list.put(self._source.roster.get(number))
            else:
                self._list.remove(number)
        self._list.set_groups(self._source.book.group_names())
        self._show(changed)

    def set_unread(self, number: int, count: int) -> None:
        if count:
            self._unread[number] = count
        else:
            self._unread.pop(number, None)
        self._tell_data([number])

    def clear_unread(self) -> None:
        numbers = list(self._unread)
        self._unread.clear()
        self._tell_data(numbers)

    def set_drafts(self, drafts: dict[int, str]) -> None:
        """What was written and not sent, by contact: all of it anew."""
        changed = self._drafts.keys() | drafts.keys()
        self._drafts = {number: _first_line(text) for number, text in drafts.items()}
        self._tell_data(changed)

    def set_draft(self, number: int, text: str) -> None:
        """While somebody looks at that chat, nothing of it is told: it changes with every key."""
        self._drafts[number] = _first_line(text)
        if number != self._attended:
            self._tell_data([number])

    def set_attended(self, number: int) -> None:
        """Whose draft is not shown, as it is in front of the person; 0 for nobody's."""
        changed, self._attended = (self._attended, number), number
        self._tell_data([one for one in changed if self._drafts.get(one)])

    def set_filter(self, text: str) -> None:
        """Show only contacts whose name or number has this in it."""
        if text != self._needle:
            self._needle = text
            self._show(())

    def set_dimmed(self, dimmed: bool) -> None:
        """The phase of the blink of those who wrote."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            for number in self._unread:
                row = self.row_of(number)
                if row >= 0:
                    self.dataChanged.emit(self.index(row), self.index(row), [Role.BLINK, Role.ROW])

    def set_collapsed(self, group: str, collapsed: bool) -> None:
        """Fold a group, or open it."""
        if collapsed:
            self._list.collapsed.add(group)
        else:
            self._list.collapsed.discard(group)
        self._show(())

    def set_all_collapsed(self, collapsed: bool) -> None:
        self._list.collapsed = set(self.groups()) if collapsed else set()
        self._show(())

    # What it tells

    @property
    def is_filtered(self) -> bool:
        return bool(self._needle.strip())

    @property
    def contact_count(self) -> int:
        """Strangers too, and those that are not shown now."""
        return len(self._list)

    def groups(self) -> list[str]:
        """Every group that is shown, in the order in which they are."""
        return [self._list.group_of_header(row) for row in self._rows if row < 0]

    def collapsed(self) -> set[str]:
        return set(self._list.collapsed)

    def number_at(self, row: int) -> int:
        """0 for a header, and outside."""
        return max(0, self._rows[row]) if 0 <= row < len(self._rows) else 0

    def group_at(self, row: int) -> str | None:
        """The group whose header this is; None for a contact, and outside."""
        if 0 <= row < len(self._rows) and self._rows[row] < 0:
            return self._list.group_of_header(self._rows[row])
        return None

    def is_header(self, row: int) -> bool:
        return self._rows[row] < 0

    def id_at(self, row: int) -> int:
        """What stays the same of a row when it moves."""
        return self._rows[row]

    def row_of(self, row_id: int) -> int:
        """Where a contact's number, or what `id_at` told, is now; -1 where it is not shown."""
        if self._places is None:
            self._places = {row_id: row for row, row_id in enumerate(self._rows)}
        return self._places.get(row_id, -1)

    def first_contact(self) -> int:
        """The number of the first contact that is shown, or 0."""
        return next((row for row in self._rows if row > 0), 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row < len(self._rows):
            return None
        row_id = self._rows[row]
        return self._contact_data(row_id, role) if row_id > 0 else self._group_data(row_id, role)

    def _contact_data(self, number: int, role: int) -> Any:
        contact, unread = self._list.contact(number), self._unread.get(number, 0)
        draft = self._drafts.get(number, "") if number != self._attended else ""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return contact.name
            case Role.ROW:
                return ContactRow(contact, unread, self._dimmed and unread > 0, draft)
            case Role.NUMBER:
                return number
            case Role.UNREAD:
                return unread
            case Role.BLINK:
                return self._dimmed and unread > 0
            case Qt.ItemDataRole.AccessibleTextRole:
                words = contact_text(contact, unread)
                return self.tr("{contact}, draft: {text}").format(contact=words, text=draft) if draft else words
            case Qt.ItemDataRole.ToolTipRole:
                status = presence_text(contact)
                words = self.tr("{name}\nNumber {number}\n{status}")
                return plain_tip(words.format(name=contact.name, number=number, status=status))
        return None

    def _group_data(self, row_id: int, role: int) -> Any:
        group = self._list.group_of_header(row_id)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title(group)
            case Role.ROW:
                counts, collapsed = self._list.counts(group), self._is_folded(group)
                unread = sum(self._unread.get(number, 0) for number in self._hidden(group)) if collapsed else 0
                return GroupRow(group, self.title(group), counts.present, counts.total, collapsed, unread)
            case Role.NUMBER | Role.UNREAD:
                return 0
            case Qt.ItemDataRole.AccessibleTextRole:
                counts = self._list.counts(group)
                if self._is_folded(group):
                    text = self.tr("{group}, {present} of {total} online, folded")
                else:
                    text = self.tr("{group}, {present} of {total} online")
                return text.format(group=self.title(group), present=counts.present, total=counts.total)
        return None

    def title(self, group: str) -> str:
        """What a group is called."""
        if group == STRANGERS:
            return self.tr("Strangers")
        return group or self.tr("My friends")

    def _is_folded(self, group: str) -> bool:
        return group in self._list.collapsed and not self.is_filtered

    def _hidden(self, group: str) -> Iterable[int]:
        return self._list.members(group) if self._unread else ()

    # How a change is told

    def _take(self, rows: list[int]) -> None:
        self._rows = rows
        self._places = None

    def _show(self, changed: Iterable[int]) -> None:
        """Go from the rows shown to those wanted: take out, put in order, put in, then tell what else changed."""
        wanted = self._list.rows(self._needle)
        if wanted != self._rows:
            here, there = set(self._rows), set(wanted)
            gone = _spans([row for row, row_id in enumerate(self._rows) if row_id not in there])
            come = _spans([row for row, row_id in enumerate(wanted) if row_id not in here])
            if len(gone) + len(come) > _MOST_STEPS:
                self.beginResetModel()
                self._take(wanted)
                self.endResetModel()
                return
            for first, last in reversed(gone):
                self.beginRemoveRows(QModelIndex(), first, last)
                self._take(self._rows[:first] + self._rows[last + 1 :])
                self.endRemoveRows()
            kept = [row_id for row_id in wanted if row_id in here]
            if kept != self._rows:
                self._reorder(kept)
            for first, last in come:
                self.beginInsertRows(QModelIndex(), first, last)
                self._take(self._rows[:first] + wanted[first : last + 1] + self._rows[first:])
                self.endInsertRows()
        self._tell_data(changed)

    def _reorder(self, rows: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._rows[index.row()] for index in before]
        self._take(rows)
        self.changePersistentIndexList(before, [self.index(self.row_of(row_id)) for row_id in ids])
        self.layoutChanged.emit()

    def _tell_data(self, numbers: Iterable[int]) -> None:
        """These contacts look different, and with them the headers, whose counts may have changed."""
        rows = {self.row_of(number) for number in numbers} - {-1}
        rows |= {row for row, row_id in enumerate(self._rows) if row_id < 0}
        spans = _spans(sorted(rows))
        if len(spans) > _MOST_STEPS:
            spans = [(0, len(self._rows) - 1)]
        for first, last in spans:
            self.dataChanged.emit(self.index(first), self.index(last))


def _first_line(text: str) -> str:
    """As much of a draft as a row may show."""
    return " ".join(text[:_DRAFT_SHOWN].split())


def _spans(rows: list[int]) -> list[tuple[int, int]]:
    """Ascending rows as runs without a gap, each by its first and last."""
    if not rows:
        return []
    breaks = [(one, other) for one, other in pairwise(rows) if other != one + 1]
    firsts = [rows[0], *(other for _, other in breaks)]
    lasts = [*(one for one, _ in breaks), rows[-1]]
    return list(zip(firsts, lasts, strict=True))
