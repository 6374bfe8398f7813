"""The quick switch (Ctrl+K): a search field with a list of people to open a chat with."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QStackedWidget, QWidget

from qqdesk.domain.contact import Contact, presence_order
from qqdesk.gui.contacts.contact_delegate import ContactDelegate
from qqdesk.gui.contacts.contact_row import ContactRow, Role, Spans
from qqdesk.gui.contacts.list_source import ListSource
from qqdesk.gui.contacts.name_match import marks
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.pinyin import IndexPreparation
from qqdesk.gui.contacts.row_lines import NO_LINE, RowLines, row_text
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.row_model import DiffListModel
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.person_list import DialogListView, Index
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import in_view
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.worker.messenger import Messenger

PAGE = 100
"""Number of rows at first. QListView lays out each row again after each key."""
_RANKED = 1000
"""Hits are not ranked if there are more."""


class QuickModel(DiffListModel[int]):
    """The model of the quick switch: all people and my rooms, the most likely first. Orders people and rooms by unread
    messages, last conversation and presence; hits by closeness.

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


_SIZE = QSize(400, 440)
_BELOW_TOP = 56
"""Distance from the top of the window below."""
_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class QuickSwitch(QFrame):
    """A popup that closes when it loses the focus. The search field keeps the keyboard."""

    def __init__(self, context: AppContext, over: QWidget, people: PeopleIndex | None = None) -> None:
        """`people` is the contact list's index, if there is one; it may be complete already."""
        super().__init__(over, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        messenger = context.messenger
        self._navigator, self._over = context.navigator, over.window()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Jump to a contact"))
        self.setProperty("role", "popup")
        people = people or PeopleIndex(ListSource(messenger.roster, messenger.rooms))
        self.model = QuickModel(messenger, self, people=people)
        self._preparation = IndexPreparation(people, self)
        self.edit = QLineEdit()
        self.view = DialogListView(self.tr("Contacts"))
        self.no_hits = EmptyState(
            "search",
            self.tr("Nobody found"),
            self.tr("To reach somebody who is not on your list, type the whole number."),
        )
        self.no_contacts = EmptyState("users", self.tr("No contacts yet"), self.tr("Type the number of a person."))
        self._stack = QStackedWidget()
        self._set_up(context.faces)
        self._lay_out()
        self.edit.textChanged.connect(self._search)
        self.view.clicked.connect(self._choose)
        self.view.selectionModel().currentChanged.connect(self._announce)
        add_keys(self, {Action.JUMP: self.close, Action.CLOSE: self.close})
        self._search("")
        self._preparation.grown.connect(self._search_again)
        self._preparation.start()

    def _set_up(self, faces: FaceSource) -> None:
        self.edit.setPlaceholderText(self.tr("Name, pinyin or number"))
        self.edit.setAccessibleName(self.tr("Search contacts: name, pinyin or number"))
        put_search_look(self.edit)
        self.edit.installEventFilter(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(ContactDelegate(faces, self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _lay_out(self) -> None:
        for page in (self.view, self.no_hits, self.no_contacts):
            self._stack.addWidget(page)
        hint = QLabel(self.tr("Enter opens the chat, Esc closes this"))
        hint.setProperty("role", "secondary")
        hint.setFont(small(self.font()))
        hint.setContentsMargins(12, 4, 12, 4)
        self.setLayout(column(row(self.edit, margins=8), line(), (self._stack, 1), line(), hint, margins=1))

    def open(self) -> None:
        """Show over the upper part of the window."""
        window = self._over
        frame = QRect(QPoint(), _SIZE.boundedTo(window.screen().availableSize()))
        frame.moveTopLeft(window.geometry().topLeft() + QPoint((window.width() - frame.width()) // 2, _BELOW_TOP))
        self.resize(frame.size())
        self.move(in_view(frame))
        self.show()
        self.activateWindow()
        self.edit.setFocus()

    @Slot(str)
    def _search(self, text: str) -> None:
        self.model.set_filter(text)
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            self.view.setCurrentIndex(self.model.index(0))
        else:
            self._stack.setCurrentWidget(self.no_contacts if self.model.is_empty and not text else self.no_hits)

    @Slot()
    def _search_again(self) -> None:
        """Search again by pinyin, unless the arrow keys moved the current row."""
        if self.edit.text() and self.view.currentIndex().row() <= 0:
            self._search(self.edit.text())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        number = self.model.number_at(index.row())
        if number:
            self.close()
            self._navigator.open(routes.Chat(self.model.listed.conversation(number)))

    @Slot(QModelIndex)
    def _announce(self, index: QModelIndex) -> None:
        """Announce the current row to screen readers; the focus is in the search field."""
        if index.isValid():
            announce(self.view, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in _TO_LIST:
                QApplication.sendEvent(self.view, event)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.view.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible() and not self.isActiveWindow():
            self.close()
