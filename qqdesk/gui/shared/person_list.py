"""Lists in dialogs: the view, and what their rows have in common."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QWidget

from qqdesk.gui.shared.scrolling import OverlayBar
from qqdesk.gui.shared.theme_colors import Theme

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
