"""The database of a running server: one thread writes, in groups that share a commit."""

import asyncio
import logging
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, TypeVar

from qqdesk.server.counters import Counters
from qqdesk.server.delivery.delivery import Delivered, deliver
from qqdesk.server.delivery.mailbox import MailboxQuery
from qqdesk.server.delivery.outgoing import Acknowledgement, Arrived, Outgoing
from qqdesk.server.errors import DamageError, StorageError
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.query_thread import QueryThread

logger = logging.getLogger(__name__)

T = TypeVar("T")
Operation = Callable[[Database], T]

_COMPANY_S = 0.003
"""How long an acknowledgement without a waiting request may wait for others to share its commit."""
_TURNS = 8
"""Of the event loop. They take no time if it has nothing to do."""
_LAST_WRITES_S = 0.6
"""How long `close` waits for the writer. Requests whose writes are not done by then were not answered."""


class Job:
    """One operation and its result."""

    __slots__ = ("error", "future", "operation", "result")

    def __init__(self, operation: Operation[Any], future: "asyncio.Future[Any]") -> None:
        self.operation = operation
        self.future = future
        self.result: Any = None
        self.error: Exception | None = None


class Batch:
    """Writes that share a transaction: operations first, then acknowledgements, then messages."""

    __slots__ = (
        "acknowledgements",
        "delivered",
        "jobs",
        "messages",
        "moved",
        "notifications",
        "was_changed",
    )

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.acknowledgements: list[Acknowledgement] = []
        self.messages: list[Outgoing] = []
        self.notifications: list[tuple[str, tuple[int, ...]]] = []
        self.delivered = Delivered({}, 0)
        self.was_changed = False
        """Another process has written to the database since the last batch."""
        self.moved = ""
        """The sentence for `Store.on_moved`."""

    def __len__(self) -> int:
        return len(self.jobs) + len(self.acknowledgements) + len(self.messages)

    @property
    def is_urgent(self) -> bool:
        return bool(self.messages or self.jobs or self.notifications)

    def reset(self) -> None:
        """Forget the results of an earlier attempt."""
        self.delivered = Delivered({}, 0)
        items: list[Job | Acknowledgement | Outgoing] = [*self.jobs, *self.acknowledgements, *self.messages]
        for item in items:
            item.error = None

    def fail(self, error: StorageError) -> None:
        self.reset()
        items: list[Job | Acknowledgement | Outgoing] = [*self.jobs, *self.acknowledgements, *self.messages]
        for item in items:
            item.error = error


class Store(ABC):
    """All but the writer's part belongs to the event loop's thread."""

    is_shared = False
    """Other servers use the database too, and have sessions of their own in it."""

    def __init__(self) -> None:
        self.on_arrived: Callable[[Arrived], None] = lambda _: None
        """Called with the new entries of inboxes, once they are on disk."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when another process may have changed anything: memory may be outdated."""
        self.on_moved: Callable[[str], None] = lambda sentence: None
        """Called with a sentence when the data was moved to another database. Nothing can be written any more."""
        self.on_lost: Callable[[], None] = lambda: None
        """Called when notifications may be missed from now on, until `on_change` is called."""
        self.on_notification: Callable[[str, list[int]], None] = lambda kind, numbers: None
        """Called with a notification of another server."""
        self.time: Callable[[Database], int] = lambda db: time.time_ns() // 1_000_000
        """The database's clock: milliseconds since 1970, UTC. Called in an operation."""
        self.counters = Counters()
        self.is_failing = False
        """The last batch failed, and that was logged."""
        self.unreadable: set[int] = set()
        """Users whose mailbox could not be read the last time. It accepts no messages."""
        self.damage = ""
        """What could not be read beside mailboxes; "" if nothing."""
        self._open = Batch()
        self._is_due = False
        """A timer will write the jobs without a waiting request."""
        self._is_writing = False
        """The writer has a batch, or gets one within a few turns of the loop."""
        self._is_closed = False
        self._batches: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start the writer; called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Write what was asked for, and close the database."""
        is_stuck = False
        if self._thread is not None:
            self._batches.put(self._open)
            self._batches.put(None)
            # Later writes are never answered.
            self._open, self._is_writing = Batch(), True
            await asyncio.to_thread(self._thread.join, _LAST_WRITES_S)
            is_stuck = self._thread.is_alive()
            self._thread = None
        self._is_closed = True
        if is_stuck:
            logger.error("The database is still being written; the server ends without it")
        await asyncio.to_thread(self._close, is_stuck)

    def call_soon(self, callback: Callable[[], None]) -> None:
        """Call in the next turn of the event loop."""
        assert self._loop is not None
        self._loop.call_soon(callback)

    # Writing

    def write(self, operation: Operation[T]) -> "asyncio.Future[T]":
        """Run an operation in the writer's thread, as a whole or not at all. The future is done once it is on disk.

        The future raises what the operation raises, and StorageError if the disk failed.
        """
        assert self._loop is not None
        future: asyncio.Future[T] = self._loop.create_future()
        self._open.jobs.append(Job(operation, future))
        self._write_soon()
        return future

    def send(self, message: Outgoing) -> None:
        """Store a message; its `done` is called once it is on disk, or has failed."""
        if message.to in self.unreadable:
            message.error = unreadable_mailbox()
            self.call_soon(lambda: message.done(message))
            return
        self._open.messages.append(message)
        self._write_soon()

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """Move a cursor. This shares a commit with the next writes."""
        self._open.acknowledgements.append(acknowledgement)
        if not self._is_writing:
            self._write_later()

    def notify(self, kind: str, *numbers: int) -> None:
        """Notify the other servers on this database of something that is not stored, see `Database.hint`."""
        if self.is_shared:
            self._open.notifications.append((kind, numbers))
            self._write_soon()

    def check_for_changes(self) -> None:
        """Find out whether another process has changed the database: `on_change` is called."""
        self._write_soon()

    def _write_soon(self) -> None:
        """Write together with everything else of this turn of the event loop."""
        if not self._is_writing:
            assert self._loop is not None
            self._is_writing = True
            self._loop.call_soon(self._hand_over)

    def _write_later(self) -> None:
        if not self._is_due:
            assert self._loop is not None
            self._is_due = True
            self._loop.call_later(_COMPANY_S, self._on_due)

    def _on_due(self) -> None:
        self._is_due = False
        if len(self._open):
            self._write_soon()

    def _hand_over(self) -> None:
        batch, self._open = self._open, Batch()
        if self._thread is not None:
            self._batches.put(batch)

    def _gather(self, enough: int, turns: int) -> None:
        """Hand over once there is enough, or after a few turns of the event loop. A client that was answered just now
        mostly sends again, and a commit costs the same for few and for many."""
        if len(self._open) >= enough or not turns:
            self._hand_over()
        else:
            self.call_soon(lambda: self._gather(enough, turns - 1))

    def _report(self, batch: Batch) -> None:
        # No timer: what came during the last commit is the next batch.
        if self._open.is_urgent:
            self._gather(len(batch) // 2, _TURNS)
        else:
            self._is_writing = self._thread is None
            if self._open.acknowledgements and not self._is_writing:
                self._write_later()
        if batch.moved:
            self.on_moved(batch.moved)
        if batch.was_changed:
            self.on_change()
        _resolve(batch.jobs)
        for message in batch.messages:
            try:
                message.done(message)
            except Exception:
                logger.exception("The result of a message was not reported")
        for acknowledgement in batch.acknowledgements:
            if acknowledgement.done is not None:
                acknowledgement.done(acknowledgement.error)
        self.report(batch.delivered)

    def report(self, delivered: Delivered) -> None:
        """Report new entries and moved cursors, once they are on disk."""
        self.counters.messages_received += delivered.received
        self.counters.messages_stored += sum(map(len, delivered.arrived.values()))
        if delivered.arrived:
            self.on_arrived(delivered.arrived)

    # Reading

    @abstractmethod
    def query(
        self, query: Operation[T], then: Callable[[T], None], failed: Callable[[Exception], None] = lambda _: None
    ) -> None:
        """Run a short query; it sees what `write` has reported. Queries are answered in order.

        `then` is called with the result, at once or later. `failed` is called with a StorageError if the database
        cannot be reached or read. SQLite answers at once: no other code of the event loop runs meanwhile.
        """

    async def read(self, query: Operation[T]) -> T:
        """Run a short query. Raises StorageError.

        With PostgreSQL other code of the event loop runs meanwhile. A decision that depends on memory, too, has to look
        at the memory afterwards, or belongs into a `write`.
        """
        return await self.answer(partial(self.query, query))

    async def answer(self, start_query: Callable[[Callable[[T], None], Callable[[Exception], None]], None]) -> T:
        """Wait for a result: `start_query` takes `then` and `failed`."""
        assert self._loop is not None
        future: asyncio.Future[T] = self._loop.create_future()

        def then(result: T) -> None:
            if not future.done():
                future.set_result(result)

        def failed(error: Exception) -> None:
            if not future.done():
                future.set_exception(error)

        start_query(then, failed)
        return await future

    @abstractmethod
    async def search(self, query: Operation[T]) -> T:
        """Run a query that may take long, beside the event loop. Raises StorageError."""

    @abstractmethod
    async def scan(self, query: Operation[T]) -> T:
        """Run a query that reads a whole table, so that no search waits for it. Raises StorageError."""

    def check_mailbox(self, number: int) -> None:
        """Raise DamageError if nothing may be put into this mailbox."""
        if number in self.unreadable:
            raise unreadable_mailbox()

    def _query_in(
        self, thread: QueryThread, query: Operation[T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run a query as `query` does, in a thread."""

        def report(result: Any, error: Exception | None) -> None:
            if error is None:
                self._note_read(query, result)
                then(result)
            else:
                failed(self._read_error(query, error))

        thread.put(query, report)

    @abstractmethod
    def _read_error(self, query: Operation[Any], error: Exception) -> Exception:
        """Return the error for the caller of a query, and note damage."""

    def _note_read(self, query: Operation[Any], found: Any) -> None:
        """Accept messages for a mailbox again after all of it was read."""
        if self.unreadable and isinstance(query, MailboxQuery) and query.reached_end(found):
            self.unreadable.discard(query.owner)

    def _note_damage(self, query: Operation[Any], error: Exception) -> None:
        """Remember what could not be read, and log each failure once."""
        owner = query.owner if isinstance(query, MailboxQuery) else 0
        if owner and owner not in self.unreadable:
            self.unreadable.add(owner)
            logger.error("The messages of %d cannot be read: %s. `qqdesk-server doctor` says more", owner, error)
        elif not owner and not self.damage:
            self.damage = str(error)
            logger.error("The database cannot be read: %s. `qqdesk-server doctor` says more", error)

    # In the writer's thread

    def _run(self) -> None:
        while (batch := self._batches.get()) is not None:
            started = time.monotonic()
            if self._write_batch(batch):
                if len(batch):
                    self._count(batch, time.monotonic() - started)
            else:
                self.counters.commits_failed += 1
            self._call(self._report, batch)

    def _call(self, function: Callable[..., None], *values: Any) -> None:
        """Call in the event loop, from another thread."""
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(function, *values)
        except RuntimeError:
            logger.warning("The event loop ended before its last results were reported")

    def _write_batch(self, batch: Batch) -> bool:
        """Return whether the batch is on disk. Never raises: the items have the errors."""
        attempt = 0
        while True:
            batch.reset()
            try:
                with self._transaction(batch) as db:
                    for kind, numbers in batch.notifications:
                        db.hint(kind, *numbers)
                    for job in batch.jobs:
                        self._run_job(db, job)
                    batch.delivered = deliver(db, batch.messages, batch.acknowledgements)
            except Exception as error:
                failure = self._on_failure(error, attempt)
                if failure is None:
                    attempt += 1
                    continue
                batch.fail(failure)
                return False
            self.is_failing = False
            return True

    def _run_job(self, db: Database, job: Job) -> None:
        db.execute("SAVEPOINT job")
        try:
            job.result = job.operation(db)
        except Exception as error:
            job.error = self._job_error(db, error)
            db.execute("ROLLBACK TO job")
        db.execute("RELEASE job")

    @abstractmethod
    def _transaction(self, batch: Batch) -> AbstractContextManager[Database]:
        """Begin a transaction, and commit it at the end. `_on_failure` rolls it back."""

    @abstractmethod
    def _on_failure(self, error: Exception, attempt: int) -> StorageError | None:
        """Roll back a batch. Return the error for its items, or None to try again."""

    @abstractmethod
    def _job_error(self, db: Database, error: Exception) -> Exception:
        """Return the error of a failed operation. Raises the error if the whole transaction has failed."""

    @abstractmethod
    def _close(self, is_stuck: bool) -> None:
        """Close the connections, in any thread; the writer's not if it `is_stuck`."""

    def _count(self, batch: Batch, seconds: float) -> None:
        counters = self.counters
        counters.commit_seconds.observe(seconds)
        counters.commit_sizes.observe(len(batch))


def unreadable_mailbox() -> DamageError:
    return DamageError("their mailbox cannot be read")


def _resolve(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.cancelled():
            continue
        if job.error is None:
            job.future.set_result(job.result)
        else:
            job.future.set_exception(job.error)
