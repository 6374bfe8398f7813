"""Emoticons, and the emoji that chats, the history and notices show for them. What is sent and copied stays. No Qt."""

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
    """Where there is one, how long it is, both in characters, and the emoji for it.

    It stands by itself, at the end of a sentence, or beside a script that puts no blanks between words: what is within
    a word, a number or an address is none.
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
    """Of a script without blanks, wide punctuation, or an emoji."""
    return character > "\u2e7f"


def with_emoji(text: str, can_draw: Callable[[str], bool]) -> str:
    """A text as a QTextLayout takes it, with emoji for emoticons; where there is no font for one, it stays.

    It is as long as it was in UTF-16 units: the shortest emoticon has two of them, as an emoji has, and what one has
    more is filled with a mark that belongs to the emoji. So a place in the one is the same place in the other.
    """
    return layout_text(_replaced(text, can_draw, lambda emoji, length: _EMOJI_STYLE * (length - units(emoji))))


def plain_with_emoji(text: str, can_draw: Callable[[str], bool]) -> str:
    """Replace the emoticons of a text that other programs show; it may become shorter."""
    return _replaced(text, can_draw, lambda emoji, length: "")


def _replaced(text: str, can_draw: Callable[[str], bool], fill: Callable[[str, int], str]) -> str:
    parts, end = [], 0
    for start, length, emoji in emoticon_places(text):
        if can_draw(emoji):
            parts += [text[end:start], emoji, fill(emoji, length)]
            end = start + length
    return "".join([*parts, text[end:]])
