"""Lists in dialogs: the view, and what their rows have in common."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QWidget

from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.scrolling import OverlayBar
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import line_room

_AROUND = 8
_GAP = 8

Index = QModelIndex | QPersistentModelIndex


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


def paint_heading(painter: QPainter, rect: QRect, font: QFont, name: str, aside: str) -> None:
    """Paint a name and, at the right, a small text."""
    theme = current_theme()
    painter.setFont(small(font))
    painter.setPen(theme.secondary)
    aside_width = QFontMetrics(small(font)).horizontalAdvance(aside)
    paint_line(painter, rect.adjusted(rect.width() - aside_width, 0, 0, 0), aside)
    room = rect.width() - (aside_width + _GAP if aside else 0)
    elided = QFontMetrics(semibold(font)).elidedText(name, Qt.TextElideMode.ElideRight, room)
    painter.setFont(semibold(font))
    painter.setPen(theme.text)
    paint_line(painter, QRect(rect.left(), rect.top(), room, rect.height()), elided)
