"""The drawing board: a painter with one light (from the upper left), one ink and one way to shade."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from faces.colours import colour_of, lighter, shade_of
from faces.shapes import circle, polygon, ring_of

SIDE = 448  # pixels: four times the size of a finished face


class Board:
    """Draws outlines in colours named in faces.colours or written as #RRGGBB."""

    def __init__(self) -> None:
        self.image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
        self.image.fill(Qt.GlobalColor.white)
        self.painter = QPainter(self.image)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.scale(SIDE / 100, SIDE / 100)

    def finish(self) -> QImage:
        """End the drawing and hand over the picture."""
        self.painter.end()
        return self.image

    def fill(self, path: QPainterPath, colour: str, opacity: float = 1.0) -> None:
        """Fill an outline with one flat colour."""
        paint = QColor(colour_of(colour))
        paint.setAlphaF(opacity)
        self.painter.fillPath(path, QBrush(paint))

    def solid(self, path: QPainterPath, colour: str, depth: float = 1.0, shade: str = "") -> None:
        """Fill an outline and lay the family's shade along its right and lower edge."""
        self.fill(path, colour)
        with self.inside(path):
            outside = QPainterPath()
            outside.addRect(QRectF(-50, -50, 200, 200))
            outside.addPath(path.simplified().translated(-5 * depth, -3.5 * depth))
            outside.setFillRule(Qt.FillRule.OddEvenFill)
            self.fill(outside, shade or shade_of(colour))

    def line(self, path: QPainterPath, colour: str = "ink", width: float = 2.6) -> None:
        """Stroke an outline with round ends."""
        pen = QPen(QColor(colour_of(colour)), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.strokePath(path, pen)

    @contextmanager
    def inside(self, path: QPainterPath) -> Iterator[None]:
        """Keep what is drawn in the block within an outline."""
        self.painter.save()
        self.painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        yield
        self.painter.restore()

    @contextmanager
    def placed(self, across: float = 0, down: float = 0, scale: float = 1.0, turn: float = 0) -> Iterator[None]:
        """Shift, scale and turn (about the middle) what is drawn in the block."""
        self.painter.save()
        self.painter.translate(50 + across, 50 + down)
        self.painter.rotate(turn)
        self.painter.scale(scale, scale)
        self.painter.translate(-50, -50)
        yield
        self.painter.restore()

    def background(self, colour: str, pattern: str) -> None:
        """Cover the whole square: a colour and a quiet pattern in a lighter tone of it."""
        everything = QPainterPath()
        everything.addRect(QRectF(0, 0, 100, 100))
        self.fill(everything, colour)
        light = lighter(colour)
        if pattern == "disc":
            self.fill(circle(50, 50, 43), light)
        elif pattern == "rays":
            rim = ring_of(50, 54, 110, 24, 7.5)
            for ray in zip(rim[::2], rim[1::2], strict=True):
                self.fill(polygon((50, 54), *ray), light)
        elif pattern == "dots":
            for row in range(-1, 6):
                for column in range(-1, 6):
                    self.fill(circle(column * 20 + (row % 2) * 10 + 5, row * 20 + 10, 3.2), light)
        elif pattern == "stripes":
            for start in range(-100, 100, 24):
                self.fill(polygon((start, 100), (start + 12, 100), (start + 112, 0), (start + 100, 0)), light)
        elif pattern == "ground":
            self.fill(circle(50, 150, 78), shade_of(colour))
        elif pattern == "corner":
            self.fill(circle(14, 10, 62), light)
        elif pattern == "sky":
            for x, y, r in (
                (12, 14, 1.5),
                (30, 8, 1),
                (86, 12, 1.6),
                (70, 6, 1),
                (93, 40, 1.1),
                (6, 44, 1.1),
                (10, 78, 1.4),
                (90, 72, 1.5),
                (78, 92, 1.1),
                (24, 92, 1),
            ):
                self.fill(circle(x, y, r), "#FFF3C4")
        elif pattern != "plain":
            raise ValueError(f"no background pattern is called {pattern}")
