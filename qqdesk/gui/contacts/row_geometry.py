"""Where rows of two fixed heights are: by counting, so that 10,000 cost no more than ten. No Qt."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


class RowGeometry:
    """`headers` are the rows of headers, ascending; all others are as high as `row_height`. Lengths in pixels."""

    def __init__(self, count: int, headers: Sequence[int], row_height: int, header_height: int) -> None:
        self.count = count
        self._headers = headers
        self._row, self._header = row_height, header_height
        extra = header_height - row_height
        self._tops = [row * row_height + place * extra for place, row in enumerate(headers)]
        self.height = count * row_height + len(headers) * extra

    def top(self, row: int) -> int:
        """The first pixel of a row; of the row behind the last one, the height of all."""
        return row * self._row + bisect_left(self._headers, row) * (self._header - self._row)

    def row_at(self, y: int) -> int:
        """The row that this pixel is in; -1 above the first, `count` below the last."""
        if y < 0:
            return -1
        if y >= self.height:
            return self.count
        place = bisect_right(self._tops, y) - 1
        if place < 0:
            return y // self._row
        below = y - self._tops[place] - self._header
        return self._headers[place] + (0 if below < 0 else 1 + below // self._row)
