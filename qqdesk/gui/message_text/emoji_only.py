"""Finds texts of a few emoji and nothing else. No Qt."""

import re

_MOST = 3
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
_STYLE = "[\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_ONE = rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_PICTURE}{_STYLE}(?:\u200d{_PICTURE}{_STYLE})*)"
_ONLY = re.compile(rf"\s*(?:{_ONE}\s*){{1,{_MOST}}}")


def is_emoji_only(text: str) -> bool:
    """Return whether a text is one to three emoji."""
    return len(text) < 100 and not text.isascii() and _ONLY.fullmatch(text) is not None
