"""Replaces emoticons by emoji for display, and finds texts of a few emoji and nothing else. No Qt."""

import re
from collections.abc import Callable

from qqdesk.gui.message_text.links import find_links
from qqdesk.gui.message_text.text_units import layout_text, units

_FACES = {
    "🙂": ":) :-) =)",
    "😃": ":D :-D =D",
    "😉": ";) ;-)",
    "🙁": ":( :-( =(",
    "😢": ":'( :'-(",
    "😛": ":P :-P :p :-p",
    "😮": ":O :-O :o :-o",
    "😘": ":* :-*",
    "😕": ":/ :-/ :\\ :-\\",
    "😐": ":| :-|",
    "😳": ":$ :-$",
    "😎": "B-) 8-)",
    "😠": ">:( >:-(",
    "😈": ">:) >:-)",
    "😇": "O:) O:-)",
    "😆": "XD xD",
    "😊": "^_^",
    "😭": "T_T",
    "❤️": "<3",
    "💔": "</3",
}
EMOTICONS = {face: emoji for emoji, faces in _FACES.items() for face in faces.split()}
_ANY = re.compile("|".join(re.escape(face) for face in sorted(EMOTICONS, key=len, reverse=True)))
_MARKS = ".,;!?…~\"'"
_EMOJI_STYLE = "\ufe0f"


def emoticon_places(text: str) -> list[tuple[int, int, str]]:
    """Return the start and length in characters, and the emoji, of each emoticon.

    An emoticon is a word of its own, ends a sentence, or is next to a script without blanks between words. Parts of
    words, numbers and addresses do not count.
    """
    found: list[tuple[int, int, str]] = []
    end = 0
    links: list[tuple[int, int]] | None = None
    for match in _ANY.finditer(text):
        start = match.start()
        before = start == 0 or (found and start == end) or _may_stand_before(text[start - 1], match.group())
        if not before or not _may_stand_behind(text, match):
            continue
        if links is None:
            links = [(link.start, link.start + link.length) for link in find_links(text)]
        place = units(text[:start]) if links else 0
        if any(first <= place < last for first, last in links):
            continue
        end = match.end()
        found.append((start, end - start, EMOTICONS[match.group()]))
    return found


def _may_stand_before(character: str, face: str) -> bool:
    return character.isspace() or _is_wide(character) or (character in _MARKS and not face[0].isalnum())


def _may_stand_behind(text: str, match: re.Match[str]) -> bool:
    if match.end() == len(text):
        return True
    character = text[match.end()]
    if character == match.group()[-1]:
        return False
    if character.isspace() or _is_wide(character) or character in _MARKS or character == ")":
        return True
    return _ANY.match(text, match.end()) is not None


def _is_wide(character: str) -> bool:
    """Whether this is a letter of a script without blanks, wide punctuation, or an emoji."""
    return character > "\u2e7f"


def with_emoji(text: str, can_draw: Callable[[str], bool]) -> str:
    """Return the text for a QTextLayout, with emoji for the emoticons that a font can draw.

    Its length in UTF-16 units stays the same, and so do all positions: an emoji has two units, the shortest emoticon
    too, and variation selectors fill up the rest.
    """
    return layout_text(_replaced(text, can_draw, lambda emoji, length: _EMOJI_STYLE * (length - units(emoji))))


def plain_with_emoji(text: str, can_draw: Callable[[str], bool]) -> str:
    """Replace the emoticons of a text for other programs. It may become shorter."""
    return _replaced(text, can_draw, lambda emoji, length: "")


def _replaced(text: str, can_draw: Callable[[str], bool], fill: Callable[[str, int], str]) -> str:
    parts, end = [], 0
    for start, length, emoji in emoticon_places(text):
        if can_draw(emoji):
            parts += [text[end:start], emoji, fill(emoji, length)]
            end = start + length
    return "".join([*parts, text[end:]])


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
