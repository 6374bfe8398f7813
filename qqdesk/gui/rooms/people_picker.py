"""Choosing people from the contact list: a search field above a list with check boxes."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.room import Member
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.pinyin import IndexPreparation
from qqdesk.gui.rooms.member_list import MemberList, member_rows
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.messenger import Messenger


class PeoplePicker(QWidget):
    """Space, a click and Enter in the search field choose a person or take the choice back.

    Enter in the list, or in an empty search field, is for the default button of the window.
    """

    changed = Signal()  # see `chosen`

    def __init__(
        self,
        messenger: Messenger,
        faces: FaceSource,
        *,
        without: Collection[int] = (),
        chosen: Sequence[int] = (),
    ) -> None:
        """`without` are numbers that are not offered. `chosen` are chosen at first and stand on top."""
        super().__init__()
        self._messenger, self._without, self._first = messenger, frozenset(without), tuple(chosen)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search contacts"))
        self.search.setAccessibleName(self.tr("Search contacts"))
        put_search_look(self.search)
        self.view = MemberList(faces, self.tr("People"))
        self._chosen = dict.fromkeys(number for number in chosen if self._offers(messenger.roster.get(number)))
        """In the order of choice, also those that the search hides."""
        self.view.chosen = self._chosen
        self.view.setMinimumHeight(scaled(96))
        self._nobody = EmptyState("users", self.tr("Nobody found"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nobody)
        card = QFrame()
        card.setProperty("role", "card")
        card.setLayout(column(self._stack, margins=1))
        self.setLayout(column(self.search, (card, 1), spacing=4))
        self._index = PeopleIndex(messenger.roster)
        self._preparation = IndexPreparation(self._index, self)
        self._preparation.grown.connect(self._show)
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self.view.installEventFilter(self)
        self.view.clicked.connect(self._toggle)
        self._show()

    @property
    def chosen(self) -> tuple[int, ...]:
        return tuple(self._chosen)

    def _offers(self, contact: Contact) -> bool:
        return not (contact.stranger or contact.blocked or contact.hidden or contact.number in self._without)

    @Slot()
    def _show(self) -> None:
        text = self.search.text().strip()
        found = self._index.find(text) if text else None
        if text:
            self._preparation.start()
        people = [
            Member(contact.number, contact.nickname, contact.face, contact.status)
            for contact in self._messenger.roster
            if self._offers(contact) and (found is None or contact.number in found)
        ]
        rows = member_rows(self._messenger, people)
        rows.sort(key=lambda row: (row.number not in self._first, not row.is_present))
        self.view.members.set_items(rows)
        if rows and (text or not self.view.currentIndex().isValid()):
            self.view.setCurrentIndex(self.view.members.index(0))
        self._stack.setCurrentIndex(0 if rows else 1)
        is_alone = not people and not text
        self._nobody.set_texts(self.tr("No one else to choose") if is_alone else self.tr("Nobody found"))

    @Slot(QModelIndex)
    def _toggle(self, index: QModelIndex) -> None:
        row = self.view.members.item_at(index)
        if row is None:
            return
        is_chosen = row.number not in self._chosen
        if is_chosen:
            self._chosen[row.number] = None
        else:
            del self._chosen[row.number]
        self.view.members.refresh()
        sentence = self.tr("{name} chosen") if is_chosen else self.tr("{name} not chosen")
        announce(self.view, sentence.format(name=row.name))
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key, is_enter = event.key(), event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.view:
            if is_enter:
                event.ignore()  # It goes on to the window. The list would take it.
                return True
            if key != Qt.Key.Key_Space:
                return False
            self._toggle(self.view.currentIndex())
            return True
        if key == Qt.Key.Key_Down:
            self.view.setFocus()
            return True
        if is_enter and self.search.text():
            self._toggle(self.view.currentIndex())
            self.search.clear()
            return True
        return False

    def sizeHint(self) -> QSize:
        return QSize(280, 220)
