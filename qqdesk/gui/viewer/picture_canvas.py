"""The picture of the viewer: zoom, moving, turning."""

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QEnterEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from qqdesk.gui.shared.theme_colors import DARK

GROUND = QColor("#0F1012")
MARGIN = 12
"""Around a picture that is shown whole."""
LEAST_ZOOM, MOST_ZOOM = 0.05, 8.0
STEP = 1.25
_BAR_HEIGHT, _BAR_GAP = 4, 8
_CHECKS = 8


class PictureCanvas(QWidget):
    """`levels`: the picture, and smaller copies that save time while it is shown small, largest first.

    The zoom is the number of device pixels for a pixel of the picture. A picture that fits follows the window.
    """

    zoom_changed = Signal()
    resized = Signal()
    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: tuple[QImage, ...] = ()
        self._size = QSize()
        self._turns = 0
        self._zoom: float | None = None
        """None while the picture fits."""
        self._centre = QPointF(0.5, 0.5)
        """The point of the turned picture in the middle of the window, as fractions of its sides."""
        self._dragged_from: QPoint | None = None
        self._progress: float | None = None

    # The picture

    def start(self) -> None:
        """Forget zoom and turns, for another picture."""
        self._turns, self._zoom, self._centre = 0, None, QPointF(0.5, 0.5)

    def show_picture(self, levels: tuple[QImage, ...], size: QSize, progress: float | None = None) -> None:
        """Show a picture of `size` pixels. With `progress`, 0 to 1, the levels are a placeholder, with a bar below."""
        self._levels, self._size, self._progress = levels, size, progress
        self._follow_zoom()

    def turn(self) -> None:
        """Turn the view by 90 degrees to the right."""
        self._turns = (self._turns + 1) % 4
        self._centre = QPointF(1 - self._centre.y(), self._centre.x())
        self._follow_zoom()

    @property
    def turns(self) -> int:
        return self._turns

    # Zoom

    @property
    def zoom(self) -> float:
        return self._fitting_zoom() if self._zoom is None else self._zoom

    @property
    def is_fitting(self) -> bool:
        return self._zoom is None

    def fit(self) -> None:
        self._zoom = None
        self._follow_zoom()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom; the point of the picture at this place of the window stays there."""
        at = QRectF(self.rect()).center() if at is None else at
        before = self.picture_rect()
        inside = QPointF((at.x() - before.x()) / before.width(), (at.y() - before.y()) / before.height())
        self._zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        shown = self._shown_size()
        middle = QRectF(self.rect()).center()
        self._centre = QPointF(
            inside.x() + (middle.x() - at.x()) / shown.width(), inside.y() + (middle.y() - at.y()) / shown.height()
        )
        self._follow_zoom()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        self.zoom_to(self.zoom * STEP**steps, at)

    def toggle_fit(self, at: QPointF | None = None) -> None:
        """Change between the whole picture and 100 %."""
        if math.isclose(self.zoom, 1.0):
            self.fit()
        else:
            self.zoom_to(1.0, at)

    def _fitting_zoom(self) -> float:
        """Small pictures are not enlarged, but for the pixel ratio of the screen."""
        turned = QSizeF(self._turned_size())
        if turned.isEmpty():
            return 1.0
        below = 0 if self._progress is None else _BAR_HEIGHT + _BAR_GAP
        room = QSizeF(self.width() - 2 * MARGIN, self.height() - 2 * (MARGIN + below))
        ratio = self.devicePixelRatioF()
        zoom = min(room.width() / turned.width(), room.height() / turned.height(), 1.0) * ratio
        return max(zoom, 0.001)

    def _turned_size(self) -> QSize:
        return self._size.transposed() if self._turns % 2 else self._size

    def _shown_size(self) -> QSizeF:
        return QSizeF(self._turned_size()) * (self.zoom / self.devicePixelRatioF())

    def picture_rect(self) -> QRectF:
        """Return the place of the whole picture, which may be larger than the window."""
        shown, middle = self._shown_size(), QRectF(self.rect()).center()
        left, top = middle.x() - shown.width() * self._centre.x(), middle.y() - shown.height() * self._centre.y()
        return QRectF(QPointF(left, top), shown)

    def _follow_zoom(self) -> None:
        """Leave no empty space beside a picture that is larger than the window."""
        shown = self._shown_size()

        def bounded(centre: float, length: float, room: float) -> float:
            half = room / 2 / length if length > room else 0.5
            return min(max(centre, half), 1 - half)

        self._centre = QPointF(
            bounded(self._centre.x(), shown.width(), self.width()),
            bounded(self._centre.y(), shown.height(), self.height()),
        ) if not shown.isEmpty() else QPointF(0.5, 0.5)  # fmt: skip
        self._set_cursor()
        self.update()
        self.zoom_changed.emit()

    def _set_cursor(self) -> None:
        shown = self._shown_size()
        if self._dragged_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif shown.width() > self.width() or shown.height() > self.height():
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._follow_zoom()
        self.resized.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(event.angleDelta().y() / 120, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = event.position().toPoint()
        self._set_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            return
        place, shown = event.position().toPoint(), self._shown_size()
        moved, self._dragged_from = place - self._dragged_from, place
        self._centre -= QPointF(moved.x() / max(shown.width(), 1), moved.y() / max(shown.height(), 1))
        self._follow_zoom()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged_from = None
        self._set_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.toggle_fit(event.position())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), GROUND)
        rect = self.picture_rect()
        if self._levels:
            painter.save()
            self._paint_picture(painter, rect)
            painter.restore()
        if self._progress is not None:
            self._paint_bar(painter, rect, self._progress)
        painter.end()
        self.painted.emit()

    def _paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        upright = QSizeF(self._size) * (self.zoom / self.devicePixelRatioF())
        wanted = self._size.width() * self.zoom
        image = next((level for level in reversed(self._levels) if level.width() >= wanted), self._levels[0])
        if image.hasAlphaChannel():
            painter.fillRect(rect, _checks())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < 3)
        painter.translate(rect.center())
        painter.rotate(90 * self._turns)
        painter.drawImage(QRectF(QPointF(-upright.width() / 2, -upright.height() / 2), upright), image)

    def _paint_bar(self, painter: QPainter, rect: QRectF, progress: float) -> None:
        bar = QRectF(rect.left(), rect.bottom() + _BAR_GAP, rect.width(), _BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(DARK.line)
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(DARK.accent)
        bar.setWidth(bar.width() * progress)
        painter.drawRoundedRect(bar, 2, 2)


def _checks() -> QBrush:
    """Return the ground of transparent pictures."""
    tile = QPixmap(2 * _CHECKS, 2 * _CHECKS)
    tile.fill(QColor("#FFFFFF"))
    painter = QPainter(tile)
    for left, top in ((0, 0), (_CHECKS, _CHECKS)):
        painter.fillRect(left, top, _CHECKS, _CHECKS, QColor("#D5D8DD"))
    painter.end()
    return QBrush(tile)
