"""Which rows of a log are to be seen, and where, when only rows that were seen are measured. No Qt.

The place is kept as a row and a distance into it, never as a distance from the start: a guess about what was not
measured can be wrong without anything on the screen moving. All sizes are whole pixels.
"""

from array import array
from collections.abc import Callable
from typing import NamedTuple

GUESS = 48
"""What a row that was not measured counts for in the scroll bar."""

_CHUNK = 512


class Heights:
    """The height of every row, measured or guessed, with sums that take microseconds at 100,000 rows."""

    def __init__(self, count: int = 0) -> None:
        self._rows = array("l")
        self._known = bytearray()
        self._sums: list[int] = []
        self.reset(count)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def total(self) -> int:
        return sum(self._sums)

    def reset(self, count: int) -> None:
        self._rows = array("l", [GUESS]) * count
        self._known = bytearray(count)
        whole, rest = divmod(count, _CHUNK)
        self._sums = [GUESS * _CHUNK] * whole + ([GUESS * rest] if rest else [])

    def _add_up(self) -> None:
        rows = self._rows
        self._sums = [sum(rows[start : start + _CHUNK]) for start in range(0, len(rows), _CHUNK)]

    def known(self, row: int) -> int | None:
        return self._rows[row] if self._known[row] else None

    def put(self, row: int, height: int) -> None:
        self._sums[row // _CHUNK] += height - self._rows[row]
        self._rows[row] = height
        self._known[row] = 1

    def forget(self, row: int) -> None:
        """The row has to be measured again; until then it counts for what it was."""
        self._known[row] = 0

    def forget_all(self) -> None:
        """No height holds any more: what was measured is guessed again."""
        row = self._known.find(1)
        while row >= 0:
            self.put(row, GUESS)
            self._known[row] = 0
            row = self._known.find(1, row + 1)

    def append(self, count: int = 1) -> None:
        for _ in range(count):
            if len(self._rows) % _CHUNK == 0:
                self._sums.append(0)
            self._rows.append(GUESS)
            self._known.append(0)
            self._sums[-1] += GUESS

    def prepend(self, count: int) -> None:
        self._rows = array("l", [GUESS]) * count + self._rows
        self._known = bytearray(count) + self._known
        self._add_up()

    def remove(self, row: int) -> None:
        del self._rows[row]
        del self._known[row]
        self._add_up()

    def cut(self, first: int, end: int) -> None:
        """Keep the rows from `first` to before `end`."""
        self._rows = self._rows[first:end]
        self._known = self._known[first:end]
        self._add_up()

    def top_of(self, row: int) -> int:
        chunk = row // _CHUNK
        return sum(self._sums[:chunk]) + sum(self._rows[chunk * _CHUNK : row])

    def row_at(self, distance: int) -> tuple[int, int]:
        """The row that lies `distance` from the start, and how far into it that is."""
        for chunk, height in enumerate(self._sums):
            if distance < height:
                for row in range(chunk * _CHUNK, len(self._rows)):
                    if distance < self._rows[row]:
                        return row, max(distance, 0)
                    distance -= self._rows[row]
            distance -= height
        last = len(self._rows) - 1
        return last, self._rows[last] if last >= 0 else 0


class Placed(NamedTuple):
    """A row on the screen: `top` counts from the upper edge of the view."""

    row: int
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height


class LogLayout:
    """The rows on the screen. `measure(row)` gives a row's height in pixels, at least 1."""

    def __init__(self, measure: Callable[[int], int]) -> None:
        self._measure = measure
        self._heights = Heights()
        self._view = 0
        self._row = 0
        self._into = 0
        self.at_end = True
        self.placed: list[Placed] = []

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        return self._heights.total

    @property
    def offset(self) -> int:
        """How far the view lies from the start, as well as it is known."""
        return self._heights.top_of(self._row) + self._into

    @property
    def range(self) -> int:
        """The greatest offset."""
        return max(self._heights.total - self._view, 0)

    # What happens to the rows; `place` is to be called after it

    def reset(self, count: int) -> None:
        self._heights.reset(count)
        self._row = self._into = 0
        self.at_end = True

    def appended(self, count: int = 1) -> None:
        self._heights.append(count)

    def prepended(self, count: int) -> None:
        """Rows came before the first. What is on the screen stays there."""
        if not len(self._heights):
            self._heights.reset(count)
            return
        self._heights.prepend(count)
        self._row += count
        self.changed_above(count)

    def changed_above(self, row: int) -> None:
        """The row has another height, by what stands above its text. Where it is at the upper edge, the text stays."""
        before = self._heights.known(row)
        self._heights.forget(row)
        if self._row == row and before and not self.at_end:
            self._into += self._height(row) - before

    def stay(self) -> None:
        """What comes after the last row is not followed, although the last row is on the screen."""
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

    def cut(self, first: int, end: int) -> None:
        """Keep the rows from `first` to before `end`, which include those on the screen. Nothing there moves."""
        self._heights.cut(first, end)
        self._row -= first

    def remeasure(self) -> None:
        """The width or the type changed: nothing that was measured holds. The line at the upper edge stays there."""
        if not len(self._heights):
            return
        before = self._height(self._row, stale=True)
        part = self._into / before if before else 0.0
        self._heights.forget_all()
        after = self._height(self._row)
        self._into = min(int(part * after), after - 1)

    # Moving

    def scroll_by(self, distance: int) -> None:
        """Move the view down the log (or up, where negative) by pixels that are on the screen."""
        if distance < 0:
            self.at_end = False
        self._into += distance

    def scroll_to(self, offset: int) -> None:
        """Move to an offset from the start, as a scroll bar gives it."""
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
        """Put this row in the middle of a view of this height, its start where it is higher than that."""
        self.scroll_to_row(row, into=-max((view - self._height(row)) // 2, 0))

    def bring_into_view(self, row: int) -> None:
        """Move as little as shows this row, its start where it is higher than the view."""
        for placed in self.placed:
            if placed.row == row:
                if placed.top < 0 or placed.height > self._view:
                    self.scroll_by(placed.top)
                elif placed.bottom > self._view:
                    self.scroll_by(placed.bottom - self._view)
                return
        if self.placed and row > self.placed[-1].row:
            self.scroll_to_row(row, into=self._height(row) - self._view)
        else:
            self.scroll_to_row(row)

    # Placing

    def place(self, view: int) -> list[Placed]:
        """Find the rows that are on a screen of this height, measuring those that were not."""
        self._view = view
        count = len(self._heights)
        if not count:
            self._row = self._into = 0
            self.at_end = True
            self.placed = []
            return self.placed
        if self.at_end:
            self._go_to_end()
        self._settle()
        self.placed = self._fill()
        if self.placed[-1].row == count - 1 and self.placed[-1].bottom <= view and not self.at_end:
            # Past the end, or exactly there: the last row stands on the lower edge.
            self.at_end = True
            self._go_to_end()
            self._settle()
            self.placed = self._fill()
        return self.placed

    def _height(self, row: int, *, stale: bool = False) -> int:
        known = self._heights.known(row)
        if known is not None or stale:
            return known or GUESS
        height = max(self._measure(row), 1)
        self._heights.put(row, height)
        return height

    def _go_to_end(self) -> None:
        self._row = len(self._heights) - 1
        self._into = self._height(self._row) - self._view

    def _settle(self) -> None:
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

    def _fill(self) -> list[Placed]:
        placed: list[Placed] = []
        top, row = -self._into, self._row
        while row < len(self._heights) and (top < self._view or not placed):
            height = self._height(row)
            placed.append(Placed(row, top, height))
            top += height
            row += 1
        return placed
