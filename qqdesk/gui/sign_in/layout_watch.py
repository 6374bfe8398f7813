"""Tells when something in a window wants another size."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class LayoutWatch(QObject):
    """What is inside of something else tells late how high it is: a long sentence, for one."""

    requested = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.requested.emit()
        return False
