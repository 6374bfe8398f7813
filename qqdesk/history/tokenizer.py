"""The tokens of a text under which the index keeps it."""

import re
from operator import add

# Letters and digits of ASCII are words. Everything else is written in pairs, whatever its script: Han, kana and hangul
# have no spaces, and an emoji is a character like any other. Spaces and punctuation part runs and are not kept.
_RUNS = re.compile(
    r"[a-z0-9]+|"
    r"[^\x00-\xbf\u2000-\u206f\u3000-\u3004\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)


def runs(folded: str) -> list[tuple[str, int, int]]:
    """Each run with where it begins and ends."""
    return [(found.group(), found.start(), found.end()) for found in _RUNS.finditer(folded)]


def is_word(run: str) -> bool:
    return run[0] < "\x80"


def tokenize(folded: str) -> tuple[list[str], list[str]]:
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
