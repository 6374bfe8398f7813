"""Repeats requests that failed for a temporary reason."""

import logging
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from qqdesk.cli.printing import print_error, printable
from qqdesk.client.backoff import Backoff
from qqdesk.client.errors import BadReplyError, ClientError, NetworkError, NetworkTrouble, RefusedError
from qqdesk.protocol.codes import Result

_log = logging.getLogger(__name__)
_FIRST_DELAY_S = 0.1
_MAX_DELAY_S = 3.0
_GATEWAY_ERRORS = (502, 503, 504)
"""What a proxy answers with while the server behind it starts."""
_TEMPORARY = (NetworkTrouble.UNREACHABLE, NetworkTrouble.TIMED_OUT, NetworkTrouble.RESET, NetworkTrouble.PROXY)

R = TypeVar("R")


class Retrier:
    """Tries again, for so many seconds, what may be done twice or is done once all the same."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._has_printed = False

    def restart_timeout(self) -> None:
        """Something went well: the time begins anew."""
        self._deadline = time.monotonic() + self._seconds

    def call(self, request: Callable[[], R]) -> R:
        """What comes of it. Raises the ClientError of the last try."""
        backoff = Backoff(_FIRST_DELAY_S, _MAX_DELAY_S)
        while True:
            try:
                return request()
            except ClientError as error:
                wait = _min_delay(error)
                if wait is None:
                    raise
                delay = max(backoff.next_delay(), wait)
                left = self._deadline - time.monotonic()
                if delay > left:
                    # The last try is at the very end, unless the server said that it is too soon then.
                    if left <= 0 or wait > left:
                        raise
                    delay = left
                _log.debug("%s. It is tried again in %.1f s", str(error).rstrip("."), delay)
                self._print_reason(error)
            time.sleep(delay)

    def _print_reason(self, error: ClientError) -> None:
        """Somebody who waits at a terminal knows what for."""
        if not self._has_printed and sys.stderr is not None and sys.stderr.isatty():
            left = max(0.0, self._deadline - time.monotonic())
            print_error(printable(f"{str(error).rstrip('.')}: it is tried again for {left:.0f} s."))
        self._has_printed = True


def _min_delay(error: ClientError) -> float | None:
    """Seconds to wait at least; None where it would end no better."""
    if isinstance(error, RefusedError):
        return float(error.wait or 0) if error.result in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED) else None
    if isinstance(error, NetworkError):
        return 0.0 if error.kind in _TEMPORARY else None
    return 0.0 if isinstance(error, BadReplyError) and error.status in _GATEWAY_ERRORS else None
