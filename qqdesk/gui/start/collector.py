"""Python's collection of garbage, in the main thread only.

By itself it runs in whichever thread makes the next object. What it finds there may be a widget in a cycle, and a
widget that is destroyed outside of the main thread ends the process.
"""

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

INTERVAL_MS = 1000
FULL_EVERY_S = 120.0
"""A full collection holds the window up for some hundredths of a second: nobody notices while it is not in use,"""
FULL_AT_LAST_S = 900.0
"""and one that is in use for so long has a rest, too."""


class Collector(QObject):
    """While this lives and runs, Python does not collect by itself. The two younger generations are looked through when
    Python would do it, the oldest now and then."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._full_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Collect what has become much."""
        young, middle, _ = gc.get_count()
        most_young, most_middle, _ = gc.get_threshold()
        if young <= most_young:
            return
        since_full = time.monotonic() - self._full_at
        in_use = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if since_full > (FULL_AT_LAST_S if in_use else FULL_EVERY_S):
            gc.collect()
            self._full_at = time.monotonic()
        else:
            gc.collect(1 if middle > most_middle else 0)
