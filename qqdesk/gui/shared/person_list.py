"""Lists of people: the roles of a row, the view, and its delegate."""

from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.presence_mark import DOT, paint_status
from qqdesk.gui.shared.scrolling import OverlayBar
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import line_room
from qqdesk.protocol.codes import Status

_FACE = 40
_AROUND = 8
_SIDE, _GAP = 12, 8

Index = QModelIndex | QPersistentModelIndex


class PersonRole(IntEnum):
    """DisplayRole is the name."""

    SECOND = Qt.ItemDataRole.UserRole + 1
    """The second line."""
    ASIDE = Qt.ItemDataRole.UserRole + 2
    """A short text at the right of the first line."""
    FACE = Qt.ItemDataRole.UserRole + 3
    """A face id."""
    STATUS = Qt.ItemDataRole.UserRole + 4
    """A Status as others see it, or None for no mark."""
    NUMBER = Qt.ItemDataRole.UserRole + 5


class DialogListView(QListView):
    """A list in a dialog. Enter activates the row, not the default button of the dialog."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        OverlayBar(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.activated.emit(self.currentIndex())
            event.accept()
        else:
            super().keyPressEvent(event)


def paint_row_background(painter: QPainter, body: QRectF, state: QStyle.StateFlag, theme: Theme) -> None:
    """Paint the background of a row that is selected, hovered or focused."""
    painter.setPen(Qt.PenStyle.NoPen)
    if state & QStyle.StateFlag.State_Selected:
        painter.setBrush(theme.selection)
        painter.drawRoundedRect(body, theme.radius, theme.radius)
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(theme.hover)
        painter.drawRoundedRect(body, theme.radius, theme.radius)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent, 1.5))
        painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), theme.radius, theme.radius)


def row_height(font: QFont) -> int:
    """Return the height of a name and a second line in the font of the list."""
    return 2 * line_room(font) + 2 * _AROUND


def paint_heading(painter: QPainter, rect: QRect, font: QFont, name: str, aside: str, after: int = 0) -> int:
    """Paint a name and, at the right, a small text. Return the width of the name, which leaves room for `after`."""
    theme = current_theme()
    painter.setFont(small(font))
    painter.setPen(theme.secondary)
    aside_width = QFontMetrics(small(font)).horizontalAdvance(aside)
    paint_line(painter, rect.adjusted(rect.width() - aside_width, 0, 0, 0), aside)
    metrics = QFontMetrics(semibold(font))
    room = rect.width() - (aside_width + _GAP if aside else 0) - after
    elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
    painter.setFont(semibold(font))
    painter.setPen(theme.text)
    paint_line(painter, QRect(rect.left(), rect.top(), room, rect.height()), elided)
    return metrics.horizontalAdvance(elided)


class PersonDelegate(QStyledItemDelegate):
    """A face if there is one, a name with something beside it, and a second line."""

    def __init__(self, faces: FaceSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces = faces

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        rect, state = QRect(option.rect), option.state
        view: QWidget = option.widget
        body = QRectF(rect).adjusted(4, 2, -4, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, body, state, theme)
        status = index.data(PersonRole.STATUS)
        grey = status is not None and not status.is_present
        left, face = _SIDE, index.data(PersonRole.FACE)
        if face is not None:
            picture = self._faces.pixmap(
                int(face), _FACE, view.devicePixelRatioF(), grey=grey, owner=index.data(PersonRole.NUMBER) or 0
            )
            painter.drawPixmap(rect.left() + left, rect.top() + (rect.height() - _FACE) // 2, picture)
            left += _FACE + _SIDE
        self._paint_words(painter, option, index, rect.adjusted(left, _AROUND, -_SIDE, -_AROUND))
        painter.restore()

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, rect: QRect) -> None:
        theme = current_theme()
        font = option.font
        upper = QRect(rect.left(), rect.top(), rect.width(), rect.height() // 2)
        lower = QRect(rect.left(), rect.top() + rect.height() // 2, rect.width(), rect.height() - rect.height() // 2)
        status = index.data(PersonRole.STATUS)
        after = 0 if status is None else DOT + _GAP
        width = paint_heading(painter, upper, font, str(index.data()), str(index.data(PersonRole.ASIDE) or ""), after)
        metrics = QFontMetrics(small(font))
        second = str(index.data(PersonRole.SECOND) or "")
        painter.setFont(small(font))
        painter.setPen(theme.secondary)
        paint_line(painter, lower, metrics.elidedText(second, Qt.TextElideMode.ElideRight, lower.width()))
        if status is not None:
            left = upper.left() + width + _GAP
            dot = QRectF(left, upper.center().y() - DOT / 2 + 1, DOT, DOT)
            paint_status(painter, dot, Status(status), theme)
