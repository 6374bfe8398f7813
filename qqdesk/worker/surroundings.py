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

LOOK_S = 10
"""Between two looks at the clocks."""
SETTLE_MS = 400
"""A network that comes up changes in several steps."""
OUTSIDE = "192.0.2.1"
"""Nobody has this address: it stands for all that are not near. Nothing is sent there."""
PAUSE_S = 3.0
"""Between two times that the connection is made anew."""


class Surroundings(QObject):
    """Asks for a new connection: at once after a sleep or on another network, and not more often than in PAUSE_S."""

    changed = Signal()
    _woke = Signal()
    _network = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = ("", 0)
        self._address = ""
        self._told_at = -PAUSE_S
        self._clocks = ClockJump()
        self._look = QTimer(self)
        self._look.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._look.setInterval(LOOK_S * 1000)
        self._look.timeout.connect(self._look_at_clocks)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._look_at_network)
        self._tell = QTimer(self, singleShot=True)
        self._tell.timeout.connect(self._tell_now)
        # These two are sent in other threads.
        self._woke.connect(self._after_sleep, Qt.ConnectionType.QueuedConnection)
        self._network.connect(self.look_soon, Qt.ConnectionType.QueuedConnection)
        self._sleep = sleep_watch(self._woke.emit)
        self._watch = NetworkWatch(self._network.emit) if NetworkWatch.is_offered() else None
        self._runs = False

    def start(self) -> bool:
        """False where it runs already."""
        if self._runs:
            return False
        self._runs = True
        # Whoever took minutes to sign in has not slept.
        self._clocks.slept(LOOK_S)
        self._look.start()
        if self._sleep is not None:
            self._sleep.start()
        if self._watch is not None:
            self._watch.start()
        return True

    def stop(self) -> None:
        """Returns when nothing is told any more."""
        for timer in (self._look, self._settle, self._tell):
            timer.stop()
        for watch in (self._sleep, self._watch):
            if watch is not None and self._runs:
                watch.stop()
        self._runs = False

    @property
    def sees_networks(self) -> bool:
        """Elsewhere somebody else has to call `look_soon`."""
        return self._watch is not None

    def set_server(self, place: str) -> None:
        """`host:port` to which there is a connection now."""
        parts = urlsplit(f"//{place}")
        host = parts.hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            # To ask for the address of a name would keep the window waiting: any address outside shows the same way.
            host = OUTSIDE
        self._server = (host, parts.port or 1)
        self._address = own_address(*self._server)

    @Slot()
    def _look_at_clocks(self) -> None:
        if self._clocks.slept(LOOK_S):
            self._after_sleep()

    @Slot()
    def _after_sleep(self) -> None:
        _log.info("The computer slept: the connection is made anew")
        self._tell_soon()

    @Slot()
    def look_soon(self) -> None:
        """The network may be another one."""
        self._settle.start()

    @Slot()
    def _look_at_network(self) -> None:
        if not self._server[0]:
            return
        before, self._address = self._address, own_address(*self._server)
        if self._address != before:
            _log.info("The computer has another network: the connection is made anew")
            self._tell_soon()

    def _tell_soon(self) -> None:
        if not self._tell.isActive():
            self._tell.start(max(0, round((self._told_at + PAUSE_S - time.monotonic()) * 1000)))

    @Slot()
    def _tell_now(self) -> None:
        self._told_at = time.monotonic()
        self.changed.emit()
