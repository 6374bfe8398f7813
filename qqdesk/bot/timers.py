"""The timers of a bot. Any thread may add one; one thread runs the due calls."""

import heapq
import itertools
import threading
from collections.abc import Callable

from qqdesk.clock import Clock


class Timers:
    def __init__(self, clock: Clock, wake: Callable[[], None]) -> None:
        """`wake` is called after each new timer, which may be due before the others."""
        self._clock, self._wake = clock, wake
        self._lock = threading.Lock()
        self._order = itertools.count()
        self._due: list[tuple[float, int, float, Callable[[], object]]] = []

    def add(self, seconds: float, call: Callable[[], object], every: float = 0.0) -> None:
        """Call the function after so many seconds, then repeat it if `every` is not 0."""
        with self._lock:
            heapq.heappush(self._due, (self._clock.monotonic() + max(0.0, seconds), next(self._order), every, call))
        self._wake()

    def seconds_until_next(self) -> float | None:
        """Return the seconds until the next call; None without a timer."""
        with self._lock:
            return max(0.0, self._due[0][0] - self._clock.monotonic()) if self._due else None

    def pop_due(self) -> Callable[[], object] | None:
        """Remove and return the next due call; None if no call is due.

        A repeated call is rescheduled. Rounds that were missed, as during sleep, are skipped.
        """
        now = self._clock.monotonic()
        with self._lock:
            if not self._due or self._due[0][0] > now:
                return None
            due, _, every, call = heapq.heappop(self._due)
            if every:
                heapq.heappush(self._due, (max(due + every, now), next(self._order), every, call))
            return call
