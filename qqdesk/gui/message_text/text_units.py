"""Positions in a text in UTF-16 units, as Qt counts, and its direction. No Qt.

An emoji has two units and is one Python character.
"""

import re
import unicodedata


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """Return the text between two positions in UTF-16 units. Half a character counts as a whole one."""
    if text.isascii():
        return text[start:end]
    raw = text.encode("utf-16-le", "surrogatepass")
    if end * 2 < len(raw) and end > start and 0xDC <= raw[end * 2 + 1] <= 0xDF:
        end += 1
    if start > 0 and start * 2 < len(raw) and 0xDC <= raw[start * 2 + 1] <= 0xDF:
        start -= 1
    return raw[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def is_blank(text: str) -> bool:
    """Whether a text has only blanks and invisible characters."""
    return all(character.isspace() or unicodedata.category(character) in ("Cc", "Cf") for character in text)


def layout_text(text: str) -> str:
    """Return the text for a QTextLayout: line breaks are U+2028, control characters are replaced.

    The length, and so all positions, stay the same.
    """
    return _CONTROL.sub(_instead_of, text)


_CONTROL = re.compile("\r\n|[\x00-\x08\n-\x1f\u2029]")


def _instead_of(found: re.Match[str]) -> str:
    if found.group() == "\r\n":
        return "\u2028\u200b"
    return "\u2028" if found.group() in "\n\r\u2029" else "\ufffd"
