"""A list view that knows where its rows are without asking for each: Qt's own lays out all of 10,000 anew, at each
change of their order, for 20 ms."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QAccessible, QHoverEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from qqdesk.gui.contacts.geometry import RowGeometry

Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint


class TwoHeightModel(Protocol):
    """What the view needs to know beside what every model tells."""

    def header_rows(self) -> Sequence[int]:
        """Ascending. Another object whenever there is any change of the rows."""


class TwoHeightList(QListView):
    """Rows of one column and two fixed heights. A QListView for those who ask what it is, as screen readers do."""

    def __init__(self, source: TwoHeightModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._row_height, self._header_height = 52, 28
        self._known: RowGeometry | None = None
        self._headers: Sequence[int] = ()
        self._hovered = -1
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_heights(self, row: int, header: int) -> None:
        self._row_height, self._header_height = row, header
        self.doItemsLayout()

    @property
    def geometry_of_rows(self) -> RowGeometry:
        headers = self._source.header_rows()
        if self._known is None or headers is not self._headers:
            self._headers = headers
            count = self.model().rowCount() if self.model() is not None else 0
            self._known = RowGeometry(count, headers, self._row_height, self._header_height)
        return self._known

    # What a view has to answer

    def doItemsLayout(self) -> None:
        self._known = None
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        QAbstractItemView.updateGeometries(self)
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(max(1, self._row_height // 2))
        bar.setPageStep(page)
        bar.setRange(0, max(0, self.geometry_of_rows.height - page))
        self.horizontalScrollBar().setRange(0, 0)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def visualRect(self, index: Index) -> QRect:
        return self.rect_of_row(index.row()) if index.isValid() else QRect()

    def rect_of_row(self, row: int) -> QRect:
        """On the viewport, wherever it is scrolled to."""
        places = self.geometry_of_rows
        top = places.top(row) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), places.top(row + 1) - self.verticalOffset() - top)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.geometry_of_rows.row_at(point.y() + self.verticalOffset())
        inside = 0 <= row < self.geometry_of_rows.count and 0 <= point.x() < self.viewport().width()
        return self.model().index(row, 0) if inside else QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _Hint.EnsureVisible) -> None:
        if not index.isValid():
            return
        places, bar, page = self.geometry_of_rows, self.verticalScrollBar(), self.viewport().height()
        top, end = places.top(index.row()), places.top(index.row() + 1)
        if bar.maximum() < places.height - page:
            self.updateGeometries()
        if hint == _Hint.PositionAtTop or (hint == _Hint.EnsureVisible and top < bar.value()):
            bar.setValue(top)
        elif hint == _Hint.PositionAtBottom or (hint == _Hint.EnsureVisible and end > bar.value() + page):
            bar.setValue(end - page)
        elif hint == _Hint.PositionAtCenter:
            bar.setValue((top + end - page) // 2)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.scrollDirtyRegion(dx, dy)
        self.viewport().scroll(dx, dy)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        places, row, page = self.geometry_of_rows, self.currentIndex().row(), self.viewport().height()
        if not places.count:
            return QModelIndex()
        if row < 0:
            row = 0
        elif action in (_Move.MoveUp, _Move.MovePrevious):
            row -= 1
        elif action in (_Move.MoveDown, _Move.MoveNext):
            row += 1
        elif action == _Move.MoveHome:
            row = 0
        elif action == _Move.MoveEnd:
            row = places.count - 1
        elif action == _Move.MovePageUp:
            row = min(row - 1, places.row_at(max(0, places.top(row + 1) - page)))
        elif action == _Move.MovePageDown:
            row = max(row + 1, places.row_at(min(places.height - 1, places.top(row) + page)))
        return self.model().index(max(0, min(row, places.count - 1)), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        places, offset = self.geometry_of_rows, self.verticalOffset()
        rect = rect.normalized()
        first = max(0, places.row_at(rect.top() + offset))
        last = min(places.count - 1, places.row_at(rect.bottom() + offset))
        chosen = QItemSelection()
        if first <= last:
            chosen = QItemSelection(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for number in range(selection.count()):
            part = selection.at(number)
            region += self.rect_of_row(part.top()).united(self.rect_of_row(part.bottom()))
        return region & self.viewport().rect()

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        """No change of data changes a row's height, and what is painted is painted at once."""
        if QAccessible.isActive():
            QAbstractItemView.dataChanged(self, top, bottom, roles)  # it also tells screen readers
        else:
            first, last = self.rect_of_row(top.row()), self.rect_of_row(bottom.row())
            self.viewport().update(first.united(last))

    # What is seen

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.HoverEnter, QEvent.Type.HoverMove) and isinstance(event, QHoverEvent):
            self._hover(self.indexAt(event.position().toPoint()).row())
        elif kind in (QEvent.Type.HoverLeave, QEvent.Type.Leave):
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        before, self._hovered = self._hovered, row
        if before != row:
            for changed in (before, row):
                if 0 <= changed < self.geometry_of_rows.count:
                    self.viewport().update(self.rect_of_row(changed))

    def paintEvent(self, event: QPaintEvent) -> None:
        places, offset = self.geometry_of_rows, self.verticalOffset()
        area = event.region().boundingRect()
        first = max(0, places.row_at(area.top() + offset))
        last = min(places.count - 1, places.row_at(area.bottom() + offset))
        painter = QPainter(self.viewport())
        selection, current = self.selectionModel(), self.currentIndex().row()
        focused = self.hasFocus()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected)
        plain &= ~QStyle.StateFlag.State_HasFocus
        delegate, model = self.itemDelegate(), self.model()
        for row in range(first, last + 1):
            index = model.index(row, 0)
            state = plain
            if selection.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == current and focused:
                state |= QStyle.StateFlag.State_HasFocus
            if row == self._hovered:
                state |= QStyle.StateFlag.State_MouseOver
            option.rect = self.rect_of_row(row)
            option.state = state
            delegate.paint(painter, option, index)
        self.paint_over(painter)
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """What lies over the rows."""
