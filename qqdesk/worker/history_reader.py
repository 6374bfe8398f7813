"""The loop that reads the history: pages, searches, days. The main thread can interrupt a query."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.history import History
from qqdesk.worker.history_requests import HistoryRequestFailed, ReadDone

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """A query with its ticket. `is_wanted` returns whether anything waits for the answer; any thread may call it."""

    ticket: int
    query: Callable[[History], object]
    is_wanted: Callable[[int], bool]


class HistoryReader:
    """`run` is the loop. The main thread calls all other methods, which return at once."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        """`emit` is called in the thread of `run` with each answer."""
        self._emit = emit
        self._tasks: SimpleQueue[tuple[History, Read] | None] = SimpleQueue()
        self._is_stopping = False

    def read(self, history: History, task: Read) -> None:
        self._tasks.put((history, task))

    def stop(self) -> None:
        """End `run` after the current query. Requests that wait have no answer."""
        self._is_stopping = True
        self._tasks.put(None)

    def run(self) -> None:
        while (item := self._tasks.get()) is not None:
            history, task = item
            try:
                self._perform(history, task)
            except Exception as error:
                _log.exception("A bug while the history was read")
                self._emit(HistoryRequestFailed(task.ticket, problem_of(error)))

    def _perform(self, history: History, task: Read) -> None:
        while not self._is_stopping and task.is_wanted(task.ticket):
            try:
                self._emit(ReadDone(task.ticket, task.query(history)))
            except SearchInterruptedError:
                # The interrupt may have been meant for an earlier query: run this one again.
                continue
            except HistoryError as error:
                self._emit(HistoryRequestFailed(task.ticket, problem_of(history.file.check_damage(error))))
            return
