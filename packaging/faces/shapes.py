"""Outlines on a square 100 units wide, y downwards: every drawing is put together from these."""

import math
import re

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

Point = tuple[float, float]
_TOKENS = re.compile(r"[MLCQZ]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
_POINTS_OF = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}


def trace(text: str) -> QPainterPath:
    """An outline written as absolute SVG path commands (M, L, Q, C, Z; a letter may be followed by several sets)."""
    path = QPainterPath()
    tokens = _TOKENS.findall(text)
    at = 0
    letter = "M"
    while at < len(tokens):
        if tokens[at].isalpha():
            letter = tokens[at]
            at += 1
        count = _POINTS_OF[letter]
        points = [QPointF(float(tokens[at + 2 * i]), float(tokens[at + 2 * i + 1])) for i in range(count)]
        at += 2 * count
        if letter == "M":
            path.moveTo(points[0])
            letter = "L"
        elif letter == "L":
            path.lineTo(points[0])
        elif letter == "Q":
            path.quadTo(points[0], points[1])
        elif letter == "C":
            path.cubicTo(points[0], points[1], points[2])
        else:
            path.closeSubpath()
    return path


def oval(x: float, y: float, across: float, down: float, turn: float = 0) -> QPainterPath:
    """An ellipse by its centre and two radii, turned clockwise by degrees."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), across, down)
    return turned(path, turn, x, y) if turn else path


def circle(x: float, y: float, radius: float) -> QPainterPath:
    """A circle by its centre and radius."""
    return oval(x, y, radius, radius)


def box(x: float, y: float, width: float, height: float, corner: float = 0, turn: float = 0) -> QPainterPath:
    """A rectangle by its centre and size, with rounded corners, turned clockwise by degrees."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x - width / 2, y - height / 2, width, height), corner, corner)
    return turned(path, turn, x, y) if turn else path


def polygon(*points: Point) -> QPainterPath:
    """Straight lines through the points, closed."""
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    path.closeSubpath()
    return path


def blob(*points: Point, pull: float = 1.0) -> QPainterPath:
    """A closed smooth curve through the points; `pull` below 1 tightens the bends."""
    count = len(points)
    path = QPainterPath(QPointF(*points[0]))
    for i in range(count):
        before, start, end, after = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        path.cubicTo(
            QPointF(start[0] + (end[0] - before[0]) / 6 * pull, start[1] + (end[1] - before[1]) / 6 * pull),
            QPointF(end[0] - (after[0] - start[0]) / 6 * pull, end[1] - (after[1] - start[1]) / 6 * pull),
            QPointF(*end),
        )
    path.closeSubpath()
    return path


def curve(*points: Point) -> QPainterPath:
    """An open smooth curve through the points."""
    path = QPainterPath(QPointF(*points[0]))
    last = len(points) - 1
    for i in range(last):
        before, start, end, after = (points[min(max(i + k, 0), last)] for k in (-1, 0, 1, 2))
        path.cubicTo(
            QPointF(start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
            QPointF(end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
            QPointF(*end),
        )
    return path


def even(*points: Point, pull: float = 1.0) -> QPainterPath:
    """A smooth shape alike on both sides of the middle: points of the right half, top to bottom, x from the middle."""
    right = [(50 + x, y) for x, y in points]
    left = [(50 - x, y) for x, y in reversed(points) if x]
    return blob(*right, *left, pull=pull)


def star(x: float, y: float, radius: float, inner: float, tips: int, turn: float = 0) -> QPainterPath:
    """A star with pointed tips; the first tip looks up."""
    corners = []
    for i in range(tips * 2):
        angle = math.radians(turn - 90 + 180 * i / tips)
        reach = inner if i % 2 else radius
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return polygon(*corners)


def ring_of(x: float, y: float, radius: float, count: int, turn: float = 0) -> list[Point]:
    """Points spread evenly on a circle, the first one at the top."""
    angles = [math.radians(turn - 90 + 360 * i / count) for i in range(count)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def union(*paths: QPainterPath) -> QPainterPath:
    """One outline around all the given ones."""
    whole = paths[0]
    for path in paths[1:]:
        whole = whole.united(path)
    return whole


def with_hole(path: QPainterPath, hole: QPainterPath) -> QPainterPath:
    """The outline with a part cut out of it."""
    return path.subtracted(hole)


def turned(path: QPainterPath, degrees: float, x: float = 50, y: float = 50) -> QPainterPath:
    """The outline turned clockwise about a point."""
    return QTransform().translate(x, y).rotate(degrees).translate(-x, -y).map(path)


def moved(path: QPainterPath, across: float, down: float) -> QPainterPath:
    """The outline shifted."""
    return path.translated(across, down)


def sized(path: QPainterPath, across: float, down: float, x: float = 50, y: float = 50) -> QPainterPath:
    """The outline stretched about a point."""
    return QTransform().translate(x, y).scale(across, down).translate(-x, -y).map(path)


def flipped(path: QPainterPath) -> QPainterPath:
    """The outline mirrored about the middle of the square."""
    return QTransform(-1, 0, 0, 1, 100, 0).map(path)


def pair(path: QPainterPath) -> list[QPainterPath]:
    """The outline and its mirror image."""
    return [path, flipped(path)]
