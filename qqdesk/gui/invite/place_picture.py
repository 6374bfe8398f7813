"""The picture of a place."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qqdesk.gui.icons import icon_pixmap


class PlacePicture(QWidget):
    """A house, at a fixed size in logical pixels."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, icon_pixmap("place", self._size, self.devicePixelRatioF()))
        painter.end()
