"""The emoji that there are to choose from, what they are called, and how they are found."""

import logging
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from qqdesk.paths import resource

log = logging.getLogger(__name__)

MOST_RECENT = 20


@dataclass(frozen=True, slots=True)
class Emoji:
    """`chinese` and `english` are what it is called, the first of each a name."""

    text: str
    group: str = ""
    chinese: tuple[str, ...] = ()
    english: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        return (self.text, *self.chinese, *self.english)


@lru_cache(maxsize=1)
def all_emoji() -> tuple[Emoji, ...]:
    """In the order of their groups; none where the file cannot be read."""
    try:
        lines = resource("emoji", "emoji.txt").read_text("utf-8").splitlines()
    except OSError as error:
        log.warning("no emoji to choose from: %s", error)
        return ()
    found, group = [], ""
    for line in lines:
        if line.startswith("["):
            group = line.strip("[]")
        elif line and not line.startswith("# "):
            names, _, english = line.partition(" | ")
            text, *chinese = names.split()
            found.append(Emoji(text, group, tuple(chinese), (*_own_name(text), *english.casefold().split())))
    return tuple(found)


def _own_name(text: str) -> tuple[str, ...]:
    """As Unicode calls it; flags and the like are more than one character, and have no name there."""
    plain = text.rstrip("\ufe0f")
    if len(plain) != 1:
        return ()
    name = unicodedata.name(plain, "").lower()
    return (name.removesuffix(" sign").removesuffix(" symbol"),) if name else ()


def emoji_of(text: str) -> Emoji:
    """With its names where it is one of ours."""
    return next((emoji for emoji in all_emoji() if emoji.text == text), Emoji(text))


def find_emoji(needle: str) -> list[Emoji]:
    """Those that are called so, what begins with it first."""
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
    """The latest first, each once, at most MOST_RECENT."""
    return [text, *(other for other in recent if other != text)][:MOST_RECENT]
