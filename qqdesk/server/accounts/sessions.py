"""The live sessions in memory, for the event loop's thread. `session_cache` keeps them equal to their rows."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from qqdesk.protocol.codes import HEARTBEAT_S, EndReason, MessageKind, Status
from qqdesk.server.clock import Clock
from qqdesk.server.delivery.classic_replies import MadeReply
from qqdesk.server.delivery.mailbox import Mail
from qqdesk.server.delivery.reply_cache import Key, ReplyCache
from qqdesk.server.delivery.typing_notices import TypingNotices

TIMEOUT_S = 2.5 * HEARTBEAT_S


RequestKey = tuple[str, bytes]
"""SEQ and a digest of the body."""


class HangingPoll(Protocol):
    """A GetMsgEx request without a reply yet, see `polls`."""

    is_parked: bool

    def wake(self) -> None:
        """Check for something to send: a presence change or a typing notice."""
        ...

    def finish(self, why: EndReason | None = None) -> None:
        """Reply now: empty, or with the reason why the session ended."""
        ...


@dataclass(slots=True, eq=False)
class Session:
    """One signed-in account. EXT sessions have `token` (a digest) and `device`; a classic session is its address.

    Rarely used parts are created on demand, because there may be many sessions.
    """

    number: int
    clock: Clock
    status: Status = Status.ONLINE
    token: bytes | None = field(default=None, repr=False)
    device: str = ""
    address: str = ""
    proof: bytes = field(default=b"", repr=False)
    """The proof of a classic session's password, see `Passwords.proof`."""
    last_seen: float = 0.0
    ended: bool = False
    poll: HangingPoll | None = None
    presence_changes: dict[int, Status] = field(default_factory=dict)
    """Unsent presence changes, the latest per contact, in order."""
    profiles: dict[int, str] = field(default_factory=dict)
    """Unsent PROFILE_CHANGED texts, by contact."""
    notices: dict[MessageKind, None] = field(default_factory=dict)
    """Unsent notices without content, in order."""
    login_sequence: str = ""
    """SEQ of the last Login of a classic session."""
    received: int = 0
    """The last id that the client has acknowledged; 0 if unknown."""
    top: int = 0
    """The last id that was sent or acknowledged, if `is_current`."""
    is_current: bool = False
    """All mailbox entries after `top` are in `fresh`."""
    fresh: list[Mail] | None = None
    is_reading: bool = False
    """A read of the mailbox is running, and no entry has arrived since it started."""
    key: bytes = field(default=b"", repr=False)
    """Identifies the session in the database: the token's digest, or a random value."""
    noted_seen: float = 0.0
    """When a server last heard of the session, according to the database."""
    made: MadeReply | None = None
    """The last GetMsgEx reply to a classic session that this server made."""
    typing_notices: TypingNotices | None = None
    _repeats: ReplyCache | None = None
    _changes: ReplyCache | None = None
    _poll_lock: asyncio.Lock | None = None

    @property
    def repeats(self) -> ReplyCache:
        """Replies to idempotent requests."""
        if self._repeats is None:
            self._repeats = ReplyCache(self.clock)
        return self._repeats

    @property
    def changes(self) -> ReplyCache:
        """Replies to requests that must not run twice."""
        if self._changes is None:
            self._changes = ReplyCache.of_changes(self.clock)
        return self._changes

    def answered(self, key: Key) -> bytes | None:
        """Return the recent reply to the same request."""
        return None if self._repeats is None else self._repeats.answered(key)

    def drop_expired(self) -> None:
        """Drop expired replies and typing notices."""
        if self.typing_notices is not None:
            self.typing_notices.drop_expired(self.clock.monotonic())
            if not self.typing_notices:
                self.typing_notices = None
        if self._repeats is not None:
            self._repeats.drop_expired()
            if not self._repeats:
                self._repeats = None
        if self._changes is not None:
            self._changes.drop_expired()
            if not self._changes:
                self._changes = None

    @property
    def poll_lock(self) -> asyncio.Lock:
        """Serializes the GetMsgEx requests of a classic session."""
        if self._poll_lock is None:
            self._poll_lock = asyncio.Lock()
        return self._poll_lock

    @property
    def is_hidden(self) -> bool:
        """Whether others see the user as offline."""
        return self.status.as_seen_by_others is Status.OFFLINE

    @property
    def extended(self) -> bool:
        return self.token is not None

    def notify_presence(self, contact: int, status: Status) -> None:
        """Queue a change of a contact's visible status."""
        self.presence_changes.pop(contact, None)
        self.presence_changes[contact] = status
        self.wake()

    def notify_profile_change(self, contact: int, text: str) -> None:
        """Queue a PROFILE_CHANGED for the next reply. The session must have EXT."""
        self.profiles[contact] = text
        self.wake()

    def notify(self, kind: MessageKind) -> None:
        """Queue a notice without content. The session must have EXT."""
        self.notices[kind] = None
        self.wake()

    def notify_typing(self, contact: int) -> None:
        """Queue a typing notice of a contact."""
        if self.typing_notices is None:
            self.typing_notices = TypingNotices()
        if self.typing_notices.add(contact, self.clock.monotonic()):
            self.wake()

    def drop_typing(self, contact: int) -> None:
        """Drop an unsent typing notice of a contact."""
        if self.typing_notices is not None:
            self.typing_notices.forget(contact)

    def pop_typing(self) -> list[int]:
        return [] if self.typing_notices is None else self.typing_notices.pop(self.clock.monotonic())

    @property
    def has_unsent(self) -> bool:
        """Whether something unsent is only in memory: presence, profiles, notices or typing."""
        if self.presence_changes or self.profiles or self.notices:
            return True
        return self.typing_notices is not None and self.typing_notices.has_unsent(self.clock.monotonic())

    def pop_presence_changes(self) -> dict[int, Status]:
        changes, self.presence_changes = self.presence_changes, {}
        return changes

    def restore_presence_changes(self, changes: dict[int, Status]) -> None:
        """Restore undelivered presence changes; newer ones win."""
        newer = self.presence_changes
        self.presence_changes = {contact: status for contact, status in changes.items() if contact not in newer} | newer

    def pop_profiles(self) -> dict[int, str]:
        profiles, self.profiles = self.profiles, {}
        return profiles

    def restore_profiles(self, profiles: dict[int, str]) -> None:
        """Restore undelivered profile changes; newer ones win."""
        self.profiles = profiles | self.profiles

    def pop_notices(self) -> dict[MessageKind, None]:
        notices, self.notices = self.notices, {}
        return notices

    def restore_notices(self, notices: dict[MessageKind, None]) -> None:
        """Restore undelivered notices."""
        self.notices = notices | self.notices

    def wake(self) -> None:
        if self.poll is not None:
            self.poll.wake()


class Sessions:
    """The live sessions, at most one per account."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.on_end: Callable[[Session], None] = lambda session: None
        """Called after a session has ended."""
        self._by_number: dict[int, Session] = {}
        self._by_token: dict[bytes, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(self._by_number.values())

    def __len__(self) -> int:
        return len(self._by_number)

    def of(self, number: int) -> Session | None:
        return self._by_number.get(number)

    def by_token(self, token: bytes, number: int) -> Session | None:
        session = self._by_token.get(token)
        return session if session is not None and session.number == number else None

    def classic(self, address: str, number: int) -> Session | None:
        session = self._by_number.get(number)
        if session is None or session.extended or session.address != address:
            return None
        return session

    def visible(self, number: int) -> Status:
        """Return an account's status as others see it."""
        session = self._by_number.get(number)
        return Status.OFFLINE if session is None else session.status.as_seen_by_others

    def touch(self, session: Session) -> None:
        session.last_seen = self._clock.monotonic()

    def is_stale(self, session: Session) -> bool:
        """Whether the session has timed out. A session with a parked poll never does."""
        if session.poll is not None:
            return False
        return self._clock.monotonic() - session.last_seen > TIMEOUT_S

    def put(self, session: Session, why: EndReason = EndReason.SIGNED_IN_ELSEWHERE) -> None:
        """Add a session and end the account's previous one."""
        older = self._by_number.get(session.number)
        if older is not None:
            self.remove(older, why)
        self.touch(session)
        self._by_number[session.number] = session
        if session.token is not None:
            self._by_token[session.token] = session

    def replace_token(self, session: Session, token: bytes) -> None:
        """Replace the token after another sign-in of the same device; all other state stays."""
        if session.token is not None:
            self._by_token.pop(session.token, None)
        session.token = token
        self._by_token[token] = session
        self.touch(session)
        if session.poll is not None:
            session.poll.finish()

    def remove(self, session: Session, why: EndReason) -> None:
        if self._by_number.get(session.number) is session:
            del self._by_number[session.number]
        if session.token is not None:
            self._by_token.pop(session.token, None)
        session.ended = True
        self.on_end(session)
        if session.poll is not None:
            session.poll.finish(why)
