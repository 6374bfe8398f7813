"""The places of the visible rows. Only rows that were visible have been measured. No Qt.

The position is a row and a distance into it, never a distance from the start, so that wrong guesses about other rows
move nothing on the screen. All sizes are whole pixels.
"""

from collections.abc import Callable
from typing import NamedTuple

GUESS = 48
"""The height of a row that has not been measured, for the scroll bar."""


class Heights:
    """The height of every row, measured or guessed."""

    def __init__(self, count: int = 0) -> None:
        self.reset(count)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def total(self) -> int:
        return sum(self._rows)

    def reset(self, count: int) -> None:
        """Guess the heights of so many rows."""
        self._rows = [GUESS] * count
        self._is_known = [False] * count

    def known(self, row: int) -> int | None:
        return self._rows[row] if self._is_known[row] else None

    def put(self, row: int, height: int) -> None:
        self._rows[row], self._is_known[row] = height, True

    def forget(self, row: int) -> None:
        """Have the row measured again; until then its old height counts."""
        self._is_known[row] = False

    def insert(self, row: int, count: int) -> None:
        self._rows[row:row] = [GUESS] * count
        self._is_known[row:row] = [False] * count

    def remove(self, row: int) -> None:
        del self._rows[row]
        del self._is_known[row]

    def cut(self, first: int, end: int) -> None:
        """Keep the rows `first` to `end` (exclusive)."""
        self._rows = self._rows[first:end]
        self._is_known = self._is_known[first:end]

    def top_of(self, row: int) -> int:
        return sum(self._rows[:row])

    def row_at(self, distance: int) -> tuple[int, int]:
        """Return the row at a distance from the start, and the distance into that row."""
        top = 0
        for row, height in enumerate(self._rows):
            if distance < top + height:
                return row, max(distance - top, 0)
            top += height
        last = len(self._rows) - 1
        return last, self._rows[last] if last >= 0 else 0


class VisibleRow(NamedTuple):
    """A row on the screen. `top` is relative to the upper edge of the view."""

    row: int
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height


class VisibleRows(list[VisibleRow]):
    """The rows on the screen from top to bottom, without hidden ones."""

    def find(self, row: int) -> VisibleRow | None:
        """Return where a row is; None if it is not visible."""
        return next((visible for visible in self if visible.row == row), None)

    def at(self, y: int) -> VisibleRow | None:
        """Return the row at a height of the view, or the nearest one; None without rows."""
        return next((visible for visible in self if y < visible.bottom), self[-1] if self else None)


class LogLayout:
    """The rows on the screen. `measure(row)` returns the height of a row in pixels, 0 for a hidden one."""

    def __init__(self, measure: Callable[[int], int]) -> None:
        self._measure = measure
        self._heights = Heights()
        self._view = 0
        self._row = 0
        self._into = 0
        self.at_end = True
        self.visible = VisibleRows()
        self._has_last = False
        """Whether no row follows the visible ones, except hidden ones."""

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        return self._heights.total

    @property
    def offset(self) -> int:
        """Return the distance of the view from the start, as far as it is known."""
        return self._heights.top_of(self._row) + self._into

    @property
    def range(self) -> int:
        """Return the greatest offset."""
        return max(self._heights.total - self._view, 0)

    # Changes of rows; call `lay_out` afterwards

    def reset(self, count: int) -> None:
        self._heights.reset(count)
        self._row = self._into = 0
        self.at_end = True

    def appended(self, count: int = 1) -> None:
        self._heights.insert(len(self._heights), count)

    def prepended(self, count: int) -> None:
        """Follow rows that were inserted above. The visible rows do not move."""
        if not len(self._heights):
            self._heights.reset(count)
            return
        self._heights.insert(0, count)
        self._row += count
        self.changed_above(count)

    def changed_above(self, row: int) -> None:
        """Follow a change of height above the text of this row. The text does not move."""
        before = self._heights.known(row)
        self._heights.forget(row)
        if self._row == row and before and not self.at_end:
            self._into += self._height(row) - before

    def stay(self) -> None:
        """Do not follow the rows that are appended next, although the last row is visible."""
        self.at_end = False

    def changed(self, row: int) -> None:
        self._heights.forget(row)

    def removed(self, row: int) -> None:
        self._heights.remove(row)
        if row < self._row:
            self._row -= 1
        elif row == self._row:
            self._into = 0
        if row < len(self._heights):
            self._heights.forget(row)

    def inserted(self, row: int) -> None:
        """Follow a row that was inserted above this one."""
        self._heights.insert(row, 1)
        self._heights.forget(row + 1)
        if row <= self._row:
            self._row += 1

    def cut(self, first: int, end: int) -> None:
        """Keep the rows `first` to `end` (exclusive), which include the visible ones. These do not move."""
        self._heights.cut(first, end)
        self._row -= first

    def remeasure(self) -> None:
        """Follow a change of width or font. The line at the upper edge stays there."""
        if not len(self._heights):
            return
        before = self._height(self._row, stale=True)
        part = self._into / before if before else 0.0
        self._heights.reset(len(self._heights))
        after = self._height(self._row)
        self._into = min(int(part * after), after - 1)

    # Scrolling

    def scroll_by(self, distance: int) -> None:
        """Scroll down by pixels, or up if the distance is negative."""
        if distance < 0:
            self.at_end = False
        self._into += distance

    def scroll_to(self, offset: int) -> None:
        """Scroll to an offset from the start, as the scroll bar has it."""
        distance = offset - self.offset
        if abs(distance) <= 4 * max(self._view, GUESS):
            self.scroll_by(distance)
        elif len(self._heights):
            self._row, self._into = self._heights.row_at(offset)
            self.at_end = False
        if offset >= self.range:
            self.at_end = True

    def scroll_to_row(self, row: int, *, into: int = 0) -> None:
        self._row, self._into = row, into
        self.at_end = False

    def scroll_to_end(self) -> None:
        self.at_end = True

    def centre(self, row: int, view: int) -> None:
        """Centre this row in a view of this height. A row that is higher shows its start."""
        self.scroll_to_row(row, into=-max((view - self._height(row)) // 2, 0))

    def bring_into_view(self, row: int) -> None:
        """Scroll as little as possible to show this row. A row that is higher than the view shows its start."""
        visible = self.visible.find(row)
        if visible is not None:
            if visible.top < 0 or visible.height > self._view:
                self.scroll_by(visible.top)
            elif visible.bottom > self._view:
                self.scroll_by(visible.bottom - self._view)
        elif self.visible and row > self.visible[-1].row:
            self.scroll_to_row(row, into=self._height(row) - self._view)
        else:
            self.scroll_to_row(row)

    # Layout

    def lay_out(self, view: int) -> VisibleRows:
        """Find the visible rows of a view of this height and measure the new ones."""
        self._view = view
        count = len(self._heights)
        if not count:
            self._row = self._into = 0
            self.at_end = True
            self.visible = VisibleRows()
            return self.visible
        if self.at_end:
            self._go_to_end()
        self._find_upper_row()
        self.visible = self._fill()
        if self._has_last and self.visible[-1].bottom <= view and not self.at_end:
            # At or past the end, the last row is at the lower edge.
            self.at_end = True
            self._go_to_end()
            self._find_upper_row()
            self.visible = self._fill()
        return self.visible

    def _height(self, row: int, *, stale: bool = False) -> int:
        known = self._heights.known(row)
        if known is not None or stale:
            return GUESS if known is None else known
        height = self._measure(row)
        self._heights.put(row, height)
        return height

    def _go_to_end(self) -> None:
        self._row = len(self._heights) - 1
        self._into = self._height(self._row) - self._view

    def _find_upper_row(self) -> None:
        """Make `_row` the row at the upper edge."""
        self._row = min(max(self._row, 0), len(self._heights) - 1)
        while self._into < 0 and self._row > 0:
            self._row -= 1
            self._into += self._height(self._row)
        if self._into < 0:
            self._into = 0
        while self._into >= self._height(self._row) and self._row < len(self._heights) - 1:
            self._into -= self._height(self._row)
            self._row += 1
        while self._row > 0 and not self._height(self._row):
            # The last rows are hidden, and the view is below the last visible one.
            self._row -= 1
            self._into = max(self._height(self._row) - 1, 0)

    def _fill(self) -> VisibleRows:
        visible = VisibleRows()
        top, row = -self._into, self._row
        while row < len(self._heights) and (top < self._view or not visible or not self._height(row)):
            height = self._height(row)
            if height:
                visible.append(VisibleRow(row, top, height))
            top += height
            row += 1
        self._has_last = row == len(self._heights)
        return visible
