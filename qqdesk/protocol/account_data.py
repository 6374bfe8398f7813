"""Extensions: blocking, and what an account keeps on all its devices."""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.codes import EXTENDED
from qqdesk.protocol.record import Done, Limit, Repeat, Reply, Request, ServerRate
from qqdesk.protocol.wire import (
    FLAG,
    MESSAGE_ID,
    NUMBER,
    PAGE,
    TEXT,
    USER,
    USERS,
    columns,
    wire,
)


@dataclass(frozen=True, slots=True)
class Block(Request):
    """Extension: block a user, who can then neither contact me nor see my presence."""

    NAME: ClassVar[str] = "Block"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    number: int = wire("UN", USER)


@dataclass(frozen=True, slots=True)
class Unblock(Request):
    """Extension: unblock a user."""

    NAME: ClassVar[str] = "Unblock"
    NEEDS: ClassVar[str] = EXTENDED
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
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[BlockListReply]] = BlockListReply
    page_size: int = wire("TN", PAGE, 1000, blank=1000)
    after: int = wire("UN", NUMBER, 0, blank=0)


@dataclass(frozen=True, slots=True)
class AccountValue:
    """One value that an account keeps: see `domain.account_keys`. An empty `value` is the default.

    `time`, in milliseconds since 1970, is that of the change. The later change of a key wins.
    """

    key: str = wire("KEY", TEXT, secret=True)
    value: str = wire("VAL", TEXT, secret=True)
    time: int = wire("TIME", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class GetValuesReply(Reply):
    """The values changed since the requested revision, oldest first, complete up to `revision`.

    If `revision` is lower than the requested one, the server was restored from a backup.
    """

    ORDER: ClassVar[tuple[str, ...]] = ("FN", "REV", "SN", "KEY", "VAL", "TIME")
    last_page: bool = wire("FN", FLAG)
    revision: int = wire("REV", MESSAGE_ID)
    values: tuple[AccountValue, ...] = columns(AccountValue, count="SN")


@dataclass(frozen=True, slots=True)
class GetValues(Request):
    """Extension: get the account's values changed after `revision`; 0 means all."""

    NAME: ClassVar[str] = "GetBook"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[GetValuesReply]] = GetValuesReply
    revision: int = wire("REV", MESSAGE_ID, 0, blank=0)


@dataclass(frozen=True, slots=True)
class ChangeValuesReply(Reply):
    """The revisions after and before the change. They are equal if nothing changed."""

    revision: int = wire("REV", MESSAGE_ID)
    before: int = wire("WAS", MESSAGE_ID)


@dataclass(frozen=True, slots=True)
class ChangeValues(Request):
    """Extension: store values of the account, unless the server has later ones. A repeat changes nothing."""

    NAME: ClassVar[str] = "ChangeBook"
    LIMIT: ClassVar[Limit | None] = Limit("changes of values", ServerRate.MESSAGES)
    REPEAT: ClassVar[Repeat] = Repeat.ALWAYS
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ChangeValuesReply]] = ChangeValuesReply
    ORDER: ClassVar[tuple[str, ...]] = ("SN", "KEY", "VAL", "TIME")
    values: tuple[AccountValue, ...] = columns(AccountValue, count="SN")
