"""The first paint of a window, after which the rest of the program is built."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Emits `painted` once: after the first paint of the window, or at an earlier call of `finish`."""

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._is_finished = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.finish)
        return False

    @Slot()
    def finish(self) -> None:
        """Call this before the first action of the user."""
        if not self._is_finished:
            self._is_finished = True
            self.painted.emit()
