"""The open history file: locking, transactions, and recovery from damage."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qqdesk.history.errors import HistoryDamagedError, HistoryError
from qqdesk.history.schema import BUSY_MS, is_damage, open_file, replace_damaged


class HistoryFile:
    """One connection and its lock. Any thread may call.

    A change is on disk when `writing` ends, or it is rolled back and HistoryError is raised. `close_readers` closes all
    other connections before a damaged file is renamed.
    """

    def __init__(self, path: Path, close_readers: Callable[[], None]) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.connection, self.damaged_copy = open_file(path)
        """The path of the damaged file that this one replaced, if any."""
        self._close_readers = close_readers

    def close(self) -> None:
        with self.lock:
            self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self.lock:
            try:
                yield self.connection
            except sqlite3.Error as error:
                raise self._handle_error("read", error) from error

    @contextmanager
    def writing(self, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
        """Open a transaction. Without `synced` it is on disk after the next one that is; a power failure before that
        loses the whole transaction and all later ones."""
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
        """Return the error to raise. If the file is damaged, replace it as at the start: the next call finds a new
        file, so messages can be stored again."""
        if not is_damage(error):
            return HistoryError(f"The history cannot be {verb}: {error}")
        self._close_readers()
        self.connection.close()
        try:
            self.connection, aside = replace_damaged(self.path, error)
            self.damaged_copy = aside
        except (sqlite3.Error, OSError) as failure:
            return HistoryError(f"The history is damaged, and no new one can be begun: {failure}")
        return HistoryDamagedError(error, aside)
