"""Extensions for sessions with CAN=DEV,ROOM: rooms, in which several people write to each other.

A room has a number like an account, and a log of its own: one entry for each message, however many members there are.
In GetMsgEx and GetLog, the ids (MID) of a room's entries are sequence numbers of that log.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from qqdesk.protocol.codes import CAN_ROOMS, face_id
from qqdesk.protocol.file_info import FILE_INFO, FileInfo
from qqdesk.protocol.profile import FACE, STRICT_FACE
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.wire import (
    CLIENT_ID,
    FLAG,
    MESSAGE_ID,
    NUMBER,
    OPEN_CODE,
    PAGE,
    TEXT,
    TRIMMED,
    USER,
    USERS,
    USERS_BY_BLANK,
    code_kind,
    columns,
    hex_kind,
    wire,
)

MAX_ROOM_NAME_CHARS = 40
MAX_NOTICE_CHARS = 1000
MAX_ROOMS_OF_ONE = 100
"""Rooms of which one account is a member."""
MAX_ROOMS = 1000
MAX_MEMBERS = 200
"""The default of the server's setting."""
MAX_MENTIONS = 50
DEFAULT_FACE = face_id(183)
"""Two speech bubbles, for a room that is made on the command line."""
MOST_CHANGES = 50
"""Changes in one ChangeRoom."""


class RoomRole(IntEnum):
    """ROLE: what an account is in a room."""

    NONE = 0
    MEMBER = 1
    ADMIN = 2
    """May change the room, admit people and remove them."""
    ASKING = 3
    """Asks to join; a keeper answers."""
    INVITED = 4
    """A member wants the account to join; the account answers."""


class JoinRule(IntEnum):
    """JOIN: what a request to join leads to. The values are those of AddOutcome."""

    OPEN = 0
    ASK = 1
    CLOSED = 3


class RoomChange(IntEnum):
    """KIND of ChangeRoom, which determines the meaning of KEY and VAL. KEY is a number, or 0."""

    NAME = 1
    NOTICE = 2
    JOIN = 3
    """VAL is a JoinRule."""
    MEMBER = 4
    """VAL is the RoomRole NONE, MEMBER or ADMIN of the account KEY."""
    SILENT = 5
    """The account KEY may not write before VAL, in milliseconds since 1970, UTC; 0 ends that."""
    WRITERS = 6
    """VAL 0: all members may write; 1: keepers only."""
    PAST = 7
    """VAL 1: people who join later may read earlier messages; 0: they may not."""
    FACE = 8
    """VAL is a face id (FC)."""


JOIN = code_kind(*JoinRule)


@dataclass(frozen=True, slots=True)
class NewRoomReply(Reply):
    number: int = wire("NUM", USER)
    revision: int = wire("REV", NUMBER)


@dataclass(frozen=True, slots=True)
class NewRoom(Request):
    """Create a room and become its keeper. `people` who have me on their lists are put in, the others are invited.

    A repeat with the same `client_id` returns the same room.
    """

    NAME: ClassVar[str] = "NewRoom"
    NEEDS: ClassVar[str] = CAN_ROOMS
    REPLY: ClassVar[type[NewRoomReply]] = NewRoomReply
    client_id: str = wire("CID", hex_kind(32))
    name: str = wire("NAME", TRIMMED, secret=True)
    face: int = wire("FC", STRICT_FACE, 0, blank=0)
    join_rule: int = wire("JOIN", JOIN, JoinRule.CLOSED, blank=JoinRule.CLOSED)
    people: tuple[int, ...] = wire("UN", USERS, (), blank=())


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room with its last message that I may read.

    `role` is mine. `first` is the first id that I may read, `cursor` the id up to which this device received the log,
    `seen` that up to which I have read it. `is_mentioned`: an unread message mentions me. `last` and `time` (in
    milliseconds since 1970, UTC) are 0 without a message; `author`, `client_id` and `text` are those of the message.
    """

    number: int = wire("UN", USER)
    name: str = wire("NAME", TEXT, secret=True)
    notice: str = wire("NOTE", TEXT, secret=True)
    face: int = wire("FC", FACE)
    join_rule: int = wire("JOIN", OPEN_CODE)
    keepers_write: bool = wire("WRITE", FLAG)
    shows_past: bool = wire("PAST", FLAG)
    revision: int = wire("REV", NUMBER)
    members: int = wire("COUNT", NUMBER)
    role: int = wire("ROLE", OPEN_CODE)
    silent_until: int = wire("SILENT", MESSAGE_ID)
    first: int = wire("FROM", MESSAGE_ID)
    cursor: int = wire("CUR", MESSAGE_ID)
    seen: int = wire("SEEN", MESSAGE_ID)
    unread: int = wire("UNREAD", NUMBER)
    is_mentioned: bool = wire("MENT", FLAG)
    last: int = wire("LAST", MESSAGE_ID)
    time: int = wire("TIME", MESSAGE_ID)
    author: int = wire("WHO", NUMBER)
    client_id: str = wire("CID", CLIENT_ID)
    text: str = wire("MG", TEXT, secret=True)
    mentions: tuple[int, ...] | None = wire("WHOM", USERS_BY_BLANK, None)
    """The accounts that the last message mentions; None if no listed one mentions anybody."""
    file: FileInfo | None = wire("FILE", FILE_INFO, None)
    """The file of the last message."""


@dataclass(frozen=True, slots=True)
class ListRoomsReply(Reply):
    """One page of rooms, by number."""

    last_page: bool = wire("FN", FLAG)
    rooms: tuple[RoomEntry, ...] = columns(RoomEntry, count="SN")


@dataclass(frozen=True, slots=True)
class ListRooms(Request):
    """List the rooms of which I am a member, or that invite me; with `can_join` those that I can join or ask to join.

    `after` is the last number of the previous page.
    """

    NAME: ClassVar[str] = "ListRooms"
    HAS_MESSAGES: ClassVar[bool] = True
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = CAN_ROOMS
    REPLY: ClassVar[type[ListRoomsReply]] = ListRoomsReply
    page_size: int = wire("TN", PAGE, 100, blank=100)
    after: int | None = wire("UN", NUMBER, None, blank=None)
    can_join: bool | None = wire("OPEN", FLAG, None)


@dataclass(frozen=True, slots=True)
class RoomMember:
    """`role` is a RoomRole; only keepers get those who ask, and only members those who are invited.

    `status` is as others see it. `silent_until` in milliseconds since 1970, UTC, 0 for people who may write. `own_face`
    is the id of the file with the member's own face, "" for none; None without CAN_FILES.
    """

    number: int = wire("MEM", USER)
    role: int = wire("ROLE", OPEN_CODE)
    status: int = wire("ST", OPEN_CODE)
    face: int = wire("MFC", FACE)
    silent_until: int = wire("SILENT", MESSAGE_ID)
    nickname: str = wire("NK", TEXT, secret=True)
    own_face: str | None = wire("MFACE", CLIENT_ID, None)


@dataclass(frozen=True, slots=True)
class RoomInfoReply(Reply):
    """A room, and a page of its members by number. People who are not members get no members.

    `notice_author` wrote the notice at `notice_time`, in milliseconds since 1970, UTC; both are 0 without a notice.
    """

    name: str = wire("NAME", TEXT, secret=True)
    notice: str = wire("NOTE", TEXT, secret=True)
    notice_author: int = wire("NOTER", NUMBER)
    notice_time: int = wire("NOTED", MESSAGE_ID)
    face: int = wire("FC", FACE)
    join_rule: int = wire("JOIN", OPEN_CODE)
    keepers_write: bool = wire("WRITE", FLAG)
    shows_past: bool = wire("PAST", FLAG)
    revision: int = wire("REV", NUMBER)
    count: int = wire("COUNT", NUMBER)
    last_page: bool = wire("FN", FLAG)
    members: tuple[RoomMember, ...] = columns(RoomMember, count="SN")


@dataclass(frozen=True, slots=True)
class RoomInfo(Request):
    """Show a room and its members. `after` is the last number of the previous page."""

    NAME: ClassVar[str] = "RoomInfo"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = CAN_ROOMS
    REPLY: ClassVar[type[RoomInfoReply]] = RoomInfoReply
    number: int = wire("UN", USER)
    page_size: int = wire("TN", PAGE, 200, blank=200)
    after: int | None = wire("FROM", NUMBER, None, blank=None)


@dataclass(frozen=True, slots=True)
class RoomSetting:
    """One change. `kind` is a RoomChange."""

    kind: int = wire("KIND", code_kind(*RoomChange))
    key: int = wire("KEY", NUMBER)
    value: str = wire("VAL", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class ChangeRoomReply(Reply):
    revision: int = wire("REV", NUMBER)


@dataclass(frozen=True, slots=True)
class ChangeRoom(Request):
    """Change a room: all changes or none. A change that is made already has no effect, so a repeat is harmless."""

    NAME: ClassVar[str] = "ChangeRoom"
    NEEDS: ClassVar[str] = CAN_ROOMS
    REPLY: ClassVar[type[ChangeRoomReply]] = ChangeRoomReply
    number: int = wire("UN", USER)
    changes: tuple[RoomSetting, ...] = columns(RoomSetting, count="SN")
