"""Detect that the computer slept or changed its network.

An open connection may then be dead without an error, and a long poll on it would hang until its timeout.
"""

import ipaddress
import logging
import time
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qqdesk.system.network import NetworkWatch, own_address
from qqdesk.system.sleep import ClockJump, sleep_watch

_log = logging.getLogger(__name__)

CLOCK_CHECK_S = 10
"""The interval between two checks of the clocks."""
SETTLE_MS = 400
"""A network comes up in several steps: wait for the last one."""
OUTSIDE = "192.0.2.1"
"""A documentation address (RFC 5737) for the route to the internet. Nothing is sent to it."""
PAUSE_S = 3.0
"""The shortest time between two reconnects."""


class SystemEvents(QObject):
    """Emit `changed` after a sleep or a network change, at most once in PAUSE_S."""

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
        # These two are emitted in other threads.
        self._woke.connect(self._after_sleep, Qt.ConnectionType.QueuedConnection)
        self._network.connect(self.check_network_soon, Qt.ConnectionType.QueuedConnection)
        self._sleep = sleep_watch(self._woke.emit)
        self._watch = NetworkWatch(self._network.emit) if NetworkWatch.is_offered() else None
        self._is_running = False

    def start(self) -> bool:
        """Return False if it is already running."""
        if self._is_running:
            return False
        self._is_running = True
        # Reset the clocks: the time before the sign-in was no sleep.
        self._clocks.slept(CLOCK_CHECK_S)
        self._clock_timer.start()
        if self._sleep is not None:
            self._sleep.start()
        if self._watch is not None:
            self._watch.start()
        return True

    def stop(self) -> None:
        """Stop. No signal is emitted after the return."""
        for timer in (self._clock_timer, self._settle_timer, self._emit_timer):
            timer.stop()
        for watch in (self._sleep, self._watch):
            if watch is not None and self._is_running:
                watch.stop()
        self._is_running = False

    @property
    def has_network_watch(self) -> bool:
        """If False, the caller has to call `check_network_soon` on network changes."""
        return self._watch is not None

    def set_server(self, address: str) -> None:
        """Set the `host:port` of the current connection."""
        parts = urlsplit(f"//{address}")
        host = parts.hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            # Resolving a name would block the window. Any outside address has the same route.
            host = OUTSIDE
        self._server = (host, parts.port or 1)
        self._address = own_address(*self._server)

    @Slot()
    def _check_clocks(self) -> None:
        if self._clocks.slept(CLOCK_CHECK_S):
            self._after_sleep()

    @Slot()
    def _after_sleep(self) -> None:
        _log.info("The computer slept; reconnect")
        self._emit_soon()

    @Slot()
    def check_network_soon(self) -> None:
        """Check for a network change after it has settled."""
        self._settle_timer.start()

    @Slot()
    def _check_network(self) -> None:
        if not self._server[0]:
            return
        before, self._address = self._address, own_address(*self._server)
        if self._address != before:
            _log.info("The network changed; reconnect")
            self._emit_soon()

    def _emit_soon(self) -> None:
        if not self._emit_timer.isActive():
            self._emit_timer.start(max(0, round((self._emitted_at + PAUSE_S - time.monotonic()) * 1000)))

    @Slot()
    def _emit_changed(self) -> None:
        self._emitted_at = time.monotonic()
        self.changed.emit()
