"""Write and find quotes: lines that begin with "> ", which every client can show. No Qt."""

import re
from dataclasses import dataclass

from qqdesk.gui.message_text.text_units import layout_text, units

MARK = "> "
_DEEPEST = 5
_LINE = re.compile("(?:\\A|\u2028\u200b?)((?:> )+|>(?=\u2028|\\Z))[^\u2028]*")
_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted line: `start` and `end` in UTF-16 units; `depth` 2 is a quote in a quote."""

    start: int
    end: int
    depth: int


def quoted(name: str, text: str) -> str:
    """Return a message as a quote. A message of several lines has the name on a line of its own."""
    lines = text.splitlines() or [""]
    if len(lines) == 1 and not lines[0].startswith(MARK):
        return f"{MARK}{name}: {lines[0]}"
    return "\n".join([f"{MARK}{name}:", *(f"{MARK}{line}" for line in lines)])


def find_quotes(text: str) -> tuple[str, list[Quote]]:
    """Return the text for QTextLayout, of the same length but with invisible quote marks, and its quotes."""
    plain = layout_text(text)
    if ">" not in plain:
        return plain, []
    quotes: list[Quote] = []
    parts = []
    end = place = 0
    follows = False
    for match in _LINE.finditer(plain):
        mark = match.group(1)
        follows = follows and match.start() == end
        if mark == ">" and not follows:
            continue
        parts += [plain[end : match.start(1)], _JOINER * len(mark)]
        place += units(plain[end : match.start(1)])
        length = units(plain[match.start(1) : match.end()])
        quotes.append(Quote(place, place + length, min(max(len(mark) // 2, 1), _DEEPEST)))
        parts.append(plain[match.end(1) : match.end()])
        place += length
        end, follows = match.end(), True
    return "".join([*parts, plain[end:]]), quotes
