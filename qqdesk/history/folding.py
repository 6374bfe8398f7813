"""Folding: a search ignores case, width and the encoding of accents."""

import re
import unicodedata

_JAMO = range(0x3131, 0x318F)


class _FoldTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = character
        # NFKC would join single letters of hangul ("ㅋㅠ") to a syllable ("큐").
        if code not in _JAMO:
            folded = unicodedata.normalize("NFKC", character).casefold()
            if folded[0] == " " and len(folded) > 1:
                # Keep an accent without a letter.
                folded = character
            elif unicodedata.category(character)[0] in "PZ" and len(folded) > 1:
                # Keep an ellipsis; it is not three full stops.
                folded = character
        self[code] = folded
        return folded


_FOLD_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Return the text in lower case, without width and compatibility forms, with composed accents.

    Except for accents, each character is folded alone: a part of a text folds to a part of the folded text.
    """
    return text.lower() if text.isascii() else _compose(text.translate(_FOLD_TABLE))


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def source_spans(text: str) -> list[tuple[int, int]]:
    """Return, for each character of the folded text, the start and end of its source in `text`."""
    if text.isascii():
        return [(at, at + 1) for at in range(len(text))]
    found: list[tuple[int, int]] = []
    start, pending = 0, ""
    for at, character in enumerate(text):
        piece = _FOLD_TABLE[ord(character)]
        if pending and not _joins(pending, piece[0]):
            found += [(start, at)] * len(_compose(pending))
            start, pending = at, ""
        pending += piece
    return found + [(start, len(text))] * len(_compose(pending))


_NEVER_JOINS = re.compile(r"[\x00-\u02ff\u3400-\u9fff]")


def _joins(before: str, character: str) -> bool:
    """Return whether a character composes with those before it: an accent, or a part of a syllable."""
    if _NEVER_JOINS.match(character):
        return False
    if unicodedata.combining(character):
        return True
    return _compose(before + character) != _compose(before) + character
