"""The live sessions in memory: a copy of their rows, for one server or several on one database.

A sign-in, sign-out, change of status or ban is a write to the rows. Then every server reads the rows of that account
again and applies the difference: presence is announced, polls of an ended session are answered. Reads are answered in
order and each sees at least what the one before has seen, so the copy never goes back in time. Between a loss of the
notifications and the end of the next complete read the copy is not used: each request looks its session up.

A session times out when no server has heard of it. `seen` is written for that, and only if several servers share the
database: another server asks for it before it ends a session that it has not heard of itself.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from qqdesk.clock import Clock
from qqdesk.protocol.codes import EndReason, Result, Status
from qqdesk.server.accounts import devices
from qqdesk.server.accounts.devices import Found, LiveSession, SignIn
from qqdesk.server.addresses import group
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import RefusedError, StorageError, UncertainError
from qqdesk.server.sessions.sessions import TIMEOUT_S, Session, Sessions
from qqdesk.server.storage.interface import Database

logger = logging.getLogger(__name__)

_NOTE_SEEN_S = 30.0
"""How old `seen` may be."""
_GRACE_S = 60.0
"""After a start or a failure of the database no session times out: other servers have to write `seen` first."""
_STEP = 500
"""Sessions in one write. Other writes wait meanwhile."""
_MOST_LOOKUPS = 64
_MOST_LOOKUPS_OF_ONE_PLACE = 16
_WAIT_S = 1


class SessionCache:
    """Belongs to the event loop's thread. `announce` is called with an account whose visible status may have changed,
    and with the status before."""

    def __init__(self, store: Store, sessions: Sessions, clock: Clock, announce: Callable[[int, Status], None]) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._announce = announce
        self._lookups: Counter[str] = Counter()
        self._judges_from = 0.0
        self._is_sweeping = False
        self._is_started = False
        self._is_deaf = store.is_shared
        """Notifications of other servers may be missed."""
        self.is_current = False
        """Whether a request may use the copy."""

    async def start(self) -> None:
        """Load the live sessions, without announcing them. The time of each starts again."""
        await self._store.write(lambda db: devices.note_all_seen(db, self._store.time(db)))
        self._pause_timeouts()
        found = await self._store.read(lambda db: devices.everyone(db, self._store.time(db)))
        for rows in found.live.values():
            for row in rows:
                self._put(row, found.time)
        for session in self._sessions:
            if session.can_devices:
                # The previous process may not have sent the last change.
                session.notify_presence(session.number, session.status)
        self._is_started = True
        if not self._is_deaf:
            self.refresh_all()

    def _pause_timeouts(self) -> None:
        if self._store.is_shared:
            self._judges_from = self._clock.monotonic() + _GRACE_S

    # The copy

    def refresh(self, numbers: Iterable[int]) -> None:
        """Read the sessions of these accounts again."""
        if self._is_started:
            self._read(list(numbers), lambda: None, self._on_failure)

    def refresh_all(self) -> None:
        """Read everything again: anything may have changed."""

        def then(found: Found) -> None:
            for number in found.live:
                self._apply(found, number)
            self.refresh({session.number for session in self._sessions if session.number not in found.live})
            self.is_current = not self._is_deaf

        self._store.query(lambda db: devices.everyone(db, self._store.time(db)), then, self._on_failure)

    def _on_failure(self, error: Exception) -> None:
        # The store has logged it. The next sweep reads everything.
        logger.debug("Sessions could not be read: %s", error)
        self.is_current = False

    def _read(self, numbers: list[int], then: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        known = {number: [session.key for session in self._sessions.of(number)] for number in numbers}

        def apply(found: Found) -> None:
            for number in numbers:
                self._apply(found, number)
            then()

        self._store.query(lambda db: devices.of(db, known, self._store.time(db)), apply, failed)

    async def _refresh(self, numbers: list[int]) -> None:
        """Raises StorageError."""

        def start_query(then: Callable[[None], None], failed: Callable[[Exception], None]) -> None:
            self._read(numbers, lambda: then(None), failed)

        await self._store.answer(start_query)

    def _apply(self, found: Found, number: int) -> None:
        before = self._sessions.visible(number)
        rows = found.live.get(number, [])
        for row in rows:
            self._put(row, found.time)
        live = {row.key for row in rows}
        for session in self._sessions.of(number):
            if session.key not in live:
                self._sessions.remove(session, found.ended.get(session.key, EndReason.UNKNOWN_OR_TIMED_OUT))
        self._announce(number, before)

    def _put(self, row: LiveSession, time: int) -> None:
        seen = self._clock.monotonic() - (time - row.seen) / 1000
        session = self._sessions.of_device(row.number, row.device)
        if session is not None and session.key != row.key and session.extended:
            # The same device signed in again.
            self._sessions.replace_key(session, row.key)
            session.known_status = row.status
        elif session is None or session.key != row.key:
            session = Session(row.number, self._clock, row.key, row.device, row.address)
            self._sessions.put(session)
            session.last_seen, session.known_status = seen, row.status
        session.status, session.counts, session.is_idle = row.status, row.counts, row.is_idle
        session.can_devices, session.can_rooms = row.can_devices, row.can_rooms
        session.can_files, session.can_changes, session.shows_read = row.can_files, row.can_changes, row.shows_read
        if row.status is not session.known_status:
            session.known_status = row.status
            if session.can_devices:
                session.notify_presence(session.number, row.status)
        session.last_seen = max(session.last_seen, seen)
        session.noted_seen = max(session.noted_seen, seen)

    def on_lost(self) -> None:
        """Notifications of other servers may be missed from now on, until `on_change`."""
        self._is_deaf, self.is_current = True, False

    def on_change(self) -> None:
        """Anything may have changed. Notifications come from now on."""
        if self._is_deaf:
            self._pause_timeouts()
        self._is_deaf = False
        if self._is_started:
            self.refresh_all()

    # Requests

    async def find(self, token: bytes | None, number: int, address: str) -> Session | None:
        """Return the live session of a request, by its token's digest or its address, that the copy does not have.

        Raises StorageError, and RefusedError if too many are looked up.
        """
        with self._one_lookup(address):
            await self._refresh([number])
            session = self._known(token, number, address)
            if session is not None and self._is_silent(session):
                await self._end_silent([session])
                # Another server may have heard of it meanwhile.
                session = self._known(token, number, address)
        if session is not None:
            self._sessions.touch(session)
        return session

    async def end_reason(self, token: bytes, number: int, address: str) -> EndReason:
        """Return why there is no such session. Raises the errors of `find`."""
        with self._one_lookup(address):
            return await self._store.read(lambda db: devices.end_reason(db, token, number))

    def _known(self, token: bytes | None, number: int, address: str) -> Session | None:
        if token is None:
            return self._sessions.classic(address, number)
        return self._sessions.by_key(token, number)

    @contextmanager
    def _one_lookup(self, address: str) -> Iterator[None]:
        """Limit how many lookups run at once: a client may invent tokens, and other reads wait behind its lookups."""
        place = group(address)
        if self._lookups.total() >= _MOST_LOOKUPS or self._lookups[place] >= _MOST_LOOKUPS_OF_ONE_PLACE:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many sessions are looked for", wait=_WAIT_S)
        self._lookups[place] += 1
        try:
            yield
        finally:
            self._lookups[place] -= 1
            if not self._lookups[place]:
                del self._lookups[place]

    async def sign_in(self, login: SignIn) -> int | None:
        """Start a session with EXT, and return its cursor, see `devices.sign_in`. Raises StorageError."""
        await self.end_if_silent(login.number)
        cursor = await self._store.write(lambda db: devices.sign_in(db, login, self._store.time(db)))
        await self.apply_changes(login.number)
        return cursor

    async def sign_in_classic(self, login: SignIn) -> Session | None:
        """Start or continue a classic session, see `devices.continue_classic`. Raises StorageError."""
        number = login.number
        await self.end_if_silent(number)
        session = self._sessions.classic(login.address, number)
        if session is not None and login.wanted in (None, session.status if session.counts else Status.OFFLINE):
            # Some bots sign in before each poll. They do not wait for the disk.
            known = session.key
            if await self._store.read(lambda db: devices.accepts(db, known, number, login.password)):
                self._sessions.touch(session)
                return session
        is_in = await self._store.write(lambda db: devices.continue_classic(db, login, self._store.time(db)))
        await self.apply_changes(number)
        session = self._sessions.classic(login.address, number)
        if not is_in or session is None:
            return None
        self._sessions.touch(session)
        return session

    async def end(self, session: Session, why: EndReason) -> None:
        """End a session. Raises StorageError."""
        await self._store.write(lambda db: devices.end(db, session.number, session.key, why, self._store.time(db)))
        await self.apply_changes(session.number)

    async def set_status(self, session: Session, status: Status) -> None:
        """Raises StorageError."""
        session.known_status = status
        await self._store.write(lambda db: devices.set_status(db, session.number, session.key, status))
        await self.apply_changes(session.number)

    async def set_idle(self, session: Session, is_idle: bool) -> None:
        """Raises StorageError."""
        await self._store.write(lambda db: devices.set_idle(db, session.number, session.key, is_idle))
        await self.apply_changes(session.number)

    async def apply_changes(self, *numbers: int) -> None:
        """Read the rows of these accounts, which were written. Raises UncertainError."""
        try:
            await self._refresh(list(numbers))
        except StorageError as error:
            # The write may be seen or not: a reply that says it failed could be wrong.
            raise UncertainError(str(error)) from error

    # Timeouts

    def _is_silent(self, session: Session) -> bool:
        return self._clock.monotonic() >= self._judges_from and self._sessions.is_stale(session)

    async def end_if_silent(self, number: int) -> None:
        """End the sessions of an account that timed out. Raises StorageError."""
        silent = [session for session in self._sessions.of(number) if self._is_silent(session)]
        if silent:
            await self._end_silent(silent)

    async def _end_silent(self, sessions: list[Session]) -> None:
        keys = [session.key for session in sessions]

        def write(db: Database) -> None:
            now = self._store.time(db)
            last_heard = now - round(TIMEOUT_S * 1000)
            silent_since = last_heard if self._store.is_shared else now
            devices.end_silent(db, keys, silent_since, last_heard, now)

        await self._store.write(write)
        await self.apply_changes(*(session.number for session in sessions))

    async def sweep(self) -> None:
        """Note which sessions this server has heard of, and end those that no server has heard of."""
        if self._is_sweeping:
            return
        self._is_sweeping = True
        try:
            if not self.is_current and not self._is_deaf:
                self.refresh_all()
            if self._store.is_shared:
                await self._note_seen()
            silent = [session for session in self._sessions if self._is_silent(session)]
            if silent and self._store.is_shared:
                await self._refresh([session.number for session in silent])
                silent = [session for session in silent if not session.ended and self._is_silent(session)]
            for start in range(0, len(silent), _STEP):
                await self._end_silent(silent[start : start + _STEP])
        except (StorageError, UncertainError):
            self._pause_timeouts()
        finally:
            self._is_sweeping = False

    async def _note_seen(self) -> None:
        now = self._clock.monotonic()
        due = [session for session in self._sessions if self._must_note(session, now)]
        for start in range(0, len(due), _STEP):
            heard = {session: now if session.poll else session.last_seen for session in due[start : start + _STEP]}
            # The time since then: the database's clock is another one.
            ages = {session.key: round((now - seen) * 1000) for session, seen in heard.items()}

            def write(db: Database, ages: dict[bytes, int] = ages) -> None:
                time = self._store.time(db)
                devices.note_seen(db, {key: time - age for key, age in ages.items()})

            await self._store.write(write)
            for session, seen in heard.items():
                session.noted_seen = seen

    def _must_note(self, session: Session, now: float) -> bool:
        is_heard = session.poll is not None or session.last_seen > session.noted_seen
        return is_heard and now - session.noted_seen >= _NOTE_SEEN_S
