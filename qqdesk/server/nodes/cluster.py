"""This server as one of several on a database: what each of them knows of all sessions, and what they tell one another.

In the database is the truth. Every server keeps a picture of all living sessions in memory, which is changed by looking
at the database and in no other way: whoever signs in or out or changes their status writes that, looks, and hints to
the others, who look, too. Looks are answered in the order in which they are asked, and each sees at least what the one
before has seen, so a picture never goes back in time. A hint that is lost is made up for at the next sweep: every
change has a number, and it is asked what changed since the last one known. A request with a session that is not in the
picture has it looked at first. A picture that could not be compared for a while says of nobody any more that they are
signed in: somebody may have been shut out meanwhile.

A session has timed out where no server heard of it. Each of them writes now and then what it heard of (`seen`), and
asks before it ends one that it has not heard of itself.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.server.accounts import tokens
from qqdesk.server.accounts.sessions import Session, Sessions
from qqdesk.server.clock import Clock
from qqdesk.server.errors import StorageError, UncertainError
from qqdesk.server.nodes import shared_sessions
from qqdesk.server.nodes.peer_events import ADDED, POLLS, SESSIONS, TOLD, TYPING, pack, unpack
from qqdesk.server.nodes.session_heartbeats import SessionHeartbeats
from qqdesk.server.nodes.shared_sessions import Found, Living
from qqdesk.server.nodes.unknown_tokens import UnknownTokens
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.store import Store

logger = logging.getLogger(__name__)

_GRACE_S = 60.0
"""After the start, or when the database could not be reached: the others, too, have to say first whom they heard of."""
_LEASE_S = 30.0
"""How long the picture counts after it was compared with the database."""


class Cluster:
    """Belongs to the event loop's thread. `announce` is told of every user whose visible status may be another one, and
    what it was."""

    def __init__(self, store: Store, sessions: Sessions, clock: Clock, announce: Callable[[int, Status], None]) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._announce = announce
        self._strangers = UnknownTokens(clock)
        self._renewals = SessionHeartbeats(store, sessions, clock, self._wait_for_the_others)
        self._version = 0
        self._is_looking_at_changes = True
        """Also while everything is looked at, at the start."""
        self._judges_from = 0.0
        self._counts_until = 0.0

    @property
    def is_current(self) -> bool:
        """Whether the picture counts; else every session has to be looked for."""
        return self._clock.monotonic() < self._counts_until

    async def start(self) -> None:
        """Take up the sessions that there are. Where no server was there for a while, they live from now on."""
        self._wait_for_the_others()

        def begin(db: Database) -> None:
            time = self._store.time(db)
            shared_sessions.renew_all(db, time)

        await self._store.write(begin)
        began = self._clock.monotonic()

        def look(db: Database) -> tuple[int, dict[int, Living]]:
            # The number first: what changes meanwhile is looked at again.
            return shared_sessions.version(db), shared_sessions.everyone(db, self._store.time(db))

        self._version, living = await self._store.read(look)
        for row in living.values():
            self._put(row)
        self._is_looking_at_changes = False
        self._counts_until = began + _LEASE_S

    def _wait_for_the_others(self) -> None:
        self._judges_from = self._clock.monotonic() + _GRACE_S

    # The picture

    def look_at(self, numbers: Iterable[int], then: Callable[[], None] = lambda: None) -> None:
        """Look what became of the sessions of these users; `then` is called once it is known."""
        wanted = list(numbers)
        self._look(wanted, then, self._failed)

    def _look(self, wanted: list[int], then: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        def found(result: Found) -> None:
            for number in wanted:
                self._settle(number, result.living.get(number), result.ended.get(number))
            then()

        self._store.look(lambda db: shared_sessions.of(db, wanted, self._store.time(db)), found, failed)

    async def _refresh(self, number: int) -> None:
        """Raises StorageError."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def then() -> None:
            if not done.done():
                done.set_result(None)

        def failed(error: Exception) -> None:
            if not done.done():
                done.set_exception(error)

        self._look([number], then, failed)
        await done

    def _failed(self, error: Exception) -> None:
        # The link has said why. What was not seen now is seen at a sweep.
        logger.debug("Sessions could not be looked at: %s", error)
        self._wait_for_the_others()

    def look_at_changes(self) -> None:
        """Whatever changed since the last time."""
        if self._is_looking_at_changes:
            return
        self._is_looking_at_changes = True
        after, until = self._version, self._clock.monotonic() + _LEASE_S

        def look(db: Database) -> tuple[int, list[int], Found]:
            version = shared_sessions.version(db)
            numbers = shared_sessions.changed(db, after) if version != after else []
            return version, numbers, shared_sessions.of(db, numbers, self._store.time(db))

        self._store.look(look, partial(self._take_changes, until), self._changes_failed)

    def _take_changes(self, until: float, found: tuple[int, list[int], Found]) -> None:
        self._is_looking_at_changes = False
        self._counts_until = until
        self._version, numbers, result = found
        for number in numbers:
            self._settle(number, result.living.get(number), result.ended.get(number))

    def _changes_failed(self, error: Exception) -> None:
        self._is_looking_at_changes = False
        self._failed(error)

    def look_at_all(self) -> None:
        """Somebody was deleted, maybe, with all their rows."""
        self._store.look(
            lambda db: shared_sessions.everyone(db, self._store.time(db)),
            lambda living: self.look_at([session.number for session in self._sessions if session.number not in living]),
            self._failed,
        )

    def _settle(self, number: int, row: Living | None, why: EndReason | None) -> None:
        session, before = self._sessions.of(number), self._sessions.visible(number)
        if row is not None:
            self._put(row)
        elif session is not None:
            self._sessions.remove(session, why or EndReason.UNKNOWN_OR_TIMED_OUT)
        self._announce(number, before)

    def _put(self, row: Living) -> None:
        heard = self._clock.monotonic() - row.age / 1000
        session = self._sessions.of(row.number)
        if session is not None and session.key != row.key and session.extended and session.device == row.device:
            # The same device signed in again.
            session.key = row.key
            self._sessions.replace_token(session, row.key)
        elif session is None or session.key != row.key:
            token = row.key if row.device else None
            session = Session(row.number, self._clock, token=token, device=row.device, address=row.address)
            session.key, session.is_elsewhere = row.key, True
            self._sessions.put(session)
            session.last_seen = heard
        session.status = row.status
        session.last_seen = max(session.last_seen, heard)
        session.renewed = max(session.renewed, heard)

    # Coming and going

    async def find(self, token: bytes | None, number: int, address: str) -> Session | None:
        """The living session of a request, by the digest of its token or by where it comes from, that this server
        does not know or has not heard of for long. Raises StorageError, and RefusedError where too many are looked
        for."""
        if token is not None and self._strangers.why_ended(token, number) is not None:
            return None
        with self._strangers.look_up(address):
            await self._refresh(number)
            session = self._known(token, number, address)
            if session is not None and self._sessions.is_stale(session) and self._judges:
                await self._store.write(partial(self._end_silent, [session.key]))
                await self._changed(number)
                # Unless another server has heard of it in between.
                session = self._known(token, number, address)
        if session is not None:
            self._sessions.touch(session)
        return session

    def _known(self, token: bytes | None, number: int, address: str) -> Session | None:
        if token is None:
            return self._sessions.classic(address, number)
        return self._sessions.by_token(token, number)

    async def why_ended(self, token: bytes, number: int, address: str) -> EndReason:
        """Why there is no such session, where none was found. Raises as `find` does."""
        why = self._strangers.why_ended(token, number)
        if why is None:
            with self._strangers.look_up(address):
                why = await self._store.read(lambda db: tokens.end_reason(db, token, number))
            self._strangers.remember(token, number, why)
        return why

    async def sign_in(
        self, token: bytes, number: int, device: str, password: str, wanted: Status | None = None
    ) -> bool:
        """Begin a session with a token, of which that is the digest. False where the user's password, as it is stored,
        is not `password` any more or they are shut out. Raises StorageError."""
        began = await self._store.write(
            lambda db: shared_sessions.begin(db, token, number, device, password, self._store.time(db), wanted)
        )
        await self._changed(number)
        return began

    async def sign_in_classic(
        self, number: int, address: str, password: str, wanted: Status | None = None
    ) -> Session | None:
        """Begin a session without a token, or go on with the one that there is; None as above."""
        session = self._sessions.classic(address, number)
        if session is not None and not self._sessions.is_stale(session):
            # Some bots sign in before every poll.
            known = session.key
            if await self._store.read(lambda db: shared_sessions.is_good(db, known, number, password)):
                self._sessions.touch(session)
                if wanted is not None and wanted is not session.status:
                    await self.set_status(session, wanted)
                return session
        key = tokens.digest(tokens.new_token())
        began = await self._store.write(
            lambda db: shared_sessions.begin_classic(db, key, number, address, password, self._store.time(db), wanted)
        )
        await self._changed(number)
        session = self._sessions.classic(address, number)
        if not began or session is None:
            return None
        self._sessions.touch(session)
        return session

    async def end(self, session: Session, why: EndReason) -> None:
        """End a session. Raises StorageError."""
        await self._store.write(lambda db: tokens.end(db, session.key, why, self._store.time(db)))
        await self._changed(session.number)

    async def set_status(self, session: Session, status: Status) -> None:
        """Raises StorageError."""
        await self._store.write(lambda db: tokens.set_status(db, session.key, status))
        await self._changed(session.number)

    async def _changed(self, number: int) -> None:
        """Something of a user was written."""
        self._store.tell(SESSIONS, number)
        try:
            await self._refresh(number)
        except StorageError as error:
            # That nothing was changed would not be true.
            raise UncertainError(str(error)) from error

    # What servers tell one another

    def hear(self, kind: str, numbers: Sequence[int]) -> None:
        if kind == SESSIONS:
            self.look_at(numbers)
        elif kind == POLLS:
            for number in numbers:
                self._polls_elsewhere(number)
        elif kind == TOLD:
            # The news may be on its way here just now: who it is about is looked up, and then on whose lists they are.
            # Looks are answered in order.
            self._store.look(_nothing, lambda _: self._store.look(_nothing, lambda _: self._forget_news(numbers)))
        elif kind == ADDED:
            for owner, contact, _ in map(unpack, numbers):
                self.tell_of_contact(owner, contact)
        elif kind == TYPING:
            for owner, contact, _ in map(unpack, numbers):
                session = self._sessions.of(owner)
                if session is not None and session.extended and not session.is_elsewhere:
                    session.notify_typing(contact)

    def _forget_news(self, numbers: Sequence[int]) -> None:
        for owner, contact, status in map(unpack, numbers):
            session = self._sessions.of(owner)
            if session is not None and session.presence_changes.get(contact) == status:
                del session.presence_changes[contact]

    def _polls_elsewhere(self, number: int) -> None:
        session = self._sessions.of(number)
        if session is not None:
            session.is_elsewhere, session.is_current, session.fresh = True, False, None
            if session.poll is not None:
                session.poll.finish()

    def tell_of_contact(self, owner: int, contact: int) -> None:
        """Somebody came onto a list: whose list it is learns at once if they are present."""
        session, status = self._sessions.of(owner), self._sessions.visible(contact)
        if session is not None and status is not Status.OFFLINE:
            session.notify_presence(contact, status)

    def told(self, owner: int, news: dict[int, Status]) -> None:
        """Hint to the others that they need not tell this."""
        self._store.tell(TOLD, *(pack(owner, contact, status) for contact, status in news.items()))

    def added(self, lists: Iterable[tuple[int, int]]) -> None:
        """Hint to the others who came onto whose list."""
        self._store.tell(ADDED, *(pack(owner, contact) for owner, contact in lists))

    # What is done from time to time

    def sweep(self) -> None:
        """Look what changed, write whom this server heard of, and end whom none has heard of."""
        self._strangers.forget_old()
        self.look_at_changes()
        self._renewals.write()
        if self._judges:
            silent = [session.number for session in self._sessions if self._sessions.is_stale(session)]
            if silent:
                self.look_at(silent, lambda: self._end_those_silent(silent))

    @property
    def _judges(self) -> bool:
        return self._clock.monotonic() >= self._judges_from

    def _went_well(self, future: "asyncio.Future[None]") -> bool:
        if future.cancelled() or future.exception() is not None:
            self._wait_for_the_others()
            return False
        return True

    def _end_those_silent(self, numbers: list[int]) -> None:
        """Of those whom this server has not heard of, some have been heard of by others."""
        sessions = [session for number in numbers if (session := self._sessions.of(number)) is not None]
        stale = [session for session in sessions if self._sessions.is_stale(session)]
        if not stale:
            return
        ended = [session.number for session in stale]

        def done(future: "asyncio.Future[None]") -> None:
            if self._went_well(future):
                self._store.tell(SESSIONS, *ended)
                self.look_at(ended)

        self._store.write(partial(self._end_silent, [session.key for session in stale])).add_done_callback(done)

    def _end_silent(self, keys: Sequence[bytes], db: Database) -> None:
        shared_sessions.end_silent(db, keys, self._store.time(db))


def _nothing(_: Database) -> None:
    """Only waits for its turn."""
