"""Finds emoji in texts, and texts of a few emoji and nothing else. No Qt."""

import re

from qqdesk.gui.message_text.text_units import units

_MOST = 3
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
_STYLE = "[\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_ONE = rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_PICTURE}{_STYLE}(?:\u200d{_PICTURE}{_STYLE})*)"
_ONLY = re.compile(rf"\s*(?:{_ONE}\s*){{1,{_MOST}}}")
_PICTURE_ITSELF = (
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff\ufe0f]"
)
"""A character that is drawn as a picture, or makes one of the character before it."""
_RUN = re.compile(rf"(?:{_ONE})+")
_IS_DRAWN = re.compile(_PICTURE_ITSELF)


def emoji_places(text: str) -> list[tuple[int, int]]:
    """Return start and length of the runs of emoji, in UTF-16 units. Signs such as © and → do not count."""
    if text.isascii():
        return []
    runs = (run for run in _RUN.finditer(text) if _IS_DRAWN.search(run.group()))
    return [(units(text[: run.start()]), units(run.group())) for run in runs]


def is_emoji_only(text: str) -> bool:
    """Return whether a text is one to three emoji."""
    return len(text) < 100 and not text.isascii() and _ONLY.fullmatch(text) is not None
