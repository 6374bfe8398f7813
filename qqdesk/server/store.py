"""The one that writes: a thread, a connection, and groups of operations that share a commit."""

import asyncio
import logging
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from qqdesk.server.counters import Counters
from qqdesk.server.database.interface import Database
from qqdesk.server.database.sqlite import FILE_NAME, connect, open_database
from qqdesk.server.errors import StorageError

logger = logging.getLogger(__name__)

T = TypeVar("T")
Operation = Callable[[Database], T]

_LARGEST_GROUP = 1024
_LAST_WRITES_S = 0.6
"""How long the end waits for a disk that hangs: what is not written by then was not answered."""


class _Job:
    """One operation, and what became of it."""

    __slots__ = ("error", "future", "operation", "result")

    def __init__(self, operation: Operation[Any], future: "asyncio.Future[Any]") -> None:
        self.operation = operation
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None


class Store:
    """The database of a running server. All but the writer thread itself belongs to the event loop's thread."""

    def __init__(self, folder: Path) -> None:
        """Raises DataFolderError."""
        self.counters = Counters()
        self._writing = open_database(folder, checkpoints=True)
        self._path = folder / FILE_NAME
        self._file = self._path.stat()
        self._reading = connect(self._path, read_only=True)
        self._searching = connect(self._path, read_only=True)
        self._searcher = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.is_failing = False
        """The last group failed, and that was logged."""

    def start(self) -> None:
        """Start to write; called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Carry out what was asked for, and close the file."""
        stuck = False
        if self._thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join, _LAST_WRITES_S)
            stuck = self._thread.is_alive()
            self._thread = None
        await asyncio.to_thread(self._searcher.shutdown)
        self._reading.close()
        self._searching.close()
        if stuck:
            logger.error("The database is still being written, and left to that")
        else:
            self._writing.close()

    def write(self, operation: Operation[T]) -> "asyncio.Future[T]":
        """Carry out `operation` in the writer's thread: all of it or nothing. The future is done once it is on disk.

        What the operation raises comes out of the future; StorageError says that the disk failed.
        """
        assert self._loop is not None
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(operation, future))
        return future

    async def read(self, query: Operation[T]) -> T:
        """Run a short query; what `write` reported is in it.

        Here it runs right in the event loop and nothing else gets a turn meanwhile. A database on another machine
        is waited for in a thread, and others do: whoever decides by what they read, and by what is in memory, has to
        read before they look at the memory, or to decide in a `write`.
        """
        return query(self._reading)

    def look(self, query: Operation[T], then: Callable[[T], None]) -> None:
        """The same for those who cannot wait: `then` is given what was found, at once or in a while, in order."""
        then(query(self._reading))

    async def search(self, query: Operation[T]) -> T:
        """Run a query that may take long, beside the event loop."""
        assert self._loop is not None
        return await self._loop.run_in_executor(self._searcher, query, self._searching)

    # In the writer's thread

    def _run(self) -> None:
        ending = False
        while not ending:
            group: list[_Job] = []
            job = self._jobs.get()
            # No timer: what came while the last commit ran is the next group.
            while job is not None:
                group.append(job)
                if len(group) == _LARGEST_GROUP:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            ending = job is None
            if group:
                self._carry_out(group)
                self._report(group)

    def _carry_out(self, group: list[_Job]) -> None:
        execute, began = self._writing.execute, time.monotonic()
        try:
            execute("BEGIN IMMEDIATE")
            for job in group:
                self._carry_out_one(job)
            if not self._is_in_place():
                raise sqlite3.OperationalError(f"{self._path} is gone, or another file")
            execute("COMMIT")
            self.is_failing = False
            self.counters.commit_seconds.observe(time.monotonic() - began)
            self.counters.commit_sizes.observe(len(group))
        except sqlite3.Error as error:
            if not self.is_failing:
                # Once: a disk that is full is not made fuller.
                logger.error("The database could not be written: %s", error)
                self.is_failing = True
            self._give_up(group, error)
        except Exception as error:
            # A bug, which must not end the thread that everybody waits for.
            logger.exception("The database could not be written")
            self._give_up(group, error)

    def _carry_out_one(self, job: _Job) -> None:
        execute = self._writing.execute
        execute("SAVEPOINT job")
        try:
            job.result = job.operation(self._writing)
        except Exception as error:
            if not self._writing.in_transaction:
                # SQLite gave up the whole group, as it does when the disk is full.
                raise sqlite3.OperationalError(str(error)) from error
            job.error = error
            if _is_disks(error):
                logger.error("The database could not be used: %s", error)
                job.error = StorageError(str(error))
            execute("ROLLBACK TO job")
        execute("RELEASE job")

    def _is_in_place(self) -> bool:
        """Others find the file where it was: a commit to one that was deleted is on no disk."""
        try:
            return os.path.samestat(self._file, self._path.stat())
        except OSError:
            return False

    def _give_up(self, group: list[_Job], error: Exception) -> None:
        """Nothing of the group was changed."""
        self.counters.commits_failed += 1
        for job in group:
            job.error = StorageError(str(error))
        try:
            if self._writing.in_transaction:
                self._writing.execute("ROLLBACK")
        except sqlite3.Error as error:
            logger.error("The database could not be rolled back: %s", error)

    def _report(self, group: list[_Job]) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(_resolve, group)
        except RuntimeError:
            logger.error("The event loop ended before its last %d writes were reported", len(group))


def _is_disks(error: Exception) -> bool:
    """Of the disk or a damaged file, not of the operation."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
    )


def _resolve(group: list[_Job]) -> None:
    for job in group:
        if job.future.cancelled():
            continue
        if job.error is None:
            job.future.set_result(job.result)
        else:
            job.future.set_exception(job.error)
