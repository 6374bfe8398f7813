"""What happens to somebody who is signed in, one class a kind, and what can be done about it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from qqdesk.protocol.codes import SYSTEM_NUMBER, MessageKind, Status
from qqdesk.protocol.commands import WaitingMessage


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of mine that the server has on disk. `id` is its place in the other's mailbox, and `key` (32 hex
    digits) what a `Delivered` calls it; a classic server tells of neither, then they are 0 and "". `id` is also 0 if an
    earlier run of the program sent another text on the same occasion: that one stays."""

    to: int
    id: int
    key: str
    time: datetime


class EventActions(Protocol):
    """What events need to be answered: a session is one."""

    def send(self, to: int, text: str, *, cause: "Event") -> tuple[Sent, ...]: ...
    def accept(self, number: int) -> None: ...
    def refuse(self, number: int, reason: str = "") -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`sender` is the number of whom it is about, and `name` what to call them. `time` is the server's, with a zone.

    `id` is above 0 for what the server keeps until it is finished with; of 0 it tells once only. Ids rise without gaps.
    `unique_id` is what nothing else that ever came to me has; "" where the server does not keep it, or gives no id.
    """

    sender: int
    name: str = field(default="", repr=False)
    time: datetime
    id: int = 0
    unique_id: str = field(default="", repr=False, compare=False)
    sent: Counter[int] = field(default_factory=Counter, repr=False, compare=False)
    """How many texts were sent over it, by whom they went to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Event):
    """Somebody wrote. `text` is in no repr, so that it gets into no log."""

    text: str = field(repr=False)
    actions: EventActions = field(repr=False, compare=False)

    def reply(self, text: str) -> tuple[Sent, ...]:
        """Write back; it returns once the server has it on disk, however long that takes. What is too long for one
        message becomes several, and an empty text none.

        The same reply (the first to this message, the second …) is stored once, also where the program was killed
        meanwhile and handles the message again: then what it said first stands. Raises RefusedError where the server
        will not have it, and SessionEndedError.
        """
        return self.actions.send(self.sender, text, cause=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Event):
    """Somebody asks to have me on their list, for this `reason`."""

    reason: str = field(repr=False)
    actions: EventActions = field(repr=False, compare=False)

    def accept(self) -> None:
        """Let them. To do so twice is to do so once. Raises RefusedError and SessionEndedError."""
        self.actions.accept(self.sender)

    def refuse(self, reason: str = "") -> None:
        """Do not let them, and tell them the reason."""
        self.actions.refuse(self.sender, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence(Event):
    """A contact came, went or is busy now. The last state counts: what changed back meanwhile is not told."""

    status: Status

    @property
    def is_present(self) -> bool:
        return self.status in (Status.ONLINE, Status.BUSY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """They let me have them on my list, or not, for this `reason`."""

    granted: bool
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Event):
    """Somebody has me on their list now, and need not have asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """A message of mine is on the other's disk; `key` is that of its `Sent`."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing(Event):
    """Somebody writes to me at this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Event):
    """What the server itself says, or something of a `kind` (MT) that this version does not know. Nobody waits for an
    answer to it."""

    kind: int
    text: str = field(repr=False)


def utc_datetime(milliseconds: int | None) -> datetime:
    """From milliseconds since 1970, UTC; now where there are none."""
    if not milliseconds:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.now(UTC)


def parse_event(row: WaitingMessage, name: str, actions: EventActions) -> Event:
    """What a row of GetMsgEx means."""
    who, id_, time = row.sender, row.id or 0, utc_datetime(row.time)
    # The time, too: where an account is deleted and made anew, its ids begin anew.
    unique_id = f"{row.id} {row.time}" if row.id and row.time else ""
    match row.kind:
        case MessageKind.TEXT if who != SYSTEM_NUMBER:
            return Message(
                sender=who, name=name, time=time, id=id_, unique_id=unique_id, text=row.text, actions=actions
            )
        case MessageKind.ADD_REQUEST:
            return Request(
                sender=who, name=name, time=time, id=id_, unique_id=unique_id, reason=row.text, actions=actions
            )
        case MessageKind.REQUEST_GRANTED | MessageKind.REQUEST_REFUSED:
            granted = row.kind == MessageKind.REQUEST_GRANTED
            return Answered(
                sender=who, name=name, time=time, id=id_, unique_id=unique_id, granted=granted, reason=row.text
            )
        case MessageKind.ADDED_ME:
            return Added(sender=who, name=name, time=time, id=id_, unique_id=unique_id)
        case MessageKind.DELIVERED:
            return Delivered(sender=who, name=name, time=time, id=id_, unique_id=unique_id, key=row.text)
        case MessageKind.TYPING:
            return Typing(sender=who, name=name, time=time)
        case MessageKind.STATUS_CHANGED:
            return Presence(
                sender=who, name=name, time=time, id=id_, unique_id=unique_id, status=parse_status(row.text)
            )
    return Notice(sender=who, name=name, time=time, id=id_, unique_id=unique_id, kind=row.kind, text=row.text)


def parse_status(code: int | str) -> Status:
    """As others see it; what is no status that we know counts as offline."""
    try:
        return Status(int(code)).as_seen_by_others
    except ValueError:
        return Status.OFFLINE
