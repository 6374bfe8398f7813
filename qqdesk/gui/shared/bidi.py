"""Names and texts of others inside a sentence, where one of them runs the other way than the other."""

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_TO_THE_LEFT = frozenset({"R", "AL", "AN"})
_TO_THE_RIGHT = frozenset({"L"})
_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def isolated(text: str) -> str:
    """A part of a sentence as it goes into it, so that the letters of neither reorder the other: "Anna (10001)" with a
    Hebrew name is else read "(10001 Anna)". What runs as the sentence does is left as it is."""
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    if text.isascii() and not mirrored:
        return text
    contrary = _TO_THE_RIGHT if mirrored else _TO_THE_LEFT
    kinds = {unicodedata.bidirectional(character) for character in text}
    if kinds & _CONTROLS:
        text = "".join(one for one in text if unicodedata.bidirectional(one) not in _CONTROLS)
    elif not kinds & contrary:
        return text
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
