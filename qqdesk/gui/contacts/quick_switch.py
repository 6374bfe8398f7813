"""The quick switch (Ctrl+K): a search field with a list of people to open a chat with."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QStackedWidget, QWidget

from qqdesk.gui.contacts.contact_delegate import ContactDelegate
from qqdesk.gui.contacts.list_source import ListSource
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.pinyin import IndexPreparation
from qqdesk.gui.contacts.quick_model import QuickModel
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.person_list import DialogListView
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.screens import in_view

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
