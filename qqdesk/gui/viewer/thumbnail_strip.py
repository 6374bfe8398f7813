"""The strip of thumbnails below the picture."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.gui.pictures.picture_tile import paint_tile
from qqdesk.gui.shared.theme_colors import DARK
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files

TILE = QSize(64, 44)
_GAP, _FRAME, _RADIUS = 8, 2, 4


class ThumbnailStrip(QWidget):
    """The current one is in the middle if there are others at both sides."""

    chosen = Signal(int)

    def __init__(self, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self._pictures: Sequence[FileInfo] = ()
        self._current = 0
        self._wheel = 0
        self.setFixedHeight(TILE.height() + 2 * (_FRAME + 2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Pictures"))
        files.changed.connect(self.update)
        picture_cache().decoded.connect(self.update)

    def show_pictures(self, pictures: Sequence[FileInfo], current: int) -> None:
        self._pictures, self._current = pictures, current
        self.update()

    def tile_rect(self, index: int) -> QRectF:
        step = TILE.width() + _GAP
        whole = step * len(self._pictures) - _GAP
        if whole <= self.width():
            left = (self.width() - whole) / 2
        else:
            left = self.width() / 2 - self._current * step - TILE.width() / 2
            left = min(max(left, self.width() - whole - _FRAME - 2), _FRAME + 2)
        return QRectF(round(left) + index * step, _FRAME + 2, TILE.width(), TILE.height())

    def _visible(self) -> range:
        """Return the indexes of the tiles in view."""
        first = self.tile_rect(0).left()
        step = TILE.width() + _GAP
        start = max(int(-first // step), 0)
        return range(start, min(len(self._pictures), start + self.width() // step + 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index in self._visible():
            if self.tile_rect(index).contains(event.position()):
                self.chosen.emit(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y() or event.angleDelta().x()
        if steps := int(self._wheel / 120):
            self._wheel -= steps * 120
            self.chosen.emit(min(max(self._current - steps, 0), len(self._pictures) - 1))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ratio = self.devicePixelRatioF()
        for index in self._visible():
            rect = self.tile_rect(index)
            paint_tile(painter, rect, _RADIUS, self._pictures[index], self._files, ratio, DARK.button)
            if index == self._current:
                painter.setPen(QPen(DARK.accent, _FRAME))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), _RADIUS + 1, _RADIUS + 1)
        painter.end()
