"""A list of the people, rooms or invitations of a place: a picture, a name, columns, and a menu for each row."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import SIZE, icon_pixmap
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.person_list import DialogListView, Index, paint_row_background
from qqdesk.gui.shared.presence_mark import paint_status
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import RADIUS, current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import line_room, scaled
from qqdesk.protocol.codes import Status

HEIGHT = 44
_FACE, _DOT, _MORE = 28, 11, 28
_SIDE, _GAP = 12, 16
_SLACK = 6
"""Digits and letters of other times may be wider than those of the samples."""
_MOST_COLUMN = 180
_LEAST_NAME = 100
"""If the columns leave the name less room, they become a second line. Logical pixels."""

T = TypeVar("T")

Samples = Sequence[Sequence[str]]
"""The widest texts of each column."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """`cells` are one text for each column. `status` is OFFLINE for a grey face without a mark."""

    number: int
    name: str
    picture: int | str
    """A face id, or the name of an icon."""
    cells: tuple[str, ...]
    status: Status | None = None
    is_bad: bool = False
    """Paint the last cell as an error."""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(filter(None, self.cells))


class ListRole(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1
    """A ListRow."""
    ITEM = Qt.ItemDataRole.UserRole + 2


class PlaceListModel(QAbstractListModel, Generic[T]):
    """Describes items only when a view asks for their rows: a place may have 10,000 people."""

    def __init__(self, key: Callable[[T], Hashable], describe: Callable[[T], ListRow], parent: QObject) -> None:
        super().__init__(parent)
        self._key, self._describe = key, describe
        self.items: Sequence[T] = ()

    def set_items(self, items: Sequence[T]) -> None:
        if list(map(self._key, items)) == list(map(self._key, self.items)):
            self.items = items
            if items:
                self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def key_at(self, row: int) -> Hashable:
        """Return the key of a row, None outside."""
        return self._key(self.items[row]) if 0 <= row < len(self.items) else None

    def row_of(self, key: Hashable) -> int:
        """Return the row of a key, or -1."""
        return next((row for row, item in enumerate(self.items) if self._key(item) == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._describe(item).name
            case Qt.ItemDataRole.AccessibleTextRole:
                row = self._describe(item)
                return ", ".join((row.name, *row.words))
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(str(self.data(index, Qt.ItemDataRole.AccessibleTextRole)))
            case ListRole.ROW:
                return self._describe(item)
            case ListRole.ITEM:
                return item
        return None


class PlaceListDelegate(QStyledItemDelegate):
    """Columns of fixed widths at the right, before the button of the menu."""

    def __init__(self, faces: FaceSource, view: QListView) -> None:
        super().__init__(view)
        self._faces, self._view = faces, view
        self.samples: Samples = ()

    def row_height(self, font: QFont) -> int:
        return max(scaled(HEIGHT), line_room(font) + line_room(small(font)) + 4)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self.row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme, rect, state = index.data(ListRole.ROW), current_theme(), QRect(option.rect), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row():
            painter.fillRect(rect.left(), rect.top(), rect.width(), 1, theme.line)
        paint_row_background(painter, QRectF(rect).adjusted(3, 3, -3, -2), state, theme)
        is_enabled = bool(state & QStyle.StateFlag.State_Enabled)
        left = self._paint_picture(painter, rect, row, _ground(state, theme), theme, is_enabled)
        more = more_rect(rect)
        self._paint_more(painter, more, state, theme, is_enabled)
        self._paint_texts(
            painter, rect.adjusted(left - rect.left(), 0, more.left() - 4 - rect.right(), 0), option.font, row, theme,
            is_enabled,
        )  # fmt: skip
        painter.restore()

    def _paint_picture(
        self,
        painter: QPainter,
        rect: QRect,
        row: ListRow,
        ground: QColor,
        theme: Theme,
        is_enabled: bool,
    ) -> int:
        """Return the left edge of the texts."""
        face = QRect(rect.left() + _SIDE, rect.center().y() + 1 - _FACE // 2, _FACE, _FACE)
        ratio = self._view.devicePixelRatioF()
        if isinstance(row.picture, str):
            colour = theme.secondary if is_enabled else theme.disabled
            inset = (_FACE - SIZE) // 2
            painter.drawPixmap(face.topLeft() + QPoint(inset, inset), icon_pixmap(row.picture, SIZE, ratio, colour))
            return face.right() + 1 + _SIDE
        is_here = is_enabled and row.status is not Status.OFFLINE
        picture = self._faces.pixmap(row.picture, _FACE, ratio, grey=not is_here, owner=row.number)
        painter.drawPixmap(face.topLeft(), picture)
        if is_here and row.status is not None:
            dot = QRectF(face.right() - _DOT + 4, face.bottom() - _DOT + 4, _DOT, _DOT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(dot.adjusted(-2, -2, 2, 2))
            paint_status(painter, dot, row.status, theme)
        return face.right() + 1 + _SIDE

    def _paint_more(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, theme: Theme, is_enabled: bool
    ) -> None:
        pointer = self._view.viewport().mapFromGlobal(QCursor.pos())
        if state & QStyle.StateFlag.State_MouseOver and rect.contains(pointer):
            painter.setPen(QPen(theme.edge, 1))
            painter.setBrush(theme.surface)
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        colour = theme.secondary if is_enabled else theme.disabled
        inset = (_MORE - SIZE) // 2
        dots = icon_pixmap("more", SIZE, self._view.devicePixelRatioF(), colour)
        painter.drawPixmap(rect.topLeft() + QPoint(inset, inset), dots)

    def _paint_texts(
        self, painter: QPainter, rect: QRect, font: QFont, row: ListRow, theme: Theme, is_enabled: bool
    ) -> None:
        second = small(font)
        metrics = QFontMetrics(second)
        widths = [self._column_width(metrics, samples) for samples in self.samples]
        text, secondary = (theme.text, theme.secondary) if is_enabled else (theme.disabled, theme.disabled)
        bad = theme.danger if is_enabled else theme.disabled
        name = rect.adjusted(0, 0, -sum(widths), 0)
        if name.width() < scaled(_LEAST_NAME):
            self._paint_two_lines(painter, rect, font, row, text, bad if row.is_bad else secondary)
            return
        _paint_elided(painter, name, font, row.name, text)
        left = name.right() + 1
        for place, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
            is_bad = row.is_bad and place == len(widths) - 1
            cell_rect = QRect(left + _GAP, rect.top(), width - _GAP, rect.height())
            _paint_elided(painter, cell_rect, second, cell, bad if is_bad else secondary)
            left += width

    @staticmethod
    def _column_width(metrics: QFontMetrics, samples: Sequence[str]) -> int:
        widest = max(map(metrics.horizontalAdvance, samples), default=0)
        return min(widest + _SLACK, scaled(_MOST_COLUMN)) + _GAP

    def _paint_two_lines(
        self, painter: QPainter, rect: QRect, font: QFont, row: ListRow, text: QColor, secondary: QColor
    ) -> None:
        second = small(font)
        first_height, second_height = line_room(font), line_room(second)
        top = rect.top() + (rect.height() - first_height - second_height) // 2
        _paint_elided(painter, QRect(rect.left(), top, rect.width(), first_height), font, row.name, text)
        below = QRect(rect.left(), top + first_height, rect.width(), second_height)
        _paint_elided(painter, below, second, " · ".join(row.words), secondary)


def _ground(state: QStyle.StateFlag, theme: Theme) -> QColor:
    if state & QStyle.StateFlag.State_Selected:
        return theme.selection
    return theme.hover if state & QStyle.StateFlag.State_MouseOver else theme.surface


def _paint_elided(painter: QPainter, rect: QRect, font: QFont, text: str, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    paint_line(painter, rect, QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))


def more_rect(rect: QRect) -> QRect:
    """Return the place of the button that opens the menu of a row."""
    return QRect(rect.right() - _MORE - 7, rect.center().y() + 1 - _MORE // 2, _MORE, _MORE)


class PlaceList(DialogListView):
    """As high as its rows if there is room. Enter, the menu key, a right click and the button open the menu of a row;
    Delete emits `delete_pressed`."""

    delete_pressed = Signal(object)  # the item

    def __init__(
        self,
        model: PlaceListModel[T],
        faces: FaceSource,
        name: str,
        make_menu: Callable[[T], QMenu],
    ) -> None:
        super().__init__(name)
        self._model, self._make_menu = model, make_menu
        self.delegate = PlaceListDelegate(faces, self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._current: Hashable = None
        self._place = 0
        model.modelAboutToBeReset.connect(self._note_current)
        model.modelReset.connect(self._restore_current)

    def _note_current(self) -> None:
        self._place = max(self.currentIndex().row(), 0)
        self._current = self._model.key_at(self.currentIndex().row())

    def _restore_current(self) -> None:
        """Keep the current row; if it is gone, go to its neighbour."""
        self.updateGeometry()
        if self._current is None:
            return
        row = self._model.row_of(self._current)
        if row < 0:
            row = min(self._place, self._model.rowCount() - 1)
        self.setCurrentIndex(self._model.index(row))

    def sizeHint(self) -> QSize:
        return QSize(240, self._model.rowCount() * self.delegate.row_height(self.font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, min(self._model.rowCount(), 2) * self.delegate.row_height(self.font()))

    def open_menu(self, index: QModelIndex, place: QPoint | None = None) -> None:
        """Open the menu of a row at a place of the viewport, by default below its button."""
        if not index.isValid():
            return
        menu = self._make_menu(index.data(ListRole.ITEM))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if place is None:
            place = more_rect(self.visualRect(index)).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(place))

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        # Not QListView's, which lays out all rows: no change of data changes a height.
        QAbstractItemView.dataChanged(self, top, bottom, roles)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.currentIndex() if self.currentIndex().isValid() else self._model.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_menu(index)
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit(index.data(ListRole.ITEM))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.open_menu(self.currentIndex())
        else:
            self.open_menu(self.indexAt(event.pos()), event.pos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and index.isValid() and more_rect(self.visualRect(index)).contains(place):
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
