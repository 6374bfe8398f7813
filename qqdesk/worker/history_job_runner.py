"""The thread that runs history jobs: one step of each in turn, so that each can be cancelled between steps."""

import logging
import time

from PySide6.QtCore import QTimer, Signal, Slot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import ExportError, HistoryError
from qqdesk.history.history import History
from qqdesk.worker.deleting import Deletion
from qqdesk.worker.exporting import ExportJob
from qqdesk.worker.guard import guarded
from qqdesk.worker.history_job import HistoryJob, Steps
from qqdesk.worker.history_requests import Cancel, ConversationChanged, Delete, Export, HistoryRequestFailed, Import
from qqdesk.worker.importing import ImportJob
from qqdesk.worker.tasks import SessionSnapshot, Task
from qqdesk.worker.worker_thread import Worker

_log = logging.getLogger(__name__)
_PAUSE_MS = 1
"""Pause between steps, so that other threads get the file and the interpreter."""


class HistoryJobRunner(Worker):
    """Lives in its own thread."""

    answered = Signal(object)  # an answer of worker.history_requests
    went_wrong = Signal(object)  # Problem

    def __init__(self, number: int) -> None:
        """`number`: the account."""
        super().__init__()
        self._number = number
        self.stopping = False
        """Set by the main thread when the session ends."""
        self._history: History | None = None
        self._early: list[Task] = []
        self._jobs: dict[HistoryJob, Steps] = {}
        """In the order of their turns."""

    @Slot()
    @guarded
    def start(self) -> None:
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._step)

    @Slot(object)
    @guarded
    def open(self, opened: SessionSnapshot) -> None:
        try:
            begun = opened.history.eraser.unfinished()
        except HistoryError:
            if self.stopping:
                return  # the history is closed after a quit right after the sign-in
            raise
        self._history = opened.history
        for selection in begun:
            self._begin(Deletion(Delete(0, selection, quiet=True), opened.history))
        early, self._early = self._early, []
        for task in early:
            self.perform(task)

    @Slot(object)
    @guarded
    def perform(self, task: Task) -> None:
        if isinstance(task, Cancel):
            for job in self._jobs:
                job.cancelled |= job.ticket == task.ticket
        elif self._history is None and not self.stopping:
            # The main thread may receive the snapshot before this thread does.
            self._early.append(task)
        elif self._history is None or self.stopping:
            self.answered.emit(HistoryRequestFailed(task.ticket, Problem(ProblemKind.NO_CONNECTION)))
        else:
            self._begin(self._job(self._history, task))

    def _begin(self, job: HistoryJob) -> None:
        self._jobs[job] = job.run()
        self._timer.start()

    @Slot()
    @guarded
    def _step(self) -> None:
        """Run one step of the next job."""
        if self.stopping or not self._jobs:
            return
        job, steps = next(iter(self._jobs.items()))
        del self._jobs[job]
        try:
            answer = next(steps)
        except StopIteration:
            pass
        except Exception as error:
            self._tell_failure(job, error)
        else:
            self._jobs[job] = steps
            if answer is not None and (not job.quiet or isinstance(answer, ConversationChanged)):
                self.answered.emit(answer)
        if self._jobs:
            self._timer.start()

    def _tell_failure(self, job: HistoryJob, error: Exception) -> None:
        if isinstance(error, HistoryError | ExportError | OSError):
            _log.error("A job over the history failed: %s", error)
        else:
            _log.exception("A bug in a job over the history", exc_info=error)
        if not job.quiet:
            self.answered.emit(HistoryRequestFailed(job.ticket, problem_of(error)))

    def put_down(self) -> None:
        """End all jobs: the session ends."""
        for job, steps in self._jobs.items():
            steps.close()
            if not job.quiet:
                self.answered.emit(HistoryRequestFailed(job.ticket, Problem(ProblemKind.NO_CONNECTION)))
        self._jobs = {}

    def _job(self, history: History, task: Task) -> HistoryJob:
        match task:
            case Delete():
                return Deletion(task, history)
            case Export():
                return ExportJob(task, history, time.time_ns() // 1_000_000)
            case Import():
                return ImportJob(task, history, self._number)
        raise TypeError(type(task).__name__)
