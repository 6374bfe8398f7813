"""Signals of the system (Ctrl+C, SIGTERM) as a Qt signal."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class QuitSignals(QObject):
    """Python runs signal handlers only between its own instructions, so a socket wakes Qt's event loop."""

    caught = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._theirs.setblocking(False)
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _nothing) for number in _SIGNALS}
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    @Slot()
    def _woken(self) -> None:
        try:
            numbers = self._ours.recv(64)
        except BlockingIOError:
            return
        if any(number in _SIGNALS for number in numbers):
            self.caught.emit()

    def close(self) -> None:
        """Restore the previous handlers, but no socket: an earlier object may have closed its own."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self._ours.close()
        self._theirs.close()


def _nothing(number: int, frame: FrameType | None) -> None:
    """Do nothing: without a Python handler the signal would end the process. The socket reports it."""
