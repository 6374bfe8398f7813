"""The limits of CheckReach: one test at a time for each account, six a minute, and fifty at a time for all."""

from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.protocol.codes import Result
from qqdesk.server.accounts.throttle import Rate, Rates
from qqdesk.server.errors import RefusedError

MOST_AT_ONCE = 50
_RATE = Rate(6, 60)
_WAIT_S = 3


class ReachChecks:
    """Use it in the event loop's thread."""

    def __init__(self) -> None:
        self._running: set[int] = set()
        self._rates: Rates[int] = Rates(_RATE)

    @contextmanager
    def start(self, number: int, now: float) -> Iterator[None]:
        """Count a test while it runs; `now` is in monotonic seconds. Raises RefusedError."""
        if number in self._running or len(self._running) >= MOST_AT_ONCE:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "another test is running", wait=_WAIT_S)
        wait = self._rates.spend(number, now)
        if wait is not None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many tests", wait=wait)
        self._running.add(number)
        try:
            yield
        finally:
            self._running.discard(number)
