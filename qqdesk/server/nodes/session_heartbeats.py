"""Whom this server has heard of, written where the others see it, see `cluster`."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from operator import attrgetter

from qqdesk.server.accounts.sessions import Session, Sessions
from qqdesk.server.clock import Clock
from qqdesk.server.nodes import shared_sessions
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.store import Store

_EVERY_S = 30.0
"""How long it may take until the database knows that a session was heard of."""
_GRAIN_S = 5.0


class SessionHeartbeats:
    """Belongs to the event loop's thread. `failed` is told when something was not written."""

    def __init__(self, store: Store, sessions: Sessions, clock: Clock, failed: Callable[[], None]) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._failed = failed
        self._is_writing = False

    def write(self) -> None:
        """Write what is due."""
        if self._is_writing:
            return
        now = self._clock.monotonic()
        due: list[Session] = []
        for session in self._sessions:
            if session.poll is not None:
                session.last_seen = now
            if session.last_seen > session.renewed and now - session.renewed >= _EVERY_S:
                due.append(session)
        # Who was heard of at about the same time shares a statement.
        due.sort(key=attrgetter("last_seen"))
        self._write_next(due)

    def _write_next(self, due: list[Session]) -> None:
        """A few at a time: everybody else who writes waits meanwhile."""
        some = due[-shared_sessions.STEP :]
        self._is_writing = bool(some)
        if not some:
            return
        del due[-shared_sessions.STEP :]
        now = self._clock.monotonic()
        heard: dict[int, list[bytes]] = defaultdict(list)
        for session in some:
            heard[int((now - session.last_seen) // _GRAIN_S)].append(session.key)

        def renew(db: Database) -> None:
            time = self._store.time(db)
            for age, keys in heard.items():
                shared_sessions.renew(db, keys, time - round(age * _GRAIN_S * 1000))

        def done(future: "asyncio.Future[None]") -> None:
            if future.cancelled() or future.exception() is not None:
                self._is_writing = False
                self._failed()
                return
            for session in some:
                session.renewed = max(session.renewed, now)
            self._write_next(due)

        self._store.write(renew).add_done_callback(done)
