"""Puts into the index what is not in it yet: an import, or messages of a time before the index."""

import logging
import threading
from collections.abc import Callable

from qqdesk.history import index
from qqdesk.history.errors import HistoryError
from qqdesk.history.history_file import HistoryFile

_log = logging.getLogger(__name__)

_BATCH_SIZE = 250
_MERGE_THRESHOLD = 10_000
"""After so many the index is merged into one piece: that takes 2 s for a million messages, and a word of which only a
part is searched for is found in a third of the time."""
_PAUSE_S = 0.002
"""Seconds between two steps, for those who have something to store."""
_MAX_PAUSES_FOR_SEARCH = 50
"""So many pauses it lets a search go first. What is written while somebody reads cannot be put from the log into the
file, and whoever writes when they are done does it all at once: 0.3 s were seen."""


class IndexBuilder:
    """A thread that ends when nothing is left. What was done stays when the program ends."""

    def __init__(self, file: HistoryFile, is_searching: Callable[[], bool]) -> None:
        self._file = file
        self._is_searching = is_searching
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_busy = False

    def start(self) -> None:
        """Begin, where there is something to do and nobody does it. Raises HistoryError."""
        with self._file.reading() as connection:
            if self.is_busy or self._closing.is_set() or not index.has_backlog(connection):
                return
            self.join()
            self.is_busy = True
            self._thread = threading.Thread(target=self._run, name="history index")
            self._thread.start()

    def close(self) -> None:
        with self._file.lock:
            self._closing.set()
        self.join()

    def join(self, timeout: float | None = None) -> None:
        """For the thread to end."""
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
                        # Under the lock: what comes later finds nobody who does it.
                        self.is_busy = False
                        return
        except HistoryError as error:
            _log.warning("The search index is not finished, it goes on at the next start: %s", error)
            self.is_busy = False
