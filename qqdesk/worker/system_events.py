"""Detect that the computer slept or changed its network, and renew the connection.

An open connection may then be dead without an error, and a long poll on it would hang until its timeout.
"""

import contextlib
import ipaddress
import logging
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from qqdesk.worker.api import ConnectionState
from qqdesk.worker.messenger import Messenger

_log = logging.getLogger(__name__)

CHECK_S = 5
"""The interval between two checks."""
SLACK_S = 5.0
"""Ignore shorter jumps of the clocks: a clock was set, or the process was not scheduled."""
OUTSIDE = "192.0.2.1"
"""A documentation address (RFC 5737) for the route to the internet. Nothing is sent to it."""


class SystemEvents(QObject):
    """Checks clocks and the own address during a session. Both take microseconds, and need no event of the system."""

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._server: tuple[str, int] | None = None
        self._address = ""
        self.clocks = ClockJump()
        self._timer = QTimer(self, interval=CHECK_S * 1000, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.check)
        messenger.signed_in.connect(self._start)
        messenger.connection_changed.connect(self._on_connection_changed)

    @Slot()
    def _start(self) -> None:
        self.clocks.slept(CHECK_S)  # the time before the sign-in was no sleep
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Slot(object)
    def _on_connection_changed(self, state: ConnectionState) -> None:
        """Note the address with which this computer reaches the server."""
        if state.security is None:
            return
        parts = urlsplit(f"//{state.security.server}")
        host = parts.hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            # Resolving a name would block the window. Any outside address has the same route.
            host = OUTSIDE
        self._server = (host, parts.port or 1)
        self._address = own_address(*self._server)

    @Slot()
    def check(self) -> None:
        """Renew the connection after a sleep or a network change. New container or tunnel interfaces are ignored."""
        has_slept = self.clocks.slept(CHECK_S)
        before = self._address
        if self._server is not None:
            self._address = own_address(*self._server)
        if has_slept or self._address != before:
            _log.info("The computer slept or has another network; reconnect")
            self._messenger.renew_connection()


def own_address(host: str, port: int) -> str:
    """Return the local address for packets to this IP address, "" without a route. Sends nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((host, port))
        return str(probe.getsockname()[0])
    return ""


class ClockJump:
    """Compare a clock that stops during sleep with one that does not: CLOCK_BOOTTIME, else the wall clock."""

    def __init__(self, asleep: Callable[[], float] = time.monotonic, awake: Callable[[], float] | None = None) -> None:
        self._monotonic, self._through = asleep, awake or _through_sleep()
        self._seen = self._monotonic(), self._through()

    def slept(self, expected: float) -> bool:
        """Return whether the computer slept since the last call, `expected` seconds ago.

        On some systems both clocks run on: then the call comes much too late.
        """
        before, self._seen = self._seen, (self._monotonic(), self._through())
        ran, passed = self._seen[0] - before[0], self._seen[1] - before[1]
        return passed - ran > SLACK_S or ran - expected > max(SLACK_S * 4, expected)


def _through_sleep() -> Callable[[], float]:
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time if boot_time is None else lambda: time.clock_gettime(boot_time)
