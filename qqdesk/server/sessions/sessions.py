"""The live sessions in memory, for the event loop's thread. `session_cache` keeps them equal to their rows."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from qqdesk.clock import Clock
from qqdesk.protocol import codes
from qqdesk.protocol.codes import SYSTEM_NUMBER, EndReason, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.limits import HEARTBEAT_S
from qqdesk.server.delivery import mailbox
from qqdesk.server.delivery.mail import Mail
from qqdesk.server.sessions.classic_replies import MadeReply
from qqdesk.server.sessions.reply_cache import WITHIN_S, ReplyCache
from qqdesk.server.sessions.room_cursors import SessionRooms
from qqdesk.server.sessions.typing_notices import TypingNotices, Typist

TIMEOUT_S = 2.5 * HEARTBEAT_S


RequestKey = tuple[str, bytes]
"""SEQ and a digest of the body."""
Unsent = dict[tuple[MessageKind, int], str]
"""Texts of entries, by kind and sender."""


class HangingPoll(Protocol):
    """A GetMsgEx request without a reply yet, see `polls`."""

    is_parked: bool

    def wake(self) -> None:
        """Check for something to send: a presence change or a typing notice."""
        ...

    def finish(self, why: EndReason | None = None) -> None:
        """Reply now: empty, or with the reason why the session ended."""
        ...


class AnsweredPoll(NamedTuple):
    """The reply to a GetMsgEx, which a repeat gets again. `since` in monotonic seconds."""

    reply: bytes
    since: float


@dataclass(slots=True, eq=False)
class Session:
    """One signed-in device of an account. A classic session has no device; it is known by its address.

    Rarely used parts are created on demand, because there may be many sessions.
    """

    number: int
    clock: Clock
    key: bytes = field(repr=False)
    """Identifies the session in the database: the digest of the token, or a random value."""
    device: str = ""
    address: str = ""
    status: Status = Status.ONLINE
    """The account's status, the same in all its sessions."""
    known_status: Status = Status.ONLINE
    """The status that the client knows."""
    can_devices: bool = False
    """The client knows several devices of one account."""
    can_rooms: bool = False
    """The client knows rooms."""
    can_files: bool = False
    """The client knows messages with files."""
    can_changes: bool = False
    """The client knows changes of messages, AWAY and signatures."""
    shows_read: bool = False
    """The account shows what it has read, so it gets what others have read in rooms."""
    counts: bool = True
    """The device has a part in the account's presence."""
    is_idle: bool = False
    proof: bytes = field(default=b"", repr=False)
    """The proof of a classic session's password, see `Passwords.proof`."""
    last_seen: float = 0.0
    ended: bool = False
    poll: HangingPoll | None = None
    unsent: Unsent = field(default_factory=dict)
    """Entries that are in no mailbox and that were not sent yet, in order; the latest of each kind and sender."""
    login_sequence: str = ""
    """SEQ of the last Login of a classic session."""
    received: int = 0
    """The last id that the client has acknowledged; 0 if unknown."""
    top: int = 0
    """The last id that was sent, acknowledged or passed over, if `is_current`."""
    shown: int = 0
    """The last id up to `top` that the client knows."""
    is_current: bool = False
    """All mailbox entries after `top` are in `fresh`."""
    fresh: list[Mail] | None = None
    is_reading: bool = False
    """A read of the mailbox is running, and no entry has arrived since it started."""
    noted_seen: float = 0.0
    """When a server last heard of the session, according to the database."""
    made: MadeReply | None = None
    """The last GetMsgEx reply to a classic session that this server made."""
    answered_polls: dict[bytes, AnsweredPoll] = field(default_factory=dict)
    """The last GetMsgEx requests with EXT that got entries, by body, in order."""
    typing_notices: TypingNotices | None = None
    rooms: SessionRooms | None = None
    """None before the first poll, and without CAN_ROOMS."""
    _replies: ReplyCache | None = None
    _poll_lock: asyncio.Lock | None = None

    def offers(self, needs: str) -> bool:
        """Return whether the session has what a request or an entry needs, see `Request.NEEDS` and `EntryKind`."""
        match needs:
            case codes.EXTENDED:
                return self.extended
            case codes.CAN_DEVICES:
                return self.can_devices
            case codes.CAN_ROOMS:
                return self.can_rooms
            case codes.CAN_FILES:
                return self.can_files
            case codes.CAN_CHANGES:
                return self.can_changes
        return True

    @property
    def replies(self) -> ReplyCache:
        """Replies to the recent requests that must not run twice."""
        if self._replies is None:
            self._replies = ReplyCache(self.clock)
        return self._replies

    def drop_expired(self) -> None:
        """Drop expired replies and typing notices."""
        now = self.clock.monotonic()
        if self.typing_notices is not None:
            self.typing_notices.drop_expired(now)
            if not self.typing_notices:
                self.typing_notices = None
        if self._replies is not None:
            self._replies.drop_expired()
            if not self._replies:
                self._replies = None
        if self.answered_polls:
            self.answered_polls = {
                body: poll for body, poll in self.answered_polls.items() if poll.since > now - WITHIN_S
            }

    @property
    def poll_lock(self) -> asyncio.Lock:
        """Serializes the GetMsgEx requests of a classic session."""
        if self._poll_lock is None:
            self._poll_lock = asyncio.Lock()
        return self._poll_lock

    @property
    def extended(self) -> bool:
        return bool(self.device)

    @property
    def hidden_kinds(self) -> frozenset[MessageKind]:
        """The kinds that a session with EXT does not get."""
        if self.can_rooms:
            hidden = mailbox.NOTHING
        else:
            hidden = mailbox.WITHOUT_ROOMS if self.can_devices else mailbox.WITHOUT_BOTH
        return hidden if self.can_changes else hidden | mailbox.WITHOUT_CHANGES

    def notify(self, kind: MessageKind, sender: int = SYSTEM_NUMBER, text: str = "") -> None:
        """Send an entry that is not stored with the next reply, if the session gets entries of this kind."""
        if not self.offers(kind.row.needs):
            return
        self.unsent.pop((kind, sender), None)
        self.unsent[kind, sender] = text
        self.wake()

    def notify_presence(self, contact: int, status: Status) -> None:
        self.notify(MessageKind.STATUS_CHANGED, contact, str(int(self.client_status(status))))

    def client_status(self, status: Status) -> Status:
        """Return a status as this client knows it."""
        return status if self.can_changes else status.without_away

    def drop_presence(self, contact: int) -> None:
        """Drop an unsent change of a contact's presence."""
        self.unsent.pop((MessageKind.STATUS_CHANGED, contact), None)

    def notify_typing(self, contact: int, room: int = 0) -> None:
        if self.typing_notices is None:
            self.typing_notices = TypingNotices()
        if self.typing_notices.add((room, contact), self.clock.monotonic()):
            self.wake()

    def drop_typing(self, contact: int) -> None:
        """Drop an unsent typing notice of a contact."""
        if self.typing_notices is not None:
            self.typing_notices.forget(contact)

    def pop_typing(self) -> list[Typist]:
        return [] if self.typing_notices is None else self.typing_notices.pop(self.clock.monotonic())

    @property
    def has_unsent(self) -> bool:
        if self.unsent:
            return True
        return self.typing_notices is not None and self.typing_notices.has_unsent(self.clock.monotonic())

    @property
    def has_news(self) -> bool:
        """Whether there is something to send that is not in the inbox."""
        return self.has_unsent or (self.rooms is not None and bool(self.rooms.news))

    def close_rooms(self) -> None:
        """Read the rooms again at the next poll."""
        if self.rooms is not None:
            self.rooms.close()
            self.rooms = None

    def pop_unsent(self) -> Unsent:
        unsent, self.unsent = self.unsent, {}
        return unsent

    def restore_unsent(self, unsent: Unsent) -> None:
        """Restore entries that were not delivered; newer ones win."""
        self.unsent = {key: text for key, text in unsent.items() if key not in self.unsent} | self.unsent

    def wake(self) -> None:
        if self.poll is not None:
            self.poll.wake()


class Sessions:
    """The live sessions."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.on_end: Callable[[Session], None] = lambda session: None
        """Called after a session has ended."""
        self._by_number: dict[int, tuple[Session, ...]] = {}
        self._by_key: dict[bytes, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def of(self, number: int) -> tuple[Session, ...]:
        return self._by_number.get(number, ())

    def notify(self, number: int, kind: MessageKind, sender: int = SYSTEM_NUMBER) -> None:
        """Send an entry that is not stored to the sessions of an account that get entries of this kind."""
        for session in self.of(number):
            session.notify(kind, sender)

    def of_device(self, number: int, device: str) -> Session | None:
        return next((session for session in self.of(number) if session.device == device), None)

    def by_key(self, key: bytes, number: int) -> Session | None:
        session = self._by_key.get(key)
        return session if session is not None and session.number == number else None

    def classic(self, address: str, number: int) -> Session | None:
        session = self.of_device(number, "")
        return session if session is not None and session.address == address else None

    def visible(self, number: int) -> Status:
        """Return an account's status as others see it: AWAY instead of ONLINE if all its devices are idle."""
        counting = [session for session in self.of(number) if session.counts]
        if not counting:
            return Status.OFFLINE
        status = counting[0].status.as_seen_by_others
        return Status.AWAY if status is Status.ONLINE and all(session.is_idle for session in counting) else status

    def status(self, number: int) -> Status:
        """Return an account's status as its owner sees it."""
        return next((session.status for session in self.of(number) if session.counts), Status.OFFLINE)

    def is_hidden(self, number: int) -> bool:
        """Whether others see an account as offline."""
        return not self.status(number).is_present

    def touch(self, session: Session) -> None:
        session.last_seen = self._clock.monotonic()

    def is_stale(self, session: Session) -> bool:
        """Whether the session has timed out. A session with a parked poll never does."""
        if session.poll is not None:
            return False
        return self._clock.monotonic() - session.last_seen > TIMEOUT_S

    def put(self, session: Session) -> None:
        self.touch(session)
        self._by_number[session.number] = (*self.of(session.number), session)
        self._by_key[session.key] = session

    def replace_key(self, session: Session, key: bytes) -> None:
        """Replace the key after another sign-in of the same device.

        Its polls start at the cursor on disk, which the reply says: the device may have lost its history. All other
        state stays.
        """
        del self._by_key[session.key]
        session.key = key
        self._by_key[key] = session
        session.received = session.shown = session.top = 0
        session.is_current, session.is_reading, session.fresh = False, False, None
        session.close_rooms()
        self.touch(session)
        if session.poll is not None:
            session.poll.finish()

    def remove(self, session: Session, why: EndReason) -> None:
        others = tuple(other for other in self.of(session.number) if other is not session)
        if others:
            self._by_number[session.number] = others
        else:
            del self._by_number[session.number]
        del self._by_key[session.key]
        session.ended = True
        session.close_rooms()
        self.on_end(session)
        if session.poll is not None:
            session.poll.finish(why)
