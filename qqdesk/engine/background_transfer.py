"""Background requests of the send loop, one at each step, so that messages need not wait for many of them."""

import logging

from qqdesk.client.backoff import Backoff
from qqdesk.client.errors import ClientError, ClosedError, NotSignedInError, RefusedError
from qqdesk.clock import Clock
from qqdesk.history.errors import HistoryError
from qqdesk.protocol.codes import Result

_log = logging.getLogger(__name__)

TEMPORARY = (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED)
"""Results after which the request is repeated."""


class BackgroundTransfer:
    """A failed step is retried with a growing delay, and from the first one in the next session."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._is_halted = True
        """The server refused a request, or the session ended. The next connection starts again."""
        self._backoff = Backoff(1.0, 300.0)
        self.due_at = 0.0

    def start(self) -> None:
        """Start from the first step, after each connection."""
        self._is_halted = False
        self._backoff.reset()
        self.due_at = 0.0

    @property
    def has_work(self) -> bool:
        return not self._is_halted and self._has_steps

    @property
    def is_due(self) -> bool:
        return self.has_work and self.due_at <= self._clock.monotonic()

    def step(self) -> None:
        """Raises ClosedError."""
        try:
            self._run_step()
            self._backoff.reset()
        except ClosedError:
            raise
        except NotSignedInError:
            # The receiving thread signs in again.
            self._is_halted = True
        except (ClientError, HistoryError) as error:
            if isinstance(error, RefusedError) and error.result not in TEMPORARY:
                _log.warning("%s: the server refuses: %s", type(self).__name__, error)
                self._is_halted = True
                return
            wait = error.wait if isinstance(error, RefusedError) else None
            _log.info("%s waits: %s", type(self).__name__, error)
            self.due_at = self._clock.monotonic() + max(wait or 0.0, self._backoff.next_delay())

    @property
    def _has_steps(self) -> bool:
        raise NotImplementedError

    def _run_step(self) -> None:
        """Make one request. Raises ClientError and HistoryError."""
        raise NotImplementedError
