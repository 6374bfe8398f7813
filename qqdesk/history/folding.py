"""Folding: a search ignores case, width and the encoding of accents. The matches of a search in a text."""

import re
import unicodedata

FOLDING = f"2/{unicodedata.unidata_version}"
"""The version of the rules below and in tokenizer.py, and of Python's Unicode tables. An index of another version is
rebuilt."""

WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if not chr(wide - 0xFEE0).isalnum()} | {0x3000: 0x20}
"""Wide punctuation. fold_letters() keeps it, since most Chinese messages have some: their text is not stored twice."""

# Most Chinese texts have none of these characters and need no folding.
_NEEDS_FOLDING = re.compile(
    r"[^\x00-@\[-\x7f\u200d\u2014\u2018-\u201d\u2026\u3000-\u3020\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff\uac00-\ud7a3"
    r"\ufe0f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e\U0001f300-\U0001faff]"
)
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_JAMO = range(0x3131, 0x318F)


class _FoldTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = character
        # NFKC would join single letters of hangul ("ㅋㅠ") to a syllable ("큐").
        if code not in WIDE and code not in _JAMO:
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
    return text.lower() if text.isascii() else fold_letters(text).translate(WIDE)


def fold_letters(text: str) -> str:
    """Return the folded text with its wide punctuation, as it is stored and indexed."""
    if text.isascii():
        return text.lower()
    return _compose(text.translate(_FOLD_TABLE)) if _NEEDS_FOLDING.search(text) else text


def _compose(text: str) -> str:
    # normalize() copies even a normal text.
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def stored_folding(text: str, folded: str) -> str | None:
    """Return `folded` if it must be stored: SQLite folds ASCII only, with lower()."""
    return None if text.isascii() or folded == text or folded == text.translate(_ASCII_LOWER) else folded


def wide_forms(folded: str) -> list[tuple[str, str]]:
    """Return pairs (wide, narrow) of the punctuation in `folded` that a stored text may have in its wide form."""
    return [(chr(wide), chr(narrow)) for wide, narrow in WIDE.items() if chr(narrow) in folded]


def source_spans(text: str) -> list[tuple[int, int]]:
    """Return, for each character of the folded text, the start and end of its source in `text`."""
    if text.isascii():
        return [(at, at + 1) for at in range(len(text))]
    found: list[tuple[int, int]] = []
    start, pending = 0, ""
    for at, character in enumerate(text):
        piece = _FOLD_TABLE[ord(character)]
        if pending and not joins(pending, piece[0]):
            found += [(start, at)] * len(_compose(pending))
            start, pending = at, ""
        pending += piece
    return found + [(start, len(text))] * len(_compose(pending))


_NEVER_JOINS = re.compile(r"[\x00-\u02ff\u3400-\u9fff]")


def joins(before: str, character: str) -> bool:
    """Return whether a character composes with those before it: an accent, or a part of a syllable."""
    if _NEVER_JOINS.match(character):
        return False
    if unicodedata.combining(character):
        return True
    return _compose(before + character) != _compose(before) + character


def find_matches(text: str, needle: str) -> list[tuple[int, int]]:
    """Return start and end, in characters of `text`, of each match of `needle`, from left to right, without overlaps.

    A match covers whole characters: "s" matches the "ß" of "Straße", which folds to "ss".
    """
    needle = fold(needle.encode("utf-8", "replace").decode())
    folded = fold(text)
    if not needle or needle not in folded:
        return []
    spans = source_spans(text)
    matches: list[tuple[int, int]] = []
    at = folded.find(needle)
    while at >= 0:
        end = at + len(needle)
        matches.append((spans[at][0], spans[end - 1][1]))
        while end < len(spans) and spans[end] == spans[end - 1]:
            end += 1
        at = folded.find(needle, end)
    return matches
