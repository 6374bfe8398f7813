"""The picture of a screen with its marks."""

from PySide6.QtCore import QObject, QRect, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

from qqdesk.gui.screenshot.marks import Mark


class Drawing(QObject):
    """`image` is the frozen screen with all marks painted into it. Its device pixel ratio is that of the screen."""

    changed = Signal()

    def __init__(self, frozen: QImage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frozen = frozen
        self.image = frozen
        self._marks: list[Mark] = []
        self._undone: list[Mark] = []

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(self._marks)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def add(self, mark: Mark) -> None:
        self._undone.clear()
        self._append(mark)

    def undo(self) -> None:
        if self._marks:
            self._undone.append(self._marks.pop())
            self._repaint()

    def redo(self) -> None:
        if self._undone:
            self._append(self._undone.pop())

    def clear(self) -> None:
        """Drop all marks, also those that were undone."""
        self._marks.clear()
        self._undone.clear()
        self._repaint()

    def device_rect(self, region: QRect) -> QRect:
        """Return a region of the screen in device pixels."""
        ratio = self.image.devicePixelRatio()
        corners = QRectF(region.x() * ratio, region.y() * ratio, region.width() * ratio, region.height() * ratio)
        return corners.toRect() & self.image.rect()

    def crop(self, region: QRect) -> QImage:
        """Return a region with its marks, in device pixels."""
        picture = self.image.copy(self.device_rect(region))
        picture.setDevicePixelRatio(1)
        return picture

    def _append(self, mark: Mark) -> None:
        self._marks.append(mark)
        self._paint(mark)
        self.changed.emit()

    def _repaint(self) -> None:
        self.image = self._frozen
        for mark in self._marks:
            self._paint(mark)
        self.changed.emit()

    def _paint(self, mark: Mark) -> None:
        below, self.image = self.image, QImage(self.image)
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark.paint(painter, below)
        painter.end()
