"""Who is signed in. All in memory and in the event loop's thread; what outlives the server is in `tokens`."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from qqdesk.protocol.codes import HEARTBEAT_S, EndReason, Status
from qqdesk.protocol.commands import GetMessagesReply
from qqdesk.server.clock import Clock
from qqdesk.server.repeats import Key, Repeats

TIMEOUT_S = 2.5 * HEARTBEAT_S


class Poll:
    """One GetMsgEx that may hang. It is over once it was told so, and never hangs again."""

    __slots__ = ("_woken", "is_over", "why")

    def __init__(self) -> None:
        self.is_over = False
        self.why: EndReason | None = None
        """Set where the session ended: the poll is refused, not answered empty."""
        self._woken: asyncio.Future[None] | None = None

    @property
    def is_parked(self) -> bool:
        return self._woken is not None

    def wake(self) -> None:
        """Something may be there: look."""
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    def finish(self, why: EndReason | None = None) -> None:
        """Answer now, whatever is there."""
        self.is_over = True
        self.why = self.why or why
        self.wake()

    async def park(self) -> None:
        """Wait until woken."""
        if self.is_over:
            return
        self._woken = asyncio.get_running_loop().create_future()
        try:
            await self._woken
        finally:
            self._woken = None


@dataclass(slots=True, eq=False)
class Pending:
    """A reply with messages to a classic session, which nobody has acknowledged: the next GetMsgEx tells."""

    key: Key
    reply: GetMessagesReply
    up_to: int
    """The id to move the cursor to; 0 where nothing stored is in it."""
    news: dict[int, Status]
    since: float
    repeats: int = 0
    sending: int = 0
    """How many connections it is on just now."""
    is_out: bool = False


@dataclass(slots=True, eq=False)
class Session:
    """One signed-in user. `token` (its digest) and `device` are there with EXT, `address` is what tells a classic one.

    `news` are changes of presence that were not told yet, the latest of each contact, in order.
    """

    number: int
    repeats: Repeats
    status: Status = Status.ONLINE
    token: bytes | None = field(default=None, repr=False)
    device: str = ""
    address: str = ""
    password: str = field(default="", repr=False)
    """The user's, as it is stored: the session ends once somebody puts another there from outside."""
    proof: bytes = field(default=b"", repr=False)
    """Of the password that a classic session signed in with."""
    last_seen: float = 0.0
    ended: bool = False
    poll: Poll | None = None
    news: dict[int, Status] = field(default_factory=dict)
    pending: Pending | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """A classic session's GetMsgEx come one after the other."""

    @property
    def extended(self) -> bool:
        return self.token is not None

    def tell(self, contact: int, status: Status) -> None:
        """A contact's visible status changed."""
        self.news.pop(contact, None)
        self.news[contact] = status
        self.wake()

    def take_news(self) -> dict[int, Status]:
        news, self.news = self.news, {}
        return news

    def put_back(self, news: dict[int, Status]) -> None:
        """They were not received after all; what came since is newer."""
        self.news = {contact: status for contact, status in news.items() if contact not in self.news} | self.news

    def wake(self) -> None:
        if self.poll is not None:
            self.poll.wake()

    def new_poll(self) -> Poll:
        """The poll of this session; the one before is answered at once."""
        if self.poll is not None:
            self.poll.finish()
        self.poll = Poll()
        return self.poll


class Sessions:
    """The living sessions, one a user at most."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
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
        """A user's status as others see it."""
        session = self._by_number.get(number)
        return Status.OFFLINE if session is None else session.status.as_seen_by_others

    def touch(self, session: Session) -> None:
        session.last_seen = self._clock.monotonic()

    def is_stale(self, session: Session) -> bool:
        """Nothing was heard of it for too long; a poll that hangs is a sign of life."""
        if session.poll is not None and session.poll.is_parked:
            return False
        return self._clock.monotonic() - session.last_seen > TIMEOUT_S

    def put(self, session: Session, why: EndReason = EndReason.SIGNED_IN_ELSEWHERE) -> None:
        """A new session; the user's other one ends."""
        older = self._by_number.get(session.number)
        if older is not None:
            self.remove(older, why)
        self.touch(session)
        self._by_number[session.number] = session
        if session.token is not None:
            self._by_token[session.token] = session

    def replace_token(self, session: Session, token: bytes) -> None:
        """The same device signed in again: everything else stays."""
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
        if session.poll is not None:
            session.poll.finish(why)
