"""The model of the contact list: group headers and contacts in one flat list.

A flat list, because QTreeView follows single moves a hundred times more slowly with 10,000 contacts.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject

from qqdesk.domain.connection import PlaceInfo
from qqdesk.gui.contacts.contact_data import ContactData, RosterSource
from qqdesk.gui.contacts.contact_row import ContactRow, GroupRow, Role
from qqdesk.gui.contacts.contact_rows import SortBy
from qqdesk.gui.contacts.diff_list_model import Index

__all__ = ["ContactModel", "ContactRow", "GroupRow", "Index", "Role"]

_DRAFT_SHOWN = 120


class ContactModel(ContactData):
    """While frozen, changes from others update the rows but do not move them; see OrderFreeze."""

    def __init__(self, source: RosterSource, parent: QObject | None = None) -> None:
        super().__init__(source, parent)
        self._frozen = False
        self._is_behind = False
        self.reload()

    # Changing

    def reload(self) -> None:
        """Reset the model from the roster."""
        self.people.mark_all_changed()
        self._list.reset(self._source.roster, self._source.contact_notes.group_names())
        self._search()
        self.beginResetModel()
        self._gone, self._is_behind = {}, False
        self._set_rows(self._target_rows())
        self.endResetModel()

    def refresh_all(self) -> None:
        """Update all contacts and groups, keeping selection and scroll position."""
        roster = self._source.roster
        self.people.mark_all_changed()
        self._gone |= {row: self._list.contact(row) for row in self._rows if row in self._list and not self._is_in(row)}
        self._list.reset(roster, self._source.contact_notes.group_names())
        if self._found is not None:
            self._search()
        self._show(self._rows)

    def refresh(self, numbers: Iterable[int]) -> None:
        """Update these contacts, which may be new or removed, and the groups."""
        changed = list(numbers)
        self.people.mark_changed(changed)
        for number in changed:
            if self._is_in(number):
                self._list.put(self._source.roster.get(number))
            elif number in self._list:
                self._gone[number] = self._list.contact(number)
                self._list.remove(number)
        self._list.set_groups(self._source.contact_notes.group_names())
        if self._found is not None and changed:
            self._search()
        self._show(changed)

    def _is_in(self, number: int) -> bool:
        roster = self._source.roster
        return number in roster and roster.get(number).is_shown

    def freeze(self, frozen: bool) -> None:
        """Keep the rows in place while the user points at them; apply the new order afterwards."""
        self._frozen = frozen
        if not frozen and self._is_behind:
            self._settle()

    def settle(self) -> None:
        """Apply the new order at once, after a change by the user."""
        self._settle()

    def set_sort(self, sort: SortBy) -> None:
        self._list.set_sort(sort)
        self._settle()

    def set_hides_offline(self, hides: bool) -> None:
        self._list.hides_offline = hides
        self._settle()

    def set_talks(self, numbers: Sequence[int]) -> None:
        """Set the order of the last conversations, latest first."""
        self._list.set_talks(numbers)
        self._show(())

    def add_recent(self, number: int) -> None:
        """Put a contact first in the order of the last conversations."""
        self._list.add_recent(number)
        self._show(())

    def set_unread(self, number: int, count: int) -> None:
        if count:
            self._unread[number] = count
        else:
            self._unread.pop(number, None)
        if self._list.hides_offline:
            self._show([number])
        else:
            self._notify_changed([number])

    def clear_unread(self) -> None:
        numbers = list(self._unread)
        self._unread.clear()
        self._show(numbers)

    def set_drafts(self, drafts: dict[int, str]) -> None:
        """Set the drafts of all contacts."""
        changed = self._drafts.keys() | drafts.keys()
        self._drafts = {number: _first_line(text) for number, text in drafts.items()}
        self._notify_changed(changed)

    def set_draft(self, number: int, text: str) -> None:
        """Set one draft. The row of the attended chat does not show it."""
        self._drafts[number] = _first_line(text)
        if number != self._attended:
            self._notify_changed([number])

    def set_muted(self, numbers: Iterable[int]) -> None:
        """Set the muted contacts."""
        changed, self._muted = self._muted, frozenset(numbers)
        self._notify_changed(changed ^ self._muted)

    def set_place(self, place: PlaceInfo) -> None:
        """Show the server's name as the title of the first group, if its users are introduced to each other."""
        if place != self._place:
            self._place = place
            self._notify_all()

    def set_attended(self, number: int) -> None:
        """Hide the draft of the chat that the user looks at; 0 for none."""
        changed, self._attended = (self._attended, number), number
        self._notify_changed([one for one in changed if self._drafts.get(one)])

    def set_filter(self, text: str) -> None:
        """Show only the contacts that match this text."""
        if text != self._needle:
            self._needle = text
            self.search_again()

    def search_again(self) -> None:
        """Repeat the search after names got their pinyin."""
        self._search()
        self._is_behind = False
        target = self._target_rows()
        if target == self._rows:
            self._notify_all()  # the highlights
        else:
            self._replace(target)

    def set_dimmed(self, dimmed: bool) -> None:
        """Set the phase of the blinking of unread contacts."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            for number in self._unread:
                row = self.row_of(number)
                if row >= 0:
                    self.dataChanged.emit(self.index(row), self.index(row), [Role.BLINK, Role.ROW])

    def set_collapsed(self, group: str, collapsed: bool) -> None:
        """Collapse or expand a group. Other pending changes of the order wait on."""
        if collapsed:
            self._list.collapsed.add(group)
        else:
            self._list.collapsed.discard(group)
        row = self.row_of(self._list.header_id(group))
        if not self._is_behind or row < 0 or self._found is not None:
            self._settle()
            return
        end = next((other for other in self.header_rows() if other > row), len(self._rows))
        inside = [] if collapsed else self._list.shown_members(group, self._unread)
        elsewhere = {*self._rows[: row + 1], *self._rows[end:]}
        inside = [number for number in inside if number not in elsewhere]
        self._apply_rows(self._rows[: row + 1] + inside + self._rows[end:])
        self._notify_changed(())

    def set_all_collapsed(self, collapsed: bool) -> None:
        self._list.collapsed = set(self.groups()) if collapsed else set()
        self._settle()

    # Rows

    def _search(self) -> None:
        self._found = self.people.find(self._needle) if self._needle.strip() else None

    def _target_rows(self) -> list[int]:
        return self._list.rows(self._found, self._unread)

    def _show(self, changed: Iterable[int]) -> None:
        if self._frozen:
            self._is_behind = True
        else:
            self._settle()
        self._notify_changed(changed)

    def _settle(self) -> None:
        self._is_behind = False
        self._apply_rows(self._target_rows())
        self._gone = {}


def _first_line(text: str) -> str:
    """Return the part of a draft that a row can show."""
    return " ".join(text[:_DRAFT_SHOWN].split())
