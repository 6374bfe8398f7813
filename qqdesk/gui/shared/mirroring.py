"""Paint mirrored in a right-to-left layout."""

from typing import Any, cast

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem


class MirroredPainter:
    """Paints one row with mirrored rectangles, but not with mirrored pictures or letters. Qt itself aligns left-aligned
    text to the right."""

    def __init__(self, painter: QPainter, row: QRect) -> None:
        self.painter = painter
        self._sum = 2 * row.left() + row.width()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.painter, name)

    def flipped(self, rect: QRect) -> QRect:
        return cast(QRect, self._flip(rect))

    def _flip(self, place: Any) -> Any:
        if isinstance(place, QRect):
            return QRect(self._sum - place.left() - place.width(), place.top(), place.width(), place.height())
        if isinstance(place, QRectF):
            return QRectF(self._sum - place.left() - place.width(), place.top(), place.width(), place.height())
        if isinstance(place, QPoint | QPointF):
            return QPointF(self._sum - place.x(), place.y())
        return place

    def drawPixmap(self, *where: Any) -> None:
        pixmap: QPixmap = where[-1]
        x, y = (where[0].x(), where[0].y()) if len(where) == 2 else where[:2]
        self.painter.drawPixmap(QPointF(self._sum - x - pixmap.deviceIndependentSize().width(), y), pixmap)

    def drawText(self, *what: Any) -> None:
        self.painter.drawText(self._flip(what[0]), *what[1:])

    def drawRoundedRect(self, *what: Any) -> None:
        self.painter.drawRoundedRect(self._flip(what[0]), *what[1:])

    def drawEllipse(self, *what: Any) -> None:
        self.painter.drawEllipse(self._flip(what[0]), *what[1:])

    def drawLine(self, *points: Any) -> None:
        self.painter.drawLine(*map(self._flip, points))

    def fillRect(self, *what: Any) -> None:
        self.painter.fillRect(self._flip(what[0]), *what[1:])


def paint_line(painter: QPainter, rect: QRect, text: str) -> None:
    """One line of text in the painter's font, from where lines begin in `rect`. Its base line is the font's own, also
    where signs come from another one: Chinese and Latin names stand on one line."""
    metrics = painter.fontMetrics()
    base = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
    if isinstance(painter, MirroredPainter):
        end = painter.flipped(rect)
        painter.painter.drawText(end.right() + 1 - metrics.horizontalAdvance(text), base, text)
    else:
        painter.drawText(rect.left(), base, text)


def row_painter(painter: QPainter, option: QStyleOptionViewItem) -> QPainter:
    """Return the painter itself, or a mirrored one if the layout is right to left."""
    return mirrored(painter, option.direction, QRect(option.rect))


def mirrored(painter: QPainter, direction: Qt.LayoutDirection, row: QRect) -> QPainter:
    if direction == Qt.LayoutDirection.LeftToRight:
        return painter
    return cast(QPainter, MirroredPainter(painter, row))
