"""The loop that reads the history: pages, searches, days. The main thread can interrupt a query."""

import logging
from collections.abc import Callable
from queue import SimpleQueue

from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.history import History
from qqdesk.worker.history_requests import (
    ContextLoaded,
    CountMessages,
    DaysFound,
    EarlierLoaded,
    FindDays,
    FindMessages,
    HistoryRequestFailed,
    LaterLoaded,
    LoadContext,
    LoadEarlier,
    LoadLater,
    MessagesCounted,
    MessagesFound,
    Task,
)

_log = logging.getLogger(__name__)


class HistoryReader:
    """`run` is the loop. The main thread calls all other methods, which return at once."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        """`emit` is called in the thread of `run` with each answer."""
        self._emit = emit
        self._tasks: SimpleQueue[tuple[History, Task] | None] = SimpleQueue()
        self._newest: dict[str, int] = {}
        """The ticket of the latest search of each scope."""
        self._is_stopping = False

    def read(self, history: History, task: Task) -> None:
        """Answer a request. A new search supersedes the one before of its scope, which then has no answer."""
        if isinstance(task, FindMessages):
            self._newest[task.scope] = task.ticket
            history.interrupt_search()
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
                _log.exception("A bug in %s", type(task).__name__)
                self._emit(HistoryRequestFailed(task.ticket, problem_of(error)))

    def _perform(self, history: History, task: Task) -> None:
        while not self._is_superseded(task):
            try:
                self._emit(_answer(history, task))
            except SearchInterruptedError:
                # The interrupt may have been meant for an earlier query: run this one again.
                continue
            except HistoryError as error:
                self._emit(HistoryRequestFailed(task.ticket, problem_of(history.file.check_damage(error))))
            return

    def _is_superseded(self, task: Task) -> bool:
        if self._is_stopping:
            return True
        return isinstance(task, FindMessages) and self._newest[task.scope] != task.ticket


def _answer(history: History, task: Task) -> object:
    match task:
        case LoadEarlier():
            messages = history.pages.before(task.conversation, task.before, task.count)
            return EarlierLoaded(
                task.ticket, task.conversation, task.before, tuple(messages), len(messages) < task.count
            )
        case LoadLater():
            messages = history.pages.after(task.conversation, task.after, task.count)
            return LaterLoaded(task.ticket, task.conversation, tuple(messages), len(messages) < task.count)
        case LoadContext():
            return ContextLoaded(task.ticket, task.key, tuple(history.messages_around(task.key, task.count)))
        case FindMessages():
            hits = history.search(task.query, task.before, task.count)
            return MessagesFound(task.ticket, task.scope, tuple(hits), len(hits) < task.count)
        case FindDays():
            return DaysFound(
                task.ticket,
                task.conversation,
                task.month,
                tuple(history.days_with_messages(task.conversation, task.month)),
            )
        case CountMessages():
            return MessagesCounted(task.ticket, history.eraser.count(task.selection))
    raise TypeError(type(task).__name__)
