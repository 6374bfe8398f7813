"""What the user draws on a screenshot. Lengths are in logical pixels of the screen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPainterPath, QPen

from qqdesk.gui.screenshot.mosaic import mosaic
from qqdesk.gui.shared.fonts import semibold

_HEAD_DEGREES = 30


@dataclass(frozen=True, slots=True)
class Style:
    """`size` is the width of a line, or the height of a font."""

    colour: QColor
    size: float


class Mark(Protocol):
    @property
    def bounds(self) -> QRectF:
        """The painted area."""

    def paint(self, painter: QPainter, below: QImage) -> None:
        """Paint on the picture `below`, or on a widget that shows it."""


class DrawnMark(Mark, Protocol):
    @classmethod
    def drawn(cls, path: Sequence[QPointF], style: Style) -> Self:
        """Make the mark for a drag along this path."""


@dataclass(frozen=True, slots=True)
class RectangleMark:
    rect: QRectF
    style: Style

    @classmethod
    def drawn(cls, path: Sequence[QPointF], style: Style) -> Self:
        return cls(QRectF(path[0], path[-1]).normalized(), style)

    @property
    def bounds(self) -> QRectF:
        return _widened(self.rect, self.style.size)

    def paint(self, painter: QPainter, below: QImage) -> None:
        painter.setPen(_pen(self.style))
        painter.drawRect(self.rect)


@dataclass(frozen=True, slots=True)
class ArrowMark:
    line: QLineF
    style: Style

    @classmethod
    def drawn(cls, path: Sequence[QPointF], style: Style) -> Self:
        return cls(QLineF(path[0], path[-1]), style)

    @property
    def _head(self) -> float:
        """The length of the two lines of the head."""
        return 6 + 3 * self.style.size

    @property
    def bounds(self) -> QRectF:
        return _widened(QRectF(self.line.p1(), self.line.p2()).normalized(), self._head + self.style.size)

    def paint(self, painter: QPainter, below: QImage) -> None:
        painter.setPen(_pen(self.style))
        painter.drawLine(self.line)
        for degrees in (-_HEAD_DEGREES, _HEAD_DEGREES):
            angle = math.radians(180 - self.line.angle() + degrees)
            painter.drawLine(self.line.p2(), self.line.p2() + QPointF(math.cos(angle), math.sin(angle)) * self._head)


@dataclass(frozen=True, slots=True)
class PenMark:
    points: tuple[QPointF, ...]
    style: Style

    @classmethod
    def drawn(cls, path: Sequence[QPointF], style: Style) -> Self:
        return cls(tuple(path), style)

    @property
    def _path(self) -> QPainterPath:
        """The line through the middles of the pointer's steps, without corners."""
        path = QPainterPath(self.points[0])
        for one, other in zip(self.points, self.points[1:], strict=False):
            path.quadTo(one, (one + other) / 2)
        path.lineTo(self.points[-1])
        return path

    @property
    def bounds(self) -> QRectF:
        return _widened(self._path.boundingRect(), self.style.size)

    def paint(self, painter: QPainter, below: QImage) -> None:
        painter.setPen(_pen(self.style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)


def text_font(size: float) -> QFont:
    font = semibold(QGuiApplication.font())
    font.setPixelSize(round(size))
    return font


@dataclass(frozen=True, slots=True)
class TextMark:
    corner: QPointF
    text: str
    style: Style

    @property
    def bounds(self) -> QRectF:
        metrics = QFontMetricsF(text_font(self.style.size))
        lines = self.text.split("\n")
        width = max(map(metrics.horizontalAdvance, lines))
        return _widened(QRectF(self.corner.x(), self.corner.y(), width, metrics.lineSpacing() * len(lines)), 2)

    def paint(self, painter: QPainter, below: QImage) -> None:
        font = text_font(self.style.size)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(self.style.colour)
        for line, text in enumerate(self.text.split("\n")):
            painter.drawText(self.corner + QPointF(0, metrics.ascent() + line * metrics.lineSpacing()), text)


@dataclass(frozen=True, slots=True)
class MosaicMark:
    """Replaces what is below by blocks. A picture with it does not contain what was there."""

    rect: QRectF

    @classmethod
    def drawn(cls, path: Sequence[QPointF], style: Style) -> Self:
        return cls(QRectF(path[0], path[-1]).normalized())

    @property
    def bounds(self) -> QRectF:
        return self.rect.toAlignedRect().toRectF()

    def paint(self, painter: QPainter, below: QImage) -> None:
        place, blocks = mosaic(below, self.bounds)
        ratio = below.devicePixelRatio()
        painter.save()
        painter.setClipRect(self.bounds, Qt.ClipOperation.IntersectClip)
        painter.drawImage(
            QRectF(place.x() / ratio, place.y() / ratio, place.width() / ratio, place.height() / ratio), blocks
        )
        painter.restore()


def _pen(style: Style) -> QPen:
    line, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(style.colour, style.size, line, cap, join)


def _widened(rect: QRectF, by: float) -> QRectF:
    return rect.adjusted(-by, -by, by, by)
