"""Servers on one database tell one another that there is something to look at, by NOTIFY.

A hint is only a hint: it is sent after the commit and in no transaction of a message, many in one; it may be lost,
and then it is found out what happened at the next look. A thread and a connection of its own, for both directions.
"""

import contextlib
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable

import psycopg

from qqdesk.server.errors import StorageError
from qqdesk.server.nodes.peer_events import ADDED, BLOCKED, KNOCK, MAIL, POLLS, PROFILE, SESSIONS, TOLD, TYPING
from qqdesk.server.storage.postgres import CHANNEL, Connection, PostgresDatabase
from qqdesk.server.storage.postgres_link import Link
from qqdesk.server.storage.postgres_pipeline import PollingSelector

NAME = "qqdesk hints"
_MOST_BYTES = 7_000
"""PostgreSQL takes 8,000 in one."""
_NOTIFY = f"SELECT pg_notify('{CHANNEL}', $1)".encode()
_IDLE_S = 5.0
_KINDS = frozenset({MAIL, SESSIONS, POLLS, TOLD, ADDED, BLOCKED, PROFILE, TYPING, KNOCK})

Heard = Callable[[str, list[int]], None]


class Hints:
    """`heard` is called in the thread with what others tell; `missed` when something may have gone past us."""

    def __init__(self, url: str, heard: Heard, missed: Callable[[], None]) -> None:
        self._link = Link(url, NAME, lambda: None, by_key=False)
        self._heard = heard
        self._missed = missed
        self._waiting: deque[tuple[str, Iterable[int]]] = deque()
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._ringer.setblocking(False)
        self._is_over = False
        self._pid = 0
        self._thread = threading.Thread(target=self._run, name="hints", daemon=True)
        self.is_alone = False
        """No other server listens: as far as known, nobody needs a hint."""
        self._was_heard = False
        """Somebody else said something since they were counted."""

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._is_over = True
        self._ring()

    def close(self, within_s: float) -> None:
        """After `end`. A thread that waits for a database that says nothing is left to that."""
        if self._thread.ident is None:
            self._close()
        elif self._thread.is_alive():
            self._thread.join(within_s)

    def _close(self) -> None:
        self._link.lose()
        self._bell.close()
        self._ringer.close()

    def tell(self, kind: str, numbers: Iterable[int]) -> None:
        """From any thread, at no cost."""
        if not self.is_alone:
            self._waiting.append((kind, numbers))
            self._ring()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # full: it rings already
            self._ringer.send(b"!")

    # In the thread

    def _run(self) -> None:
        while not self._is_over:
            try:
                database = self._link.get()
            except StorageError:
                self._waiting.clear()
                self._sleep(None, self._link.wait)
                continue
            try:
                self._listen(database.connection)
                while not self._is_over:
                    self._count(database.connection)
                    self._talk(database)
            except (psycopg.Error, StorageError) as error:
                self._link.settle(error)
                self._link.lose()
        # Not whoever ends it: it may have been left to itself.
        self._close()

    def _listen(self, connection: Connection) -> None:
        self._pid = connection.info.backend_pid
        connection.execute("SET synchronous_commit = off")
        connection.add_notify_handler(lambda notify: self._take(notify.pid, notify.payload))
        connection.execute(f"LISTEN {CHANNEL}")
        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, KNOCK))
        # What was hinted at before went past us.
        self._missed()

    def _count(self, connection: Connection) -> None:
        self._was_heard = False
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s",
            (NAME,),
        ).fetchone()
        # Who knocks meanwhile may be none of those who were counted.
        self.is_alone = row is not None and row[0] <= 1 and not self._was_heard

    def _talk(self, database: PostgresDatabase) -> None:
        """Hear and tell, until nothing was heard for a while."""
        pgconn = database.connection.pgconn
        while not self._is_over and self._sleep(database.connection, _IDLE_S):
            pgconn.consume_input()
            payloads = self._payloads()
            if payloads:
                database.pipeline.run(*((_NOTIFY, payload.encode()) for payload in payloads))
            # Some may have come with the answer, too.
            while (notify := pgconn.notifies()) is not None:
                self._take(notify.be_pid, notify.extra.decode())
            if pgconn.status != psycopg.pq.ConnStatus.OK:
                raise psycopg.OperationalError("the connection was closed")

    def _sleep(self, connection: Connection | None, seconds: float) -> bool:
        """Until somebody rings, or the connection has something; whether it was so."""
        with PollingSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            if connection is not None:
                selector.register(connection, selectors.EVENT_READ)
            ready = selector.select(seconds)
        with contextlib.suppress(BlockingIOError):
            while len(self._bell.recv(4096)) == 4096:
                pass
        return bool(ready)

    def _payloads(self) -> list[str]:
        """What waits to be told, in as few as possible."""
        gathered: dict[str, dict[int, None]] = {}
        while self._waiting:
            kind, numbers = self._waiting.popleft()
            gathered.setdefault(kind, {}).update(dict.fromkeys(numbers))
        payloads = []
        for kind, found in gathered.items():
            payload = kind
            for number in found:
                if len(payload) > _MOST_BYTES:
                    payloads.append(payload)
                    payload = kind
                payload += f" {number}"
            payloads.append(payload)
        return payloads

    def _take(self, pid: int, payload: str) -> None:
        if pid != self._pid:
            self._understand(payload)

    def _understand(self, payload: str) -> None:
        was_alone, self.is_alone = self.is_alone, False
        self._was_heard = True
        kind, *numbers = payload.split()
        if kind not in _KINDS or not all(number.isdecimal() for number in numbers):
            return
        if kind == KNOCK and was_alone:
            # What happened here since they came was not hinted at.
            self._waiting.append((KNOCK, ()))
            self._ring()
        self._heard(kind, [int(number) for number in numbers])
