"""Index messages in the background: imported ones, and those from before the index."""

import logging
import threading
from collections.abc import Callable

from qqdesk.history import index
from qqdesk.history.errors import HistoryError
from qqdesk.history.history_file import HistoryFile

_log = logging.getLogger(__name__)

_BATCH_SIZE = 250
_MERGE_THRESHOLD = 10_000
"""Merge the index into one segment after that many messages. It takes 2 s for a million messages, and a search for a
part of a word then takes a third of the time."""
_PAUSE_S = 0.002
"""Between two steps, so that other threads can write."""
_MAX_PAUSES_FOR_SEARCH = 50
"""The longest wait for a search. Changes made during a read stay in the WAL; the first write after it copies all of
them to the file, which took up to 0.3 s."""


class IndexBuilder:
    """A thread that ends when all messages are indexed. Its progress survives the end of the program."""

    def __init__(self, file: HistoryFile, is_searching: Callable[[], bool]) -> None:
        self._file = file
        self._is_searching = is_searching
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_busy = False

    def start(self) -> None:
        """Start the thread if messages are missing in the index. Raises HistoryError."""
        with self._file.lock:
            if self.is_busy or self._closing.is_set() or not self._has_backlog():
                return
            self.join()
            self.is_busy = True
            self._thread = threading.Thread(target=self._run, name="history index")
            self._thread.start()

    def _has_backlog(self) -> bool:
        with self._file.reading() as connection:
            return index.has_backlog(connection)

    def close(self) -> None:
        with self._file.lock:
            self._closing.set()
        self.join()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread to end."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        indexed = merged = pauses = 0
        try:
            while not self._closing.wait(_PAUSE_S):
                if self._is_searching() and pauses < _MAX_PAUSES_FOR_SEARCH:
                    pauses += 1
                    continue
                pauses = 0
                with self._file.writing(synced=False) as connection:
                    if index.build(connection, _BATCH_SIZE):
                        indexed += _BATCH_SIZE
                    elif indexed >= _MERGE_THRESHOLD and index.merge(connection, is_first_step=not merged):
                        merged += 1
                    else:
                        # Under the lock, so that a later start() begins a new thread.
                        self.is_busy = False
                        return
        except HistoryError as error:
            _log.warning("The search index is incomplete; the next start continues: %s", error)
            self.is_busy = False
