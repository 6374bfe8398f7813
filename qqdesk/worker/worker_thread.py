"""A QThread with the one worker object that lives in it, and the end of both."""

import logging

from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Slot

_log = logging.getLogger(__name__)
_abandoned: list[tuple[object, ...]] = []
"""Threads that did not end in time. They are kept, because destroying a running QThread aborts the process."""


class Worker(QObject):
    """An object for a thread of its own. Subclasses have a slot `start`, which the thread calls first.

    It is not declared here: PySide calls a slot that overrides another in the thread that emits.
    """

    @Slot()
    def leave(self) -> None:
        """Stop the worker and handle the events that are still posted: each returns at once, for the client is closed.

        The object stays in the thread that has ended. To move it from here could deadlock: the move waits for a lock of
        Qt's while it holds Python's, and a disconnect in the main thread does the opposite.
        """
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.put_down()
        QCoreApplication.sendPostedEvents(self)

    def put_down(self) -> None:
        """For subclasses: stop running work. Called in the thread that is about to end."""


class WorkerThread:
    """Owned by the main thread."""

    def __init__(self, worker: Worker, name: str, parent: QObject) -> None:
        self.worker = worker
        self.thread = QThread(parent)
        self.thread.setObjectName(name)
        worker.moveToThread(self.thread)
        self.thread.started.connect(worker.start)  # type: ignore[attr-defined]
        self.thread.finished.connect(worker.leave)

    def wait(self, seconds: float) -> bool:
        """Wait for the end. If it does not come, log it and return False. The thread is never terminated.

        The signal `finished` comes a moment before the end: nothing may be destroyed without this wait.
        """
        return wait_for_end(self.thread, seconds, self)


def wait_for_end(thread: QThread, seconds: float, *kept: object) -> bool:
    """Wait for the end of a thread. If it does not come, log it and return False: the thread is kept for good, with
    what it uses."""
    if thread.wait(max(1, round(seconds * 1000))):
        return True
    _log.error("The thread %s did not end in %.1f s", thread.objectName(), seconds)
    thread.setParent(None)
    _abandoned.append((thread, *kept))
    return False
