"""A clock that a test moves: nothing happens on it by itself."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

START_MS = 1_700_000_000_000
_PATIENCE_S = 60.0


@dataclass(eq=False)
class FakeTimer:
    at: float
    callback: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeClock:
    """`advance` calls the timers in its thread, and wakes the threads that wait for a time."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.ahead = 0.0
        """By how many seconds somebody has set the time of day forward."""
        self.timers: list[FakeTimer] = []
        self._changed = threading.Condition()
        self._waits: list[tuple[threading.Condition, float | None]] = []

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def now(self) -> int:
        return START_MS + round((self.passed + self.ahead) * 1000)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> FakeTimer:
        timer = FakeTimer(self.passed + seconds, callback)
        self.timers.append(timer)
        return timer

    def next_due(self, end: float) -> float | None:
        """Return when the next timer is due, in seconds passed, if before `end`."""
        return min((timer.at for timer in self.timers if timer.at < end and not timer.cancelled), default=None)

    def advance(self, seconds: float) -> None:
        end = self.passed + seconds
        while due := [timer for timer in self.timers if timer.at <= end and not timer.cancelled]:
            timer = min(due, key=lambda timer: timer.at)
            self.timers.remove(timer)
            self._move(timer.at)
            timer.callback()
        self._move(end)

    def _move(self, passed: float) -> None:
        with self._changed:
            self.passed = passed
            waits = list(self._waits)
        for condition, _ in waits:
            with condition:
                condition.notify_all()

    def wait_until(self, condition: threading.Condition, time: float | None) -> None:
        wait = (condition, time)
        with self._changed:
            if time is not None and time <= self.monotonic():
                return
            self._waits.append(wait)
            self._changed.notify_all()
        try:
            condition.wait()
        finally:
            with self._changed:
                self._waits.remove(wait)

    def skip_wait(self) -> None:
        """Wait until a thread waits for a time, then move past the first such time."""

        def first() -> float | None:
            return min((time for _, time in self._waits if time is not None), default=None)

        with self._changed:
            time = self._changed.wait_for(first, _PATIENCE_S)
        assert time is not None, "no thread waits for a time"
        self.advance(max(0.0, time - self.monotonic()) + 0.001)
