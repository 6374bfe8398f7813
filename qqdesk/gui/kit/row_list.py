"""A list of rows with its keyboard, mouse and menu.

- The menu key and a right click open the menu of a row, which `make_menu` returns. Enter and the button of a row, too;
  without buttons Enter emits `activated`, as a double click does.
- Delete emits `delete_pressed`, and F2 `rename_pressed`, with the value of the current row.
- Home goes to the first row that can be chosen, not to its heading. A list that gets the focus has a current row.
- The current row stays when the values change. If it is gone, its neighbour is current.
- Screen readers say the name of the list and the `spoken` text of each look.

Example, the rooms of a server in a card that is as high as its rows:

    self.model = RowModel(lambda room: room.number, self._describe, self)
    self.view = RowList(self.model, faces, self.tr("Rooms"), RowSize.MEDIUM, make_menu=self._make_menu)
    self.view.delete_pressed.connect(self._ask_to_delete)
    layout.addWidget(card(self.view))
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QSizePolicy, QWidget

from qqdesk.gui.kit.row_delegate import RowDelegate, RowSize, button_rect
from qqdesk.gui.kit.row_model import RowModel, RowRole
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.person_list import DialogListView, Index

T = TypeVar("T")


class RowList(DialogListView, Generic[T]):
    """A medium list is as high as its rows if there is room."""

    delete_pressed = Signal(object)  # the value
    rename_pressed = Signal(object)

    def __init__(
        self,
        model: RowModel[T],
        faces: FaceSource,
        name: str = "",
        size: RowSize = RowSize.LARGE,
        *,
        make_menu: Callable[[T], QMenu] | None = None,
        has_buttons: bool = True,
    ) -> None:
        super().__init__(name)
        self._model, self._make_menu, self._has_buttons = model, make_menu, has_buttons and make_menu is not None
        self.delegate = RowDelegate(faces, self, size, button="more" if self._has_buttons else "")
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(size is not RowSize.SMALL)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if size is not RowSize.LARGE:
            self.setFrameShape(QFrame.Shape.NoFrame)
        if size is RowSize.MEDIUM:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._current: Hashable = None
        self._place = 0
        model.modelAboutToBeReset.connect(self._note_current)
        model.modelReset.connect(self._restore_current)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self.updateGeometry)

    def _note_current(self) -> None:
        self._place = max(self.currentIndex().row(), 0)
        self._current = self._model.key_at(self.currentIndex().row())

    def _restore_current(self) -> None:
        if self._current is not None:
            row = self._model.row_of(self._current)
            self.setCurrentIndex(self._model.index(row if row >= 0 else min(self._place, self._model.rowCount() - 1)))

    def sizeHint(self) -> QSize:
        if self.delegate.size is not RowSize.MEDIUM:
            return super().sizeHint()
        return QSize(240, self._model.rowCount() * self.delegate.size.height(self.font()))

    def minimumSizeHint(self) -> QSize:
        if self.delegate.size is not RowSize.MEDIUM:
            return super().minimumSizeHint()
        return QSize(160, min(self._model.rowCount(), 2) * self.delegate.size.height(self.font()))

    def current_item(self) -> T | None:
        return self._model.item_at(self.currentIndex())

    def open_menu(self, index: QModelIndex, place: QPoint | None = None) -> None:
        """Open the menu of a row at a place of the viewport, by default below its button, or below the row."""
        item = self._model.item_at(index)
        if self._make_menu is None or item is None:
            return
        menu = self._make_menu(item)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if place is None:
            rect = self.visualRect(index)
            place = (button_rect(rect) if self._has_buttons else rect).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(place))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        found = super().moveCursor(action, modifiers)
        is_heading = found.isValid() and not found.flags() & Qt.ItemFlag.ItemIsSelectable
        if action is QAbstractItemView.CursorAction.MoveHome and is_heading:
            return self._model.index(found.row() + 1)
        return found

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        # Not QListView's, which lays out all rows: no change of data changes a height.
        QAbstractItemView.dataChanged(self, top, bottom, roles)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.currentIndex() if self.currentIndex().isValid() else self._model.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and index.isValid() and self._has_buttons:
            self.open_menu(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit(index.data(RowRole.ITEM))
        elif index.isValid() and event.key() == Qt.Key.Key_F2:
            self.rename_pressed.emit(index.data(RowRole.ITEM))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._make_menu is None:
            super().contextMenuEvent(event)
        elif event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.open_menu(self.currentIndex())
        else:
            self.open_menu(self.indexAt(event.pos()), event.pos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and self._has_buttons and button_rect(self.visualRect(index)).contains(place):
            self.open_menu(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.viewport().update(self.visualRect(self.indexAt(event.position().toPoint())))


def card(widget: QWidget) -> QFrame:
    """Return a card around a list."""
    result = QFrame()
    result.setProperty("role", "card")
    result.setLayout(column(widget, margins=1))
    result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return result
