"""What a bot does at its time. Any thread may add; one thread runs what is due."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Timers:
    """Times are on the clock of `time.monotonic`."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """`wake` is called where something has to be done sooner than was known."""
        self._wake = wake
        self._lock = threading.Lock()
        self._order = itertools.count()
        self._due: list[tuple[float, int, float, Callable[[], object]]] = []

    def add(self, seconds: float, call: Callable[[], object], every: float = 0.0) -> None:
        """Call this in so many seconds, and then again, where `every` is not 0."""
        with self._lock:
            heapq.heappush(self._due, (time.monotonic() + max(0.0, seconds), next(self._order), every, call))
        self._wake()

    def seconds_until_next(self) -> float | None:
        """Seconds until something is due; None where nothing will be."""
        with self._lock:
            return max(0.0, self._due[0][0] - time.monotonic()) if self._due else None

    def pop_due(self) -> Callable[[], object] | None:
        """What is to be called now, one at a time. What comes again does so from now on: a round that was missed, as
        by a computer that slept, is not made up for."""
        now = time.monotonic()
        with self._lock:
            if not self._due or self._due[0][0] > now:
                return None
            due, _, every, call = heapq.heappop(self._due)
            if every:
                heapq.heappush(self._due, (max(due + every, now), next(self._order), every, call))
            return call
