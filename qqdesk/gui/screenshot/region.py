"""The chosen region, in logical pixels of one screen, and what the mouse does while its button is down."""

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtWidgets import QApplication

from qqdesk.gui.screenshot.marks import DrawnMark, Style

HANDLE = 9
"""Side of a handle."""
_REACH = 6
"""The distance in which a handle or an edge is grabbed."""

Grip = tuple[int, int]
"""The horizontal and vertical side that moves: -1 the left or upper one, 1 the other, 0 none. `INSIDE` moves both."""
INSIDE: Grip = (0, 0)
_GRIPS: tuple[Grip, ...] = ((-1, -1), (1, -1), (-1, 1), (1, 1), (0, -1), (0, 1), (-1, 0), (1, 0))
_CURSORS = {
    INSIDE: Qt.CursorShape.SizeAllCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
}


def between(one: QPoint, other: QPoint) -> QRect:
    """Return the region with two pixels in its opposite corners."""
    left, right = sorted((one.x(), other.x()))
    top, bottom = sorted((one.y(), other.y()))
    return QRect(left, top, right - left + 1, bottom - top + 1)


def handles(region: QRect) -> list[QRect]:
    """Return the squares at the corners and in the middle of the sides."""
    squares = []
    for grip in _GRIPS:
        square = QRect(0, 0, HANDLE, HANDLE)
        square.moveCenter(_place(region, grip))
        squares.append(square)
    return squares


def grip_at(region: QRect, point: QPoint) -> Grip | None:
    """Return the part of the region at a point; None outside."""
    for grip in _GRIPS:
        if (point - _place(region, grip)).manhattanLength() <= 2 * _REACH:
            return grip
    return INSIDE if region.contains(point) else None


def grip_cursor(grip: Grip) -> Qt.CursorShape:
    return _CURSORS[grip]


def moved(region: QRect, delta: QPoint, room: QRect) -> QRect:
    """Move a region, and keep it in the room."""
    left = max(room.left(), min(region.left() + delta.x(), room.right() + 1 - region.width()))
    top = max(room.top(), min(region.top() + delta.y(), room.bottom() + 1 - region.height()))
    return QRect(QPoint(left, top), region.size())


def dragged(region: QRect, grip: Grip, delta: QPoint, room: QRect) -> QRect:
    """Return the region after its grip was dragged. A side may pass the opposite one."""
    if grip == INSIDE:
        return moved(region, delta, room)
    corners = [region.topLeft(), region.bottomRight()]
    for side, corner in ((-1, corners[0]), (1, corners[1])):
        if grip[0] == side:
            corner.setX(corner.x() + delta.x())
        if grip[1] == side:
            corner.setY(corner.y() + delta.y())
    return between(*corners) & room


def _place(region: QRect, grip: Grip) -> QPoint:
    horizontal, vertical = grip
    centre = region.center()
    x = centre.x() if not horizontal else region.left() if horizontal < 0 else region.right()
    y = centre.y() if not vertical else region.top() if vertical < 0 else region.bottom()
    return QPoint(x, y)


class SelectionDrag:
    """Chooses a new region."""

    def __init__(self, start: QPoint) -> None:
        self._start = start
        self.has_moved = False
        """Whether the pointer has moved far enough; a click takes a window."""

    def region(self, point: QPoint, room: QRect) -> QRect:
        """Return the region, empty before the pointer has moved far enough."""
        distance = (point - self._start).manhattanLength()
        self.has_moved = self.has_moved or distance >= QApplication.startDragDistance()
        return between(self._start, point) & room if self.has_moved else QRect()


class RegionDrag:
    """Moves or resizes the region."""

    def __init__(self, region: QRect, grip: Grip, start: QPoint) -> None:
        self._region, self._grip, self._start = region, grip, start

    def region(self, point: QPoint, room: QRect) -> QRect:
        return dragged(self._region, self._grip, point - self._start, room)


class MarkDrag:
    """Draws a mark."""

    def __init__(self, make: type[DrawnMark], style: Style, start: QPointF) -> None:
        self._make, self._style = make, style
        self._path = [start]

    def move(self, point: QPointF) -> None:
        self._path.append(point)

    @property
    def mark(self) -> DrawnMark | None:
        """The mark so far; None before the pointer has moved."""
        return self._make.drawn(self._path, self._style) if len(self._path) > 1 else None
