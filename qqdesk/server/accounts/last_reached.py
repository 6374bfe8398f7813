"""When another computer last reached this server. Before the first request, a firewall may block others."""

from collections.abc import Iterable

from qqdesk.clock import Clock
from qqdesk.server.addresses import THIS_COMPUTER


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
