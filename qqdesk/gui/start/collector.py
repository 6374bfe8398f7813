"""Collect garbage in the main thread only.

Python collects in the thread that creates the next object. If it finds a widget in a cycle there, the process crashes.
"""

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

INTERVAL_MS = 1000
FULL_EVERY_S = 120.0
"""A full collection blocks the GUI for some hundredths of a second. This is its interval in the background,"""
FULL_AT_LAST_S = 900.0
"""and this while a window is active."""


class Collector(QObject):
    """Replaces the automatic collection: the two younger generations at Python's own thresholds, the oldest by time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._full_at = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def collect(self) -> None:
        """Collect the generations that are above their threshold."""
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
