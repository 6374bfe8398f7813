"""The thread that reads the history: pages, searches, days. The main thread can interrupt a query."""

from PySide6.QtCore import Signal, Slot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.history import History
from qqdesk.worker.guard import guarded
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
)
from qqdesk.worker.tasks import SessionSnapshot, Task
from qqdesk.worker.worker_thread import Worker


class HistoryReader(Worker):
    """Lives in its own thread. `newest` has the latest ticket of each scope; only the main thread writes it."""

    answered = Signal(object)  # an answer of worker.history_requests
    went_wrong = Signal(object)  # Problem

    def __init__(self) -> None:
        super().__init__()
        self.newest: dict[str, int] = {}
        self.stopping = False
        self._history: History | None = None

    @Slot()
    @guarded
    def start(self) -> None:
        """Nothing to prepare."""

    @Slot(object)
    @guarded
    def open(self, opened: SessionSnapshot) -> None:
        self._history = opened.history

    @Slot(object)
    @guarded
    def perform(self, task: Task) -> None:
        while not self._is_superseded(task):
            if self._history is None:
                self.answered.emit(HistoryRequestFailed(task.ticket, Problem(ProblemKind.NO_CONNECTION)))
                return
            try:
                self.answered.emit(_answer(self._history, task))
            except SearchInterruptedError:
                # The interrupt may have been meant for an earlier query: run this one again.
                continue
            except HistoryError as error:
                self.answered.emit(
                    HistoryRequestFailed(task.ticket, problem_of(self._history.file.check_damage(error)))
                )
            return

    def _is_superseded(self, task: Task) -> bool:
        if self.stopping:
            return True
        return isinstance(task, FindMessages) and self.newest.get(task.scope, task.ticket) != task.ticket


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
