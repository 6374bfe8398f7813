"""The one that writes: a thread, and groups of operations that share a commit. What is behind it is in `database`."""

import asyncio
import logging
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from qqdesk.server.delivery.mailbox import MailboxQuery
from qqdesk.server.delivery.outgoing import Acknowledgement, Arrived, Outgoing
from qqdesk.server.errors import DamageError, StorageError
from qqdesk.server.operations.counters import Counters
from qqdesk.server.storage.interface import Database

logger = logging.getLogger(__name__)

T = TypeVar("T")
Operation = Callable[[Database], T]

_COMPANY_S = 0.003
"""How long a cursor that nobody waits for may wait for others to share its commit."""
_TURNS = 8
"""Of the event loop; where it has nothing to do they take no time."""
_LAST_WRITES_S = 0.6
"""How long the end waits for a disk that hangs: what is not written by then was not answered."""


class Job:
    """One operation, and what became of it."""

    __slots__ = ("error", "future", "operation", "result")

    def __init__(self, operation: Operation[Any], future: "asyncio.Future[Any]") -> None:
        self.operation = operation
        self.future = future
        self.result: Any = None
        self.error: Exception | None = None


class Batch:
    """What shares a transaction: the operations come first, then the cursors, then the messages."""

    __slots__ = ("acknowledgements", "arrived", "is_awaited", "jobs", "messages", "moved", "received", "was_changed")

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.acknowledgements: list[Acknowledgement] = []
        self.is_awaited = False
        """Somebody waits for one of the acknowledgements; for the rest somebody always does."""
        self.messages: list[Outgoing] = []
        self.arrived: Arrived = {}
        self.received = 0
        """How many messages the cursors passed."""
        self.was_changed = False
        """Somebody else has written to the database since the group before."""
        self.moved = ""
        """The sentence for `Store.on_moved`."""

    def __len__(self) -> int:
        return len(self.jobs) + len(self.acknowledgements) + len(self.messages)

    def give_up(self, error: Exception) -> None:
        """Nothing of the group was changed."""
        self.arrived = {}
        items: list[Job | Acknowledgement | Outgoing] = [*self.jobs, *self.acknowledgements, *self.messages]
        for item in items:
            item.error = StorageError(str(error))


class Store(ABC):
    """The database of a running server. All but the writer's thread itself belongs to the event loop's thread."""

    is_shared = False
    """Other servers use it, too, and have sessions of their own in it."""

    def __init__(self) -> None:
        self.on_arrived: Callable[[Arrived], None] = lambda _: None
        """Told what came into mailboxes, once it is on disk."""
        self.on_change: Callable[[], None] = lambda: None
        """Told that somebody else has changed the database: what is known of it in memory may be old."""
        self.on_moved: Callable[[str], None] = lambda sentence: None
        """Told, with a sentence, that the data was moved to another database: nothing can be written here any more."""
        self.on_heard: Callable[[str, list[int]], None] = lambda kind, numbers: None
        """Told what other servers hint at."""
        self.time: Callable[[Database], int] = lambda db: time.time_ns() // 1_000_000
        """Milliseconds since 1970, UTC, by the clock of the database, asked in an operation."""
        self.counters = Counters()
        self.is_failing = False
        """The last group failed, and that was logged."""
        self.unreadable: set[int] = set()
        """Users whose mailbox could not be read the last time. It accepts no messages."""
        self.damage = ""
        """What could not be read beside mailboxes; "" if nothing."""
        self._open = Batch()
        self._is_due = False
        """What nobody waits for will be written soon."""
        self._is_writing = False
        """A group is with the writer, or will be in a few turns of the loop."""
        self._groups: queue.SimpleQueue[Batch | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start to write; called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Carry out what was asked for, and close the database."""
        is_stuck = False
        if self._thread is not None:
            self._groups.put(self._open)
            self._groups.put(None)
            # What comes now comes too late, and is never answered.
            self._open, self._is_writing = Batch(), True
            await asyncio.to_thread(self._thread.join, _LAST_WRITES_S)
            is_stuck = self._thread.is_alive()
            self._thread = None
        if is_stuck:
            logger.error("The database is still being written, and left to that")
        await asyncio.to_thread(self._close, is_stuck)

    def call_soon(self, callback: Callable[[], None]) -> None:
        """In the next turn of the event loop."""
        assert self._loop is not None
        self._loop.call_soon(callback)

    def write(self, operation: Operation[T]) -> "asyncio.Future[T]":
        """Carry out `operation` in the writer's thread: all of it or nothing. The future is done once it is on disk.

        What the operation raises comes out of the future; StorageError says that the disk failed.
        """
        assert self._loop is not None
        future: asyncio.Future[T] = self._loop.create_future()
        self._open.jobs.append(Job(operation, future))
        if not self._is_writing:
            self._begin()
        return future

    def send(self, message: Outgoing) -> None:
        """Store a message; its `done` is called once it is on disk, or is not going to be."""
        if message.to in self.unreadable:
            message.error = unreadable_mailbox()
            self.call_soon(lambda: message.done(message))
            return
        self._open.messages.append(message)
        if not self._is_writing:
            self._begin()

    def check_mailbox(self, number: int) -> None:
        """Raise DamageError if nothing may be put into this mailbox."""
        if number in self.unreadable:
            raise unreadable_mailbox()

    def _note_read(self, query: Operation[Any], found: Any) -> None:
        """Know a mailbox as readable again. Its first messages say nothing of those behind them."""
        if isinstance(query, MailboxQuery) and query.reached_end(found):
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

    def acknowledge(self, acknowledgement: Acknowledgement, *, is_awaited: bool = False) -> None:
        """Move a cursor. Where nobody waits for that it happens in a moment, together with what else comes until then:
        each commit keeps those waiting who come next."""
        self._open.acknowledgements.append(acknowledgement)
        if is_awaited:
            self._open.is_awaited = True
            if not self._is_writing:
                self._begin()
        elif not self._is_writing:
            self._begin_later()

    def tell(self, kind: str, *numbers: int) -> None:  # noqa: B027
        """Hint to other servers on the same database that there is something to look at."""

    def look_out(self) -> None:
        """Find out whether somebody else has changed the database; `on_change` is told."""
        if not self._is_writing:
            self._begin()

    @abstractmethod
    async def read(self, query: Operation[T]) -> T:
        """Run a short query; what `write` reported is in it.

        SQLite runs it right in the event loop, and nothing else gets a turn meanwhile. A database on another machine
        is waited for in a thread, and others do: whoever decides by what they read, and by what is in memory, has to
        read before they look at the memory, or to decide in a `write`.
        """

    @abstractmethod
    def look(
        self, query: Operation[T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        """The same for those who cannot wait: `then` is given what was found, at once or in a while, in order.

        `failed` is given a StorageError if a database on another machine cannot be reached, or what is stored cannot
        be read.
        """

    @abstractmethod
    async def search(self, query: Operation[T]) -> T:
        """Run a query that may take long, beside the event loop."""

    @abstractmethod
    def _carry_out(self, group: Batch) -> bool:
        """Write a group, in the writer's thread; whether it is on disk. Never raises: what went wrong is in the
        items."""

    @abstractmethod
    def _close(self, is_stuck: bool) -> None:
        """Close the connections, in some thread; not the one that is still being written to."""

    def _begin(self) -> None:
        """With what else comes in this turn of the event loop."""
        assert self._loop is not None
        self._is_writing = True
        self._loop.call_soon(self._hand_over)

    def _begin_later(self) -> None:
        if not self._is_due:
            assert self._loop is not None
            self._is_due = True
            self._loop.call_later(_COMPANY_S, self._due)

    def _due(self) -> None:
        self._is_due = False
        if not self._is_writing and len(self._open):
            self._begin()

    def _hand_over(self) -> None:
        group, self._open = self._open, Batch()
        if self._thread is not None:
            self._groups.put(group)

    def _gather(self, enough: int, turns: int) -> None:
        """Hand over once there is enough, or a few turns of the event loop have passed: who was answered just now
        mostly goes on, and each commit costs the same for few and for many. Half of what was written last is enough:
        those who have to wait for the next one wait for all of this."""
        if len(self._open) >= enough or not turns:
            self._hand_over()
        else:
            self.call_soon(lambda: self._gather(enough, turns - 1))

    def _report(self, group: Batch) -> None:
        # No timer: what came while the last commit ran is the next group.
        following = self._open
        if following.messages or following.jobs or following.is_awaited:
            self._gather(len(group) // 2, _TURNS)
        else:
            self._is_writing = self._thread is None
            if following.acknowledgements and not self._is_writing:
                self._begin_later()
        if group.moved:
            self.on_moved(group.moved)
        if group.was_changed:
            self.on_change()
        _resolve(group.jobs)
        for message in group.messages:
            try:
                message.done(message)
            except Exception:
                logger.exception("The end of a message was not told")
        for acknowledgement in group.acknowledgements:
            if acknowledgement.done is not None:
                acknowledgement.done(acknowledgement.error)
        if group.arrived:
            self.on_arrived(group.arrived)

    # In the writer's thread

    def _run(self) -> None:
        while (group := self._groups.get()) is not None:
            began = time.monotonic()
            if self._carry_out(group):
                if len(group):
                    self._count(group, time.monotonic() - began)
            else:
                self.counters.commits_failed += 1
            assert self._loop is not None
            try:
                self._loop.call_soon_threadsafe(self._report, group)
            except RuntimeError:
                logger.error("The event loop ended before its last writes were reported")

    def _count(self, group: Batch, seconds: float) -> None:
        counters = self.counters
        counters.commit_seconds.observe(seconds)
        counters.commit_sizes.observe(len(group))
        counters.messages_received += group.received
        for mails in group.arrived.values():
            counters.messages_stored += len(mails)


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
