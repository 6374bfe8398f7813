"""Decode pictures in threads."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThread, QThreadPool, Signal, Slot
from shiboken6 import isValid

from qqdesk.gui.pictures.decode import PictureError

R = TypeVar("R")
_NAME = "picture_jobs"


class _Job(QRunnable):
    def __init__(
        self, jobs: "PictureJobs", receiver: QObject, work: Callable[[], object], done: Callable[[Any], object]
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._jobs, self._work = jobs, work
        self.receiver, self.done = receiver, done

    def run(self) -> None:
        result: object = None
        try:
            if isValid(self.receiver):
                result = self._work()
        except PictureError as error:
            # Its frames have objects of this thread, and would keep each other until the next collection.
            result = error.with_traceback(None)
        if isValid(self._jobs):
            self._jobs.finished.emit(self, result)


class PictureJobs(QObject):
    """Runs functions in threads. There is one for the application: see `picture_jobs`."""

    finished = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        self._running: set[_Job] = set()
        self._pool = QThreadPool(self)
        # One core stays free for the windows.
        self._pool.setMaxThreadCount(max(1, QThread.idealThreadCount() - 1))
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._pool.clear)
        self.finished.connect(self._on_finished)

    def run(
        self, receiver: QObject, work: Callable[[], R], done: Callable[[R | PictureError], object], priority: int = 0
    ) -> None:
        """Call `work` in a thread, then `done` in this one with the result or a PictureError, unless the receiver is
        destroyed. Jobs of a higher priority come first."""
        job = _Job(self, receiver, work, done)
        self._running.add(job)
        self._pool.start(job, priority)

    @Slot(object, object)
    def _on_finished(self, job: _Job, result: object) -> None:
        self._running.discard(job)
        if isValid(job.receiver):
            job.done(result)


def picture_jobs() -> PictureJobs:
    """Return the one of the application. Call it in the main thread."""
    app = QCoreApplication.instance()
    assert app is not None
    found = app.findChild(PictureJobs, _NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else PictureJobs(app)
