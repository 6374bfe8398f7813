"""Replaces emoticons by emoji for display. Sent and copied text keeps its emoticons. No Qt."""

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
