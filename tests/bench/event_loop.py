"""For the parts of a bench that run Qt's event loop. Who starts them does without: Qt would be in its memory, too."""

import time

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, QTimerEvent


class Pulse(QObject):
    """How late each 1 ms tick was, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self._late: list[float] = []
        self._last = time.perf_counter()
        self.startTimer(1, Qt.TimerType.PreciseTimer)

    def timerEvent(self, event: QTimerEvent) -> None:
        now = time.perf_counter()
        self._late.append(max((now - self._last) * 1000 - 1, 0))
        self._last = now

    def taken(self) -> list[float]:
        late, self._late = self._late, []
        return late


def wait(milliseconds: int) -> None:
    """Wait in an event loop."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
