"""Sessions that a server does not know, and looks for in the database that it shares: how many at once, and which ones
were no good lately.

Most are of people who signed in at another server a moment ago. Whoever makes tokens up can ask for one after the
other: the rest of the reads would wait behind them, so the number of those under way is bounded, for each place, too.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.protocol.codes import EndReason, Result
from qqdesk.server.clock import Clock
from qqdesk.server.errors import RefusedError
from qqdesk.server.http.client_address import group

_MOST = 64
_MOST_OF_ONE_PLACE = 16
_MOST_KEPT = 4096
_KEPT_S = 10.0
_WAIT_S = 1


class UnknownTokens:
    """Belongs to the event loop's thread. `token` is a digest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._places: Counter[str] = Counter()
        self._ended: dict[tuple[bytes, int], tuple[EndReason, float]] = {}
        """Why, and until when that is believed; the oldest first."""

    @contextmanager
    def look_up(self, address: str) -> Iterator[None]:
        """One is looked for. Raises RefusedError where too many are."""
        place = group(address)
        if self._places.total() >= _MOST or self._places[place] >= _MOST_OF_ONE_PLACE:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many sessions are looked for", wait=_WAIT_S)
        self._places[place] += 1
        try:
            yield
        finally:
            self._places[place] -= 1
            if not self._places[place]:
                del self._places[place]

    def why_ended(self, token: bytes, number: int) -> EndReason | None:
        """Of a session that is known to be none; tokens are drawn by lot, so it will be none."""
        why, until = self._ended.get((token, number), (None, 0.0))
        return why if self._clock.monotonic() < until else None

    def remember(self, token: bytes, number: int, why: EndReason) -> None:
        self._ended.pop((token, number), None)
        self._ended[token, number] = (why, self._clock.monotonic() + _KEPT_S)
        if len(self._ended) > _MOST_KEPT:
            del self._ended[next(iter(self._ended))]

    def forget_old(self) -> None:
        """Those that are not believed any more."""
        now = self._clock.monotonic()
        while self._ended and next(iter(self._ended.values()))[1] <= now:
            del self._ended[next(iter(self._ended))]
