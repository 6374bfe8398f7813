"""The selection in a log: from a position in one row to a position in another. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.log_rows import Entry, LogRows
from qqdesk.gui.message_text.text_units import cut, units


@dataclass(frozen=True, slots=True, order=True)
class TextPosition:
    """`offset` in the row's text, in UTF-16 units."""

    row: int
    offset: int


_LINE_END = 2**31
"""After every text."""


class Selection:
    """Reaches from the anchor (where the mouse was pressed) to the cursor (where it is)."""

    def __init__(self, rows: LogRows) -> None:
        self._rows = rows
        self._ends: tuple[TextPosition, TextPosition] | None = None
        """The anchor and the cursor."""

    @property
    def is_empty(self) -> bool:
        return self._ends is None or self._ends[0] == self._ends[1]

    @property
    def anchor(self) -> TextPosition | None:
        return self._ends[0] if self._ends is not None else None

    def clear(self) -> None:
        self._ends = None

    def start(self, position: TextPosition) -> None:
        self._ends = position, position

    def extend(self, position: TextPosition) -> None:
        self._ends = self.anchor or position, position

    def select_rows(self, first: int, last: int) -> None:
        """Select whole rows. `last` may be above `first`."""
        down = first <= last
        self.start(TextPosition(first, 0 if down else units(self._rows[first].text)))
        self.extend(TextPosition(last, units(self._rows[last].text) if down else 0))

    # Changes of the rows

    def removed(self, row: int) -> None:
        """Follow the removal of a row. A selection that starts or ends in it is cleared."""
        if self._ends is not None and row in (self._ends[0].row, self._ends[1].row):
            self.clear()
        self._move(lambda position: TextPosition(position.row - (position.row > row), position.offset))

    def inserted(self, row: int) -> None:
        """Follow a new row."""
        self._move(lambda position: TextPosition(position.row + (position.row >= row), position.offset))

    def prepended(self, count: int) -> None:
        """Follow rows that were inserted before the first."""
        self._move(lambda position: TextPosition(position.row + count, position.offset))

    def cut(self, first: int, end: int) -> None:
        """Follow a cut to the rows `first` to `end` (exclusive)."""
        start, stop = TextPosition(first, 0), TextPosition(end - 1, _LINE_END)
        self._move(lambda position: min(max(position, start), stop))
        self._move(lambda position: TextPosition(position.row - first, position.offset))

    def _move(self, moved: Callable[[TextPosition], TextPosition]) -> None:
        if self._ends is not None:
            self._ends = moved(self._ends[0]), moved(self._ends[1])

    # Queries

    def rows(self) -> range:
        """Return the rows that are selected, in whole or in part."""
        if self._ends is None or self.is_empty:
            return range(0)
        first, last = sorted(self._ends)
        return range(first.row, last.row + 1)

    def has(self, position: TextPosition) -> bool:
        """Return whether a position is inside the selection."""
        return self._ends is not None and not self.is_empty and min(self._ends) <= position < max(self._ends)

    def within(self, row: int) -> tuple[int, int] | None:
        """Return the selected range of the text of a row."""
        if self._ends is None or row not in self.rows():
            return None
        first, last = sorted(self._ends)
        length = units(self._rows[row].text)
        return (first.offset if row == first.row else 0, min(last.offset, length) if row == last.row else length)

    def text(self, heading: Callable[[Message], str]) -> str:
        """Return the selection as plain text. If it spans several rows, each message has its heading."""
        pieces = self.pieces()
        if len(self.rows()) <= 1:
            return "".join(text for _, text in pieces)
        return "\n".join(f"{heading(entry)}\n{text}" if isinstance(entry, Message) else text for entry, text in pieces)

    def pieces(self) -> list[tuple[Entry, str]]:
        """Return the selected entries with the selected part of their text."""
        pieces = []
        for row in self.rows():
            entry = self._rows[row]
            part = self.within(row)
            if part is not None and (part[0] < part[1] or not entry.text):
                pieces.append((entry, cut(entry.text, *part)))
        return pieces
