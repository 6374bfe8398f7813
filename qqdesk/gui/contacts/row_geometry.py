"""Places of rows with two fixed heights, computed from the places of the headers. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


class RowGeometry:
    """`headers`: the header rows, ascending. Lengths in pixels."""

    def __init__(self, count: int, headers: Sequence[int], row_height: int, header_height: int) -> None:
        self.count = count
        self._headers = headers
        self._row, self._header = row_height, header_height
        extra = header_height - row_height
        self._tops = [row * row_height + place * extra for place, row in enumerate(headers)]
        self.height = count * row_height + len(headers) * extra

    def top(self, row: int) -> int:
        """Return the top of a row; for the row after the last, the total height."""
        return row * self._row + bisect_left(self._headers, row) * (self._header - self._row)

    def row_at(self, y: int) -> int:
        """Return the row at this height; -1 above the first, `count` below the last."""
        if y < 0:
            return -1
        if y >= self.height:
            return self.count
        place = bisect_right(self._tops, y) - 1
        if place < 0:
            return y // self._row
        below = y - self._tops[place] - self._header
        return self._headers[place] + (0 if below < 0 else 1 + below // self._row)
