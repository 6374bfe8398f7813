"""Detect that the computer slept: by an event of the system, and everywhere by its clocks."""

import contextlib
import ctypes
import sys
import time
from collections.abc import Callable
from typing import Any

from qqdesk.system.listener import Listener

_LOGIND = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SIGNAL = "PrepareForSleep"

_DEVICE_NOTIFY_CALLBACK = 2
_RESUMED = 0x12  # PBT_APMRESUMEAUTOMATIC: comes after every sleep

SLACK_S = 5.0
"""Ignore shorter jumps: a clock was set, or the process was not scheduled."""


class LogindWatch(Listener):
    """Linux: the signal PrepareForSleep of logind, on the system bus."""

    def __init__(self, woke: Callable[[], None]) -> None:
        """`woke` is called in a thread of its own."""
        super().__init__("sleep watch")
        self._woke = woke

    def _listen(self) -> None:
        # Not at the top: the import takes milliseconds, and this is another thread.
        from jeepney import HeaderFields, MatchRule, MessageType
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        with open_dbus_connection("SYSTEM") as bus:
            rule = MatchRule(type="signal", sender=_LOGIND, interface=_MANAGER, member=_SIGNAL, path=_PATH)
            Proxy(message_bus, bus).AddMatch(rule)
            is_running = True
            while is_running:
                # One read may return several messages: handle all before the next select.
                with contextlib.suppress(TimeoutError):
                    while True:
                        message = bus.receive(timeout=0)
                        fields = message.header.fields
                        is_it = (
                            message.header.message_type is MessageType.signal
                            and fields.get(HeaderFields.interface) == _MANAGER
                            and fields.get(HeaderFields.member) == _SIGNAL
                        )
                        if is_it and message.body == (False,):
                            self._woke()
                is_running = self._wait(bus.sock)


class WindowsWatch:
    """Windows: a callback of the power manager."""

    def __init__(self, woke: Callable[[], None]) -> None:
        self._woke = woke
        self._registration = ctypes.c_void_p()
        self._keep: list[Any] = []

    def start(self) -> None:
        library: Any = ctypes.WinDLL("powrprof")  # type: ignore[attr-defined,unused-ignore]
        kind = ctypes.WINFUNCTYPE(  # type: ignore[attr-defined,unused-ignore]
            ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p
        )

        def on_event(_: Any, event: int, __: Any) -> int:
            if event == _RESUMED:
                self._woke()
            return 0

        class Subscription(ctypes.Structure):
            _fields_ = (("callback", kind), ("context", ctypes.c_void_p))

        subscription = Subscription(kind(on_event), None)
        self._keep = [library, subscription]
        library.PowerRegisterSuspendResumeNotification(
            _DEVICE_NOTIFY_CALLBACK, ctypes.byref(subscription), ctypes.byref(self._registration)
        )

    def stop(self) -> None:
        if self._keep and self._registration:
            self._keep[0].PowerUnregisterSuspendResumeNotification(self._registration)
        self._keep = []


def sleep_watch(woke: Callable[[], None]) -> LogindWatch | WindowsWatch | None:
    """Return the watch of this system, None if it has none."""
    if sys.platform == "win32":
        return WindowsWatch(woke)
    return LogindWatch(woke) if sys.platform.startswith("linux") else None


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
