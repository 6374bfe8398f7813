"""Detect that the computer slept, changed its network or is idle."""

import contextlib
import ipaddress
import logging
import socket
import time
from collections.abc import Callable
from queue import SimpleQueue
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qqdesk.system.idle.idle_sources import Sources, system_sources
from qqdesk.worker.api import ConnectionState
from qqdesk.worker.loop_thread import LoopThread, wait_for_end
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


POLL_S = 30
"""The interval of the polls. Each one wakes the computer, which may be asleep otherwise."""
_STOP_S = 3.0
"""A source waits for other programs for up to a second each."""


class IdleWatch(QObject):
    """Owned by the main thread."""

    polled = Signal(object)  # Idle

    def __init__(self, sources: Callable[[], Sources] = system_sources, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_sources = sources
        self._polls: SimpleQueue[bool] = SimpleQueue()
        """True for a poll, False to end the thread."""
        self._thread: LoopThread | None = None
        self._timer = QTimer(self, interval=POLL_S * 1000)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)  # grouped with other wake-ups of that second
        self._timer.timeout.connect(self.poll_now)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def start(self) -> None:
        """Start polling. The first poll is after POLL_S."""
        if self._thread is None:
            self._thread = LoopThread("idle", self._run, self)
            self._thread.start()
        self._timer.start()

    @Slot()
    def poll_now(self) -> None:
        if self._thread is not None:
            self._polls.put(True)

    def pause(self) -> None:
        """Stop polling until the next start. The thread stays, so that this call does not wait for a poll."""
        self._timer.stop()

    def close(self) -> None:
        """End the thread at the end of the program."""
        self._timer.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            self._polls.put(False)
            wait_for_end(thread, _STOP_S, self)

    def _run(self) -> None:
        """Runs in the thread."""
        sources: Sources | None = None
        while self._polls.get():
            try:
                sources = sources or self._make_sources()
                self.polled.emit(sources.read())
            except Exception:
                _log.exception("The idle time cannot be polled")
        if sources is not None:
            sources.close()
