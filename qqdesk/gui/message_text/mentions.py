"""Mentions: "@" and the name of a member, in the text of a message to a room. No Qt."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from qqdesk.gui.message_text.text_units import units
from qqdesk.protocol.room_commands import MAX_MENTIONS

_BEFORE = "(?<![A-Za-z0-9_.])"
"""No mention is in an e-mail address."""
_AFTER = "(?![A-Za-z0-9_])"


class Mention(NamedTuple):
    """A range of text, in UTF-16 units, that names this account."""

    start: int
    length: int
    number: int


def mention_text(name: str) -> str:
    """Return what stands in the text for a member with this name."""
    return f"@{' '.join(name.split())}"


def find_mentions(text: str, people: Iterable[tuple[int, str]]) -> list[Mention]:
    """Return where these people (number and name) are named: by the whole name, or by its first word.

    A whole name counts before a first word, and the first of several people with the same name.
    """
    if "@" not in text:
        return []
    numbers: dict[str, int] = {}
    whole = [(mention_text(name), number) for number, name in people]
    for word, number in [*whole, *((word.split()[0], number) for word, number in whole)]:
        numbers.setdefault(word.lower(), number)
    numbers.pop("@", None)
    if not numbers:
        return []
    longest_first = sorted(numbers, key=len, reverse=True)
    pattern = f"{_BEFORE}(?:{'|'.join(map(re.escape, longest_first))}){_AFTER}"
    return [
        Mention(units(text[: found.start()]), units(found.group()), numbers[found.group().lower()])
        for found in re.finditer(pattern, text, re.IGNORECASE)
        if found.group().lower() in numbers
    ]


def mentioned_in(text: str, people: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return the numbers of the people whom a text mentions."""
    return tuple(dict.fromkeys(mention.number for mention in find_mentions(text, people)))[:MAX_MENTIONS]
