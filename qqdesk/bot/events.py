"""The events of a signed-in account, one class for each kind."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypedDict

from qqdesk.domain.incoming import (
    AddedMe,
    ContactRequested,
    Incoming,
    MessageDelivered,
    MessageReceived,
    RequestAnswered,
    ServerNotice,
    StatusChanged,
    TypingStarted,
)
from qqdesk.protocol.codes import SYSTEM_NUMBER, MessageKind, Status


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent message, stored by the server.

    `id` is its id in the recipient's mailbox. `key` is its client id (32 hex digits), as in `Delivered`. A classic
    server returns neither: 0 and "". `id` is also 0 if an earlier run sent another text for the same occasion; that
    text stays.
    """

    to: int
    id: int
    key: str
    time: datetime


class EventActions(Protocol):
    """The requests that an event needs. `Session` implements it."""

    def send(self, to: int, text: str, *, cause: "Event") -> tuple[Sent, ...]: ...
    def accept(self, number: int) -> None: ...
    def refuse(self, number: int, reason: str = "") -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`sender` is the number of the other account, `name` its display name. `time` is the server's, with a time zone.

    `id` is above 0 if the server stores the event until it is acknowledged; an event with 0 comes once. Ids have no
    gaps.
    `unique_id` differs from that of any other event of this account; "" if the event has no id.
    """

    sender: int
    name: str = field(default="", repr=False)
    time: datetime
    id: int = 0
    unique_id: str = field(default="", repr=False, compare=False)
    entry: Incoming | None = field(default=None, repr=False, compare=False)
    """What came in, for `Session.finish`; None for a change that a new contact list showed."""
    sent: Counter[int] = field(default_factory=Counter, repr=False, compare=False)
    """The number of texts sent because of this event, by recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Event):
    """A received message. The repr omits `text`, so that no log contains it."""

    text: str = field(repr=False)
    actions: EventActions = field(repr=False, compare=False)

    def reply(self, text: str) -> tuple[Sent, ...]:
        """Send a reply; return when the server has stored it. A long text becomes several messages, an empty one none.

        Each reply to this message (the first, the second …) is stored once, even if the program was killed and handles
        the message again: the first text stays. Raises RefusedError if the server refuses, and SessionEndedError.
        """
        return self.actions.send(self.sender, text, cause=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Event):
    """A request to add me to a contact list, with a `reason`."""

    reason: str = field(repr=False)
    actions: EventActions = field(repr=False, compare=False)

    def accept(self) -> None:
        """Accept the request. May be repeated. Raises RefusedError and SessionEndedError."""
        self.actions.accept(self.sender)

    def refuse(self, reason: str = "") -> None:
        """Refuse the request with a reason. Raises as `accept`."""
        self.actions.refuse(self.sender, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence(Event):
    """The status of a contact changed. Only the latest status is reported, not every change."""

    status: Status

    @property
    def is_present(self) -> bool:
        return self.status in (Status.ONLINE, Status.BUSY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """The answer to my request to add a contact, with a `reason`."""

    granted: bool
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(Event):
    """An account added me to its contact list without a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """The recipient's client has stored my message; `key` is that of its `Sent`."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing(Event):
    """The sender is typing a message to me."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Event):
    """A notice of the server, or a message of a `kind` (MT) that this version does not know. It expects no answer."""

    kind: int
    text: str = field(repr=False)


def utc_datetime(milliseconds: int | None) -> datetime:
    """Convert milliseconds since 1970, UTC; return the current time without a valid value."""
    if not milliseconds:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.now(UTC)


def event_of(item: Incoming, name: str, actions: EventActions) -> Event | None:
    """Return the event of an entry; None if programs do not handle entries of this kind."""
    common: _Common = {
        "sender": item.sender,
        "name": name,
        "time": utc_datetime(item.time),
        "id": item.server_id,
        # The key includes the time: if an account is deleted and created again, its ids start at 1 again.
        "unique_id": item.key if item.server_id else "",
        "entry": item,
    }
    match item:
        case MessageReceived() if item.sender == SYSTEM_NUMBER:
            return Notice(**common, kind=MessageKind.TEXT, text=item.message.text)
        case MessageReceived():
            return Message(**common, text=item.message.text, actions=actions)
        case ContactRequested():
            return Request(**common, reason=item.reason, actions=actions)
        case RequestAnswered():
            return Answered(**common, granted=item.granted, reason=item.reason)
        case AddedMe():
            return Added(**common)
        case MessageDelivered():
            return Delivered(**common, key=item.client_id)
        case TypingStarted():
            return Typing(**common)
        case StatusChanged():
            return Presence(**common, status=item.status)
        case ServerNotice():
            return Notice(**common, kind=item.kind, text=item.text)
    return None


class _Common(TypedDict):
    sender: int
    name: str
    time: datetime
    id: int
    unique_id: str
    entry: Incoming
