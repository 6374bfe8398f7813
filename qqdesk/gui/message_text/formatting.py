"""Finds `**bold**`, `code` and code blocks in a text, and hides their marks. Display only. No Qt."""

import re
from dataclasses import dataclass
from enum import Enum

from qqdesk.gui.message_text.text_units import units

_JOINER = "\u2060"
_MARKED = re.compile(
    "```(?:[\\w+-]{0,20}\u2028\u200b?)?(?P<block>(?:(?!```).){1,4000}?)\u2028?\u200b?```"
    "|`(?P<code>[^`\u2028]{1,400})`"
    r"|(?<![\w*])\*\*(?P<bold>[^\s*](?:[^*\u2028]{0,400}[^\s*])?)\*\*(?![\w*])",
    re.DOTALL,
)


class FormatKind(Enum):
    """The value is the name of the group in the expression."""

    BLOCK = "block"
    CODE = "code"
    BOLD = "bold"


@dataclass(frozen=True, slots=True)
class Format:
    """`start` and `length` in UTF-16 units."""

    start: int
    length: int
    kind: FormatKind


def find_formats(shown: str) -> tuple[str, list[Format]]:
    """Return a text for QTextLayout, of the same length but with invisible marks, and its formats."""
    formats: list[Format] = []
    parts, end, place = [], 0, 0
    for match in _MARKED.finditer(shown):
        kind = FormatKind(match.lastgroup)
        inner = match.group(kind.value)
        opening = _JOINER * (match.start(kind.value) - match.start())
        closing = _JOINER * (match.end() - match.end(kind.value))
        before = shown[end : match.start()]
        place += units(before) + len(opening)
        formats.append(Format(place, units(inner), kind))
        place += units(inner) + len(closing)
        parts += [before, opening, inner, closing]
        end = match.end()
    return ("".join([*parts, shown[end:]]), formats) if formats else (shown, [])
