"""Read one state of the file in batches, while others write."""

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qqdesk.history.errors import HistoryError
from qqdesk.history.schema import open_reader

_BATCH_SIZE = 200


class Snapshot:
    """One state of the file, over its own connection: writers do not wait for it."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = open_reader(path)
        try:
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT 1 FROM messages LIMIT 1").fetchone()  # fixes the state
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close it, in any thread; a reader gets HistoryError at the next batch."""
        with self._lock:
            self._connection.close()

    def rows(self, select: str, values: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows in batches. Raises HistoryError."""
        cursor: sqlite3.Cursor | None = None
        while True:
            with self._lock:
                try:
                    cursor = cursor or self._connection.execute(select, values)
                    batch = cursor.fetchmany(_BATCH_SIZE)
                except sqlite3.Error as error:
                    raise HistoryError(f"The history cannot be read: {error}") from error
            if not batch:
                return
            yield batch

    def scalar(self, select: str, values: Sequence[Any] = ()) -> int:
        """Return the number of a query with one row and column; 0 without a row."""
        for ((number,),) in self.rows(select, values):
            return int(number)
        return 0


class Snapshots:
    """All open snapshots, to close them before a damaged file is renamed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: weakref.WeakSet[Snapshot] = weakref.WeakSet()

    @contextmanager
    def open(self) -> Iterator[Snapshot]:
        try:
            snapshot = Snapshot(self._path)
        except sqlite3.Error as error:
            raise HistoryError(f"The history cannot be read: {error}") from error
        self._open.add(snapshot)
        try:
            yield snapshot
        finally:
            self._open.discard(snapshot)
            snapshot.close()

    def close(self) -> None:
        for snapshot in list(self._open):
            snapshot.close()
