"""The table of kinds of entries: what is true of each. SQL and protocol.md are written from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, IntEnum, auto

from qqdesk.protocol.codes import CAN_CHANGES, CAN_DEVICES, CAN_ROOMS, EXTENDED


class Log(Flag):
    """The logs whose entries a kind has."""

    INBOX = auto()
    ROOM = auto()
    BOTH = INBOX | ROOM


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind. `needs` is what a session needs to get it, as in `Request.NEEDS`; empty: all sessions get it."""

    what: str
    """What an entry says, for protocol.md."""
    needs: str = ""
    log: Log = Log.INBOX
    is_stored: bool = True
    """Otherwise only the sessions of now get it, as an entry of such a log."""
    is_own: bool = False
    """Only a device of the account itself causes it. (Of a change, REF has the maker.)"""
    is_counted: bool = False
    """The limit of an inbox counts it: messages, and what concerns contact lists."""
    is_message: bool = False
    is_change: bool = False
    """It changes a message. A session without CAN_CHANGES gets a line in its place."""
    is_earlier: bool = False
    """It changes how an earlier entry is sent."""
    is_listed: bool = False
    """A conversation consists of such entries."""
    is_mutual: bool = False
    """In a room, only accounts that show the same of themselves get it."""
    classic: int | None = None
    """The number of the kind as which classic sessions get it if they have rooms."""


class MessageKind(IntEnum):
    """MT: the kind of an entry. Clients show unknown kinds as notices and never drop them."""

    row: EntryKind

    def __new__(cls, number: int, row: EntryKind) -> "MessageKind":
        kind = int.__new__(cls, number)
        kind._value_, kind.row = number, row
        return kind

    ADDED_ME = 1, EntryKind("UN added me to their list", is_counted=True)
    ADD_REQUEST = 2, EntryKind("UN asks to add me, MG is the reason", is_counted=True)
    REQUEST_GRANTED = 3, EntryKind("UN accepted my request", is_counted=True)
    REQUEST_REFUSED = 4, EntryKind("UN refused my request, MG is the reason", is_counted=True)
    TEXT = 9, EntryKind("a message", log=Log.BOTH, is_counted=True, is_message=True, is_listed=True)
    ROOM_INVITED = (
        77,
        EntryKind("the room UN invites me; MG: who invites, a blank, and the room's name", CAN_ROOMS, classic=2),
    )
    ROOM_ASKED = 78, EntryKind("to keepers: somebody asks to join; MG: who asks, a blank, and the reason", CAN_ROOMS)
    DEVICE_ADDED = (
        79,
        EntryKind(
            "a device signed in for the first time, or a classic client from a new address; "
            "MG is its id, address and name, UN is myself",
            CAN_DEVICES,
            is_own=True,
        ),
    )
    ROOM_CHANGED = (
        80,
        EntryKind(
            "UN changed the room; MG: REV, KIND, KEY and VAL with blanks between them; "
            "after the new role of a member follows the role before",
            CAN_ROOMS,
            Log.ROOM,
            is_listed=True,
        ),
    )
    ROOM_JOINED = (
        81,
        EntryKind("I became a member; MG: who admitted me, a blank, and the room's name", CAN_ROOMS, classic=3),
    )
    ROOM_LEFT = 82, EntryKind("I am no member any more; MG as in 81", CAN_ROOMS, classic=9)
    VALUES_CHANGED = (
        83,
        EntryKind("what the account keeps, or whom it blocks, changed: fetch it again", CAN_DEVICES, is_stored=False),
    )
    ANSWERED = 84, EntryKind("I answered the request of UN; MG is the CD of the answer", CAN_DEVICES, is_own=True)
    CLEARED = 85, EntryKind("I deleted the conversation with UN up to the MID in MG", CAN_DEVICES, is_own=True)
    LIST_CHANGED = 86, EntryKind("the contact list changed: fetch it again", EXTENDED, is_stored=False)
    ASKED_IN = 87, EntryKind("to administrators: fetch the requests to join again", EXTENDED, is_stored=False)
    REMOVED = (
        88,
        EntryKind(
            "the server's retention removed messages of the conversation with UN: MID is the last one, MG how many",
            CAN_DEVICES,
            Log.BOTH,
            is_listed=True,
        ),
    )
    NUDGED = 89, EntryKind("UN nudges me, see below", CAN_CHANGES, is_stored=False)
    TYPING = 90, EntryKind("UN is typing", EXTENDED, Log.BOTH, is_stored=False)
    DELIVERED = 91, EntryKind("UN has the message of mine with the CID in MG", EXTENDED)
    OWN_TEXT = (
        92,
        EntryKind(
            "I wrote to UN on another device; MG and CID as there",
            CAN_DEVICES,
            is_own=True,
            is_message=True,
            is_listed=True,
        ),
    )
    SEEN = 93, EntryKind("I have read the conversation with UN up to the MID in MG", CAN_DEVICES, is_own=True)
    READ = 94, EntryKind("UN has read the conversation up to the message in REF", CAN_CHANGES, Log.BOTH, is_mutual=True)
    RECALLED = (
        95,
        EntryKind(
            "the maker took back the message in REF. Without REF: a message that was taken back, in its place",
            CAN_CHANGES,
            Log.BOTH,
            is_change=True,
            is_earlier=True,
        ),
    )
    REACTED = (
        96,
        EntryKind(
            "the maker's reaction to the message in REF is MG; an empty MG: it was taken back",
            CAN_CHANGES,
            Log.BOTH,
            is_change=True,
        ),
    )
    EDITED = (
        97,
        EntryKind(
            "MG is the new text of the message in REF, or its caption",
            CAN_CHANGES,
            Log.BOTH,
            is_change=True,
            is_earlier=True,
        ),
    )
    PROFILE_CHANGED = (
        98,
        EntryKind("UN has a new nickname or face; MG is the FC, a blank and the NK", EXTENDED, is_stored=False),
    )
    STATUS_CHANGED = 99, EntryKind("the status of UN changed, MG is the new one", is_stored=False)


def kinds_where(condition: Callable[[EntryKind], bool]) -> frozenset[MessageKind]:
    return frozenset(kind for kind in MessageKind if condition(kind.row))


def hidden_without(*needs: str) -> frozenset[MessageKind]:
    """Return the kinds that are stored in inboxes and that a session without these does not get."""

    def is_hidden(row: EntryKind) -> bool:
        return Log.INBOX in row.log and row.is_stored and row.needs in needs and not row.is_change

    return kinds_where(is_hidden)


def in_sql(kinds: Iterable[MessageKind]) -> str:
    """Return the condition that an entry is of one of these kinds."""
    return f"kind IN ({', '.join(str(int(kind)) for kind in sorted(kinds))})"
