"""The model of the contact list: group headers and contacts in one flat list.

A flat list, because QTreeView follows single moves a hundred times more slowly with 10,000 contacts.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject, Qt

from qqdesk.domain.connection import PlaceInfo
from qqdesk.domain.contact import Contact, Roster
from qqdesk.domain.message import Message
from qqdesk.gui.contacts.contact_row import ContactRow, GroupRow, Pin, Role, Spans
from qqdesk.gui.contacts.contact_rows import MESSAGES, PROGRAM_GROUPS, ContactRows, RowId, SortBy
from qqdesk.gui.contacts.first_group import group_title, introduction_text
from qqdesk.gui.contacts.found_messages import FoundMessage, MessageRows
from qqdesk.gui.contacts.header_list_model import HeaderListModel
from qqdesk.gui.contacts.list_source import ROOMS, ListSource, RoomList
from qqdesk.gui.contacts.name_match import marks
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.room_actions import may_invite
from qqdesk.gui.contacts.row_lines import NO_LINE, RowLine, row_text
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.texts import presence_text

_RANKED = 500
"""Hits are not ranked if there are more."""


class LineSource(Protocol):
    def __call__(self, contact: Contact, unread: int, *, is_recent: bool) -> RowLine: ...


class GroupSource(Protocol):
    def group_names(self) -> list[str]: ...


class RosterSource(Protocol):
    """The part of Messenger that the model uses."""

    roster: Roster

    @property
    def contact_notes(self) -> GroupSource: ...

    @property
    def rooms(self) -> RoomList: ...


class ContactModel(HeaderListModel):
    """While frozen, changes from others update the rows but do not move them; see OrderFreeze."""

    def __init__(
        self,
        source: RosterSource,
        parent: QObject | None = None,
        *,
        line: LineSource = lambda contact, unread, *, is_recent: NO_LINE,
    ) -> None:
        """`line` returns the second line of a row."""
        super().__init__(parent)
        self._source, self._line = source, line
        self.listed = ListSource(source.roster, source.rooms)
        self._list = ContactRows()
        self._gone: dict[int, Contact] = {}
        """Contacts that left the list while the rows were frozen, and still have a row."""
        self._unread: dict[int, int] = {}
        self._recent: Sequence[int] | None = None
        """The recent conversations in order; None while the groups are shown."""
        self._has_rooms_only = False
        self._pinned: Collection[int] = ()
        self._muted: frozenset[int] = frozenset()
        self._needle = ""
        self._found: set[int] | None = None
        self._messages = MessageRows()
        self._dimmed = False
        self._place = PlaceInfo()
        self._frozen = False
        self._has_pending_order = False
        self.people = PeopleIndex(self.listed)
        self.reload()

    # Reading

    @property
    def is_filtered(self) -> bool:
        return self._found is not None

    @property
    def is_recent(self) -> bool:
        """Whether the recent conversations are shown in place of the groups. A search finds everybody."""
        return self._recent is not None and not self.is_filtered

    @property
    def contact_count(self) -> int:
        """Count all contacts, with strangers and hidden ones."""
        return len(self._list)

    @property
    def unread(self) -> int:
        """Count the unread messages of conversations that are not muted."""
        return sum(count for number, count in self._unread.items() if number not in self._muted)

    @property
    def has_own_groups(self) -> bool:
        """Whether the list has a group besides the unnamed one."""
        return len(self._list.groups()) > 1

    @property
    def any_shown(self) -> bool:
        """Whether a contact is visible, or would be in an expanded group."""
        return (
            self.is_recent
            or self.is_filtered
            or any(self._list.shown_members(group, self._unread) for group in self._list.groups())
        )

    def groups(self) -> list[str]:
        """Return the shown groups in order."""
        return [row_id for row_id in self._rows if isinstance(row_id, str)]

    def collapsed(self) -> set[str]:
        return set(self._list.collapsed)

    def group_around(self, row: int) -> str | None:
        """Return the group of this header row, or of the header above; None outside."""
        while self.number_at(row):
            row -= 1
        return self.group_at(row)

    def members(self, group: str) -> list[int]:
        """Return all contacts of the group, shown or not."""
        return self._list.members(group)

    def can_be_moved(self, number: int) -> bool:
        """Whether this is a contact that can move to another group: not a stranger, not blocked, not a room."""
        contact = self._list.contact(number) if number in self._list else None
        return contact is not None and not (contact.stranger or contact.blocked or self.listed.is_room(number))

    def accepts_people(self, number: int) -> bool:
        """Whether contacts can be dropped on this row: on a contact, or a room to which I may add people."""
        return may_invite(self._source.rooms.get(number)) if self.listed.is_room(number) else self.can_be_moved(number)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        number, group = self.number_at(index.row()), self.group_at(index.row())
        is_own = bool(group) and group not in PROGRAM_GROUPS
        if is_own or (number and self.can_be_moved(number)):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def first_contact(self) -> int:
        """Return the number of the first shown contact, or 0."""
        return next((row_id for row_id in self._rows if isinstance(row_id, int)), 0)

    def message_at(self, row: int) -> Message | None:
        """Return the message of a row that a search found."""
        return self._messages.message(self.key_at(row))

    def best_row(self) -> RowId:
        """Return the closest match of the search, else the newest message, else 0."""
        return self.best_contact() or next(iter(self._messages.ids[1:]), 0)

    def best_contact(self) -> int:
        """Return the closest match of the search, or 0."""
        if self._found is None or not 0 < len(self._found) <= _RANKED:
            return self.first_contact()
        shown = (row_id for row_id in self._rows if isinstance(row_id, int))
        return min(shown, key=self.people.closeness(self._needle), default=0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match self.key_at(index.row()):
            case int(number):
                return self._contact_data(number, role)
            case str(group) if group != MESSAGES:
                return self._group_data(group, role)
            case row_id:
                return self._messages.data(row_id, role, self._needle)

    def contact(self, number: int) -> Contact:
        """Return the contact as its row shows it."""
        return self._list.contact(number) if number in self._list else self._gone[number]

    def _contact_data(self, number: int, role: int) -> Any:
        contact, unread = self.contact(number), self._unread.get(number, 0)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return contact.name
            case Role.ROW:
                muted = number in self._muted
                dimmed = self._dimmed and unread > 0 and not muted and not contact.blocked
                found = (self._marks(contact.name), self._marks(contact.nickname) if contact.remark else ())
                line = self._line(contact, unread, is_recent=self.is_recent)
                is_room, pin = self.listed.is_room(number), self._pin(number)
                return ContactRow(contact, unread, dimmed, line, *found, muted=muted, is_room=is_room, pin=pin)
            case Qt.ItemDataRole.AccessibleTextRole:
                line = self._line(contact, unread, is_recent=self.is_recent)
                words = row_text(contact, unread, line, is_room=self.listed.is_room(number))
                if number in self._muted:
                    words = QCoreApplication.translate("Contact", "{contact}, muted").format(contact=words)
                if self._pin(number) is not Pin.NONE:
                    words = QCoreApplication.translate("Contact", "{contact}, pinned").format(contact=words)
                return words
            case Qt.ItemDataRole.ToolTipRole:
                status = presence_text(contact) if not self.listed.is_room(number) else self.tr("Room")
                words = self.tr("{name}\nNumber {number}\n{status}")
                return plain_tip(words.format(name=isolated(contact.name), number=number, status=status))
        return None

    def _pin(self, number: int) -> Pin:
        if not self.is_recent or number not in self._pinned:
            return Pin.NONE
        after = self.number_at(self.row_of(number) + 1)
        return Pin.LAST if after and after not in self._pinned else Pin.PINNED

    def _marks(self, name: str) -> Spans:
        return tuple(marks(self._needle, name.strip(), self.people.readings)) if self.is_filtered else ()

    def _group_data(self, group: str, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title(group)
            case Role.ROW:
                counts, collapsed = self._list.counts(group), self._is_folded(group)
                unread, known = self._unread_in(group), group not in PROGRAM_GROUPS
                return GroupRow(group, self.title(group), counts.present, counts.total, collapsed, unread, known)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._group_text(group)
            case Qt.ItemDataRole.ToolTipRole if not group:
                return plain_tip(introduction_text(self._place))
            case Qt.ItemDataRole.AccessibleDescriptionRole if not group:
                return introduction_text(self._place)
        return None

    def _group_text(self, group: str) -> str:
        counts = self._list.counts(group)
        if group == ROOMS:
            text = self.tr("{group}, {total}, folded") if self._is_folded(group) else self.tr("{group}, {total}")
        elif self._is_folded(group):
            text = self.tr("{group}, {present} of {total} online, folded")
        else:
            text = self.tr("{group}, {present} of {total} online")
        words = text.format(group=self.title(group), present=counts.present, total=counts.total)
        unread = self._unread_in(group)
        return ", ".join((words, self.tr("%n unread messages", "", unread))) if unread else words

    def _unread_in(self, group: str) -> int:
        """Return the number of unread messages that a collapsed group hides."""
        hidden = self._list.members(group) if self._unread and self._is_folded(group) else ()
        return sum(self._unread.get(number, 0) for number in hidden if number not in self._muted)

    def title(self, group: str) -> str:
        return group_title(group, self._place)

    def _is_folded(self, group: str) -> bool:
        return group in self._list.collapsed and not self.is_filtered

    # Changing

    def reload(self) -> None:
        """Reset the model from the roster."""
        self.people.mark_all_changed()
        self._list.reset(self.listed, self._source.contact_notes.group_names())
        self._search()
        self.beginResetModel()
        self._gone, self._has_pending_order = {}, False
        self._set_rows(self._target_rows())
        self.endResetModel()

    def refresh_all(self) -> None:
        """Update all contacts and groups, keeping selection and scroll position."""
        self.people.mark_all_changed()
        shown = [row_id for row_id in self._rows if isinstance(row_id, int)]
        self._gone |= {one: self._list.contact(one) for one in shown if one in self._list and not self._is_in(one)}
        self._list.reset(self.listed, self._source.contact_notes.group_names())
        if self._found is not None:
            self._search()
        self._show(shown)

    def refresh(self, numbers: Iterable[int]) -> None:
        """Update these contacts, which may be new or removed, and the groups."""
        changed = list(numbers)
        self.people.mark_changed(changed)
        for number in changed:
            if self._is_in(number):
                self._list.put(self.listed.get(number))
            elif number in self._list:
                self._gone[number] = self._list.contact(number)
                self._list.remove(number)
        self._list.set_groups(self._source.contact_notes.group_names())
        if self._found is not None and changed:
            self._search()
        self._show(changed)

    def _is_in(self, number: int) -> bool:
        return number in self.listed and self.listed.get(number).is_shown

    def freeze(self, frozen: bool) -> None:
        """Keep the rows in place while the user points at them; apply the new order afterwards."""
        self._frozen = frozen
        if not frozen and self._has_pending_order:
            self.apply_order()

    def apply_order(self) -> None:
        """Apply the new order at once, after a change by the user."""
        self._has_pending_order = False
        self._apply_rows(self._target_rows())
        self._gone = {}

    def set_sort(self, sort: SortBy) -> None:
        self._list.set_sort(sort)
        self.apply_order()

    def set_hides_offline(self, hides: bool) -> None:
        self._list.hides_offline = hides
        self.apply_order()

    def set_talks(self, numbers: Sequence[int]) -> None:
        """Set the order of the last conversations, latest first."""
        self._list.set_talks(numbers)
        self._show(())

    def add_recent(self, number: int) -> None:
        """Put a contact first in the order of the last conversations."""
        if self._list.add_recent(number):
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

    def set_recent(self, numbers: Sequence[int] | None, pinned: Collection[int] = ()) -> None:
        """Show these recent conversations in place of the groups, those that are `pinned` first; with None the
        groups."""
        is_same_view = (numbers is None) == (self._recent is None)
        before, self._recent, self._pinned = self._pinned, numbers, pinned
        if is_same_view:
            self._show({*before, *pinned})  # another one may be the last pinned one
        else:
            self._has_pending_order = False
            self._replace(self._target_rows())

    def set_rooms_only(self, rooms_only: bool) -> None:
        """Show the rooms without a header in place of the groups. A search finds everybody."""
        if rooms_only != self._has_rooms_only:
            self._has_rooms_only, self._has_pending_order = rooms_only, False
            self._replace(self._target_rows())

    def show_lines(self, numbers: Iterable[int]) -> None:
        """Show the second lines of these rows again."""
        self._notify_changed(numbers)

    def show_all_lines(self) -> None:
        self._notify_all()

    def set_muted(self, numbers: Iterable[int]) -> None:
        changed, self._muted = self._muted, frozenset(numbers)
        self._notify_changed(changed ^ self._muted)

    def set_place(self, place: PlaceInfo) -> None:
        """Show the server's name as the title of the first group, if its users are introduced to each other."""
        if place != self._place:
            self._place = place
            self._notify_all()

    def set_filter(self, text: str) -> None:
        """Show only the contacts that match this text."""
        if text != self._needle:
            self._needle = text
            self.search_again()

    def show_messages(self, found: Sequence[FoundMessage], *, has_all: bool) -> None:
        """Show the messages that the search found below the people."""
        self._messages.show(found, has_all=has_all)
        self._apply_rows(self._target_rows())
        self._notify_changed(self._messages.ids)

    def search_again(self) -> None:
        """Repeat the search after names got their pinyin."""
        self._search()
        self._has_pending_order = False
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
                    self.dataChanged.emit(self.index(row), self.index(row), [Role.ROW])

    def set_collapsed(self, group: str, collapsed: bool) -> None:
        """Collapse or expand a group. Other pending changes of the order wait on."""
        if collapsed:
            self._list.collapsed.add(group)
        else:
            self._list.collapsed.discard(group)
        row = self.row_of(group)
        if not self._has_pending_order or row < 0 or self._found is not None:
            self.apply_order()
            return
        end = next((other for other in self.header_rows() if other > row), len(self._rows))
        members = [] if collapsed else self._list.shown_members(group, self._unread)
        elsewhere = {*self._rows[: row + 1], *self._rows[end:]}
        inside = [number for number in members if number not in elsewhere]
        self._apply_rows(self._rows[: row + 1] + inside + self._rows[end:])
        self._notify_changed(())

    def set_all_collapsed(self, collapsed: bool) -> None:
        self._list.collapsed = set(self.groups()) - {MESSAGES} if collapsed else set()
        self.apply_order()

    # Rows

    def _search(self) -> None:
        self._found = self.people.find(self._needle) if self._needle.strip() else None

    def _target_rows(self) -> list[RowId]:
        if self._has_rooms_only and self._found is None:
            return [*self._list.members(ROOMS)]
        if self._recent is None or self._found is not None:
            return self._list.rows(self._found, self._unread) + (self._messages.ids if self._found is not None else [])
        shown = [number for number in self._recent if number in self._list]
        return [*(one for one in shown if one in self._pinned), *(one for one in shown if one not in self._pinned)]

    def _show(self, changed: Iterable[int]) -> None:
        if self._frozen:
            self._has_pending_order = True
        else:
            self.apply_order()
        self._notify_changed(changed)
