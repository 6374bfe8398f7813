"""Paints the frozen screen around and in the region."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QRegion

from qqdesk.gui.screenshot.drawing import Drawing
from qqdesk.gui.screenshot.marks import Mark
from qqdesk.gui.screenshot.region import handles
from qqdesk.gui.shared.theme import current_theme

_DIM = QColor(0, 0, 0, 128)
_FRAME = 1.5
_LABEL_GAP = 8
_LABEL_PADDING = 8


def paint_screen(painter: QPainter, damaged: QRegion, drawing: Drawing, clear: QRect, mark: Mark | None) -> None:
    """Paint the picture, dimmed outside of the rectangle `clear`, with the mark that is being drawn."""
    painter.setClipRegion(damaged)
    painter.drawImage(QPoint(0, 0), drawing.image)
    if mark is not None:
        painter.save()
        painter.setClipRect(clear, Qt.ClipOperation.IntersectClip)
        mark.paint(painter, drawing.image)
        painter.restore()
    painter.setClipRegion(damaged.subtracted(QRegion(clear)))
    painter.fillRect(damaged.boundingRect(), _DIM)
    painter.setClipRegion(damaged)


def paint_outline(painter: QPainter, area: QRect) -> None:
    """Paint the outline of a window that a click takes."""
    painter.setPen(QPen(current_theme().accent, 2, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(area).adjusted(1, 1, -1, -1))


def paint_frame(painter: QPainter, region: QRect, *, with_handles: bool) -> None:
    theme = current_theme()
    painter.setPen(QPen(theme.accent, _FRAME, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    around = _FRAME / 2
    painter.drawRect(QRectF(region).adjusted(-around, -around, around, around))
    if with_handles:
        painter.setBrush(QColor(Qt.GlobalColor.white))
        for square in handles(region):
            painter.drawRect(QRectF(square).adjusted(around, around, -around, -around))


def label_place(region: QRect, text: str, font: QFont, room: QRect) -> QRect:
    """Return the place of the size above the upper right corner, or below the upper edge if there is no room."""
    metrics = QFontMetrics(font)
    size = QSize(metrics.horizontalAdvance(text) + 2 * _LABEL_PADDING, metrics.height() + _LABEL_PADDING)
    top = region.top() - _LABEL_GAP - size.height()
    if top < room.top():
        top = region.top() + _LABEL_GAP
    left = max(region.right() + 1 - size.width(), room.left())
    return QRect(QPoint(left, top), size)


def paint_label(painter: QPainter, place: QRect, text: str) -> None:
    theme = current_theme()
    painter.setPen(theme.edge)
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme.text)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
