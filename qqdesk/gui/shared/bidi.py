"""Texts of other people in sentences and tool tips."""

import html
import unicodedata

from PySide6.QtGui import Qt

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_TO_THE_LEFT = frozenset({"R", "AL", "AN"})
_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def isolated(text: str) -> str:
    """Return a part of a sentence, isolated if it runs from right to left.

    Without isolation "Anna (10001)" with a Hebrew name would be displayed as "(10001 Anna)"."""
    if text.isascii():
        return text
    kinds = {unicodedata.bidirectional(character) for character in text}
    if kinds & _CONTROLS:
        text = "".join(one for one in text if unicodedata.bidirectional(one) not in _CONTROLS)
    elif not kinds & _TO_THE_LEFT:
        return text
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def plain_tip(text: str) -> str:
    """Return the tool tip that shows this text as it is. Qt would show HTML in it as such, and load its pictures."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>")
