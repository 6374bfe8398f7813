"""The model of the contact list: group headers and contacts in one flat list.

A flat list, because QTreeView follows single moves a hundred times more slowly with 10,000 contacts.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot

from qqdesk.domain.connection import PlaceInfo
from qqdesk.domain.contact import Contact, Roster
from qqdesk.gui.contacts.contact_row import ContactRow, GroupRow, Pin, Role
from qqdesk.gui.contacts.contact_rows import MESSAGES, PROGRAM_GROUPS, ContactRows, RowId
from qqdesk.gui.contacts.first_group import group_title, introduction_text
from qqdesk.gui.contacts.header_list_model import HeaderListModel
from qqdesk.gui.contacts.list_search import ListSearch
from qqdesk.gui.contacts.list_source import ROOMS, ListSource, RoomList
from qqdesk.gui.contacts.row_lines import NO_LINE, RowLine, row_text
from qqdesk.gui.contacts.unread_counts import UnreadCounts
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.texts import presence_text


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
        self.contacts = ContactRows()
        """After a change, call `update_rows` or `apply_order`."""
        self._gone: dict[int, Contact] = {}
        """Contacts that left the list while the rows were frozen, and still have a row."""
        self.unread = UnreadCounts(self)
        self.unread.changed.connect(self._on_unread_changed)
        self._recent: Sequence[int] | None = None
        """The recent conversations in order; None while the groups are shown."""
        self._has_rooms_only = False
        self._pinned: Collection[int] = ()
        self.search = ListSearch(self.listed, self)
        self.search.people_changed.connect(self._on_people_found)
        self.search.messages_changed.connect(self._on_messages_found)
        self._dimmed = False
        self._place = PlaceInfo()
        self._frozen = False
        self._has_pending_order = False
        self.reload()

    # Reading

    @property
    def is_recent(self) -> bool:
        """Whether the recent conversations are shown in place of the groups. A search finds everybody."""
        return self._recent is not None and not self.search.is_active

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        number, group = self.number_at(index.row()), self.group_at(index.row())
        is_own = bool(group) and group not in PROGRAM_GROUPS
        if is_own or self.contacts.can_be_moved(number):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def best_row(self) -> RowId:
        """Return the closest match of the search, else the newest message, else 0."""
        return self.search.best(row_id for row_id in self._rows if isinstance(row_id, int))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match self.key_at(index.row()):
            case int(number):
                return self._contact_data(number, role)
            case str(group) if group != MESSAGES:
                return self._group_data(group, role)
            case row_id:
                return self.search.messages.data(row_id, role, self.search.text)

    def contact(self, number: int) -> Contact:
        """Return the contact as its row shows it."""
        return self.contacts.contact(number) if number in self.contacts else self._gone[number]

    def _contact_data(self, number: int, role: int) -> Any:
        contact, unread = self.contact(number), self.unread.by_number.get(number, 0)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return contact.name
            case Role.ROW:
                muted = number in self.unread.muted
                dimmed = self._dimmed and unread > 0 and not muted and not contact.blocked
                marks = self.search.marks
                found = (marks(contact.name), marks(contact.nickname) if contact.remark else ())
                line = self._line(contact, unread, is_recent=self.is_recent)
                is_room, pin = self.listed.is_room(number), self._pin(number)
                return ContactRow(contact, unread, dimmed, line, *found, muted=muted, is_room=is_room, pin=pin)
            case Qt.ItemDataRole.AccessibleTextRole:
                line = self._line(contact, unread, is_recent=self.is_recent)
                words = row_text(contact, unread, line, is_room=self.listed.is_room(number))
                if number in self.unread.muted:
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

    def _group_data(self, group: str, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.title(group)
            case Role.ROW:
                counts, collapsed = self.contacts.counts(group), self._is_folded(group)
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
        counts = self.contacts.counts(group)
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
        hidden = self.contacts.members(group) if self.unread.by_number and self._is_folded(group) else ()
        return self.unread.total(hidden)

    def title(self, group: str) -> str:
        return group_title(group, self._place)

    def _is_folded(self, group: str) -> bool:
        return group in self.contacts.collapsed and not self.search.is_active

    # Changing

    def reload(self) -> None:
        """Reset the model from the roster."""
        self.search.people.mark_all_changed()
        self.contacts.reset(self.listed, self._source.contact_notes.group_names())
        self.search.find()
        self.beginResetModel()
        self._gone, self._has_pending_order = {}, False
        self._set_rows(self._target_rows())
        self.endResetModel()

    def refresh_all(self) -> None:
        """Update all contacts and groups, keeping selection and scroll position."""
        self.search.people.mark_all_changed()
        shown = [row_id for row_id in self._rows if isinstance(row_id, int)]
        self._gone |= {
            one: self.contacts.contact(one) for one in shown if one in self.contacts and not self._is_in(one)
        }
        self.contacts.reset(self.listed, self._source.contact_notes.group_names())
        if self.search.is_active:
            self.search.find()
        self.update_rows(shown)

    def refresh(self, numbers: Iterable[int]) -> None:
        """Update these contacts, which may be new or removed, and the groups."""
        changed = list(numbers)
        self.search.people.mark_changed(changed)
        for number in changed:
            if self._is_in(number):
                self.contacts.put(self.listed.get(number))
            elif number in self.contacts:
                self._gone[number] = self.contacts.contact(number)
                self.contacts.remove(number)
        self.contacts.set_groups(self._source.contact_notes.group_names())
        if self.search.is_active and changed:
            self.search.find()
        self.update_rows(changed)

    def update_rows(self, changed: Iterable[int] = ()) -> None:
        """Show the new order, unless it is frozen, and these contacts and the groups."""
        if self._frozen:
            self._has_pending_order = True
        else:
            self.apply_order()
        self._notify_changed(changed)

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

    def set_recent(self, numbers: Sequence[int] | None, pinned: Collection[int] = ()) -> None:
        """Show these recent conversations in place of the groups, those that are `pinned` first; with None the
        groups."""
        is_same_view = (numbers is None) == (self._recent is None)
        before, self._recent, self._pinned = self._pinned, numbers, pinned
        if is_same_view:
            self.update_rows({*before, *pinned})  # another one may be the last pinned one
        else:
            self._has_pending_order = False
            self._replace(self._target_rows())

    def set_rooms_only(self, rooms_only: bool) -> None:
        """Show the rooms without a header in place of the groups. A search finds everybody."""
        if rooms_only != self._has_rooms_only:
            self._has_rooms_only, self._has_pending_order = rooms_only, False
            self._replace(self._target_rows())

    @Slot(object)
    def show_lines(self, numbers: Collection[int]) -> None:
        """Show the second lines of these rows again; of all, if there are none."""
        if numbers:
            self._notify_changed(numbers)
        else:
            self._notify_all()

    @Slot(object)
    def _on_unread_changed(self, numbers: Collection[int]) -> None:
        if self.contacts.hides_offline:  # unread messages keep a contact in the list
            self.update_rows(numbers)
        else:
            self._notify_changed(numbers)

    def set_place(self, place: PlaceInfo) -> None:
        """Show the server's name as the title of the first group, if its users are introduced to each other."""
        if place != self._place:
            self._place = place
            self._notify_all()

    @Slot()
    def _on_messages_found(self) -> None:
        self._apply_rows(self._target_rows())
        self._notify_changed(self.search.messages.ids)

    @Slot()
    def _on_people_found(self) -> None:
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
            for number in self.unread.by_number:
                row = self.row_of(number)
                if row >= 0:
                    self.dataChanged.emit(self.index(row), self.index(row), [Role.ROW])

    def set_collapsed(self, group: str, collapsed: bool) -> None:
        """Collapse or expand a group. Other pending changes of the order wait on."""
        if collapsed:
            self.contacts.collapsed.add(group)
        else:
            self.contacts.collapsed.discard(group)
        row = self.row_of(group)
        if not self._has_pending_order or row < 0 or self.search.is_active:
            self.apply_order()
            return
        end = next((other for other in self.header_rows() if other > row), len(self._rows))
        members = [] if collapsed else self.contacts.shown_members(group, self.unread.by_number)
        elsewhere = {*self._rows[: row + 1], *self._rows[end:]}
        inside = [number for number in members if number not in elsewhere]
        self._apply_rows(self._rows[: row + 1] + inside + self._rows[end:])
        self._notify_changed(())

    def set_all_collapsed(self, collapsed: bool) -> None:
        groups = {row_id for row_id in self._rows if isinstance(row_id, str)}
        self.contacts.collapsed = groups - {MESSAGES} if collapsed else set()
        self.apply_order()

    # Rows

    def _target_rows(self) -> list[RowId]:
        if self._has_rooms_only and not self.search.is_active:
            return [*self.contacts.members(ROOMS)]
        if self._recent is None or self.search.is_active:
            rows = self.contacts.rows(self.search.found, self.unread.by_number)
            return rows + self.search.messages.ids if self.search.is_active else rows
        shown = [number for number in self._recent if number in self.contacts]
        return [*(one for one in shown if one in self._pinned), *(one for one in shown if one not in self._pinned)]
