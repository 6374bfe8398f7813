"""The events of the engine, one frozen class each. The loops emit them in their own threads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from qqdesk.domain.connection import PlaceInfo, Security
from qqdesk.domain.contact import AddRequest, Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming
from qqdesk.domain.message import Message, MessageChange
from qqdesk.domain.outbox_status import OutboxStatus
from qqdesk.domain.problem import Problem
from qqdesk.domain.room import Room
from qqdesk.domain.transfer import Transfer
from qqdesk.engine.snapshot import RosterSnapshot, SessionSnapshot
from qqdesk.protocol.info_commands import GetInfoReply
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Reply, Request


@dataclass(frozen=True, slots=True)
class Event:
    pass


# The connection


@dataclass(frozen=True, slots=True)
class Connecting(Event):
    """A new try after a wait, or after being offline by choice."""


@dataclass(frozen=True, slots=True)
class Opened(Event):
    """The session has data to show, stored or from the first sign-in. Emitted once."""

    snapshot: SessionSnapshot


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The first sign-in of a session that opened with stored data. The presence in them is out of date."""

    me: Me
    extended: bool
    security: Security


@dataclass(frozen=True, slots=True)
class Connected(Event):
    """The session is connected. Unread entries and the contact list were emitted before."""

    extended: bool
    security: Security
    place: PlaceInfo


@dataclass(frozen=True, slots=True)
class Retrying(Event):
    """The connection broke a moment ago and is retried. Send nothing and do not report it."""


@dataclass(frozen=True, slots=True)
class Waiting(Event):
    """The connection is lost; the next try is in `retry_in` seconds."""

    problem: Problem
    retry_in: float


@dataclass(frozen=True, slots=True)
class Offline(Event):
    """There is no session by choice."""


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The session ended and is not retried. `error` is the cause, for logs and for exceptions of bots."""

    problem: Problem
    error: Exception = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stopped(Event):
    """The receive loop ended: always its last event."""


# Incoming


@dataclass(frozen=True, slots=True)
class Received(Event):
    items: tuple[Incoming, ...]


@dataclass(frozen=True, slots=True)
class RequestsFetched(Event):
    """All open requests to have me on a list, after entries were missed."""

    requests: tuple[AddRequest, ...]


@dataclass(frozen=True, slots=True)
class LogFilled(Event):
    """Older messages of these conversations came from the server's log, the latest conversation first. They are stored
    up to the row `last_row`."""

    conversations: tuple[ConversationId, ...]
    last_row: int


@dataclass(frozen=True, slots=True)
class RoomsFetched(Event):
    """The rooms of which I am a member, or that invite me: all of them, with each connection."""

    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class RosterFetched(Event):
    roster: RosterSnapshot


@dataclass(frozen=True, slots=True)
class ProfilesFetched(Event):
    replies: tuple[GetInfoReply, ...]

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return tuple(reply.profile for reply in self.replies)


# Outgoing


@dataclass(frozen=True, slots=True)
class MessageChanged(Event):
    """The delivery state of a message of mine changed."""

    message: Message


@dataclass(frozen=True, slots=True)
class ChangeFinished(Event):
    """The server has stored a change of mine, or refuses it because of `problem`.

    `before` is the message before the change, None if it showed it already.
    """

    conversation: ConversationId
    change: MessageChange
    before: Message | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class OutboxStatusChanged(Event):
    status: OutboxStatus


@dataclass(frozen=True, slots=True)
class RequestDone(Event):
    ticket: int
    request: Request
    reply: Reply


@dataclass(frozen=True, slots=True)
class RequestFailed(Event):
    ticket: int
    request: Request
    problem: Problem


# Files


@dataclass(frozen=True, slots=True)
class FileEvent(Event):
    """About the file with this id."""

    id: str


@dataclass(frozen=True, slots=True)
class TransferChanged(FileEvent):
    """An upload or download waits, runs or has stopped. At most ten times a second for each."""

    transfer: Transfer


@dataclass(frozen=True, slots=True)
class UploadEnded(FileEvent):
    """An upload ended. The new state of its message follows."""


@dataclass(frozen=True, slots=True)
class FileStored(FileEvent):
    """A download ended: the whole file is on this computer, or its thumbnail."""

    path: Path
    is_thumbnail: bool


# What the account keeps


@dataclass(frozen=True, slots=True)
class AccountValuesChanged(Event):
    """Stored values changed: their keys, as texts."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class BlocksChanged(Event):
    """Whether I block these people."""

    changes: dict[int, bool]


# The store


@dataclass(frozen=True, slots=True)
class StoreFailed(Event):
    """The store cannot be written, a damaged file was set aside, or there is a bug in a loop. The loop continues."""

    problem: Problem


Emit = Callable[[Event], None]
