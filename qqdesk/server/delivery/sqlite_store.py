"""The store of a server that keeps everything in one SQLite file."""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from qqdesk.server.delivery.mailbox import MailboxQuery
from qqdesk.server.delivery.store import Batch, Operation, Store
from qqdesk.server.errors import DamageError, MovedError, StorageError
from qqdesk.server.storage import moved
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.query_thread import QueryThread
from qqdesk.server.storage.sqlite import (
    BAD_TEXT,
    FILE_NAME,
    MARKER_NAME,
    connect,
    has_accounts,
    is_bad_text,
    mark_accounts,
    open_database,
)

logger = logging.getLogger(__name__)

T = TypeVar("T")

_CHECKPOINT_EVERY_S = 30.0
_LAST_READS_S = 10.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNREADABLE = (*_DAMAGED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


class SqliteStore(Store):
    """One connection writes, in the writer's thread; one reads in the event loop's thread, two in threads for
    searches and scans."""

    def __init__(self, folder: Path) -> None:
        """Raises DataFolderError."""
        super().__init__()
        self._writing = open_database(folder, checkpoints=True)
        self._folder = folder
        self._path = folder / FILE_NAME
        self._file = self._path.stat()
        self._reading = connect(self._path, read_only=True)
        self._searcher, self._scanner = self._query_thread("search"), self._query_thread("scan")
        self._version = self._data_version()
        # A move before this point is found here, a later one by the changed data version.
        moved.check(self._writing)
        self._moved: MovedError | None = None
        self._next_checkpoint = 0.0
        self._is_marked = (folder / MARKER_NAME).exists()
        self._checkpoint()

    def start(self) -> None:
        super().start()
        self._searcher.start()
        self._scanner.start()

    def _query_thread(self, name: str) -> QueryThread:
        connection = connect(self._path, read_only=True)
        return QueryThread(name, lambda query: query(connection), connection.close, self._call)

    def query(
        self, query: Operation[T], then: Callable[[T], None], failed: Callable[[Exception], None] = lambda _: None
    ) -> None:
        if self._is_closed:
            # A request of the last moment: its connection is closed, too.
            failed(StorageError("the database is closed"))
            return
        try:
            found = query(self._reading)
        except sqlite3.Error as error:
            failed(self._read_error(query, error))
            return
        self._note_read(query, found)
        then(found)

    async def search(self, query: Operation[T]) -> T:
        return await self.answer(partial(self._query_in, self._searcher, query))

    async def scan(self, query: Operation[T]) -> T:
        return await self.answer(partial(self._query_in, self._scanner, query))

    def _read_error(self, query: Operation[Any], error: Exception) -> Exception:
        """Return a DamageError if the file or the disk is to blame, else the error."""
        if not isinstance(error, sqlite3.Error):
            return error
        if is_bad_text(error):
            failure = DamageError(BAD_TEXT)
            self._note_damage(query, failure)
            return failure
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _UNREADABLE:
            return error
        failure = DamageError(str(error))
        if code in _DAMAGED or isinstance(query, MailboxQuery):
            self._note_damage(query, failure)
        else:
            logger.error("The database could not be read: %s", error)
        return failure

    def _close(self, is_stuck: bool) -> None:
        for thread in (self._searcher, self._scanner):
            thread.stop()
            thread.join(_LAST_READS_S)
        self._reading.close()
        if not is_stuck:
            self._writing.close()

    # In the writer's thread

    @contextmanager
    def _transaction(self, batch: Batch) -> Iterator[Database]:
        self._writing.execute("BEGIN IMMEDIATE")
        version = self._data_version()
        if version != self._version:
            self._version, batch.was_changed = version, True
            try:
                moved.check(self._writing)
            except MovedError as error:
                self._moved = error
        if self._moved is not None:
            batch.moved = str(self._moved)
            raise self._moved
        yield self._writing
        if not self._is_in_place():
            raise sqlite3.OperationalError(f"{self._path} is gone, or another file")
        self._writing.execute("COMMIT")
        # A lost write-ahead log loses little if it goes into the file now and then, when nothing waits. The marker is
        # written with the first account.
        is_due = not len(batch) and time.monotonic() >= self._next_checkpoint
        if is_due or (batch.jobs and not self._is_marked and has_accounts(self._writing)):
            self._checkpoint()

    def _checkpoint(self) -> None:
        self._next_checkpoint = time.monotonic() + _CHECKPOINT_EVERY_S
        try:
            self._writing.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            if not self._is_marked and has_accounts(self._writing):
                mark_accounts(self._folder)
                self._is_marked = True
        except sqlite3.Error as error:
            # What is in the log is on disk.
            logger.warning("The database's log could not be put into its file: %s", error)

    def _on_failure(self, error: Exception, attempt: int) -> StorageError:
        if isinstance(error, sqlite3.Error):
            if not self.is_failing:
                # Once: each line makes a full disk fuller.
                logger.error("The database could not be written: %s", error)
                self.is_failing = True
        elif not isinstance(error, MovedError):
            # A bug must not end the thread.
            logger.exception("The database could not be written")
        try:
            if self._writing.in_transaction:
                self._writing.execute("ROLLBACK")
        except sqlite3.Error as failure:
            logger.error("The database could not be rolled back: %s", failure)
        return StorageError(str(error))

    def _job_error(self, db: Database, error: Exception) -> Exception:
        if not self._writing.in_transaction:
            # SQLite rolls the transaction back if the disk is full, for example.
            raise sqlite3.OperationalError(str(error)) from error
        if _is_of_disk(error):
            logger.error("The database could not be used: %s", error)
            return StorageError(str(error))
        return error

    def _data_version(self) -> int:
        """Return a number that changes when another connection writes to the file."""
        return int(self._writing.execute("PRAGMA data_version").fetchone()[0])

    def _is_in_place(self) -> bool:
        """Return whether the file still has its name: a commit to a deleted file is on no disk."""
        try:
            return os.path.samestat(self._file, self._path.stat())
        except OSError:
            return False


def _is_of_disk(error: Exception) -> bool:
    """Return whether the disk or a damaged file is to blame, and not the operation."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
    )
