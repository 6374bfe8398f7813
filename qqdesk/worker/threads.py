"""A QThread with the one object that lives in it, and how both come to an end."""

import logging

from PySide6.QtCore import QObject, QThread

_log = logging.getLogger(__name__)
_abandoned: list["WorkerThread"] = []
"""Threads that did not end in time: destroying a QThread that runs ends the process, so they are kept."""


class WorkerThread:
    """Owned by the main thread. `worker` has a slot `start`, which its thread calls first."""

    def __init__(self, worker: QObject, name: str, parent: QObject) -> None:
        self.worker = worker
        self.thread = QThread(parent)
        self.thread.setObjectName(name)
        worker.moveToThread(self.thread)
        self.thread.started.connect(worker.start)  # type: ignore[attr-defined]
        # In its own thread, where its timers can be stopped.
        self.thread.finished.connect(worker.deleteLater)

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False, and a line in the log, where it did not come. It is never terminated."""
        if self.thread.wait(max(1, round(seconds * 1000))):
            return True
        _log.error("The thread %s did not end in %.1f s", self.thread.objectName(), seconds)
        self.thread.setParent(None)
        _abandoned.append(self)
        return False
