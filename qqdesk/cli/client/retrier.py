"""Repeats requests that failed for a temporary reason."""

import logging
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from qqdesk.cli.terminal import print_error, printable
from qqdesk.client.backoff import Backoff
from qqdesk.client.errors import BadReplyError, ClientError, NetworkError, NetworkErrorKind, RefusedError
from qqdesk.protocol.codes import Result

_log = logging.getLogger(__name__)
_FIRST_DELAY_S = 0.1
_MAX_DELAY_S = 3.0
_GATEWAY_ERRORS = (502, 503, 504)
"""Replies of a proxy while the server behind it starts."""
_TEMPORARY = (NetworkErrorKind.UNREACHABLE, NetworkErrorKind.TIMED_OUT, NetworkErrorKind.RESET, NetworkErrorKind.PROXY)

R = TypeVar("R")


class Retrier:
    """Repeats idempotent requests after temporary failures, until a timeout in seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._has_printed = False

    def restart_timeout(self) -> None:
        """Start the timeout again, after a success."""
        self._deadline = time.monotonic() + self._seconds

    def call(self, request: Callable[[], R]) -> R:
        """Return the reply of the request. Raises the ClientError of the last attempt."""
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
                    # The last attempt is at the deadline, unless the server demands a longer delay.
                    if left <= 0 or wait > left:
                        raise
                    delay = left
                _log.debug("%s. It is tried again in %.1f s", str(error).rstrip("."), delay)
                self._print_reason(error)
            time.sleep(delay)

    def _print_reason(self, error: ClientError) -> None:
        """Print the reason for the delay once, on a terminal only."""
        if not self._has_printed and sys.stderr is not None and sys.stderr.isatty():
            left = max(0.0, self._deadline - time.monotonic())
            print_error(printable(f"{str(error).rstrip('.')}: it is tried again for {left:.0f} s."))
        self._has_printed = True


def _min_delay(error: ClientError) -> float | None:
    """Return the minimal delay in seconds before the next attempt; None if a repetition cannot succeed."""
    if isinstance(error, RefusedError):
        return float(error.wait or 0) if error.result in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED) else None
    if isinstance(error, NetworkError):
        return 0.0 if error.kind in _TEMPORARY else None
    return 0.0 if isinstance(error, BadReplyError) and error.status in _GATEWAY_ERRORS else None
