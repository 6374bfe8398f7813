"""The selection in a log: from a place in one row to a place in another. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.log_rows import Entry, LogRows
from qqdesk.gui.message_text.text_units import cut, units


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """`position` in the row's text, in UTF-16 units."""

    row: int
    position: int


_LINE_END = 2**31
"""After every text."""


class Selection:
    """Reaches from the anchor (where the mouse was pressed) to the cursor (where it is)."""

    def __init__(self) -> None:
        self._anchor: Place | None = None
        self._cursor: Place | None = None

    @property
    def is_empty(self) -> bool:
        return self._anchor is None or self._anchor == self._cursor

    @property
    def anchor(self) -> Place | None:
        return self._anchor

    def clear(self) -> None:
        self._anchor = self._cursor = None

    def start(self, place: Place) -> None:
        self._anchor = self._cursor = place

    def select_rows(self, rows: LogRows, first: int, last: int) -> None:
        """Select whole rows. `last` may be above `first`."""
        down = first <= last
        self.start(Place(first, 0 if down else units(rows[first].text)))
        self.extend(Place(last, units(rows[last].text) if down else 0))

    def extend(self, place: Place) -> None:
        if self._anchor is None:
            self._anchor = place
        self._cursor = place

    def removed(self, row: int) -> None:
        """Follow the removal of a row. A selection that starts or ends in it is cleared."""
        if self._anchor is None or self._cursor is None:
            return
        if row in (self._anchor.row, self._cursor.row):
            self.clear()
            return
        self._anchor, self._cursor = (
            Place(place.row - (place.row > row), place.position) for place in (self._anchor, self._cursor)
        )

    def prepended(self, count: int) -> None:
        """Follow rows that were inserted before the first."""
        if self._anchor is not None and self._cursor is not None:
            self._anchor, self._cursor = (
                Place(place.row + count, place.position) for place in (self._anchor, self._cursor)
            )

    def rows(self) -> range:
        """Return the rows that are selected, in whole or in part."""
        if self._anchor is None or self._cursor is None or self._anchor == self._cursor:
            return range(0)
        first, last = sorted((self._anchor, self._cursor))
        return range(first.row, last.row + 1)

    def cut(self, first: int, end: int) -> None:
        """Follow a cut to the rows `first` to `end` (exclusive)."""
        if self._anchor is not None and self._cursor is not None:
            start, stop = Place(first, 0), Place(end - 1, _LINE_END)
            self._anchor, self._cursor = (
                Place(place.row - first, place.position)
                for place in (min(max(one, start), stop) for one in (self._anchor, self._cursor))
            )

    def within(self, row: int, length: int) -> tuple[int, int] | None:
        """Return the selected range of a row whose text has this length."""
        if self._anchor is None or self._cursor is None or self._anchor == self._cursor:
            return None
        first, last = sorted((self._anchor, self._cursor))
        if not first.row <= row <= last.row:
            return None
        return (first.position if row == first.row else 0, min(last.position, length) if row == last.row else length)

    def text(self, rows: LogRows, heading: Callable[[Message], str]) -> str:
        """Return the selection as plain text. If it spans several rows, each message has its heading."""
        pieces = self.pieces(rows)
        if self._anchor is None or self._cursor is None or self._anchor.row == self._cursor.row:
            return "".join(text for _, text in pieces)
        return "\n".join(f"{heading(entry)}\n{text}" if isinstance(entry, Message) else text for entry, text in pieces)

    def pieces(self, rows: LogRows) -> list[tuple[Entry, str]]:
        """Return the selected entries with the selected part of their text."""
        if self._anchor is None or self._cursor is None or self._anchor == self._cursor:
            return []
        first, last = sorted((self._anchor, self._cursor))
        pieces = []
        for row in range(first.row, min(last.row + 1, len(rows))):
            entry = rows[row]
            part = self.within(row, units(entry.text))
            if part is not None and (part[0] < part[1] or not entry.text):
                pieces.append((entry, cut(entry.text, *part)))
        return pieces
