"""What the user draws on a screenshot, and the picture with it. Lengths are in logical pixels of the screen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from PySide6.QtCore import QLineF, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPainterPath, QPen

from qqdesk.gui.shared.fonts import semibold

BLOCK = 8
"""Side of a block in logical pixels. Its colour is the average of the 3 x 3 blocks around it, so that no text in it can
be reconstructed from the colours."""


def mosaic(picture: QImage, area: QRectF) -> tuple[QRect, QImage]:
    """Return the blocks over an area, in logical pixels, and where they are in the device pixels of the picture."""
    ratio = picture.devicePixelRatio()
    side = round(BLOCK * ratio)
    # The grid of the whole picture: shifted blocks over the same part would tell more about it.
    left, top = int(area.left() * ratio) // side, int(area.top() * ratio) // side
    columns = -(-int(area.right() * ratio + 1) // side) - left
    rows = -(-int(area.bottom() * ratio + 1) // side) - top
    averages = _averages(picture, QRect(left - 1, top - 1, columns + 2, rows + 2), side)
    smooth = QImage(columns, rows, QImage.Format.Format_RGB32)
    painter = QPainter(smooth)
    for count, (x, y) in enumerate((x, y) for x in (0, 1, 2) for y in (0, 1, 2)):
        painter.setOpacity(1 / (count + 1))
        painter.drawImage(-x, -y, averages)
    painter.end()
    place = QRect(left * side, top * side, columns * side, rows * side)
    return place, smooth.scaled(place.size(), mode=Qt.TransformationMode.FastTransformation)


def _averages(picture: QImage, blocks: QRect, side: int) -> QImage:
    """Return one pixel for each block. At the edges of the picture its last pixels are repeated."""
    whole = QRect(blocks.topLeft() * side, blocks.size() * side)
    inside = whole & QRect(0, 0, picture.width(), picture.height())
    source = picture.copy(inside)
    source.setDevicePixelRatio(1)
    source = source.convertToFormat(QImage.Format.Format_RGB32)
    if inside != whole:
        padded = QImage(whole.size(), QImage.Format.Format_RGB32)
        painter = QPainter(padded)
        painter.drawImage(padded.rect(), source)
        painter.drawImage(inside.topLeft() - whole.topLeft(), source)
        painter.end()
        source = padded
    return source.scaled(
        QSize(blocks.width(), blocks.height()),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


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
