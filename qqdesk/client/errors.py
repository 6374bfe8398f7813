"""What can go wrong between the client and a server, each with a sentence of its own.

No error holds a password, a token or the text of a message.
"""

from enum import Enum

from qqdesk.protocol.codes import EndReason
from qqdesk.protocol.errors import LocalError


class BadAddressError(LocalError):
    """A text that is no server address."""


class ClientError(Exception):
    """`outcome_unknown`: the request may have been carried out although it was not answered as it should be."""

    def __init__(self, sentence: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(sentence)
        self.outcome_unknown = outcome_unknown


class NetworkTrouble(Enum):
    UNREACHABLE = "unreachable"
    """No such host, refused, no route: the request did not go out."""
    TIMED_OUT = "timed_out"
    CERTIFICATE = "certificate"
    """The server's certificate does not hold, or there is no TLS where it is expected."""
    RESET = "reset"
    """The connection broke before the reply was whole."""


class NetworkError(ClientError):
    """The request got no reply."""

    def __init__(self, kind: NetworkTrouble, sentence: str, *, outcome_unknown: bool) -> None:
        super().__init__(sentence, outcome_unknown=outcome_unknown)
        self.kind = kind


class BadReplyError(ClientError):
    """What answers there does not speak the protocol. `status` is the HTTP status, 200 where that was right."""

    def __init__(self, sentence: str, *, status: int = 200) -> None:
        super().__init__(sentence, outcome_unknown=True)
        self.status = status


class RefusedError(ClientError):
    """The server did not carry out the request. `result` is its RES; `wait`, in seconds, may come with it."""

    def __init__(self, result: int, reason: str, wait: int | None = None) -> None:
        super().__init__(f"The server refused the request with code {result}: {reason or 'it gave no reason'}")
        self.result = result
        self.reason = reason
        self.wait = wait


class NotSignedInError(ClientError):
    """The session is over; `why` is known in sessions with EXT only."""

    def __init__(self, why: EndReason | None, *, outcome_unknown: bool = False) -> None:
        words = "" if why is None else f": {why.name.lower().replace('_', ' ')}"
        super().__init__(f"The server says that nobody is signed in here{words}", outcome_unknown=outcome_unknown)
        self.why = why


class LoginRefusedError(ClientError):
    """`reason` is the server's own sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The server refused the sign-in: {reason or 'it gave no reason'}")
        self.reason = reason


class ClosedError(ClientError):
    """The client was closed, most often from another thread."""

    def __init__(self, *, outcome_unknown: bool = False) -> None:
        super().__init__("The client is closed", outcome_unknown=outcome_unknown)
