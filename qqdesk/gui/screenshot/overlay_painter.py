"""Paints the frozen screen around and in the region, and the magnifier beside the pointer."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QRegion

from qqdesk.gui.screenshot.marks import Mark
from qqdesk.gui.screenshot.region import handles
from qqdesk.gui.shared.theme import RADIUS, current_theme

SIDE = 120
_CAPTION = 24
_POINTS = 15
"""Pixels of the screen in a row of the magnifier: each is 8 pixels wide."""
_GAP = 16
"""To the pointer."""


def magnifier_place(pointer: QPoint, room: QRect) -> QRect:
    """Return the place below and to the right of the pointer, or at its other side at the edges of the screen."""
    height = SIDE + _CAPTION
    left, top = pointer.x() + _GAP, pointer.y() + _GAP
    if left + SIDE > room.right():
        left = pointer.x() - _GAP - SIDE
    if top + height > room.bottom():
        top = pointer.y() - _GAP - height
    return QRect(left, top, SIDE, height)


def paint_magnifier(painter: QPainter, image: QImage, pointer: QPoint, room: QRect) -> None:
    theme, place = current_theme(), magnifier_place(pointer, room)
    ratio = image.devicePixelRatio()
    middle = QPoint(int(pointer.x() * ratio), int(pointer.y() * ratio))
    lens = QRect(place.topLeft(), QSize(SIDE, SIDE))
    source = QRect(middle.x() - _POINTS // 2, middle.y() - _POINTS // 2, _POINTS, _POINTS)
    painter.fillRect(place, theme.surface)
    # Outside of the screen the copy is transparent.
    painter.drawImage(lens, image.copy(source))
    cell = SIDE / _POINTS
    centre = QRectF(lens.x() + (_POINTS // 2) * cell, lens.y() + (_POINTS // 2) * cell, cell, cell)
    painter.setPen(QPen(theme.accent, 1))
    painter.drawLine(QPoint(lens.left(), lens.center().y()), QPoint(int(centre.left()), lens.center().y()))
    painter.drawLine(QPoint(int(centre.right()), lens.center().y()), QPoint(lens.right(), lens.center().y()))
    painter.drawLine(QPoint(lens.center().x(), lens.top()), QPoint(lens.center().x(), int(centre.top())))
    painter.drawLine(QPoint(lens.center().x(), int(centre.bottom())), QPoint(lens.center().x(), lens.bottom()))
    painter.setPen(QPen(theme.text, 1))
    painter.drawRect(centre)
    colour = image.pixelColor(middle) if image.rect().contains(middle) else theme.surface
    caption = QRect(lens.left(), lens.bottom() + 1, SIDE, _CAPTION)
    swatch = QRectF(caption.left() + 8, caption.top() + 6, 12, 12)
    painter.fillRect(swatch, colour)
    painter.setPen(theme.field)
    painter.drawRect(swatch)
    painter.setPen(theme.text)
    painter.drawText(caption.adjusted(28, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, colour.name().upper())
    painter.setPen(theme.edge)
    painter.drawRoundedRect(place, RADIUS / 2, RADIUS / 2)


_DIM = QColor(0, 0, 0, 128)
_FRAME = 1.5
_AROUND = 8
"""Around the region: frame and handles."""
_LABEL_GAP = 8
_LABEL_PADDING = 8


@dataclass(frozen=True, slots=True)
class OverlayLook:
    """What an overlay shows. Rectangles are empty for what is not there."""

    room: QRect
    outlined: QRect
    """A window that a click takes."""
    region: QRect
    device_size: QSize
    """The size of the region in device pixels."""
    has_handles: bool
    magnified: QPoint | None
    mark: Mark | None
    """The mark that is being drawn."""

    @property
    def size_text(self) -> str:
        return f"{self.device_size.width()} × {self.device_size.height()}"


def decorated_area(look: OverlayLook, font: QFont) -> QRegion:
    """Return all that is not the dimmed screen."""
    area = QRegion(look.outlined)
    if not look.region.isEmpty():
        area |= QRegion(look.region.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND))
        area |= QRegion(_label_place(look, font))
    if look.magnified is not None:
        area |= QRegion(magnifier_place(look.magnified, look.room).adjusted(-1, -1, 1, 1))
    return area


def paint_overlay(painter: QPainter, damaged: QRegion, image: QImage, look: OverlayLook) -> None:
    """Paint the damaged area. `image`: the frozen screen with its marks."""
    _paint_screen(painter, damaged, image, look)
    if not look.outlined.isEmpty():
        _paint_frame(painter, QRectF(look.outlined).adjusted(1, 1, -1, -1), 2)
    if not look.region.isEmpty():
        _paint_frame(painter, QRectF(look.region).adjusted(-_FRAME / 2, -_FRAME / 2, _FRAME / 2, _FRAME / 2), _FRAME)
        if look.has_handles:
            _paint_handles(painter, look.region)
        _paint_label(painter, _label_place(look, painter.font()), look.size_text)
    if look.magnified is not None:
        paint_magnifier(painter, image, look.magnified, look.room)


def _paint_screen(painter: QPainter, damaged: QRegion, image: QImage, look: OverlayLook) -> None:
    """Paint the picture, dimmed outside of the region or the outlined window."""
    clear = look.outlined if look.region.isEmpty() else look.region
    painter.setClipRegion(damaged)
    painter.drawImage(QPoint(0, 0), image)
    if look.mark is not None:
        painter.save()
        painter.setClipRect(clear, Qt.ClipOperation.IntersectClip)
        look.mark.paint(painter, image)
        painter.restore()
    painter.setClipRegion(damaged.subtracted(QRegion(clear)))
    painter.fillRect(damaged.boundingRect(), _DIM)
    painter.setClipRegion(damaged)


def _paint_frame(painter: QPainter, frame: QRectF, width: float) -> None:
    painter.setPen(QPen(current_theme().accent, width, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)


def _paint_handles(painter: QPainter, region: QRect) -> None:
    painter.setBrush(Qt.GlobalColor.white)
    for square in handles(region):
        painter.drawRect(QRectF(square).adjusted(_FRAME / 2, _FRAME / 2, -_FRAME / 2, -_FRAME / 2))


def _label_place(look: OverlayLook, font: QFont) -> QRect:
    """Return the place of the size above the upper right corner, or below the upper edge if there is no room."""
    metrics = QFontMetrics(font)
    size = QSize(metrics.horizontalAdvance(look.size_text) + 2 * _LABEL_PADDING, metrics.height() + _LABEL_PADDING)
    top = look.region.top() - _LABEL_GAP - size.height()
    if top < look.room.top():
        top = look.region.top() + _LABEL_GAP
    left = max(look.region.right() + 1 - size.width(), look.room.left())
    return QRect(QPoint(left, top), size)


def _paint_label(painter: QPainter, place: QRect, text: str) -> None:
    theme = current_theme()
    painter.setPen(theme.edge)
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme.text)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
