"""The model of the quick switch: all people and my rooms, the most likely first."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from qqdesk.domain.contact import Contact, presence_order
from qqdesk.gui.contacts.contact_row import ContactRow, Role, Spans
from qqdesk.gui.contacts.list_source import ListSource
from qqdesk.gui.contacts.name_match import marks
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.row_lines import NO_LINE, RowLines, row_text
from qqdesk.gui.kit.row_model import DiffListModel
from qqdesk.gui.shared.person_list import Index
from qqdesk.protocol.codes import MAX_NUMBER, SYSTEM_NUMBER
from qqdesk.worker.messenger import Messenger

PAGE = 100
"""Number of rows at first. QListView lays out each row again after each key."""
_RANKED = 1000
"""Hits are not ranked if there are more."""


class QuickModel(DiffListModel[int]):
    """Orders people and rooms by unread messages, last conversation and presence; hits by closeness.

    The order is fixed at construction, so that no row moves while the user types.
    """

    def __init__(
        self, messenger: Messenger, parent: QObject | None = None, *, people: PeopleIndex | None = None
    ) -> None:
        super().__init__(parent)
        self.listed = ListSource(messenger.roster, messenger.rooms)
        self._index = people or PeopleIndex(self.listed)
        self._needle = ""
        self._messenger = messenger
        self._lines = RowLines(messenger, self)
        self._unread = {conversation.number: count for conversation, count in messenger.unread_counts().items()}
        talked = {conversation.number: place for place, conversation in enumerate(messenger.recent_conversations())}
        names, contacts = NameOrder(), list(self.listed)
        names.learn(contact.name for contact in contacts)
        keys = [(presence_order(contact), names.rank(contact.name), contact.number) for contact in contacts]
        first = [key for key in keys if key[2] in talked or key[2] in self._unread]
        first.sort(key=lambda key: (not self._unread.get(key[2]), talked.get(key[2], len(talked)), key))
        # Most people have no conversation; sorting them separately is faster.
        others = sorted(key for key in keys if key[2] not in talked and key[2] not in self._unread)
        self._people = [key[2] for key in (*first, *others)]
        self._found = self._people
        self._replace(self._found[:PAGE])
        self._offered = 0
        """The complete number of a person who is not on the list."""

    @property
    def is_empty(self) -> bool:
        """Whether no person is known."""
        return not self._people

    def set_filter(self, text: str) -> None:
        """Show the people who match, and a person with this number who is not on the list."""
        self._needle = text.strip()
        self._offered = self._unknown(text)
        self._found = [*self._hits(), *([self._offered] if self._offered else ())]
        self._replace(self._found[:PAGE])
        self._notify_all()

    def _hits(self) -> list[int]:
        if not self._needle:
            return list(self._people)
        found = self._index.find(self._needle)
        hits = [number for number in self._people if number in found and number in self.listed]
        if len(hits) <= _RANKED:
            hits.sort(key=self._index.closeness(self._needle))
        return hits

    def _marks(self, name: str) -> Spans:
        return tuple(marks(self._needle, name.strip(), self._index.readings)) if self._needle else ()

    def _unknown(self, text: str) -> int:
        digits = "".join(text.split())
        if not digits.isascii() or not digits.isdecimal() or len(digits) > len(str(MAX_NUMBER)):
            return 0
        number = int(digits)
        known = number in self.listed or number == self._messenger.me.number
        return number if SYSTEM_NUMBER < number <= MAX_NUMBER and not known else 0

    def number_at(self, row: int) -> int:
        """Return the number in a row; 0 outside."""
        return self.key_at(row) or 0

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self._rows) < len(self._found)

    def fetchMore(self, parent: Index) -> None:
        self._apply_rows(self._found[: len(self._rows) + PAGE])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        number = self.number_at(index.row()) if index.isValid() else 0
        if not number:
            return None
        if number == self._offered:
            name = self.tr("Write to {number}").format(number=number)
            contact, unread, line = Contact(number, name, stranger=True), 0, NO_LINE
        else:
            contact, unread = self.listed.get(number), self._unread.get(number, 0)
            line = self._lines.line(contact, unread, is_recent=True)
        is_room = self.listed.is_room(number)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return contact.name
            case Role.ROW:
                offered = number == self._offered
                marked = ((), ()) if offered else (self._marks(contact.name), self._marks(contact.nickname))
                return ContactRow(contact, unread, False, line, *marked, is_room=is_room)
            case Qt.ItemDataRole.AccessibleTextRole:
                return row_text(contact, unread, line, is_room=is_room)
        return None
