"""Whether other computers reach this server: when one last did, and the limits of CheckReach."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from qqdesk.clock import Clock
from qqdesk.protocol.codes import Result
from qqdesk.server.accounts.throttle import Rate, Rates
from qqdesk.server.addresses import THIS_COMPUTER
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


class LastReached:
    """Use it in the event loop's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._own = THIS_COMPUTER
        self.at = 0
        """Milliseconds since 1970; 0 if no other computer has sent a request since the server started."""

    def set_own(self, addresses: Iterable[str]) -> None:
        """Set the addresses of this computer in its networks."""
        self._own = THIS_COMPUTER.union(addresses)

    def is_own(self, address: str) -> bool:
        return address in self._own or address.startswith("127.")

    def note(self, address: str) -> None:
        """Record a request from this address. Runs for every request."""
        if not self.is_own(address):
            self.at = self._clock.now()
