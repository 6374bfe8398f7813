"""What happens around the program: the computer slept, or has another network. A connection that it had may be dead
without a word, and a long poll would hang on it for its whole wait."""

import ipaddress
import logging
import time
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qqdesk.system.network import NetworkWatch, own_address
from qqdesk.system.sleep import ClockJump, sleep_watch

_log = logging.getLogger(__name__)

CLOCK_CHECK_S = 10
"""Between two looks at the clocks."""
SETTLE_MS = 400
"""A network that comes up changes in several steps."""
OUTSIDE = "192.0.2.1"
"""Nobody has this address: it stands for all that are not near. Nothing is sent there."""
PAUSE_S = 3.0
"""Between two times that the connection is made anew."""


class SystemEvents(QObject):
    """Asks for a new connection: at once after a sleep or on another network, and not more often than in PAUSE_S."""

    changed = Signal()
    _woke = Signal()
    _network = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = ("", 0)
        self._address = ""
        self._emitted_at = -PAUSE_S
        self._clocks = ClockJump()
        self._clock_timer = QTimer(self)
        self._clock_timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._clock_timer.setInterval(CLOCK_CHECK_S * 1000)
        self._clock_timer.timeout.connect(self._check_clocks)
        self._settle_timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle_timer.timeout.connect(self._check_network)
        self._emit_timer = QTimer(self, singleShot=True)
        self._emit_timer.timeout.connect(self._emit_changed)
        # These two are sent in other threads.
        self._woke.connect(self._after_sleep, Qt.ConnectionType.QueuedConnection)
        self._network.connect(self.check_network_soon, Qt.ConnectionType.QueuedConnection)
        self._sleep = sleep_watch(self._woke.emit)
        self._watch = NetworkWatch(self._network.emit) if NetworkWatch.is_offered() else None
        self._is_running = False

    def start(self) -> bool:
        """False where it runs already."""
        if self._is_running:
            return False
        self._is_running = True
        # Whoever took minutes to sign in has not slept.
        self._clocks.slept(CLOCK_CHECK_S)
        self._clock_timer.start()
        if self._sleep is not None:
            self._sleep.start()
        if self._watch is not None:
            self._watch.start()
        return True

    def stop(self) -> None:
        """Returns when nothing is told any more."""
        for timer in (self._clock_timer, self._settle_timer, self._emit_timer):
            timer.stop()
        for watch in (self._sleep, self._watch):
            if watch is not None and self._is_running:
                watch.stop()
        self._is_running = False

    @property
    def has_network_watch(self) -> bool:
        """Elsewhere somebody else has to call `check_network_soon`."""
        return self._watch is not None

    def set_server(self, address: str) -> None:
        """`host:port` to which there is a connection now."""
        parts = urlsplit(f"//{address}")
        host = parts.hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            # To ask for the address of a name would keep the window waiting: any address outside shows the same way.
            host = OUTSIDE
        self._server = (host, parts.port or 1)
        self._address = own_address(*self._server)

    @Slot()
    def _check_clocks(self) -> None:
        if self._clocks.slept(CLOCK_CHECK_S):
            self._after_sleep()

    @Slot()
    def _after_sleep(self) -> None:
        _log.info("The computer slept: the connection is made anew")
        self._emit_soon()

    @Slot()
    def check_network_soon(self) -> None:
        """The network may be another one."""
        self._settle_timer.start()

    @Slot()
    def _check_network(self) -> None:
        if not self._server[0]:
            return
        before, self._address = self._address, own_address(*self._server)
        if self._address != before:
            _log.info("The computer has another network: the connection is made anew")
            self._emit_soon()

    def _emit_soon(self) -> None:
        if not self._emit_timer.isActive():
            self._emit_timer.start(max(0, round((self._emitted_at + PAUSE_S - time.monotonic()) * 1000)))

    @Slot()
    def _emit_changed(self) -> None:
        self._emitted_at = time.monotonic()
        self.changed.emit()
