"""The clock of the program: the server, clients and engines get theirs from the top. Tests move their own by hand."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol


class Timer(Protocol):
    def cancel(self) -> None: ...


class Clock(Protocol):
    """Thread-safe."""

    def monotonic(self) -> float:
        """Return monotonic seconds."""
        ...

    def now(self) -> int:
        """Return milliseconds since 1970, UTC."""
        ...

    def wait_until(self, condition: threading.Condition, time: float | None) -> None:
        """Wait for a notification of a condition, which the caller holds, at most until this monotonic time.

        May return early, as `Condition.wait` does.
        """
        ...


class LoopClock(Clock, Protocol):
    """The clock of a thread with an event loop."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Call back once in the event loop of this thread."""
        ...


class SystemClock:
    """The system's clock."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def wait_until(self, condition: threading.Condition, time: float | None) -> None:
        condition.wait(None if time is None else max(0.0, time - self.monotonic()))


def wait_for(clock: Clock, condition: threading.Condition, predicate: Callable[[], bool], until: float | None) -> bool:
    """Wait until a predicate holds, at most until this monotonic time. Return whether it holds.

    The caller holds the condition. The predicate is checked after each notification.
    """
    while not (holds := predicate()) and (until is None or clock.monotonic() < until):
        clock.wait_until(condition, until)
    return holds


def format_time(time: int | None) -> str:
    """Format milliseconds since 1970 as UTC; "-" for None and for times out of range."""
    if time is None:
        return "-"
    try:
        return datetime.fromtimestamp(time // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return "-"
