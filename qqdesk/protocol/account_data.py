"""Commands about what somebody notes of others for themselves: who is blocked, groups and remarks. All are
extensions."""

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
class BlockReply(Done):
    NAME: ClassVar[str] = "Block"


@dataclass(frozen=True, slots=True)
class Block(Request):
    """Extension: I want to hear nothing of this user, nor that they see whether I am there."""

    NAME: ClassVar[str] = "Block"
    REPLY: ClassVar[type[Reply]] = BlockReply
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class UnblockReply(Done):
    NAME: ClassVar[str] = "Unblock"


@dataclass(frozen=True, slots=True)
class Unblock(Request):
    """Extension: they may again what they might before."""

    NAME: ClassVar[str] = "Unblock"
    REPLY: ClassVar[type[Reply]] = UnblockReply
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class BlockListReply(Reply):
    """One page of those whom I blocked, ascending."""

    NAME: ClassVar[str] = "BlockList"
    last_page: bool = wire("FN", FLAG)
    numbers: tuple[int, ...] = wire("UN", USERS, ())

    def write(self) -> list[tuple[str, str]]:
        last_page, numbers = Reply.write(self)
        return [last_page, ("SN", str(len(self.numbers))), numbers]


@dataclass(frozen=True, slots=True)
class BlockList(Request):
    """Extension. `after` is the last number of the page before."""

    NAME: ClassVar[str] = "BlockList"
    REPLY: ClassVar[type[Reply]] = BlockListReply
    page_size: int = wire("TN", PAGE, 1000, blank=1000)
    after: int = wire("UN", NUMBER, 0, blank=0)


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One thing that I noted: `kind` is a BookKind, or a number that we do not know, and says what the others are. An
    empty `value` takes it away."""

    kind: int = wire("KIND", OPEN_CODE)
    key: str = wire("KEY", TEXT, secret=True)
    value: str = wire("VAL", TEXT, secret=True)


@dataclass(frozen=True, slots=True)
class GetBookReply(Reply):
    """What changed since, oldest first: all of it up to `revision`. Where that is lower than the one that was asked
    from, the server does not know all any more that it knew."""

    NAME: ClassVar[str] = "GetBook"
    ORDER: ClassVar[tuple[str, ...]] = ("FN", "REV", "SN", "KIND", "KEY", "VAL")
    last_page: bool = wire("FN", FLAG)
    revision: int = wire("REV", MESSAGE_ID)
    entries: tuple[BookEntry, ...] = columns(BookEntry, count="SN")


@dataclass(frozen=True, slots=True)
class GetBook(Request):
    """Extension: what I noted of others, at whatever computer, since `revision`; 0 asks for all."""

    NAME: ClassVar[str] = "GetBook"
    REPLY: ClassVar[type[Reply]] = GetBookReply
    revision: int = wire("REV", MESSAGE_ID, 0, blank=0)


@dataclass(frozen=True, slots=True)
class ChangeBookReply(Reply):
    """`revision` is that of the change, `before` that of the book until then. Where nothing was changed, or the change
    was made before, both are one."""

    NAME: ClassVar[str] = "ChangeBook"
    revision: int = wire("REV", MESSAGE_ID)
    before: int = wire("WAS", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class ChangeBook(Request):
    """Extension: put these in the book, in place of what is there. `client_id` (32 hex digits): the same one from the
    same user is carried out once."""

    NAME: ClassVar[str] = "ChangeBook"
    REPLY: ClassVar[type[Reply]] = ChangeBookReply
    ORDER: ClassVar[tuple[str, ...]] = ("CID", "SN", "KIND", "KEY", "VAL")
    client_id: str = wire("CID", hex_kind(32))
    entries: tuple[BookEntry, ...] = columns(BookEntry, count="SN")
