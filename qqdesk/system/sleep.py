"""That the computer slept: told by the system where it does so, and seen by its clocks everywhere."""

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
"""A clock that was set, or a program that had no turn for a while, is no sleep up to this."""


class LogindWatch(Listener):
    """Linux: logind says on the system's bus when it sends the computer to sleep, and when it is back."""

    def __init__(self, woke: Callable[[], None]) -> None:
        """`woke` is called in a thread of its own."""
        super().__init__("sleep watch")
        self._woke = woke

    def _listen(self) -> None:
        # Not at the top: it takes some milliseconds, which are nobody's here.
        from jeepney import HeaderFields, MatchRule, MessageType
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        with open_dbus_connection("SYSTEM") as bus:
            rule = MatchRule(type="signal", sender=_LOGIND, interface=_MANAGER, member=_SIGNAL, path=_PATH)
            Proxy(message_bus, bus).AddMatch(rule)
            going_on = True
            while going_on:
                # What is read at once may be several messages: all of them, before the next look at the socket.
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
                going_on = self._wait(bus.sock)


class WindowsWatch:
    """Windows: the power manager calls back, with no window needed."""

    def __init__(self, woke: Callable[[], None]) -> None:
        self._woke = woke
        self._registration = ctypes.c_void_p()
        self._keep: list[Any] = []

    def start(self) -> None:
        library: Any = ctypes.WinDLL("powrprof")  # type: ignore[attr-defined,unused-ignore]
        kind = ctypes.WINFUNCTYPE(  # type: ignore[attr-defined,unused-ignore]
            ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p
        )

        def told(_: Any, event: int, __: Any) -> int:
            if event == _RESUMED:
                self._woke()
            return 0

        class Subscription(ctypes.Structure):
            _fields_ = (("callback", kind), ("context", ctypes.c_void_p))

        subscription = Subscription(kind(told), None)
        self._keep = [library, subscription]
        library.PowerRegisterSuspendResumeNotification(
            _DEVICE_NOTIFY_CALLBACK, ctypes.byref(subscription), ctypes.byref(self._registration)
        )

    def stop(self) -> None:
        if self._keep and self._registration:
            self._keep[0].PowerUnregisterSuspendResumeNotification(self._registration)
        self._keep = []


def sleep_watch(woke: Callable[[], None]) -> LogindWatch | WindowsWatch | None:
    """What this system has; None where only the clocks tell."""
    if sys.platform == "win32":
        return WindowsWatch(woke)
    return LogindWatch(woke) if sys.platform.startswith("linux") else None


class ClockJump:
    """Compares two clocks: one stands still while the computer sleeps, the other does not. On Linux the second is that
    of the time since the start, elsewhere the wall's, which somebody may set."""

    def __init__(self, asleep: Callable[[], float] = time.monotonic, awake: Callable[[], float] | None = None) -> None:
        self._monotonic, self._through = asleep, awake or _through_sleep()
        self._seen = self._monotonic(), self._through()

    def slept(self, expected: float) -> bool:
        """Whether it slept since the last call, which was to be `expected` seconds ago. Some systems let both clocks
        run on: there the call comes much too late."""
        before, self._seen = self._seen, (self._monotonic(), self._through())
        ran, passed = self._seen[0] - before[0], self._seen[1] - before[1]
        return passed - ran > SLACK_S or ran - expected > max(SLACK_S * 4, expected)


def _through_sleep() -> Callable[[], float]:
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time if boot_time is None else lambda: time.clock_gettime(boot_time)
