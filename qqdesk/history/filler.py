"""Puts into the index what is not in it yet: an import, or messages of a time before the index."""

import logging
import threading
from collections.abc import Callable

from qqdesk.history import index
from qqdesk.history.errors import HistoryError
from qqdesk.history.file import HistoryFile

_log = logging.getLogger(__name__)

_FILLED = 250
_MANY = 10_000
"""After so many the index is merged into one piece: that takes 2 s for a million messages, and a word of which only a
part is searched for is found in a third of the time."""
_PAUSE = 0.002
"""Seconds between two steps, for those who have something to store."""
_PATIENCE = 50
"""So many pauses it lets a search go first. What is written while somebody reads cannot be put from the log into the
file, and whoever writes when they are done does it all at once: 0.3 s were seen."""


class Filler:
    """A thread that ends when nothing is left. What was done stays when the program ends."""

    def __init__(self, file: HistoryFile, is_read: Callable[[], bool]) -> None:
        self._file = file
        self._is_read = is_read
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_busy = False

    def start(self) -> None:
        """Begin, where there is something to do and nobody does it. Raises HistoryError."""
        with self._file.reading() as connection:
            if self.is_busy or self._closing.is_set() or not index.is_behind(connection):
                return
            self.wait()
            self.is_busy = True
            self._thread = threading.Thread(target=self._fill, name="history index")
            self._thread.start()

    def close(self) -> None:
        with self._file.lock:
            self._closing.set()
        self.wait()

    def wait(self, timeout: float | None = None) -> None:
        """For the thread to end."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _fill(self) -> None:
        filled = merged = waited = 0
        try:
            while not self._closing.wait(_PAUSE):
                if self._is_read() and waited < _PATIENCE:
                    waited += 1
                    continue
                waited = 0
                with self._file.writing(synced=False) as connection:
                    if index.fill(connection, _FILLED):
                        filled += _FILLED
                    elif filled >= _MANY and index.merge(connection, begin=not merged):
                        merged += 1
                    else:
                        # Under the lock: what comes later finds nobody who does it.
                        self.is_busy = False
                        return
        except HistoryError as error:
            _log.warning("The search index is not finished, it goes on at the next start: %s", error)
            self.is_busy = False
