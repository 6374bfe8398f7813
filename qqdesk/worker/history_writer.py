"""The thread that changes the history for the main thread: single writes, and long jobs step by step.

What waits to be written is in memory at once, on disk soon after.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import ExportError, HistoryError
from qqdesk.history.history import History
from qqdesk.worker.history_job import DeletionJob, HistoryJob, Steps
from qqdesk.worker.history_requests import ConversationChanged, HistoryRequestFailed
from qqdesk.worker.pending_requests import PendingRequest, PendingRequests

_log = logging.getLogger(__name__)
_PAUSE_S = 0.001
"""Pause between two steps of jobs, so that other threads get the file and the interpreter."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _WriteDone:
    ticket: int
    result: object


@dataclass(frozen=True, slots=True)
class _WriteFailed:
    ticket: int
    problem: Problem


class HistoryWriter(QThread):
    """Carries out writes in the order of the calls. A write waits for at most one step of a job.

    The object lives in the main thread, where its methods are called. Only `run` and the methods behind it run in the
    thread itself, which has no event loop and no object of Qt.
    """

    emitted = Signal(object)
    answered = Signal(object)  # an answer of worker.history_requests, in the main thread

    def __init__(self, number: int, parent: QObject) -> None:
        """`number`: the account."""
        super().__init__(parent)
        self.setObjectName(f"history writer {number}")
        self._number = number
        self._pending = PendingRequests(self)
        self._queue: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._jobs: dict[HistoryJob, Steps] = {}
        """In the order of their turns. Only for the thread itself."""
        self._is_closing = False
        self._has_stopped_jobs = False
        self.emitted.connect(self._on_emitted)

    # In the main thread

    def write(self, work: Callable[[], R]) -> PendingRequest[R]:
        """Call `work` in the thread. It is carried out even if the session ends before."""
        pending: PendingRequest[R] = self._pending.create()
        self._queue.put(partial(self._write, pending.ticket, work))
        return pending

    def resume_deletions(self, history: History) -> None:
        """Continue the deletions that the last end of the program interrupted, also of copies of files."""
        self._queue.put(partial(self._resume_deletions, history))

    def start_job(self, job: HistoryJob) -> None:
        """Start a job. Its answers are `answered`."""
        self._queue.put(partial(self._start_job, job))

    def cancel(self, ticket: int) -> None:
        """Cancel a job at its next step."""
        self._queue.put(partial(self._cancel, ticket))

    def stop_jobs(self) -> None:
        """End the jobs after their current step. Writes go on."""
        self._has_stopped_jobs = True
        self._queue.put(self._end_jobs)

    def close(self, close: Callable[[], None]) -> None:
        """End the thread after all writes, and call `close` there. Later writes are lost."""
        if not self._is_closing:
            self._is_closing = True
            self.stop_jobs()
            self._queue.put(close)
            self._queue.put(None)

    def forget_requests(self) -> None:
        """Call no listener from now on."""
        self._pending.clear()

    @Slot(object)
    def _on_emitted(self, event: object) -> None:
        match event:
            case _WriteDone():
                self._pending.finish(event.ticket, event.result)
            case _WriteFailed():
                self._pending.fail(event.ticket, event.problem)
            case _:
                self.answered.emit(event)

    # In the thread

    def run(self) -> None:
        while True:
            try:
                work = self._queue.get(timeout=_PAUSE_S if self._jobs else None)
            except Empty:
                if not self._has_stopped_jobs:
                    job = next(iter(self._jobs))
                    self._step(job, self._jobs.pop(job))
                continue
            if work is None:
                return
            try:
                work()
            except Exception:
                _log.exception("A bug in the history writer")

    def _write(self, ticket: int, work: Callable[[], object]) -> None:
        try:
            result = work()
        except Exception as error:
            if not isinstance(error, HistoryError):
                _log.exception("A bug in a write")
            self.emitted.emit(_WriteFailed(ticket, problem_of(error)))
        else:
            self.emitted.emit(_WriteDone(ticket, result))

    # Jobs, in the thread

    def _resume_deletions(self, history: History) -> None:
        try:
            if history.file.damaged_copy is None:  # Else the lost messages may come back from the server.
                history.local_files.remove_orphans()
            begun = history.eraser.unfinished()
        except HistoryError as error:
            _log.error("Interrupted deletions are not continued: %s", error)
            return
        for selection in begun:
            self._start_job(DeletionJob(0, history, selection, quiet=True))

    def _cancel(self, ticket: int) -> None:
        for job in self._jobs:
            job.cancelled |= job.ticket == ticket

    def _start_job(self, job: HistoryJob) -> None:
        if self._has_stopped_jobs:
            self._fail_job(job, Problem(ProblemKind.NO_CONNECTION))
        else:
            # The first step is before later writes: a deletion keeps what is sent after its request.
            self._step(job, job.run())

    def _step(self, job: HistoryJob, steps: Steps) -> None:
        try:
            answer = next(steps)
        except StopIteration:
            pass
        except Exception as error:
            self._on_job_failed(job, error)
        else:
            self._jobs[job] = steps
            if answer is not None and (not job.quiet or isinstance(answer, ConversationChanged)):
                self.emitted.emit(answer)

    def _on_job_failed(self, job: HistoryJob, error: Exception) -> None:
        if isinstance(error, HistoryError | ExportError | OSError):
            _log.error("A job over the history failed: %s", error)
        else:
            _log.exception("A bug in a job over the history", exc_info=error)
        self._fail_job(job, problem_of(error))

    def _fail_job(self, job: HistoryJob, problem: Problem) -> None:
        if not job.quiet:
            self.emitted.emit(HistoryRequestFailed(job.ticket, problem))

    def _end_jobs(self) -> None:
        jobs, self._jobs = self._jobs, {}
        for job, steps in jobs.items():
            steps.close()
            self._fail_job(job, Problem(ProblemKind.NO_CONNECTION))


K = TypeVar("K")
V = TypeVar("V")


class Unwritten(QObject, Generic[K, V]):
    """Values by key that the history's writer saves.

    If the disk is full, they stay in memory and are written with the next ones. The failure is reported once, until a
    write succeeds.
    """

    failed = Signal(object)  # Problem

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.values: dict[K, V] = {}
        """Those that are not on disk yet, oldest first."""
        self._writer: HistoryWriter | None = None
        self._save: Callable[[dict[K, V]], object] = lambda values: None
        self._then: Callable[[], None] = lambda: None
        self._has_reported = False

    def open(
        self,
        writer: HistoryWriter,
        save: Callable[[dict[K, V]], object],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """`save` writes values in the writer's thread. `then` is called after each write."""
        self.clear()
        self._writer, self._save, self._then = writer, save, then
        self._has_reported = False

    def clear(self) -> None:
        self._writer = None
        self.values = {}

    def write(self) -> None:
        writer = self._writer
        if writer is not None and self.values:
            values, self.values = self.values, {}
            pending = writer.write(partial(self._save, values))
            pending.then(self, lambda _: self._on_written(), partial(self._on_failed, writer, values))

    def _on_written(self) -> None:
        self._has_reported = False
        self._then()
        # Those that could not be written before.
        self.write()

    def _on_failed(self, writer: HistoryWriter, values: dict[K, V], problem: Problem) -> None:
        if writer is self._writer:  # of the same account
            self.values = values | self.values
        self.report(problem)

    def report(self, problem: Problem) -> None:
        if not self._has_reported:
            self._has_reported = True
            self.failed.emit(problem)
