"""The text of a message: its direction, and places in it as Qt counts them. No Qt.

Qt counts UTF-16 units, Python characters: an emoji is two of the one and one of the other.
"""

import re
import unicodedata


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """The part of a text between two places in UTF-16 units; half a character counts as the whole of it."""
    if text.isascii():
        return text[start:end]
    raw = text.encode("utf-16-le", "surrogatepass")
    if end * 2 < len(raw) and end > start and 0xDC <= raw[end * 2 + 1] <= 0xDF:
        end += 1
    if start > 0 and start * 2 < len(raw) and 0xDC <= raw[start * 2 + 1] <= 0xDF:
        start -= 1
    return raw[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")


def is_right_to_left(text: str, *, otherwise: bool = False) -> bool:
    """Whether the first letter that has a direction runs from right to left; `otherwise` where none has."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return otherwise


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen in a text: blanks of every script, and characters of no width."""
    return all(character.isspace() or unicodedata.category(character) in ("Cc", "Cf") for character in text)


def layout_text(text: str) -> str:
    """A text as a QTextLayout takes it: a line break is one character, U+2028, and nothing else controls it.

    It is as long as it was, so that a place in the one is the same place in the other.
    """
    return _CONTROL.sub(_instead_of, text)


_CONTROL = re.compile("\r\n|[\x00-\x08\n-\x1f\u2029]")


def _instead_of(found: re.Match[str]) -> str:
    if found.group() == "\r\n":
        return "\u2028\u200b"
    return "\u2028" if found.group() in "\n\r\u2029" else "\ufffd"
