"""The contact list on the screen: keys, the pointer, and what is chosen while the list changes under it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from qqdesk.gui.contacts.delegate import ContactDelegate
from qqdesk.gui.contacts.model import ContactModel, Index
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.theme import reduced_motion

BLINK_MS = 500


class ContactView(QListView):
    """Left and Right fold and open groups, Enter opens a chat; a click on a header folds it."""

    contact_activated = Signal(object)  # number
    contact_menu_wanted = Signal(object, QPoint)  # number, place on the screen
    group_menu_wanted = Signal(object, QPoint)  # group, place on the screen
    folding_changed = Signal()

    def __init__(self, model: ContactModel, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = model
        self._kept: tuple[int, int] | None = None  # what was current, and where the list was scrolled to
        self.setModel(model)
        self.setItemDelegate(ContactDelegate(model, faces, self))
        self.setAccessibleName(self.tr("Contacts"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(26)
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn_blink)
        self._dimmed = False
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)

    def current_number(self) -> int:
        """The contact that is current, or 0."""
        return self._list.number_at(self.currentIndex().row())

    def choose_row(self, row: int) -> None:
        self.setCurrentIndex(self._list.index(row))

    def choose_number(self, number: int) -> None:
        """Make a contact current, where it is shown."""
        row = self._list.row_of(number)
        if row >= 0:
            self.choose_row(row)

    def fold(self, group: str, collapsed: bool) -> None:
        self._list.set_collapsed(group, collapsed)
        self.folding_changed.emit()

    def fold_all(self, collapsed: bool) -> None:
        self._list.set_all_collapsed(collapsed)
        self.folding_changed.emit()

    def set_blinking(self, blinking: bool) -> None:
        """Blink those who wrote; never where the person wants no movement."""
        if blinking and not reduced_motion():
            if not self._blink.isActive():
                self._blink.start()
        else:
            self._blink.stop()
            self._dimmed = False
            self._list.set_dimmed(False)

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        """No change of data changes a row's height, and measuring 10,000 anew for each takes Qt 30 ms."""
        if QAccessible.isActive():
            super().dataChanged(top, bottom, roles)  # it also tells screen readers
        else:
            self.viewport().update()

    @Slot()
    def _turn_blink(self) -> None:
        self._dimmed = not self._dimmed
        self._list.set_dimmed(self._dimmed)

    @Slot()
    def _keep(self) -> None:
        row = self.currentIndex().row()
        row_id = self._list.id_at(row) if 0 <= row < self._list.rowCount() else 0
        self._kept = (row_id, self.verticalScrollBar().value())

    @Slot()
    def _restore(self) -> None:
        if self._kept is None:
            return
        row_id, value = self._kept
        self._kept = None
        row = self._list.row_of(row_id)
        scrolls = self.hasAutoScroll()
        self.setAutoScroll(False)
        if row >= 0:
            self.choose_row(row)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(value)
        self.setAutoScroll(scrolls)

    def _group(self, index: QModelIndex) -> str | None:
        return self._list.group_at(index.row()) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        group = self._group(index)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if group is not None:
                self.fold(group, group not in self._list.collapsed())
            elif index.isValid() and key != Qt.Key.Key_Space:
                self.contact_activated.emit(self.current_number())
            return
        if key == Qt.Key.Key_Left and index.isValid():
            if group is not None:
                self.fold(group, True)
            else:
                self._to_header(index.row())
            return
        if key == Qt.Key.Key_Right and group is not None:
            self.fold(group, False)
            return
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._list.rowCount():
            self.choose_row(0 if key == Qt.Key.Key_Home else self._list.rowCount() - 1)
            return
        super().keyPressEvent(event)

    def _to_header(self, row: int) -> None:
        while row > 0 and not self._list.is_header(row):
            row -= 1
        self.choose_row(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        group = self._group(self.indexAt(event.position().toPoint()))
        if group is not None and event.button() == Qt.MouseButton.LeftButton:
            self.fold(group, group not in self._list.collapsed())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        number = self._list.number_at(index.row()) if index.isValid() else 0
        if number and event.button() == Qt.MouseButton.LeftButton:
            self.contact_activated.emit(number)
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        place = self.visualRect(index).center() if by_key else event.pos()
        group = self._group(index)
        if group is not None:
            self.group_menu_wanted.emit(group, self.viewport().mapToGlobal(place))
        else:
            self.contact_menu_wanted.emit(self._list.number_at(index.row()), self.viewport().mapToGlobal(place))
