"""Matching of names with typed text, for the contact list and the quick switch.

A name matches by any part of it, by the initials of its words ("jd" is John Doe), and a Chinese name by its pinyin:
"zhangsan", "zhang san", "zs" and "zhangs" are 张三. A character with several readings matches by each.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate

Readings = Callable[[str], tuple[str, ...]]
"""Returns the pinyin of a Chinese character; empty if unknown or not loaded."""

_MOST_CHARS = 64
"""Maximum length of a name that is matched by pinyin."""
_MOST_SOUNDS = 24
"""Maximum length of typed text that is matched by pinyin."""
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_HAN_CHAR = re.compile(rf"[{_HAN}]")
_NEXT = r"(?:[^,\n;]*,[^,\n;]*')??"
"""Matches the next letter of the same syllable, or the first letter of a reading of the next one."""


def no_readings(char: str) -> tuple[str, ...]:
    """Return no pinyin."""
    return ()


def fold(text: str) -> str:
    """Return the text without case, accents and repeated spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if unicodedata.category(char) != "Mn")


def has_han(text: str) -> bool:
    """Whether the text contains a Chinese character."""
    return not text.isascii() and _HAN_CHAR.search(text) is not None


def sound_of(name: str, readings: Readings) -> str:
    """Return the searchable sound of a folded name: ,'syllable,'syllable, each with all readings as ,'a'b."""
    parts = []
    for token in _TOKEN.findall(name[:_MOST_CHARS]):
        said = readings(token) if not token.isascii() and _HAN_CHAR.match(token) else ()
        parts.append(",'" + "'".join((token, *said)))
    return "".join(parts)


def sound_pattern(needle: str) -> re.Pattern[str] | None:
    """Return a pattern that finds a folded needle in sounds; None if the needle cannot match a sound."""
    letters = [char for char in needle if char.isalnum()]
    signs = any(not char.isalnum() and char not in " '" for char in needle)
    if not letters or signs or len(letters) > _MOST_SOUNDS or needle.isdecimal():
        return None
    return re.compile("'" + _NEXT.join(map(re.escape, letters)))


@lru_cache(maxsize=8)
def _letters_of(needle: str) -> re.Pattern[str] | None:
    """Like `sound_pattern`, with a group for each letter."""
    pattern = sound_pattern(needle)
    if pattern is None:
        return None
    return re.compile("'" + _NEXT.join(f"({re.escape(char)})" for char in needle if char.isalnum()))


def marks(needle: str, name: str, readings: Readings) -> list[tuple[int, int]]:
    """Return the (start, end) ranges of the name that match the needle; empty if something else matched."""
    needle = fold(needle)
    if not needle:
        return []
    found = _literal(needle, name)
    if found is not None:
        return [found]
    tokens = list(_TOKEN.finditer(name[:_MOST_CHARS]))
    pattern = _letters_of(needle)
    if pattern is None or not tokens:
        return []
    sounds = [sound_of(fold(token.group()), readings) or "," for token in tokens]
    hit = pattern.search("".join(sounds))
    if hit is None:
        return []
    begins = list(accumulate((len(sound) for sound in sounds), initial=0))
    spans = []
    for letter in range(1, pattern.groups + 1):
        at = bisect_right(begins, hit.start(letter)) - 1
        token = tokens[at]
        if _HAN_CHAR.match(token.group()):  # mark a whole Chinese character, but only the typed letter of a word
            spans.append(token.span())
        else:
            place = min(token.end() - 1, token.start() + hit.start(letter) - begins[at] - len(",'"))
            spans.append((place, place + 1))
    return _joined(spans)


def _literal(needle: str, name: str) -> tuple[int, int] | None:
    if name.isascii() and name == " ".join(name.split()):
        at = name.casefold().find(needle)
        return None if at < 0 else (at, at + len(needle))
    folded, places = "", list[int]()
    for place, char in enumerate(name):
        plain = " " if char.isspace() else _plain(char)
        if plain == " " and folded.endswith(" "):
            continue
        folded += plain
        places += [place] * len(plain)
    at = folded.find(needle)
    return None if at < 0 else (places[at], places[at + len(needle) - 1] + 1)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for start, end in spans:
        if result and result[-1][1] >= start:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result
