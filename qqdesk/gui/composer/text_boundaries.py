"""Splits a long text into messages, at the boundaries of words and characters that Qt finds."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from PySide6.QtCore import QTextBoundaryFinder

from qqdesk.domain import message_splitter
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS

_Kind = QTextBoundaryFinder.BoundaryType


def split_message(text: str, most: int = MAX_MESSAGE_CHARS) -> list[str]:
    """Call `domain.message_splitter.split_message` with Qt's boundaries."""
    return message_splitter.split_message(text, most, QtBoundaries)


class QtBoundaries:
    """Boundaries as character indexes. Qt counts UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._units = [0, *accumulate(2 if character > "\uffff" else 1 for character in text)]
        self._graphemes = QTextBoundaryFinder(_Kind.Grapheme, text)

    def is_between_graphemes(self, place: int) -> bool:
        self._graphemes.setPosition(self._units[place])
        return self._graphemes.isAtBoundary()

    def graphemes(self, most: int) -> Iterator[int]:
        return self._found(self._graphemes, most)

    def words(self, most: int) -> Iterator[int]:
        return self._found(QTextBoundaryFinder(_Kind.Word, self._text), most)

    def sentences(self, most: int) -> Iterator[int]:
        return self._found(QTextBoundaryFinder(_Kind.Sentence, self._text), most)

    def _found(self, finder: QTextBoundaryFinder, most: int) -> Iterator[int]:
        finder.setPosition(self._units[most])
        found = finder.position() if finder.isAtBoundary() else finder.toPreviousBoundary()
        while found > 0:
            yield bisect_left(self._units, found)
            found = finder.toPreviousBoundary()
