"""The table of kinds of entries: what is true of each MessageKind. SQL and protocol.md are written from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto

from qqdesk.protocol.codes import CAN_CHANGES, CAN_DEVICES, CAN_ROOMS, EXTENDED, MessageKind


class Log(Flag):
    """The logs whose entries a kind has."""

    INBOX = auto()
    ROOM = auto()
    BOTH = INBOX | ROOM


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind. `needs` is what a session needs to get it, as in `Request.NEEDS`; empty: all sessions get it."""

    kind: MessageKind
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
    classic: MessageKind | None = None
    """The kind as which classic sessions get it if they have rooms."""


_K = MessageKind
KINDS: dict[MessageKind, EntryKind] = {
    one.kind: one
    for one in (
        EntryKind(_K.ADDED_ME, "UN added me to their list", is_counted=True),
        EntryKind(_K.ADD_REQUEST, "UN asks to add me, MG is the reason", is_counted=True),
        EntryKind(_K.REQUEST_GRANTED, "UN accepted my request", is_counted=True),
        EntryKind(_K.REQUEST_REFUSED, "UN refused my request, MG is the reason", is_counted=True),
        EntryKind(_K.TEXT, "a message", log=Log.BOTH, is_counted=True, is_message=True, is_listed=True),
        EntryKind(
            _K.ROOM_INVITED,
            "the room UN invites me; MG: who invites, a blank, and the room's name",
            CAN_ROOMS,
            classic=_K.ADD_REQUEST,
        ),
        EntryKind(_K.ROOM_ASKED, "to keepers: somebody asks to join; MG: who asks, a blank, and the reason", CAN_ROOMS),
        EntryKind(
            _K.DEVICE_ADDED,
            "a device signed in for the first time, or a classic client from a new address; "
            "MG is its id, address and name, UN is myself",
            CAN_DEVICES,
            is_own=True,
        ),
        EntryKind(
            _K.ROOM_CHANGED,
            "UN changed the room; MG: REV, KIND, KEY and VAL with blanks between them; "
            "after the new role of a member follows the role before",
            CAN_ROOMS,
            Log.ROOM,
            is_listed=True,
        ),
        EntryKind(
            _K.ROOM_JOINED,
            "I became a member; MG: who admitted me, a blank, and the room's name",
            CAN_ROOMS,
            classic=_K.REQUEST_GRANTED,
        ),
        EntryKind(_K.ROOM_LEFT, "I am no member any more; MG as in 81", CAN_ROOMS, classic=_K.TEXT),
        EntryKind(
            _K.VALUES_CHANGED,
            "what the account keeps, or whom it blocks, changed: fetch it again",
            CAN_DEVICES,
            is_stored=False,
        ),
        EntryKind(_K.ANSWERED, "I answered the request of UN; MG is the CD of the answer", CAN_DEVICES, is_own=True),
        EntryKind(_K.CLEARED, "I deleted the conversation with UN up to the MID in MG", CAN_DEVICES, is_own=True),
        EntryKind(_K.LIST_CHANGED, "the contact list changed: fetch it again", EXTENDED, is_stored=False),
        EntryKind(_K.ASKED_IN, "to administrators: fetch the requests to join again", EXTENDED, is_stored=False),
        EntryKind(
            _K.REMOVED,
            "the server's retention removed messages of the conversation with UN: MID is the last one, MG how many",
            CAN_DEVICES,
            Log.BOTH,
            is_listed=True,
        ),
        EntryKind(_K.NUDGED, "UN nudges me, see below", CAN_CHANGES, is_stored=False),
        EntryKind(_K.TYPING, "UN is typing", EXTENDED, Log.BOTH, is_stored=False),
        EntryKind(_K.DELIVERED, "UN has the message of mine with the CID in MG", EXTENDED),
        EntryKind(
            _K.OWN_TEXT,
            "I wrote to UN on another device; MG and CID as there",
            CAN_DEVICES,
            is_own=True,
            is_message=True,
            is_listed=True,
        ),
        EntryKind(_K.SEEN, "I have read the conversation with UN up to the MID in MG", CAN_DEVICES, is_own=True),
        EntryKind(
            _K.READ, "UN has read the conversation up to the message in REF", CAN_CHANGES, Log.BOTH, is_mutual=True
        ),
        EntryKind(
            _K.RECALLED,
            "the maker took back the message in REF. Without REF: a message that was taken back, in its place",
            CAN_CHANGES,
            Log.BOTH,
            is_change=True,
            is_earlier=True,
        ),
        EntryKind(
            _K.REACTED,
            "the maker's reaction to the message in REF is MG; an empty MG: it was taken back",
            CAN_CHANGES,
            Log.BOTH,
            is_change=True,
        ),
        EntryKind(
            _K.EDITED,
            "MG is the new text of the message in REF, or its caption",
            CAN_CHANGES,
            Log.BOTH,
            is_change=True,
            is_earlier=True,
        ),
        EntryKind(
            _K.PROFILE_CHANGED,
            "UN has a new nickname or face; MG is the FC, a blank and the NK",
            EXTENDED,
            is_stored=False,
        ),
        EntryKind(_K.STATUS_CHANGED, "the status of UN changed, MG is the new one", is_stored=False),
    )
}


def kinds_where(condition: Callable[[EntryKind], bool]) -> frozenset[MessageKind]:
    return frozenset(kind for kind, row in KINDS.items() if condition(row))


def hidden_without(*needs: str) -> frozenset[MessageKind]:
    """Return the kinds that are stored in inboxes and that a session without these does not get."""

    def is_hidden(row: EntryKind) -> bool:
        return Log.INBOX in row.log and row.is_stored and row.needs in needs and not row.is_change

    return kinds_where(is_hidden)


def in_sql(kinds: Iterable[MessageKind]) -> str:
    """Return the condition that an entry is of one of these kinds."""
    return f"kind IN ({', '.join(str(int(kind)) for kind in sorted(kinds))})"
