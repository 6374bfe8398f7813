"""Signals of the system (Ctrl+C, SIGTERM) as a signal of Qt."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class QuitSignals(QObject):
    """Python runs its handlers only between its own instructions, and Qt's loop has none: so a socket wakes it."""

    caught = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._theirs.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
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
        """Everything as it was."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self._ours.close()
        self._theirs.close()


def _nothing(number: int, frame: FrameType | None) -> None:
    """The wake-up socket tells; without a handler in Python the system would end the process."""


def x_server_answers(place: str) -> bool:
    """Whether a display without a file has an abstract socket, as in some containers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        try:
            sock.connect("\0" + place)
        except OSError:
            return False
    return True
