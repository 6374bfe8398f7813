"""What makes two texts the same to who searches: neither case nor width nor the way in which accents are written."""

import re
import unicodedata

FOLDING = f"2/{unicodedata.unidata_version}"
"""Changes with every rule below and in tokenizer.py, and with the tables of Python: an index of another folding is made
anew."""

WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if not chr(wide - 0xFEE0).isalnum()} | {0x3000: 0x20}
"""Wide punctuation. fold_letters() keeps it, since most Chinese messages have some: their text is not stored twice."""

# Nearly all Chinese texts have nothing but these, to which no rule below does anything.
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
        # Single letters of hangul ("ㅋㅠ") are no syllable ("큐"), as which NFKC takes them.
        if code not in WIDE and code not in _JAMO:
            folded = unicodedata.normalize("NFKC", character).casefold()
            if folded[0] == " " and len(folded) > 1:
                # An accent that stands alone.
                folded = character
            elif unicodedata.category(character)[0] in "PZ" and len(folded) > 1:
                # An ellipsis is no three full stops.
                folded = character
        self[code] = folded
        return folded


_FOLD_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Without case, width and compatibility forms, accents joined to their letters. Each character by itself but for
    those accents, so that a part of a text folds to a part of the folded text."""
    return text.lower() if text.isascii() else fold_letters(text).translate(WIDE)


def fold_letters(text: str) -> str:
    """The folded text in which wide punctuation is left: what the history keeps and the index is made of."""
    if text.isascii():
        return text.lower()
    return _compose(text.translate(_FOLD_TABLE)) if _NEEDS_FOLDING.search(text) else text


def _compose(text: str) -> str:
    # normalize() copies what is normal already.
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def stored_folding(text: str, folded: str) -> str | None:
    """Return `folded` if it must be stored: SQLite folds ASCII only, with lower()."""
    return None if text.isascii() or folded == text or folded == text.translate(_ASCII_LOWER) else folded


def wide_forms(folded: str) -> list[tuple[str, str]]:
    """The punctuation in a folded text that may be there in a wide form in a text with folded letters: wide, narrow."""
    return [(chr(wide), chr(narrow)) for wide, narrow in WIDE.items() if chr(narrow) in folded]


def source_spans(text: str) -> list[tuple[int, int]]:
    """For each character of the folded text, from where to where the characters go in `text` that it was made of."""
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
    """Whether a character is an accent of what is before it, or the rest of its syllable."""
    if _NEVER_JOINS.match(character):
        return False
    if unicodedata.combining(character):
        return True
    return _compose(before + character) != _compose(before) + character
