"""A QThread that runs one function. Its object stays in the main thread."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread

_log = logging.getLogger(__name__)
_abandoned: list[tuple[object, ...]] = []
"""Threads that did not end in time. They are kept, because destroying a running QThread aborts the process."""


class LoopThread(QThread):
    """Lives in the main thread from birth to death. `loop` runs in the thread, which has no event loop.

    No QObject is created in the thread, and none is moved to it. `loop` may emit signals of objects of the main thread;
    their slots run there.
    """

    def __init__(self, name: str, loop: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._loop = loop

    def run(self) -> None:
        self._loop()


def wait_for_end(thread: QThread, seconds: float, *kept: object) -> bool:
    """Wait for the end of a thread. The signal `finished` comes a moment before: destroy nothing without this wait.

    If the end does not come, log it and return False. The thread and `kept`, which it uses, then stay in memory.
    """
    if thread.wait(max(1, round(seconds * 1000))):
        return True
    _log.error("The thread %s did not end in %.1f s", thread.objectName(), seconds)
    thread.setParent(None)
    _abandoned.append((thread, *kept))
    return False
