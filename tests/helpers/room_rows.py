"""Rows of a room's log, and entries of the list of rooms."""

from typing import Any

from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomEntry, RoomRole

ROOM = 20001
BEGAN = 1_700_000_000_000


def room_text(
    id: int, sender: int, text: str, client_id: str = "", mentions: tuple[int, ...] = (), room: int = ROOM
) -> WaitingMessage:
    """Return a message of a room. Its time is BEGAN and `id` milliseconds."""
    client_id = client_id or f"{room:08x}{id:024x}"
    return WaitingMessage(MessageKind.TEXT, sender, text, id, BEGAN + id, client_id, room, mentions)


def room_change(
    id: int, sender: int, revision: int, change: RoomChange, key: int, value: str, room: int = ROOM
) -> WaitingMessage:
    text = f"{revision} {change:d} {key} {value}"
    return WaitingMessage(MessageKind.ROOM_CHANGED, sender, text, id, BEGAN + id, "", room, ())


def of_inbox(kind: MessageKind, id: int, text: str, room: int = ROOM) -> WaitingMessage:
    """Return an entry of an inbox about a room."""
    return WaitingMessage(kind, room, text, id, BEGAN + id, "", 0, ())


def room_entry(number: int = ROOM, **values: Any) -> RoomEntry:
    """Return an entry of the list of rooms: by default an empty room."""
    default: dict[str, Any] = {
        "name": "Family", "notice": "", "face": 0, "join_rule": JoinRule.CLOSED, "keepers_write": False,
        "shows_past": True, "revision": 1, "members": 1, "role": RoomRole.MEMBER, "silent_until": 0, "first": 1,
        "cursor": 0, "seen": 0, "unread": 0, "is_mentioned": False, "last": 0, "time": 0, "author": 0,
        "client_id": "", "text": "",
    }  # fmt: skip
    return RoomEntry(number, **(default | values))
