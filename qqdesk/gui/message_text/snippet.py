"""One line of a message around its first search hit. No Qt."""

import re
import unicodedata
from dataclasses import dataclass

from qqdesk.history.folding import find_matches

_PART, _OVERLAP = 400, 80
_MOST = 400
_NARROW = 6
"""The narrowest characters per column."""
_INVISIBLE = re.compile(r"[\s\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""Line ends, and marks that would change the direction of the line."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """`marks` are the start and end of each hit in `text`, in UTF-16 units."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def snippet(text: str, needle: str, room: int) -> Snippet:
    """Return the start of a message, or the part around its first hit if that is beyond `room` columns.

    A wide character takes two columns.
    """
    most = min(_MOST, _NARROW * room)
    first = _first_match(text, needle)
    if first is None:
        return Snippet(_one_line(text[:_MOST])[:most])
    start = 0
    if _columns(_one_line(text[: first[1]])) > room:
        # Show some text before the hit, and more if little follows it.
        behind = _columns(_one_line(text[first[0] : first[0] + room]))
        before = max(room // 4, room - behind - 2)
        start = first[0]
        while start and _columns(text[start - 1 : first[0]]) <= before:
            start -= 1
    part = text[start : max(start + most, first[1])]
    line, marks = "…" if start else "", []
    done = 0
    for begin, end in find_matches(part, needle):
        line += _one_line(part[done:begin], line == "")
        at = _units(line)
        line += _one_line(part[begin:end], False)
        marks.append((at, _units(line)))
        done = end
    return Snippet(line + _one_line(part[done:], line == ""), tuple(marks))


def _first_match(text: str, needle: str) -> tuple[int, int] | None:
    """Search part by part, so that a long message is read only up to its first hit."""
    if not needle:
        return None
    step = max(_PART, 2 * len(needle))
    for start in range(0, len(text), step):
        found = find_matches(text[start : start + step + max(_OVERLAP, len(needle))], needle)
        if found:
            return start + found[0][0], start + found[0][1]
    return None


def _one_line(text: str, strip: bool = True) -> str:
    line = _INVISIBLE.sub(" ", text)
    return line.lstrip() if strip else line


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
