"""The table of emoji with their names, and the search in it."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from qqdesk.paths import resource

MAX_RECENT = 20


@dataclass(frozen=True, slots=True)
class Emoji:
    """`chinese` and `english` are search words; the first of each is the name."""

    text: str
    group: str = ""
    chinese: tuple[str, ...] = ()
    english: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (self.text, *self.chinese, *self.english)


@lru_cache(maxsize=1)
def all_emoji() -> tuple[Emoji, ...]:
    """Return all emoji, in the order of their groups."""
    found, group = [], ""
    for line in resource("emoji", "emoji.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        elif line and not line.startswith("# "):
            names, _, english = line.partition(" | ")
            text, *chinese = names.split()
            found.append(Emoji(text, group, tuple(chinese), (*_own_name(text), *english.casefold().split())))
    return tuple(found)


def _own_name(text: str) -> tuple[str, ...]:
    """Return the Unicode name as a tuple; empty for sequences such as flags, which have none."""
    plain = text.rstrip("\ufe0f")
    if len(plain) != 1:
        return ()
    name = unicodedata.name(plain, "").lower()
    return (name.removesuffix(" sign").removesuffix(" symbol"),) if name else ()


def emoji_of(text: str) -> Emoji:
    """Return the table's entry of an emoji, or one without names."""
    return next((emoji for emoji in all_emoji() if emoji.text == text), Emoji(text))


def find_emoji(needle: str) -> list[Emoji]:
    """Return the emoji with a matching word: equal words first, then prefixes, then parts."""
    needle = needle.strip().casefold()
    ranked: list[list[Emoji]] = [[], [], []]
    for emoji in all_emoji():
        words = [word.casefold() for word in emoji.words()]
        if needle in words:
            ranked[0].append(emoji)
        elif any(word.startswith(needle) or f" {needle}" in word for word in words):
            ranked[1].append(emoji)
        elif any(needle in word for word in words):
            ranked[2].append(emoji)
    return [emoji for rank in ranked for emoji in rank]


def with_recent(recent: list[str], text: str) -> list[str]:
    """Return the recent emoji with `text` first, without duplicates."""
    return [text, *(other for other in recent if other != text)][:MAX_RECENT]
