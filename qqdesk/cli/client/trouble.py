"""What goes wrong on the way to the server and there, as a sentence and an exit code; and what is tried again."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.cli.printing import print_error, printable
from qqdesk.client.backoff import Backoff
from qqdesk.client.errors import (
    BadAddressError,
    BadReplyError,
    ChangedCertificateError,
    ClientError,
    HostNameRefusedError,
    LoginRefusedError,
    NetworkError,
    NetworkTrouble,
    NotSignedInError,
    PlacesFileError,
    RefusedError,
    UnencryptedServerError,
    UnknownCertificateError,
)
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import written_fingerprint

_log = logging.getLogger(__name__)
_FIRST_DELAY_S = 0.1
_MOST_DELAY_S = 3.0
_BUSY = (502, 503, 504)
"""What a proxy answers with while the server behind it starts."""
_FOR_A_WHILE = (NetworkTrouble.UNREACHABLE, NetworkTrouble.TIMED_OUT, NetworkTrouble.RESET, NetworkTrouble.PROXY)

R = TypeVar("R")


class Patience:
    """Tries again, for so many seconds, what may be done twice or is done once all the same."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._has_told = False

    def renew(self) -> None:
        """Something went well: the time begins anew."""
        self._until = time.monotonic() + self._seconds

    def call(self, request: Callable[[], R]) -> R:
        """What comes of it. Raises the ClientError of the last try."""
        backoff = Backoff(_FIRST_DELAY_S, _MOST_DELAY_S)
        while True:
            try:
                return request()
            except ClientError as error:
                wait = _worth_waiting(error)
                if wait is None:
                    raise
                delay = max(backoff.next_delay(), wait)
                left = self._until - time.monotonic()
                if delay > left:
                    # The last try is at the very end, unless the server said that it is too soon then.
                    if left <= 0 or wait > left:
                        raise
                    delay = left
                _log.debug("%s. It is tried again in %.1f s", str(error).rstrip("."), delay)
                self._tell(error)
            time.sleep(delay)

    def _tell(self, error: ClientError) -> None:
        """Somebody who waits at a terminal knows what for."""
        if not self._has_told and sys.stderr is not None and sys.stderr.isatty():
            left = max(0.0, self._until - time.monotonic())
            print_error(printable(f"{str(error).rstrip('.')}: it is tried again for {left:.0f} s."))
        self._has_told = True


def _worth_waiting(error: ClientError) -> float | None:
    """Seconds to wait at least; None where it would end no better."""
    if isinstance(error, RefusedError):
        return float(error.wait or 0) if error.result in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED) else None
    if isinstance(error, NetworkError):
        return 0.0 if error.kind in _FOR_A_WHILE else None
    return 0.0 if isinstance(error, BadReplyError) and error.status in _BUSY else None


@contextmanager
def told() -> Iterator[None]:
    """Whatever the client raises comes out as CommandError."""
    try:
        yield
    except ClientError as error:
        raise explained(error) from error
    except BadAddressError as error:
        raise CommandError(f"{str(error).rstrip('.')}.", ExitCode.USAGE) from error
    except LocalError as error:
        raise CommandError(f"{str(error).rstrip('.')}.", ExitCode.USAGE) from error


def explained(error: ClientError) -> CommandError:
    match error:
        case UnknownCertificateError():
            return CommandError(
                f"The certificate of {error.doubt.server} is not known here. Compare its fingerprint with the one that "
                f"the server prints at its start, and say it with --fingerprint: "
                f"{written_fingerprint(error.fingerprint)}",
                ExitCode.NO_CONNECTION,
            )
        case UnencryptedServerError():
            return CommandError(
                f"The connection to {error.doubt.server} is not encrypted: anyone on the way can learn the password. "
                "Say --unencrypted to go on all the same; it is remembered for this server.",
                ExitCode.NO_CONNECTION,
            )
        case ChangedCertificateError():
            return CommandError(
                f"{str(error).rstrip('.')}. Ask whoever runs the server; nothing was sent.", ExitCode.NO_CONNECTION
            )
        case NetworkError():
            return CommandError(f"{str(error).rstrip('.')}.", ExitCode.NO_CONNECTION)
        case PlacesFileError():
            return CommandError(f"{str(error).rstrip('.')}.", ExitCode.LOCAL)
        case LoginRefusedError():
            return CommandError(f"The sign-in was refused: {_reason(error.reason)}.", ExitCode.NOT_SIGNED_IN)
        case NotSignedInError(why=EndReason.SIGNED_IN_ELSEWHERE):
            return CommandError(
                "Another computer signed in with this number, which ended this.", ExitCode.NOT_SIGNED_IN
            )
        case NotSignedInError(why=EndReason.SHUT_OUT):
            return CommandError("Whoever runs the server shut this account out.", ExitCode.NOT_SIGNED_IN)
        case NotSignedInError():
            return CommandError("The password is another one by now.", ExitCode.NOT_SIGNED_IN)
        case RefusedError(result=Result.NO_SUCH_USER):
            return CommandError("There is no such user.", ExitCode.UNKNOWN_PERSON)
        case RefusedError(is_known_key=True):
            return CommandError("Another text was sent with this key before. Nothing was sent now.", ExitCode.REFUSED)
        case RefusedError(wait=int(wait)):
            return CommandError(
                f"The server refused it: {_reason(error.reason)}. Try again in {wait} s.", ExitCode.REFUSED
            )
        case RefusedError():
            return CommandError(f"The server refused it: {_reason(error.reason)}.", ExitCode.REFUSED)
        case HostNameRefusedError():
            return CommandError(f"{error}.", ExitCode.NO_CONNECTION)
        case BadReplyError():
            return CommandError(f"What answers there is no server of this kind: {error}.", ExitCode.NO_CONNECTION)
    return CommandError(f"{str(error).rstrip('.')}.", ExitCode.NO_CONNECTION)


def _reason(text: str) -> str:
    return text.rstrip(".") or "it gave no reason"
