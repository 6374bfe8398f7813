"""What goes between the facade and the workers' threads: frozen values, one to a signal."""

from dataclasses import dataclass, field

from qqdesk.domain.contact import AddRequest, Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming
from qqdesk.domain.message import Message
from qqdesk.engine.snapshot import People as People
from qqdesk.engine.snapshot import RosterSnapshot as RosterSnapshot
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done, Request
from qqdesk.worker.api import Security


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in. The hash is what the protocol sends in place of the password."""

    number: int
    password_hash: str = field(repr=False)
    status: Status
    is_told: bool = False
    """The server knows of the status."""

    def __repr__(self) -> str:
        return f"Credentials({self.number})"


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """All that the facade begins with: as of the last time, or after the first sign-in."""

    history: "History"
    me: Me
    extended: bool
    people: People
    conversations: tuple[ConversationId, ...]
    """Those with messages, the latest first."""
    groups: list[str]
    unread: dict[ConversationId, int]
    requests: list[AddRequest]
    last_row: int
    drafts: dict[ConversationId, str] = field(repr=False)
    security: Security


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """The server has taken a sign-in that began with what was known of the last time."""

    me: Me
    extended: bool
    security: Security


@dataclass(frozen=True, slots=True)
class Arrivals:
    items: tuple[Incoming, ...]


@dataclass(frozen=True, slots=True)
class MessageUpdate:
    """A message of mine is in another state."""

    message: Message


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`again`: it failed before, and the person wants it sent all the same. `stored`: it is on disk."""

    message: Message
    again: bool = False
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The message of this key is not to be sent after all."""

    key: str


@dataclass(frozen=True, slots=True)
class TypingNote:
    """I am writing in this conversation; `since` by the monotonic clock, in seconds."""

    conversation: ConversationId
    since: float


@dataclass(frozen=True, slots=True)
class ChatActivity:
    active: bool


@dataclass(frozen=True, slots=True)
class ProfilesWanted:
    """Names and faces to fetch when there is nothing better to do."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ProfilesFetched:
    profiles: tuple[Profile, ...]


# What a person asks for


@dataclass(frozen=True, slots=True)
class Task:
    ticket: int


@dataclass(frozen=True, slots=True)
class SendRequest(Task):
    """Answered with RequestDone or RequestFailed with the same ticket."""

    request: Request


@dataclass(frozen=True, slots=True)
class RefreshList(Task):
    """Fetch the contact list again. Only RosterSnapshot answers it."""


@dataclass(frozen=True, slots=True)
class StatusKept(Done):
    """The reply to a change of my status without a connection: the receiving thread repeats it with the next one."""
