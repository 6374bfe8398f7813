"""The store of servers that share a PostgreSQL: threads to write, to read, to search, and to tell and hear hints."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg

from qqdesk.server.delivery.mailbox import Mail, MailboxPage, MailboxQuery, bounded
from qqdesk.server.delivery.outgoing import Acknowledgement, Outgoing
from qqdesk.server.errors import DamageError, StorageError, UncertainError
from qqdesk.server.nodes.peer_events import MAIL
from qqdesk.server.storage import postgres_bulk as bulk
from qqdesk.server.storage.postgres import ONE_AT_A_TIME, PostgresDatabase, now, open_database, sentence
from qqdesk.server.storage.postgres_hints import Hints
from qqdesk.server.storage.postgres_link import Link
from qqdesk.server.storage.postgres_pipeline import numbers
from qqdesk.server.storage.store import Batch, Job, Operation, Store

logger = logging.getLogger(__name__)

T = TypeVar("T")

_LAST_READS_S = 0.4
"""How long the end waits for a database that does not answer."""
_MOST_LOOKS = 500
"""Carried out before they are reported: what all of them find is in memory at once."""
_MOST_TRIES = 4
_AGAIN = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.UniqueViolation,
)
"""Two were in each other's way, or both stored the same client id: the next try sees what the other did."""
_DAMAGE = ("XX", "58030")
"""SQLSTATE of damaged data, and of a disk that cannot be read."""
_WAITING = b"""
SELECT a.n, b.last_id, b.cursor, c.start, m.id, m.kind, m.sender, m.time, m.text
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
    WITH ORDINALITY AS a (number, floor, received, most, n)
JOIN mailboxes b ON b.number = a.number
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN greatest(b.cursor, a.floor) < a.received AND a.received <= b.last_id THEN a.received
        ELSE greatest(b.cursor, a.floor)
    END AS start
) c
LEFT JOIN LATERAL (
    SELECT id, kind, sender, time, text FROM mail WHERE owner = b.number AND id > c.start ORDER BY id LIMIT a.most
) m ON true
ORDER BY a.n, m.id
"""


class _Look:
    """One query, and who wants to know: `then` what was found, `failed` that it cannot be known now."""

    __slots__ = ("error", "failed", "query", "result", "then")

    def __init__(
        self, query: Operation[Any], then: Callable[[Any], None], failed: Callable[[Exception], None] | None
    ) -> None:
        self.query = query
        self.then = then
        self.failed = failed
        self.result: Any = None
        self.error: Exception | None = None


class _Reader:
    """A thread that reads. What waits meanwhile for the mail of many is one query."""

    def __init__(self, url: str, name: str, report: Callable[[list[_Look]], None]) -> None:
        self._link = Link(url, f"qqdesk {name}", lambda: None, by_key=name == "reads")
        self._looks: queue.SimpleQueue[_Look | None] = queue.SimpleQueue()
        self._report = report
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._looks.put(None)

    def close(self, within_s: float) -> None:
        """After `end`. A thread that waits for a database that says nothing is left to that."""
        if self._thread.is_alive():
            self._thread.join(within_s)

    def put(self, look: _Look) -> None:
        self._looks.put(look)

    def _run(self) -> None:
        is_over = False
        while not is_over:
            looks: list[_Look] = []
            look = self._looks.get()
            while look is not None:
                looks.append(look)
                if len(looks) >= _MOST_LOOKS:
                    break
                try:
                    look = self._looks.get_nowait()
                except queue.Empty:
                    break
            is_over = look is None
            if looks:
                self._carry_out(looks)
                self._report(looks)
        self._link.lose()

    def _carry_out(self, looks: list[_Look]) -> None:
        mail = [look for look in looks if isinstance(look.query, MailboxQuery)]
        if mail:
            self._again(mail, lambda database: _read_mail(database, mail))
            if len(mail) > 1 and isinstance(mail[0].error, DamageError):
                # One damaged mailbox stops no other.
                for look in mail:
                    look.error = None
                    self._again([look], lambda database, look=look: _read_mail(database, [look]))  # type: ignore[misc]
        for look in looks:
            if not isinstance(look.query, MailboxQuery):
                self._again([look], lambda database, look=look: _read(database, look))  # type: ignore[misc]

    def _again(self, looks: list[_Look], work: Callable[[PostgresDatabase], None]) -> None:
        """A read may be done twice: the connection may have died long ago, and only now it shows."""
        for is_last in (False, True):
            try:
                work(self._link.get())
            except psycopg.Error as error:
                is_damage = (error.sqlstate or "").startswith(_DAMAGE)
                failure: Exception = (DamageError if is_damage else StorageError)(sentence(error))
                if self._link.settle(error) and not is_last:
                    continue
            except Exception as error:
                failure = error
            else:
                return
            for look in looks:
                look.error = failure
            return


def _read(database: PostgresDatabase, look: _Look) -> None:
    look.result = look.query(database)


def _read_mail(database: PostgresDatabase, looks: list[_Look]) -> None:
    queries = [look.query for look in looks if isinstance(look.query, MailboxQuery)]
    columns = zip(*((query.owner, query.floor, query.received, query.most) for query in queries), strict=True)
    found: dict[int, MailboxPage] = {}
    (rows,) = database.pipeline.run((_WAITING, *map(numbers, columns)))
    for *values, text in rows:
        if text is None:
            place, last, cursor, start = map(int, values[:4])
            found[place] = MailboxPage(start, cursor, last, [])
            continue
        place, last, cursor, start, id_, kind, sender, time_ = map(int, values)
        if place not in found:
            found[place] = MailboxPage(start, cursor, last, [])
        found[place].mails.append(Mail(id_, kind, sender, time_, text.decode()))
    for place, (look, query) in enumerate(zip(looks, queries, strict=True), 1):
        behind = found.get(place, MailboxPage(0, 0, 0, []))
        look.result = behind._replace(mails=bounded(behind.mails, query.most_bytes))


class PostgresStore(Store):
    """Everything else belongs to the event loop's thread."""

    is_shared = True

    def __init__(self, url: str) -> None:
        """Raises UnusableError."""
        super().__init__()
        self._writing = Link(url, "qqdesk writes", self._note_change)
        self._writing.take(open_database(url, "qqdesk writes"))
        self._reader = _Reader(url, "reads", self._report_looks)
        self._searcher = _Reader(url, "search", self._report_looks)
        self._hints = Hints(url, self._hear, self._note_change)
        self.time = now

    def start(self) -> None:
        super().start()
        self._reader.start()
        self._searcher.start()
        self._hints.start()

    async def read(self, query: Operation[T]) -> T:
        return await self._ask(self._reader, query)

    async def search(self, query: Operation[T]) -> T:
        return await self._ask(self._searcher, query)

    def look(
        self, query: Operation[T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        self._reader.put(_Look(query, then, failed))

    def tell(self, kind: str, *numbers: int) -> None:
        self._hints.tell(kind, numbers)

    async def _ask(self, reader: _Reader, query: Operation[T]) -> T:
        assert self._loop is not None
        future: asyncio.Future[T] = self._loop.create_future()

        def then(result: T) -> None:
            if not future.done():
                future.set_result(result)

        def failed(error: Exception) -> None:
            if not future.done():
                future.set_exception(error)

        reader.put(_Look(query, then, failed))
        return await future

    def _close(self, is_stuck: bool) -> None:
        parts = (self._hints, self._reader, self._searcher)
        for part in parts:
            part.end()
        deadline = time.monotonic() + _LAST_READS_S
        for part in parts:
            part.close(max(0.0, deadline - time.monotonic()))
        if not is_stuck:
            self._writing.lose()

    # Into the event loop

    def _call(self, function: Callable[..., None], *values: Any) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(function, *values)
        except RuntimeError:
            logger.debug("The event loop ended before its last reads were reported")

    def _report_looks(self, looks: list[_Look]) -> None:
        self._call(self._resolve, looks)

    def _resolve(self, looks: list[_Look]) -> None:
        for look in looks:
            if isinstance(look.error, DamageError):
                self._note_damage(look.query, look.error)
            elif look.error is None and self.unreadable:
                self._note_read(look.query, look.result)
        _resolve(looks)

    def _hear(self, kind: str, numbers: list[int]) -> None:
        self._call(lambda: self.on_heard(kind, numbers))

    def _note_change(self) -> None:
        self._call(lambda: self.on_change())

    # In the writer's thread

    def _carry_out(self, group: Batch) -> bool:
        is_stored = True
        if group.jobs:
            is_stored = self._try(group.jobs, lambda database: self._carry_out_jobs(database, group.jobs))
        if group.messages or group.acknowledgements:
            items: list[Job | Acknowledgement | Outgoing] = [*group.acknowledgements, *group.messages]
            is_stored = self._try(items, lambda database: self._carry_out_traffic(database, group)) and is_stored
        self.is_failing = not is_stored
        return is_stored

    def _try(self, items: Sequence[Job | Acknowledgement | Outgoing], work: Callable[[PostgresDatabase], None]) -> bool:
        """Until it went well, as long as it is known that nothing was changed; else all fail."""
        for attempt in range(_MOST_TRIES):
            try:
                work(self._writing.get())
            except UncertainError as error:
                failure: Exception = error
                self._writing.settle(error.__cause__ or error)
                break
            except psycopg.Error as error:
                failure = error
                is_lost = self._writing.settle(error)
                if not is_lost and not isinstance(error, _AGAIN):
                    logger.error("The database could not be written: %s", sentence(error))
                    break
                if is_lost and attempt:
                    break
            except StorageError as error:
                failure = error
                break
            except Exception as error:
                # A bug, which must not end the thread that everybody waits for.
                logger.exception("The database could not be written")
                failure = error
                self._writing.settle(error)
                break
            else:
                return True
        said = sentence(failure) if isinstance(failure, psycopg.Error) else str(failure)
        kind = UncertainError if isinstance(failure, UncertainError) else StorageError
        for item in items:
            item.error = kind(said)
        return False

    def _carry_out_jobs(self, database: PostgresDatabase, jobs: list[Job]) -> None:
        execute = database.connection.execute
        with database.connection.pipeline():
            execute("BEGIN")
            execute("SELECT pg_advisory_xact_lock(%s)", (ONE_AT_A_TIME,))
        for job in jobs:
            job.error = None
            execute("SAVEPOINT job")
            try:
                job.result = job.operation(database)
            except psycopg.OperationalError:
                raise
            except Exception as error:
                job.error = error
                if isinstance(error, psycopg.Error):
                    logger.error("The database could not be used: %s", sentence(error))
                    job.error = StorageError(sentence(error))
                execute("ROLLBACK TO job")
            execute("RELEASE job")
        self._commit(lambda: execute("COMMIT"))

    def _carry_out_traffic(self, database: PostgresDatabase, group: Batch) -> None:
        # What an earlier try left.
        for acknowledgement in group.acknowledgements:
            acknowledgement.error = None
        for message in group.messages:
            message.error, message.is_new = None, True
        prepared = bulk.prepare(database.pipeline, lambda: self.time(database), group.acknowledgements, group.messages)
        self._commit(prepared.commit)
        group.arrived, group.received = prepared.arrived, prepared.received
        if group.arrived:
            self._hints.tell(MAIL, list(group.arrived))

    def _commit(self, commit: Callable[[], Any]) -> None:
        try:
            commit()
        except psycopg.Error as error:
            if error.diag.severity_nonlocalized == "ERROR":
                # The database itself says that it changed nothing, and is there.
                raise
            raise UncertainError(sentence(error)) from error


def _resolve(looks: list[_Look]) -> None:
    for look in looks:
        if look.error is None:
            try:
                look.then(look.result)
            except Exception:
                logger.exception("What was read was not understood")
        elif look.failed is not None:
            look.failed(look.error)
        elif isinstance(look.error, StorageError):
            logger.warning("Something could not be read: %s", look.error)
        else:
            logger.error("Something could not be read", exc_info=look.error)
