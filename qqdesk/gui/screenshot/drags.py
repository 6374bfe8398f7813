"""What the mouse does while its button is down."""

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QApplication

from qqdesk.gui.screenshot.marks import DrawnMark, Style
from qqdesk.gui.screenshot.region import Grip, between, dragged


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
