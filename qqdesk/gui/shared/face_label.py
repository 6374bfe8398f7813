"""A face as a widget."""

from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QWidget,
)

from qqdesk.gui.shared.faces import FaceSource


class FaceLabel(QWidget):
    """A face at a fixed size in logical pixels."""

    def __init__(self, faces: FaceSource, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces, self._size = faces, size
        self.face, self._grey = faces.default, False
        self.setFixedSize(size, size)

    def show_face(self, face_id: int, *, grey: bool = False) -> None:
        self.face, self._grey = face_id, grey
        self.update()

    def paintEvent(self, event: "QPaintEvent") -> None:
        pixmap = self._faces.pixmap(self.face, self._size, self.devicePixelRatioF(), grey=self._grey)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap)
        painter.end()
