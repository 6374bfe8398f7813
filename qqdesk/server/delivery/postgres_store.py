"""The store of servers that share a PostgreSQL database."""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import psycopg

from qqdesk.server.delivery.store import Batch, Operation, Store
from qqdesk.server.errors import DamageError, StorageError, UncertainError
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.postgres import ONE_AT_A_TIME, clean, now, open_database, sentence
from qqdesk.server.storage.postgres_link import Link
from qqdesk.server.storage.postgres_listener import Listener
from qqdesk.server.storage.query_thread import Query, QueryThread

logger = logging.getLogger(__name__)

T = TypeVar("T")

_LAST_READS_S = 0.4
"""How long `close` waits for a database that does not answer."""
_MOST_TRIES = 4
_CONFLICTS = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.UniqueViolation,
)
"""Two servers stored the same client id, for example. The next attempt sees what the other server did."""
_DAMAGE = ("XX", "58030")
"""SQLSTATE of damaged data, and of a disk that cannot be read."""


class PostgresStore(Store):
    """One connection writes, one reads, two search and one listens, each in a thread of its own."""

    is_shared = True

    def __init__(self, url: str) -> None:
        """Raises UnusableError."""
        super().__init__()
        server = secrets.token_hex(4)
        self._writing = Link(url, "qqdesk writes", server=server)
        self._writing.use(open_database(url, "qqdesk writes", server=server))
        self._reading = Link(url, "qqdesk reads")
        self._reader = QueryThread("reads", partial(_read, self._reading), self._reading.disconnect, self._call)
        searching, scanning = (Link(url, f"qqdesk {name}", by_key=False) for name in ("search", "scan"))
        self._searcher = QueryThread("search", partial(_read, searching), searching.disconnect, self._call)
        self._scanner = QueryThread("scan", partial(_read, scanning), scanning.disconnect, self._call)
        self._listener = Listener(
            url,
            server,
            lambda kind, numbers: self._call(self.on_notification, kind, numbers),
            lambda: self._call(self.on_lost),
            lambda: self._call(self.on_change),
        )
        self.time = now

    def start(self) -> None:
        super().start()
        self._reader.start()
        self._searcher.start()
        self._scanner.start()
        self._listener.start()

    def query(
        self, query: Operation[T], then: Callable[[T], None], failed: Callable[[Exception], None] = lambda _: None
    ) -> None:
        self._query_in(self._reader, query, then, failed)

    async def search(self, query: Operation[T]) -> T:
        return await self.answer(partial(self._query_in, self._searcher, query))

    async def scan(self, query: Operation[T]) -> T:
        return await self.answer(partial(self._query_in, self._scanner, query))

    def _read_error(self, query: Operation[Any], error: Exception) -> Exception:
        if isinstance(error, DamageError):
            self._note_damage(query, error)
        return error

    def _close(self, is_stuck: bool) -> None:
        threads = (self._listener, self._reader, self._searcher, self._scanner)
        for thread in threads:
            thread.stop()
        deadline = time.monotonic() + _LAST_READS_S
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if not is_stuck:
            self._writing.disconnect()

    # In the writer's thread

    @contextmanager
    def _transaction(self, batch: Batch) -> Iterator[Database]:
        database = self._writing.get()
        database.forget_hints()
        for message in batch.messages:
            message.text = clean(message.text)
        database.execute("BEGIN")
        kind = "" if batch.jobs else "_shared"
        database.execute(f"SELECT pg_advisory_xact_lock{kind}(?)", (ONE_AT_A_TIME,))
        yield database
        self._commit(database, batch)
        try:
            database.send_hints()
        except psycopg.Error as error:
            # Nothing is lost: polls look for new entries by themselves.
            self._writing.handle_error(error)

    def _commit(self, db: Database, batch: Batch) -> None:
        try:
            db.execute("COMMIT")
        except psycopg.Error as error:
            if error.diag.severity_nonlocalized == "ERROR":
                # The database answers that it changed nothing.
                raise
            raise UncertainError(sentence(error)) from error

    def _on_failure(self, error: Exception, attempt: int) -> StorageError | None:
        if isinstance(error, UncertainError):
            self._writing.handle_error(error.__cause__ or error)
            self.is_failing = True
            return error
        is_lost = self._writing.handle_error(error)
        if isinstance(error, psycopg.Error):
            may_try = not attempt if is_lost else isinstance(error, _CONFLICTS)
            if may_try and attempt < _MOST_TRIES - 1:
                return None
            if not is_lost:
                logger.error("The database could not be written: %s", sentence(error))
            error = StorageError(sentence(error))
        elif not isinstance(error, StorageError):
            # A bug must not end the thread.
            logger.exception("The database could not be written")
        self.is_failing = True
        return error if isinstance(error, StorageError) else StorageError(str(error))

    def _job_error(self, db: Database, error: Exception) -> Exception:
        if isinstance(error, psycopg.OperationalError):
            raise error
        if isinstance(error, psycopg.Error):
            logger.error("The database could not be used: %s", sentence(error))
            return StorageError(sentence(error))
        return error


def _read(link: Link, query: Query) -> Any:
    for is_last in (False, True):
        try:
            return query(link.get())
        except psycopg.Error as error:
            # The connection may have died long ago. A read may be done twice.
            if not link.handle_error(error) or is_last:
                raise _read_error(error) from error
    raise AssertionError


def _read_error(error: psycopg.Error) -> StorageError:
    is_damage = (error.sqlstate or "").startswith(_DAMAGE)
    return (DamageError if is_damage else StorageError)(sentence(error))
