"""The faces of an inviter and of a place."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import current_theme

_FACE, _BETWEEN = 56, 40


class TwoFaces(QWidget):
    """The faces of the inviter and the place, joined by a line. Without an inviter, only the place's."""

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = faces
        self._inviter: int | None = None
        self._place: int | None = None

    def show_faces(self, place: int | None, inviter: int | None) -> None:
        """Show faces by their ids; None for an unknown one."""
        self._place, self._inviter = place, inviter
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * _FACE + _BETWEEN, _FACE)

    minimumSizeHint = sizeHint  # noqa: N815 (Qt's name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        shown = [face for face in (self._inviter, self._place) if face is not None]
        width = len(shown) * _FACE + (len(shown) - 1) * _BETWEEN
        left = (self.width() - width) // 2
        top = (self.height() - _FACE) // 2
        if len(shown) == 2:
            painter.setPen(QPen(theme.edge, 2))
            painter.drawLine(left + _FACE, top + _FACE // 2, left + _FACE + _BETWEEN, top + _FACE // 2)
        for face in shown:
            painter.drawPixmap(left, top, self._faces.pixmap(face, _FACE, self.devicePixelRatioF()))
            left += _FACE + _BETWEEN
        if not shown:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.line)
            painter.drawRoundedRect(QRectF((self.width() - _FACE) / 2, top, _FACE, _FACE), 6, 6)
        painter.end()
