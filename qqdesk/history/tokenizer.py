"""Split a folded text into the tokens of the index."""

import re
from operator import add

# Runs of ASCII letters and digits are words. Other scripts are indexed as pairs of characters, since Han and kana have
# no spaces. Spaces and punctuation separate runs and are not indexed.
_RUNS = re.compile(
    r"[a-z0-9]+|"
    r"[^\x00-\xbf\u2000-\u206f\u3000-\u3004\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)


def runs(folded: str) -> list[tuple[str, int, int]]:
    """Return each run with its start and end."""
    return [(found.group(), found.start(), found.end()) for found in _RUNS.finditer(folded)]


def is_word(run: str) -> bool:
    return run[0] < "\x80"


def tokenize(folded: str) -> tuple[list[str], list[str]]:
    """Return the words; and, of other runs, the pairs and the last character, for searches of one character."""
    words: list[str] = []
    pairs: list[str] = []
    for run in _RUNS.findall(folded):
        if run[0] < "\x80":
            words.append(run)
        else:
            pairs += map(add, run, run[1:])
            pairs.append(run[-1])
    return words, pairs
