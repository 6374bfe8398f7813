"""The store of a server that keeps everything in one SQLite file."""

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from qqdesk.server.delivery.mailbox import MailboxQuery
from qqdesk.server.errors import DamageError, MovedError, StorageError
from qqdesk.server.storage import moved
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import (
    FILE_NAME,
    MARKER_NAME,
    connect,
    has_accounts,
    mark_accounts,
    open_database,
)
from qqdesk.server.storage.sqlite_traffic import Traffic
from qqdesk.server.storage.store import Batch, Job, Operation, Store

logger = logging.getLogger(__name__)

T = TypeVar("T")

_CHECKPOINT_EVERY_S = 30.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNREADABLE = (*_DAMAGED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


class SqliteStore(Store):
    """One connection writes, in the writer's thread; one reads in the event loop's, one beside it."""

    def __init__(self, folder: Path) -> None:
        """Raises DataFolderError."""
        super().__init__()
        self._writing = open_database(folder, checkpoints=True)
        self._traffic = Traffic(self._writing)
        self._folder = folder
        self._path = folder / FILE_NAME
        self._file = self._path.stat()
        self._reading = connect(self._path, read_only=True)
        self._searching = connect(self._path, read_only=True)
        self._searcher = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._version = self._data_version()
        # It may have been moved while it was opened; from now on a move shows as a change by somebody else.
        moved.check(self._writing)
        self._moved: MovedError | None = None
        self._next_checkpoint = 0.0
        self._is_marked = (folder / MARKER_NAME).exists()
        self._checkpoint()

    async def read(self, query: Operation[T]) -> T:
        return self._read(query)

    def look(
        self, query: Operation[T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        try:
            found = self._read(query)
        except DamageError as error:
            if failed is not None:
                failed(error)
            return
        then(found)

    async def search(self, query: Operation[T]) -> T:
        assert self._loop is not None
        try:
            return await self._loop.run_in_executor(self._searcher, query, self._searching)
        except sqlite3.Error as error:
            raise self._damage(query, error) from error

    def _read(self, query: Operation[T]) -> T:
        """Raises DamageError."""
        try:
            found = query(self._reading)
        except sqlite3.Error as error:
            raise self._damage(query, error) from error
        if self.unreadable:
            self._note_read(query, found)
        return found

    def _damage(self, query: Operation[T], error: sqlite3.Error) -> DamageError:
        """Raises the error if neither the file nor the disk is to blame."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _UNREADABLE:
            raise error
        if code in _DAMAGED or isinstance(query, MailboxQuery):
            self._note_damage(query, error)
        else:
            logger.error("The database could not be read: %s", error)
        return DamageError(str(error))

    def _close(self, is_stuck: bool) -> None:
        self._searcher.shutdown()
        self._reading.close()
        self._searching.close()
        if not is_stuck:
            self._writing.close()

    # In the writer's thread

    def _carry_out(self, group: Batch) -> bool:
        execute = self._writing.execute
        try:
            execute("BEGIN IMMEDIATE")
            version = self._data_version()
            if version != self._version:
                self._version, group.was_changed = version, True
                self._check_moved()
            if self._moved is not None:
                raise self._moved
            if group.jobs or group.was_changed:
                # An operation may change whatever the traffic knows.
                self._traffic.forget()
            if group.jobs or not len(group):
                self._traffic.settle()
            for job in group.jobs:
                self._carry_out_one(job)
            self._traffic.carry_out(group)
            if not self._is_in_place():
                raise sqlite3.OperationalError(f"{self._path} is gone, or another file")
            execute("COMMIT")
            self.is_failing = False
            self._keep_safe(group)
        except MovedError as error:
            group.moved = str(error)
            self._give_up(group, error)
            return False
        except sqlite3.Error as error:
            if not self.is_failing:
                # Once: a disk that is full is not made fuller.
                logger.error("The database could not be written: %s", error)
                self.is_failing = True
            self._give_up(group, error)
            return False
        except Exception as error:
            # A bug, which must not end the thread that everybody waits for.
            logger.exception("The database could not be written")
            self._give_up(group, error)
            return False
        return True

    def _keep_safe(self, group: Batch) -> None:
        """Now and then, when nothing waits, put the log into the file: whoever loses the log loses little. Leave the
        marker with the first account."""
        is_due = not len(group) and time.monotonic() >= self._next_checkpoint
        if is_due or (group.jobs and not self._is_marked and has_accounts(self._writing)):
            self._checkpoint()

    def _checkpoint(self) -> None:
        self._next_checkpoint = time.monotonic() + _CHECKPOINT_EVERY_S
        try:
            self._writing.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            if not self._is_marked and has_accounts(self._writing):
                mark_accounts(self._folder)
                self._is_marked = True
        except sqlite3.Error as error:
            # The log is as good.
            logger.warning("The database's log could not be put into its file: %s", error)

    def _carry_out_one(self, job: Job) -> None:
        execute = self._writing.execute
        execute("SAVEPOINT job")
        try:
            db: Database = self._writing
            job.result = job.operation(db)
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

    def _check_moved(self) -> None:
        try:
            moved.check(self._writing)
        except MovedError as error:
            self._moved = error

    def _data_version(self) -> int:
        """Another number once somebody else has written to the file."""
        return int(self._writing.execute("PRAGMA data_version").fetchone()[0])

    def _is_in_place(self) -> bool:
        """Others find the file where it was: a commit to one that was deleted is on no disk."""
        try:
            return os.path.samestat(self._file, self._path.stat())
        except OSError:
            return False

    def _give_up(self, group: Batch, error: Exception) -> None:
        self._traffic.forget()
        group.give_up(error)
        try:
            if self._writing.in_transaction:
                self._writing.execute("ROLLBACK")
        except sqlite3.Error as error:
            logger.error("The database could not be rolled back: %s", error)


def _is_disks(error: Exception) -> bool:
    """Of the disk or a damaged file, not of the operation."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
    )
