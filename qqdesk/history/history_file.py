"""The open file of a history: a connection for writing, one for reading, and the replacement of a damaged file."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qqdesk.history.errors import HistoryDamagedError, HistoryError
from qqdesk.history.schema import BUSY_MS, is_damage, open_file, open_reader, replace_damaged


class HistoryFile:
    """Any thread may call. Reading does not wait for writing: each has a connection and a lock of its own.

    `lock` is the lock of the writing connection. A thread that needs both takes it first. `close_readers` is called
    before a damaged file is renamed: no other connection may have it open then."""

    def __init__(self, path: Path, close_readers: Callable[[], None]) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.connection, self.damaged_copy = open_file(path)
        """The writing connection, and where the last damaged file is kept that this one replaces."""
        self._reading_lock = threading.RLock()
        try:
            self._reader = open_reader(path)
        except sqlite3.Error as error:
            self.connection.close()
            raise HistoryError(f"The history cannot be opened: {error}") from error
        self._close_readers = close_readers

    def close(self) -> None:
        with self.lock, self._reading_lock:
            # The last connection checkpoints the WAL, so it must be the writing one.
            self._reader.close()
            self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read one committed state of the file. Raises HistoryError."""
        damage: sqlite3.Error | None = None
        with self._reading_lock:
            reader = self._reader
            try:
                reader.execute("BEGIN")
                try:
                    yield reader
                finally:
                    if reader.in_transaction:
                        reader.execute("ROLLBACK")
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise HistoryError(f"The history cannot be read: {error}") from error
                damage = error
        if damage is not None:
            # Without the lock for reading: a writer may hold its own lock and wait for this one.
            with self.lock:
                if reader is not self._reader and self.damaged_copy is not None:
                    # Another thread found the damage first.
                    raise HistoryDamagedError(damage, self.damaged_copy) from damage
                raise self._handle_error("read", damage) from damage

    @contextmanager
    def writing(self, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
        """Change the file in one transaction. If HistoryError is raised, nothing was changed.

        A change that is not `synced` is on disk after the next one that is. Until then a power cut may undo it, with
        all later changes."""
        with self.lock:
            try:
                self.connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
                self.connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self.connection
                    self.connection.execute("COMMIT")
                except BaseException:
                    if self.connection.in_transaction:
                        self.connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise self._handle_error("written", error) from error

    def truncate_wal(self) -> bool:
        """Write the WAL into the file and empty it. Return False at once if a reader still needs an older state."""
        with self.lock:
            try:
                self.connection.execute("PRAGMA busy_timeout = 0")
                try:
                    busy, _, _ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                finally:
                    self.connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
                return not busy
            except sqlite3.Error as error:
                raise self._handle_error("written", error) from error

    def sync(self) -> None:
        """Wait until unsynced transactions are on disk."""
        with self.writing() as connection:
            # An empty commit would not wait for the disk.
            connection.execute("UPDATE indexed SET below = below")

    def check_damage(self, error: HistoryError) -> HistoryError:
        """Return the error to raise after another connection failed with `error`.

        Damaged pages that only other connections read must be repaired, too. But the error may come from a file that
        was replaced meanwhile, so check this one.
        """
        damage = error.__cause__
        if not isinstance(damage, sqlite3.Error) or not is_damage(damage):
            return error
        with self.lock:
            try:
                found = self.connection.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.Error as failure:
                return self._handle_error("read", failure)
            return error if found == ("ok",) else self._handle_error("read", damage)

    def _handle_error(self, verb: str, error: sqlite3.Error) -> HistoryError:
        """Return the error to raise. A damaged file is replaced, as at the start: the next call finds a new file."""
        if not is_damage(error):
            return HistoryError(f"The history cannot be {verb}: {error}")
        self._close_readers()
        try:
            with self._reading_lock:
                self._reader.close()
                self.connection.close()
                self.connection, aside = replace_damaged(self.path, error)
                self.damaged_copy = aside
                self._reader = open_reader(self.path)
        except (sqlite3.Error, OSError) as failure:
            return HistoryError(f"The history is damaged, and no new one can be begun: {failure}")
        return HistoryDamagedError(error, aside)
