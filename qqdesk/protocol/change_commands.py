"""Extensions for sessions with CAN=DEV,MARK: take back or edit a message, react to it, and nudge a person.

A change is an entry of both inboxes, or of the room's log. It has an order, a cursor and a client id like a message,
and reaches all devices. List REF names the message and who changed it. Other sessions get a line of text in its place.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.codes import CAN_CHANGES
from qqdesk.protocol.message_ref import TARGET, MessageRef
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.wire import MESSAGE_ID, TEXT, USER, Kind, Pairs, escape, hex_kind, wire

MAX_EMOJI_CHARS = 16
_ASCII_BASE = re.compile("[0-9#*]\ufe0f?\u20e3")
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
_PUNCTUATION = "\u203c\u2049\u3030"
_BLANKS = "\u2800\ufffc\U0001d159"
_SKIN_TONES = "\U0001f3fb", "\U0001f3ff"


def is_emoji(text: str) -> bool:
    """Return whether a text could be one emoji: symbols, flags, skin tones, tags and joiners only."""
    if _ASCII_BASE.fullmatch(text):
        return True
    return (
        len(text) <= MAX_EMOJI_CHARS
        and any(map(_is_symbol, text))
        and all(
            _is_symbol(character) or character in _JOINERS or "\U000e0020" <= character <= "\U000e007f"
            for character in text
        )
    )


def _is_symbol(character: str) -> bool:
    """Return whether a character shows something by itself."""
    if unicodedata.category(character) in ("So", "Sm"):
        return not character.isascii() and character not in _BLANKS
    return character in _PUNCTUATION or _SKIN_TONES[0] <= character <= _SKIN_TONES[1]


def _read_reaction(pairs: Pairs, raw: str) -> str:
    text = pairs.decode(raw).strip()
    if text and not is_emoji(text):
        raise ValueError("one emoji or nothing is wanted")
    return text


REACTION = Kind(_read_reaction, escape)


@dataclass(frozen=True, slots=True)
class ChangeReply(Reply):
    """`id` is the entry's in my own inbox or the room's log, `time` in milliseconds since 1970, UTC."""

    id: int = wire("MID", MESSAGE_ID)
    time: int = wire("TIME", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class Recall(Request):
    """Take back `target`, a message of mine to the user or room `number`, or of another member of a room that I keep.

    The server deletes its text and file, and those of its edits. `client_id`: a repeat is stored once.
    """

    NAME: ClassVar[str] = "Recall"
    NEEDS: ClassVar[str] = CAN_CHANGES
    REPLY: ClassVar[type[ChangeReply]] = ChangeReply
    number: int = wire("UN", USER)
    target: MessageRef = wire("REF", TARGET)
    client_id: str = wire("CID", hex_kind(32))


@dataclass(frozen=True, slots=True)
class React(Request):
    """Set my reaction to `target`: one emoji, "" to take it back."""

    NAME: ClassVar[str] = "React"
    NEEDS: ClassVar[str] = CAN_CHANGES
    REPLY: ClassVar[type[ChangeReply]] = ChangeReply
    number: int = wire("UN", USER)
    target: MessageRef = wire("REF", TARGET)
    client_id: str = wire("CID", hex_kind(32))
    emoji: str = wire("VAL", REACTION)


@dataclass(frozen=True, slots=True)
class Edit(Request):
    """Replace the text of `target`, a message of mine; of one with a file, the caption."""

    NAME: ClassVar[str] = "Edit"
    NEEDS: ClassVar[str] = CAN_CHANGES
    TAIL: ClassVar[str] = "MG"
    REPLY: ClassVar[type[ChangeReply]] = ChangeReply
    number: int = wire("UN", USER)
    target: MessageRef = wire("REF", TARGET)
    client_id: str = wire("CID", hex_kind(32))
    text: str = wire("MG", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class Nudge(Request):
    """Shake the window of `number`. It is not stored: RES=31 if no device of theirs shows it."""

    NAME: ClassVar[str] = "Nudge"
    NEEDS: ClassVar[str] = CAN_CHANGES
    REPLY: ClassVar[type[Done]] = Done
    number: int = wire("UN", USER)
