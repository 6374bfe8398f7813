"""The search of the contact list: people by name, and messages by text."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from qqdesk.gui.contacts.contact_row import Spans
from qqdesk.gui.contacts.contact_rows import RowId
from qqdesk.gui.contacts.found_messages import FoundMessage, MessageRows
from qqdesk.gui.contacts.list_source import People
from qqdesk.gui.contacts.name_match import marks
from qqdesk.gui.contacts.people_index import PeopleIndex

_RANKED = 500
"""Hits are not ranked if there are more."""


class ListSearch(QObject):
    people_changed = Signal()
    """Other people match, or the highlights are others."""
    messages_changed = Signal()

    def __init__(self, listed: People, parent: QObject) -> None:
        super().__init__(parent)
        self.people = PeopleIndex(listed)
        self.messages = MessageRows()
        self.text = ""
        self.found: set[int] | None = None
        """The people that match; None without a search."""

    @property
    def is_active(self) -> bool:
        return self.found is not None

    def set_text(self, text: str) -> None:
        """Search for this text; one without letters ends the search."""
        if text != self.text:
            self.text = text
            self.repeat()

    def repeat(self) -> None:
        """Search again after names got their pinyin."""
        self.find()
        self.people_changed.emit()

    def find(self) -> None:
        """Find the people as they are now."""
        self.found = self.people.find(self.text) if self.text.strip() else None

    def show_messages(self, found: Sequence[FoundMessage], *, has_all: bool) -> None:
        """Show the found messages below the people."""
        self.messages.show(found, has_all=has_all)
        self.messages_changed.emit()

    def marks(self, name: str) -> Spans:
        """Return the hits in a name."""
        return tuple(marks(self.text, name.strip(), self.people.readings)) if self.is_active else ()

    def best(self, shown: Iterable[int]) -> RowId:
        """Return the closest match of these people, else the newest message, else 0."""
        is_ranked = self.found is not None and 0 < len(self.found) <= _RANKED
        best = min(shown, key=self.people.closeness(self.text), default=0) if is_ranked else next(iter(shown), 0)
        return best or next(iter(self.messages.ids[1:]), 0)
