"""The widget of the contact list: keyboard, pointer, and a selection that survives changes of the list."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.contacts.contact_delegate import ContactDelegate, header_height
from qqdesk.gui.contacts.contact_model import ContactModel
from qqdesk.gui.contacts.contact_rows import MESSAGES, RowId
from qqdesk.gui.contacts.list_drag import ListDrag
from qqdesk.gui.contacts.order_freeze import OrderFreeze
from qqdesk.gui.contacts.two_height_list import TwoHeightList
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.forwarded_composition import is_text
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.theme import reduced_motion

BLINK_MS = 500
_Command = QItemSelectionModel.SelectionFlag
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_CHOOSE_MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class ContactView(TwoHeightList):
    """Left, Right and a click on a header collapse and expand groups; Return opens a chat. Text is for the search field
    of the window."""

    contact_activated = Signal(object)  # number
    message_activated = Signal(object)  # Message
    contact_menu_requested = Signal(object, QPoint)  # number, global position
    group_menu_requested = Signal(object, QPoint)  # group, global position
    rename_requested = Signal(int)  # row
    folding_changed = Signal()
    new_window_requested = Signal(object)  # number

    def __init__(self, model: ContactModel, faces: FaceSource) -> None:
        super().__init__(model)
        self._list = model
        self.opens_with_click = False
        """A click opens the chat; with Ctrl, in a window of its own."""
        self._kept: tuple[RowId | None, int, set[RowId | None]] | None = None  # current id, scroll value, selected ids
        self._rows = ContactDelegate(faces, self)
        self.setItemDelegate(self._rows)
        self.set_small(False)
        self.setAccessibleName(self.tr("Contacts"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.freeze = OrderFreeze(model, self.viewport())
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.drag = ListDrag(self, model, self.freeze)
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn_blink)
        self._dimmed = False
        model.modelAboutToBeReset.connect(self._save_place)
        model.modelReset.connect(self._restore)

    def set_small(self, small: bool) -> None:
        """Show small faces and one line a row."""
        self._rows.is_small = small
        self._fit_rows()
        self.viewport().update()
        self.scrollTo(self.currentIndex())

    def _fit_rows(self) -> None:
        self.set_heights(self._rows.row_height(self.font()), header_height(self.font()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()

    def current_number(self) -> int:
        """Return the number of the current contact, or 0."""
        return self._list.number_at(self.currentIndex().row())

    def chosen_numbers(self) -> list[int]:
        """Return the selected contacts, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [number for number in map(self._list.number_at, rows) if number]

    def number_of(self, index: QModelIndex) -> int:
        """Return the number of the contact in this row, or 0."""
        return self._list.number_at(index.row())

    def row_of_number(self, number: int) -> int:
        return self._list.row_of(number)

    def is_room(self, number: int) -> bool:
        return self._list.listed.is_room(number)

    def conversation_of(self, number: int) -> ConversationId:
        return self._list.listed.conversation(number)

    @property
    def is_recent(self) -> bool:
        """Whether the recent conversations are shown."""
        return self._list.is_recent

    def contact_with_group(self, number: int) -> tuple[Contact, str]:
        """Return a contact of the list and the title of its group."""
        contact = self._list.contact(number)
        return contact, "" if contact.stranger else self._list.title(contact.group)

    def choose_row(self, row: int) -> None:
        # `setCurrentIndex` would extend the selection while Ctrl is down, as after Ctrl+Z.
        choose = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._list.index(row), choose)

    def choose(self, row_id: RowId) -> None:
        """Make a contact or a group's header current, if it is shown."""
        row = self._list.row_of(row_id)
        if row >= 0:
            self.choose_row(row)

    def title_of_group(self, group: str) -> str:
        return self._list.title(group)

    def rename_folded(self, old: str, new: str) -> None:
        """Keep a renamed group collapsed."""
        if old in self._list.contacts.collapsed:
            self.fold(new, True)

    def fold(self, group: str, collapsed: bool) -> None:
        if group == MESSAGES:
            return
        self._list.set_collapsed(group, collapsed)
        self.folding_changed.emit()
        if self.hasFocus():
            header = self._list.index(self._list.row_of(group))
            announce(self, str(header.data(Qt.ItemDataRole.AccessibleTextRole) or ""))

    def fold_all(self, collapsed: bool) -> None:
        self._list.set_all_collapsed(collapsed)
        self.folding_changed.emit()

    def set_blinking(self, blinking: bool) -> None:
        """Blink unread contacts, unless the system asks for reduced motion."""
        if blinking and not reduced_motion():
            if not self._blink.isActive():
                self._blink.start()
        else:
            self._blink.stop()
            self._dimmed = False
            self._list.set_dimmed(False)

    @Slot()
    def _turn_blink(self) -> None:
        self._dimmed = not self._dimmed
        self._list.set_dimmed(self._dimmed)

    @Slot()
    def _save_place(self) -> None:
        row_id = self._list.key_at(self.currentIndex().row())
        chosen = {self._list.key_at(index.row()) for index in self.selectionModel().selectedIndexes()}
        self._kept = (row_id, self.verticalScrollBar().value(), chosen)

    @Slot()
    def _restore(self) -> None:
        if self._kept is None:
            return
        row_id, value, chosen = self._kept
        self._kept = None
        row = self._list.row_of(row_id)
        scrolls = self.hasAutoScroll()
        self.setAutoScroll(False)
        if row >= 0:
            self.choose_row(row)
            for other in chosen - {row_id}:
                if (place := self._list.row_of(other)) >= 0:
                    self.selectionModel().select(self._list.index(place), _Command.Select)
        elif row_id is not None and self.hasFocus() and self._list.rowCount():
            self.choose_row(0)  # the keyboard was at a row that is gone
        self.doItemsLayout()
        self.verticalScrollBar().setValue(value)
        self.setAutoScroll(scrolls)

    def group_of_row(self, index: QModelIndex) -> str | None:
        """Return the group of this header row, or None."""
        return self._list.group_at(index.row())

    def event(self, event: QEvent) -> bool:
        """Handle F2 here even if the window has a shortcut for it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            renames = event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid()
            if renames:
                event.accept()
                return True
        return super().event(event)

    def first_row(self) -> int:
        """Return the first person or room, since a key for a heading would fold its group; 0 without one."""
        return next((row for row in range(self._list.rowCount()) if self._list.number_at(row)), 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        had_current = self.currentIndex().isValid()
        super().focusInEvent(event)  # makes the first row the current one
        self._enable_input_method()
        if not had_current and event.reason() not in _BY_KEYBOARD:
            self.selectionModel().clearCurrentIndex()  # nobody chose it
        elif not self.selectedIndexes() and self._list.rowCount():
            self.choose_row(max(self.currentIndex().row(), 0))  # make the current row visible
        elif event.reason() != Qt.FocusReason.MouseFocusReason:
            self.scrollTo(self.currentIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._enable_input_method()

    def _enable_input_method(self) -> None:
        """Enable the input method, which Qt disables on rows that cannot be edited."""
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.freeze.use_keys()
        index = self.currentIndex()
        group = self.group_of_row(index)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers() & _CHOOSE_MORE:
            if group is not None:
                self.fold(group, group not in self._list.contacts.collapsed)
            elif index.isValid() and key != Qt.Key.Key_Space:
                self._activate(index)
        elif key == Qt.Key.Key_F2 and index.isValid():
            self.rename_requested.emit(index.row())
        elif key == Qt.Key.Key_Left and index.isValid():
            if group is not None:
                self.fold(group, True)
            else:
                self._to_header(index.row())
        elif key == Qt.Key.Key_Right and group is not None:
            self.fold(group, False)
        elif is_text(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _activate(self, index: QModelIndex) -> bool:
        """Open the chat of a contact, or a message. Return False for a header and outside."""
        if number := self.number_of(index):
            self.contact_activated.emit(number)
        elif message := self._list.search.messages.message(self._list.key_at(index.row())):
            self.message_activated.emit(message)
        else:
            return False
        return True

    def _to_header(self, row: int) -> None:
        """Go to the header above, if there is one."""
        while row >= 0 and self._list.group_at(row) is None:
            row -= 1
        if row >= 0:
            self.choose_row(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current row in view when the list gets smaller."""
        super().resizeEvent(event)
        if self.hasFocus():
            self.scrollTo(self.currentIndex())

    def startDrag(self, actions: Qt.DropAction) -> None:
        group = self.group_of_row(self.currentIndex())
        if group is not None:
            self.drag.start([], group)
            return
        chosen = set(self.chosen_numbers()) | {self.current_number()}
        numbers = [number for number in chosen if self._list.contacts.can_be_moved(number)]
        if numbers:
            self.drag.start(numbers, None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drag.over(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drag.over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drag.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drag.drop(event)

    def paint_over(self, painter: QPainter) -> None:
        self.drag.paint(painter)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        group, number = self.group_of_row(index), self.number_of(index)
        plain = not event.modifiers() & _CHOOSE_MORE
        if group is not None and plain:
            self.fold(group, group not in self._list.contacts.collapsed)
        elif self.opens_with_click and plain and self._activate(index):
            return
        elif number and self.opens_with_click and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose(number)
            self.new_window_requested.emit(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not self._activate(index):
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        group, number = self.group_of_row(index), self.number_of(index)
        if not number and group in (None, MESSAGES):
            return
        place = self.visualRect(index).center() if by_key else event.pos()
        if group is not None:
            self.group_menu_requested.emit(group, self.viewport().mapToGlobal(place))
        else:
            self.contact_menu_requested.emit(number, self.viewport().mapToGlobal(place))
