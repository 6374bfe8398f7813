"""Extensions: blocking, and contact notes (groups and remarks)."""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.wire import (
    FLAG,
    MESSAGE_ID,
    NUMBER,
    OPEN_CODE,
    PAGE,
    TEXT,
    USER,
    USERS,
    columns,
    hex_kind,
    wire,
)


@dataclass(frozen=True, slots=True)
class Block(Request):
    """Extension: block a user, who can then neither contact me nor see my presence."""

    NAME: ClassVar[str] = "Block"
    REPLY: ClassVar[type[Done]] = Done
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class Unblock(Request):
    """Extension: unblock a user."""

    NAME: ClassVar[str] = "Unblock"
    REPLY: ClassVar[type[Done]] = Done
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class BlockListReply(Reply):
    """One page of the users whom I have blocked, ascending."""

    last_page: bool = wire("FN", FLAG)
    numbers: tuple[int, ...] = wire("UN", USERS, (), count="SN")


@dataclass(frozen=True, slots=True)
class BlockList(Request):
    """Extension: list blocked users. `after` is the last number of the previous page."""

    NAME: ClassVar[str] = "BlockList"
    REPLY: ClassVar[type[BlockListReply]] = BlockListReply
    page_size: int = wire("TN", PAGE, 1000, blank=1000)
    after: int = wire("UN", NUMBER, 0, blank=0)


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """One contact note. `kind` is a NoteKind or an unknown number, and determines the meaning of `key` and `value`.

    An empty `value` deletes the entry.
    """

    kind: int = wire("KIND", OPEN_CODE)
    key: str = wire("KEY", TEXT, secret=True)
    value: str = wire("VAL", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class GetNotesReply(Reply):
    """The changes since the requested revision, oldest first, complete up to `revision`.

    If `revision` is lower than the requested one, the server was restored from a backup.
    """

    ORDER: ClassVar[tuple[str, ...]] = ("FN", "REV", "SN", "KIND", "KEY", "VAL")
    last_page: bool = wire("FN", FLAG)
    revision: int = wire("REV", MESSAGE_ID)
    entries: tuple[NoteEntry, ...] = columns(NoteEntry, count="SN")


@dataclass(frozen=True, slots=True)
class GetNotes(Request):
    """Extension: get the contact notes changed after `revision`; 0 means all."""

    NAME: ClassVar[str] = "GetBook"
    REPLY: ClassVar[type[GetNotesReply]] = GetNotesReply
    revision: int = wire("REV", MESSAGE_ID, 0, blank=0)


@dataclass(frozen=True, slots=True)
class ChangeNotesReply(Reply):
    """The revisions after and before the change. They are equal if nothing changed, or for a repeated change."""

    revision: int = wire("REV", MESSAGE_ID)
    before: int = wire("WAS", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class ChangeNotes(Request):
    """Extension: store contact notes, replacing those with the same kind and key.

    A repeat with the same `client_id` (32 hex digits) changes nothing.
    """

    NAME: ClassVar[str] = "ChangeBook"
    REPLY: ClassVar[type[ChangeNotesReply]] = ChangeNotesReply
    ORDER: ClassVar[tuple[str, ...]] = ("CID", "SN", "KIND", "KEY", "VAL")
    client_id: str = wire("CID", hex_kind(32))
    entries: tuple[NoteEntry, ...] = columns(NoteEntry, count="SN")
