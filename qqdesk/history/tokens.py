"""What of a text is searched for: the text folded, and the tokens under which the index keeps it."""

import re
import unicodedata
from operator import add

FOLDING = f"1/{unicodedata.unidata_version}"
"""Changes with every rule below, and with the tables of Python: an index of another folding is made anew."""

_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

# Letters and digits of ASCII are words. Everything else is written in pairs, whatever its script: Han, kana and hangul
# have no spaces, and an emoji is a character like any other. Spaces and punctuation part runs and are not kept.
_RUNS = re.compile(
    r"[a-z0-9]+|"
    r"[^\x00-\xbf\u2000-\u206f\u3000-\u3004\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        # Wide punctuation stays: most Chinese messages have some, and each would be stored a second time.
        wide = unicodedata.category(character)[0] not in "PZ"
        self[code] = folded = unicodedata.normalize("NFKC", character).casefold() if wide else character
        return folded


_FOLDED = _Folding()


def fold(text: str) -> str:
    """Without case, width and compatibility forms. Each character by itself, so that a part of a text folds to a part
    of the folded text."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def plain(text: str, folded: str) -> str | None:
    """The folded text where it is another than SQLite's lower(), which knows ASCII only; else None."""
    return None if text.isascii() or folded == text or folded == text.translate(_LOWER) else folded


def runs(folded: str) -> list[tuple[str, int, int]]:
    """Each run with where it begins and ends."""
    return [(found.group(), found.start(), found.end()) for found in _RUNS.finditer(folded)]


def is_word(run: str) -> bool:
    return run[0] < "\x80"


def tokens(folded: str) -> tuple[list[str], list[str]]:
    """The words, and of every other run the pairs and its last character: that is how a single one is found."""
    words: list[str] = []
    pairs: list[str] = []
    for run in _RUNS.findall(folded):
        if run[0] < "\x80":
            words.append(run)
        else:
            pairs += map(add, run, run[1:])
            pairs.append(run[-1])
    return words, pairs
