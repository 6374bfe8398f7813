"""Split a text that is too long for one message."""

import re
import unicodedata

from qqdesk.protocol.limits import MAX_MESSAGE_CHARS

_ENDS = (
    re.compile(r"(?<!\s)(?=\s*\n\s*\n)"),  # of a paragraph
    re.compile(r"(?<!\s)(?=[^\S\n]*\n)"),  # of a line
    re.compile(r"(?<=[。！？…])(?![。！？…”’」』）])|(?<=[。！？…][”’」』）])|(?<=[.!?])(?=\s)"),  # of a sentence
    re.compile(r"(?<!\s)(?=\s)"),  # of a word
)
"""The places to cut at, the best first."""
_REGIONAL_INDICATORS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""Two of them are a flag."""


def split_message(text: str, max_chars: int = MAX_MESSAGE_CHARS) -> list[str]:
    """Split the text into parts of at most `max_chars` characters; drop only white space between them.

    A part ends with a paragraph, a line, a sentence or a word: the first of these that fills at least half of it.
    """
    parts = []
    rest = text
    while len(rest) > max_chars:
        end = _find_end(rest, max_chars)
        parts.append(rest[:end].rstrip())
        rest = rest[_next_start(rest, end) :]
    parts.append(rest.rstrip())
    return [part for part in parts if part]


def _find_end(text: str, max_chars: int) -> int:
    """Return the end of the first part."""
    for pattern in _ENDS:
        places = [found.start() for found in pattern.finditer(text, max(max_chars // 2, 1), max_chars + 2)]
        for place in reversed(places):
            if place <= max_chars and not _is_joined(text, place):
                return place
    return next((place for place in range(max_chars, 0, -1) if not _is_joined(text, place)), max_chars)


def _next_start(text: str, end: int) -> int:
    """Return the start of the next part: skip blank lines, and blanks unless they indent its first line."""
    start = len(text) - len(text[end:].lstrip())
    if line := text.rfind("\n", end, start) + 1:
        start = line
    # A blank with a combining mark is one grapheme.
    return start - 1 if start > end and _is_joined(text, start) else start


def _is_joined(text: str, place: int) -> bool:
    """Return whether a cut here would split an emoji, a flag, a letter with its marks or a Hangul syllable."""
    if place >= len(text):
        return False
    before, character = text[place - 1], text[place]
    if before + character != "\r\n" and unicodedata.category(before) in ("Cc", "Zl", "Zp"):
        return False  # a mark behind a line feed or a tab is a character of its own
    if character in _REGIONAL_INDICATORS:
        return (place - len(text[:place].rstrip(_REGIONAL_INDICATORS))) % 2 == 1
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")
        or character in "\u200c\u200d"
        or (before == "\u200d" and unicodedata.category(character) in ("So", "Sm"))
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\u1160" <= character <= "\u11ff"
        or before + character == "\r\n"
    )
