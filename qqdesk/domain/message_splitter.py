"""Split a text that is too long for one message."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Protocol

from qqdesk.protocol.codes import MAX_MESSAGE_CHARS

_AHEAD = 64
"""Characters after the last possible cut, needed to decide whether it is a boundary."""
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")


class Boundaries(Protocol):
    """The boundaries of a text, as indexes of the next character. Iterators yield from `max_chars` down to 1."""

    def is_between_graphemes(self, place: int) -> bool:
        """Return whether a cut at this index splits no grapheme."""
        ...

    def graphemes(self, max_chars: int) -> Iterator[int]: ...
    def words(self, max_chars: int) -> Iterator[int]: ...
    def sentences(self, max_chars: int) -> Iterator[int]: ...


class PlainBoundaries:
    """Boundaries from `unicodedata`: marks, joined emoji, flags, Hangul syllables.

    It finds no words in scripts without blanks, and treats every full stop as the end of a sentence.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def is_between_graphemes(self, place: int) -> bool:
        text = self._text
        return not 0 < place < len(text) or not self._is_joined(place)

    def graphemes(self, max_chars: int) -> Iterator[int]:
        return (place for place in range(min(max_chars, len(self._text)), 0, -1) if self.is_between_graphemes(place))

    def words(self, max_chars: int) -> Iterator[int]:
        text = self._text
        for place in range(min(max_chars, len(text) - 1), 0, -1):
            if not (text[place - 1].isalnum() and text[place].isalnum()):
                yield place

    def sentences(self, max_chars: int) -> Iterator[int]:
        text = self._text
        for place in range(min(max_chars, len(text)), 0, -1):
            if text[place - 1].isspace() or text[place - 1] in "。！？…":
                yield place

    def _is_joined(self, place: int) -> bool:
        """Return whether this character belongs to the grapheme before it."""
        before, character = self._text[place - 1], self._text[place]
        if before == "\r" and character == "\n":
            return True
        if _is_control(before) or _is_control(character):
            return False
        if character == "\u200d" or _is_extender(character) or unicodedata.category(character) == "Mc":
            return True
        if before == "\u200d":
            return _is_pictograph(character) and _is_pictograph(self._base(place - 1))
        if _is_flag_part(before) and _is_flag_part(character):
            first = place
            while first > 0 and _is_flag_part(self._text[first - 1]):
                first -= 1
            return (place - first) % 2 == 1
        return _is_syllable(before, character)

    def _base(self, place: int) -> str:
        """Return the base character of the marks before this index."""
        while place > 0 and _is_extender(self._text[place - 1]):
            place -= 1
        return self._text[place - 1] if place else ""


def _is_control(character: str) -> bool:
    return character < " " or unicodedata.category(character) in ("Cc", "Zl", "Zp")


def _is_extender(character: str) -> bool:
    """Return whether the character extends the one before; a joiner after it still joins that one."""
    return unicodedata.category(character) in ("Mn", "Me") or character == "\u200c" or _is_emoji_part(character)


def _is_pictograph(character: str) -> bool:
    """Return whether the character is part of an emoji; in `unicodedata` nearly all are symbols."""
    if not character or _is_flag_part(character):
        return False
    is_symbol = unicodedata.category(character) in ("So", "Sm") or character in "‼⁉"
    # `unicodedata` may be older than the newest emoji.
    return is_symbol or "\U0001f000" <= character <= "\U0001faff"


def _is_emoji_part(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f"


def _is_flag_part(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_syllable(before: str, character: str) -> bool:
    """Return whether the two form one Hangul syllable: leading consonant, vowel and final consonant."""
    if "\u1160" <= character <= "\u11ff":
        return "\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return "\u1100" <= before <= "\u115f" and ("\u1100" <= character <= "\u115f" or "\uac00" <= character <= "\ud7a3")


def split_message(
    text: str, max_chars: int = MAX_MESSAGE_CHARS, boundaries: Callable[[str], Boundaries] = PlainBoundaries
) -> list[str]:
    """Split the text into parts of at most `max_chars` characters; drop only white space between them.

    A part ends with a paragraph, a line, a sentence or a word: the first of these that fills at least half of it.
    A grapheme is split only if it is longer than `max_chars`.
    """
    parts = []
    rest = text
    while len(rest) > max_chars:
        window = _Window(rest[: max_chars + _AHEAD], max_chars, boundaries)
        end = next(window.places(), max_chars)
        parts.append(rest[:end].rstrip())
        rest = rest[_next_start(rest, end, boundaries) :]
    parts.append(rest.rstrip())
    return [part for part in parts if part]


class _Window:
    """The beginning of a text and its possible cuts."""

    def __init__(self, text: str, max_chars: int, boundaries: Callable[[str], Boundaries]) -> None:
        self._text, self._max_chars = text, max_chars
        self._min_chars = max(max_chars // 2, 1)
        self._boundaries = boundaries(text)

    def places(self) -> Iterator[int]:
        """Yield the possible cuts, the best first."""
        words = self._full_enough(self._boundaries.words(self._max_chars))
        for found in (self._behind("\n\n"), self._behind("\n"), self._sentences(), self._blanks(), words):
            yield from (place for place in found if self._boundaries.is_between_graphemes(place))
        yield from self._boundaries.graphemes(self._max_chars)

    def _behind(self, mark: str) -> Iterator[int]:
        """Yield the cuts after the mark. The mark may follow the last character that fits: it is stripped."""
        place = self._text.rfind(mark, 0, self._max_chars + len(mark))
        while place + len(mark) >= self._min_chars and place >= 0:
            yield min(place + len(mark), self._max_chars)
            place = self._text.rfind(mark, 0, place + len(mark) - 1)

    def _sentences(self) -> Iterator[int]:
        for place in self._full_enough(self._boundaries.sentences(self._max_chars)):
            if self._text[:place].rstrip().endswith(_SENTENCE_ENDS):
                yield place

    def _blanks(self) -> Iterator[int]:
        text = self._text
        places = range(self._max_chars + 1, self._min_chars - 1, -1)
        return (min(place, self._max_chars) for place in places if text[place - 1].isspace())

    def _full_enough(self, places: Iterator[int]) -> Iterator[int]:
        for place in places:
            if place < self._min_chars:
                return
            yield place


def _next_start(text: str, end: int, boundaries: Callable[[str], Boundaries]) -> int:
    """Return the start of the next part: skip blank lines, and blanks unless they indent its first line."""
    start = len(text) - len(text[end:].lstrip())
    broken = text.rfind("\n", max(end - 1, 0), start) + 1
    if broken:
        return max(broken, end)
    if start > end and start < len(text):
        # A blank with a combining mark is one grapheme.
        return start if boundaries(text[start - 1 : start + 1]).is_between_graphemes(1) else start - 1
    return start
