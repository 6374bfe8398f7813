"""What can go wrong between the client and a server, each with a sentence of its own.

No error holds a password, a token or the text of a message.
"""

import http.client
from enum import Enum

from qqdesk.domain.untrusted_server import UntrustedServer
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import written_fingerprint


class BadAddressError(LocalError):
    """A text that is no server address."""


class ClientError(Exception):
    """`outcome_unknown`: the request may have been carried out although it was not answered as it should be."""

    def __init__(self, sentence: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(sentence)
        self.outcome_unknown = outcome_unknown


class NetworkErrorKind(Enum):
    UNREACHABLE = "unreachable"
    """No such host, refused, no route: the request did not go out."""
    TIMED_OUT = "timed_out"
    CERTIFICATE = "certificate"
    """The server's certificate is not known, or another one than it was."""
    NO_TLS = "no_tls"
    """There is no TLS where it is expected, or none that this side could speak."""
    PROXY = "proxy"
    """The proxy cannot be reached, or lets nobody through: the request did not go out."""
    RESET = "reset"
    """The connection broke before the reply was whole."""


class NetworkError(ClientError):
    """The request got no reply."""

    def __init__(self, kind: NetworkErrorKind, sentence: str, *, outcome_unknown: bool) -> None:
        super().__init__(sentence, outcome_unknown=outcome_unknown)
        self.kind = kind


class UnknownCertificateError(NetworkError):
    """No authority vouches for the server's certificate, and nobody here has accepted it. Nothing was sent."""

    def __init__(self, doubt: UntrustedServer) -> None:
        super().__init__(
            NetworkErrorKind.CERTIFICATE,
            f"The certificate of {doubt.server} is not known here. Its fingerprint is SHA-256 "
            f"{written_fingerprint(doubt.fingerprint)}",
            outcome_unknown=False,
        )
        self.doubt = doubt

    @property
    def fingerprint(self) -> str:
        """64 hex digits."""
        return self.doubt.fingerprint


class ChangedCertificateError(NetworkError):
    """The server shows another certificate than it did. Nothing was sent."""

    def __init__(self, doubt: UntrustedServer) -> None:
        before = f"SHA-256 {written_fingerprint(doubt.known)}" if doubt.known else "one that is vouched for"
        super().__init__(
            NetworkErrorKind.CERTIFICATE,
            f"The certificate of {doubt.server} has changed. It was {before}, and is SHA-256 "
            f"{written_fingerprint(doubt.fingerprint)} now",
            outcome_unknown=False,
        )
        self.doubt = doubt


class EncryptionLostError(NetworkError):
    """The server is known with encryption, and offers none any more, or is to be spoken to without."""

    def __init__(self, place: str) -> None:
        super().__init__(
            NetworkErrorKind.NO_TLS, f"{place} was encrypted, and would not be any more", outcome_unknown=False
        )


class UnencryptedServerError(NetworkError):
    """There is no encryption on the way to this server, and nobody here has accepted that. Nothing secret was sent."""

    def __init__(self, doubt: UntrustedServer) -> None:
        super().__init__(
            NetworkErrorKind.NO_TLS, f"The connection to {doubt.server} is not encrypted", outcome_unknown=False
        )
        self.doubt = doubt


class OtherPlaceError(NetworkError):
    """Another place than the wanted one is at this address. Nothing was sent. `place_id` is the id that it claims."""

    def __init__(self, server: str, place_id: str = "") -> None:
        super().__init__(NetworkErrorKind.UNREACHABLE, f"Another place is at {server} now", outcome_unknown=False)
        self.place_id = place_id


class PlacesFileError(ClientError):
    """The file of the known places cannot be used, so no place is trusted."""


class BadReplyError(ClientError):
    """What answers there does not speak the protocol. `status` is the HTTP status, 200 where that was right."""

    def __init__(self, sentence: str, *, status: int = 200) -> None:
        super().__init__(sentence, outcome_unknown=True)
        self.status = status


class HostNameRefusedError(BadReplyError):
    """The server answers to other host names only (HTTP status 403)."""

    def __init__(self) -> None:
        super().__init__(
            "The server does not know this host name as its own. Use its IP address, or have the name added to its "
            "host_names",
            status=http.client.FORBIDDEN,
        )


class RefusedError(ClientError):
    """The server did not carry out the request. `result` is its RES; `wait`, in seconds, may come with it."""

    def __init__(self, result: int, reason: str, wait: int | None = None) -> None:
        super().__init__(f"The server refused the request with code {result}: {reason or 'it gave no reason'}")
        self.result = result
        self.reason = reason
        self.wait = wait

    @property
    def is_client_id_taken(self) -> bool:
        """Whether the client id stands for another message already."""
        return self.result == Result.MALFORMED and self.reason.startswith("CID:")


class NotSignedInError(ClientError):
    """The session is over; `why` is known in sessions with EXT only."""

    def __init__(self, why: EndReason | None, *, outcome_unknown: bool = False) -> None:
        words = "" if why is None else f": {why.name.lower().replace('_', ' ')}"
        super().__init__(f"The server says that nobody is signed in here{words}", outcome_unknown=outcome_unknown)
        self.why = why


class LoginRefusedError(ClientError):
    """`reason` is the server's own sentence; `why` an EndReason, where the server says that it is not the password."""

    def __init__(self, reason: str, why: int | None = None) -> None:
        super().__init__(f"The server refused the sign-in: {reason or 'it gave no reason'}")
        self.reason = reason
        self.why = why


class ClosedError(ClientError):
    """The client was closed, most often from another thread."""

    def __init__(self, *, outcome_unknown: bool = False) -> None:
        super().__init__("The client is closed", outcome_unknown=outcome_unknown)
