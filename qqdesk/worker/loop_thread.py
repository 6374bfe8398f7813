"""A QThread that runs one function, whose object stays in the main thread; and the clock of that thread."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, QTimer

from qqdesk.clock import SystemClock, Timer

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


class _QtTimer:
    def __init__(self, seconds: float, callback: Callable[[], None]) -> None:
        self._timer = QTimer(singleShot=True)
        self._timer.timeout.connect(callback)
        self._timer.start(max(0, round(seconds * 1000)))

    def cancel(self) -> None:
        self._timer.stop()


class QtClock(SystemClock):
    """The system's clock. Timers run in the caller's event loop of Qt. Keep a timer until it has called back."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return _QtTimer(seconds, callback)


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
