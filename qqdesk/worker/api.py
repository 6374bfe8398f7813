"""The values that the messenger accepts and emits. They are frozen, so that signals can carry them between threads."""

import time
from dataclasses import dataclass, field
from enum import Enum

from qqdesk.domain.connection import PlaceInfo, Security
from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Announced, RequestAnswered, RoomAsked, RoomNotice, RoomRefused, ServerNotice
from qqdesk.domain.problem import Problem
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import Finger


class ConnectionPhase(Enum):
    SIGNED_OUT = "signed_out"
    CONNECTING = "connecting"
    """The first try of a sign-in, or a try to get a lost connection back."""
    CONNECTED = "connected"
    WAITING = "waiting"
    """The connection is lost; the next try is in `retry_in` seconds, or at once by `try_now()`."""
    OFFLINE = "offline"
    """By choice: no session until another status is chosen, or `try_now()`. New messages wait."""
    ENDED = "ended"
    """The session ended and is not retried; `problem` is the reason."""


@dataclass(frozen=True, slots=True)
class ConnectionState:
    phase: ConnectionPhase
    problem: Problem | None = None
    retry_in: float | None = None
    security: Security | None = None
    """While connected. The certificate may differ from that of the first sign-in."""
    place: PlaceInfo | None = None
    """While connected."""
    changed_at: float = field(default_factory=time.monotonic, compare=False, repr=False)
    """In monotonic seconds; `retry_in` counts from here."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """`server` is an address as typed: a host, host:port, or an http(s) URL.

    `place` is the id of the place, if known: the password is then sent to no other, and the history opens before the
    server answers. `password_hash` replaces the password when a session is continued. `offline_days` is as in the
    settings.
    """

    server: str
    number: int
    password: str
    status: Status = Status.ONLINE
    place: str = ""
    password_hash: str = ""
    offline_days: int = 30

    def __repr__(self) -> str:
        return f"SignIn({self.server!r}, {self.number}, status={self.status})"


@dataclass(frozen=True, slots=True)
class SignedIn:
    me: Me
    extended: bool
    """The server speaks the extensions: receipts, profiles to edit, search by nickname."""
    security: Security = field(default_factory=Security)


@dataclass(frozen=True, slots=True)
class RosterChange:
    """Contacts that changed, came or went; `everything` after a new list."""

    numbers: frozenset[int]
    everything: bool = False


@dataclass(frozen=True, slots=True)
class UnreadChange:
    conversation: ConversationId
    count: int


@dataclass(frozen=True, slots=True)
class DraftChange:
    """The text of an unsent draft; "" if there is no text."""

    conversation: ConversationId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TypingChange:
    """This person started or stopped typing to me."""

    conversation: ConversationId
    number: int
    typing: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """An announced entry with its person."""

    item: Announced
    contact: Contact = field(repr=False)
    """The person concerned, with nickname and face if the server sends them. In a room this person acted."""

    @property
    def number(self) -> int:
        return self.contact.number

    @property
    def time(self) -> int:
        """Milliseconds since 1970, UTC."""
        return self.item.time

    @property
    def room(self) -> int:
        """The room concerned; 0 if there is none."""
        return self.item.room if isinstance(self.item, RoomNotice) else 0

    @property
    def words(self) -> str:
        """What the person or the server wrote; "" if there is nothing."""
        if isinstance(self.item, RequestAnswered | RoomAsked | RoomRefused | ServerNotice):
            return self.item.text.strip()
        return ""


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """None and "" mean any; `wanted` is a number. `after` is the last number of the previous page."""

    age: int | None = None
    sex: int | None = None
    province: str = ""
    nickname: str = ""
    wanted: int | None = None
    after: int = 0

    def as_request(self, *, extended: bool) -> Finger:
        """`extended`: the server has the extensions."""
        return Finger(
            self.age,
            self.sex,
            self.province,
            page_size=50 if extended or self.after else None,
            after=self.after or (0 if extended else None),
            nickname=(self.nickname or None) if extended else None,
            wanted=self.wanted if extended else None,
        )


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """The server does not store the code: it cannot be asked for again. `expires` is in milliseconds since 1970."""

    code: str = field(repr=False)
    id: str
    uses: int
    days: int
    expires: int
