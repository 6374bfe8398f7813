"""Names and texts of other people inside a sentence of the other direction."""

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_TO_THE_LEFT = frozenset({"R", "AL", "AN"})
_TO_THE_RIGHT = frozenset({"L"})
_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def isolated(text: str) -> str:
    """Return a part of a sentence, isolated if its direction differs from that of the sentence.

    Without isolation "Anna (10001)" with a Hebrew name would be displayed as "(10001 Anna)"."""
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
