"""A text that is too long for one message, as several."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from PySide6.QtCore import QTextBoundaryFinder

from qqdesk.protocol.codes import MAX_MESSAGE_CHARS

_AHEAD = 64
"""Characters behind the last possible cut, which say whether it is one."""
_SENTENCE_ENDS = ".!?…。！？"
_Kind = QTextBoundaryFinder.BoundaryType


def split_message(text: str, most: int = MAX_MESSAGE_CHARS) -> list[str]:
    """Parts of at most `most` characters, in their order; nothing but white space is left out between them.

    A part ends with a paragraph, a line, a sentence or a word, the first of these that leaves it at least half full,
    and never inside what a person takes for one character, unless that alone is longer than `most`.
    """
    parts = []
    rest = text
    while len(rest) > most:
        window = _Window(rest[: most + _AHEAD], most)
        end = next(window.places(), most)
        parts.append(rest[:end].rstrip())
        rest = rest[_next_start(rest, end) :]
    parts.append(rest.rstrip())
    return [part for part in parts if part]


class _Window:
    """The beginning of a text, and where it may be cut. Qt counts UTF-16 units, Python characters."""

    def __init__(self, text: str, most: int) -> None:
        self._text, self._most = text, most
        self._least = max(most // 2, 1)
        self._units = [0, *accumulate(2 if character > "\uffff" else 1 for character in text)]
        self._graphemes = QTextBoundaryFinder(_Kind.Grapheme, text)

    def places(self) -> Iterator[int]:
        """Behind which character, the best place first."""
        for found in (self._behind("\n\n"), self._behind("\n"), self._sentences(), self._blanks(), self._words()):
            yield from (place for place in found if self._is_between_graphemes(place))
        yield from self._boundaries(self._graphemes, 1)

    def _behind(self, mark: str) -> Iterator[int]:
        """What is right behind the last character that fits is left out, so it may end the part, too."""
        place = self._text.rfind(mark, 0, self._most + len(mark))
        while place + len(mark) >= self._least and place >= 0:
            yield min(place + len(mark), self._most)
            place = self._text.rfind(mark, 0, place + len(mark) - 1)

    def _sentences(self) -> Iterator[int]:
        for place in self._boundaries(QTextBoundaryFinder(_Kind.Sentence, self._text), self._least):
            if self._text[:place].rstrip().endswith(tuple(_SENTENCE_ENDS)):
                yield place

    def _blanks(self) -> Iterator[int]:
        text = self._text
        places = range(self._most + 1, self._least - 1, -1)
        return (min(place, self._most) for place in places if text[place - 1].isspace())

    def _words(self) -> Iterator[int]:
        return self._boundaries(QTextBoundaryFinder(_Kind.Word, self._text), self._least)

    def _boundaries(self, finder: QTextBoundaryFinder, least: int) -> Iterator[int]:
        finder.setPosition(self._units[self._most])
        found = finder.position() if finder.isAtBoundary() else finder.toPreviousBoundary()
        while found > 0:
            place = bisect_left(self._units, found)
            if place < least:
                return
            yield place
            found = finder.toPreviousBoundary()

    def _is_between_graphemes(self, place: int) -> bool:
        self._graphemes.setPosition(self._units[place])
        return self._graphemes.isAtBoundary()


def _next_start(text: str, end: int) -> int:
    """Where the next part begins: blank lines are left out, and blanks unless they indent its first line."""
    start = len(text) - len(text[end:].lstrip())
    broken = text.rfind("\n", max(end - 1, 0), start) + 1
    if broken:
        return max(broken, end)
    if start > end and start < len(text):
        # A mark may stand on a blank, and that is one character then.
        finder = QTextBoundaryFinder(_Kind.Grapheme, text[start - 1 : start + 1])
        finder.setPosition(1)
        return start if finder.isAtBoundary() else start - 1
    return start
