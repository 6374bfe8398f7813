"""The history's file while it is open: who may read and write it when, and what happens when it turns out damaged."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qqdesk.history.errors import HistoryDamagedError, HistoryError
from qqdesk.history.schema import BUSY_MS, is_damage, open_file, replace_damaged


class HistoryFile:
    """One connection behind one lock. Any thread may call; every change is on disk when `writing` ends, or HistoryError
    is raised and nothing was changed. `close_readers` is called before a damaged file is renamed: no reader may have
    it open then."""

    def __init__(self, path: Path, close_readers: Callable[[], None]) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.connection, self.damaged_copy = open_file(path)
        """And where the last damaged file is kept, in whose place this one is."""
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
        """What is not `synced` is on disk after the next that is; until then it may be lost with the power, as a whole
        and with all that came later."""
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
        """Put the log of changes (WAL) into the file, and leave nothing of it; False, at once, where that cannot be,
        because an older state is being read."""
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
        """What was written without is on disk when this returns."""
        with self.writing() as connection:
            # A commit of nothing writes nothing, and waits for nothing.
            connection.execute("UPDATE indexed SET below = below")

    def check_damage(self, error: HistoryError) -> HistoryError:
        """What to raise where a connection of somebody else met `error`. What only they read would stay damaged for
        good; but it may be of a file that was set aside meanwhile, so this one is looked at."""
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
        """What to raise. Damage that was not seen at the start ends as it does there: the next call finds a new file,
        and whoever waits to be stored is not locked out for good."""
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
