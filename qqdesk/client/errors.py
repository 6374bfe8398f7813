"""The errors of requests to a server.

No error contains a password, a token or the text of a message.
"""

import http.client
from enum import Enum

from qqdesk.domain.connection import UntrustedServer
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import written_fingerprint


class BadAddressError(LocalError):
    """The text is not a server address."""


class ClientError(Exception):
    """`outcome_unknown`: the server may have carried out the request although no valid reply came."""

    def __init__(self, sentence: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(sentence)
        self.outcome_unknown = outcome_unknown


class NetworkErrorKind(Enum):
    UNREACHABLE = "unreachable"
    """Unknown host, connection refused or no route. The request was not sent."""
    TIMED_OUT = "timed_out"
    CERTIFICATE = "certificate"
    """The certificate of the server is unknown or has changed."""
    NO_TLS = "no_tls"
    """The server has no TLS where it is expected, or no TLS version in common with the client."""
    PROXY = "proxy"
    """The proxy cannot be reached, or refuses to connect. The request was not sent."""
    RESET = "reset"
    """The connection broke before the reply was complete."""


class NetworkError(ClientError):
    """The request got no reply."""

    def __init__(self, kind: NetworkErrorKind, sentence: str, *, outcome_unknown: bool) -> None:
        super().__init__(sentence, outcome_unknown=outcome_unknown)
        self.kind = kind


class UnknownCertificateError(NetworkError):
    """No authority signed the certificate, and no user of this computer has accepted it. Nothing was sent."""

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
    """The certificate of the server has changed. Nothing was sent."""

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
    """The server is known with encryption. It offers none now, or the address asks for none."""

    def __init__(self, place: str) -> None:
        super().__init__(
            NetworkErrorKind.NO_TLS, f"{place} was encrypted, and would not be any more", outcome_unknown=False
        )


class UnencryptedServerError(NetworkError):
    """The connection is not encrypted, and no user of this computer has accepted that. No secret was sent."""

    def __init__(self, doubt: UntrustedServer) -> None:
        super().__init__(
            NetworkErrorKind.NO_TLS, f"The connection to {doubt.server} is not encrypted", outcome_unknown=False
        )
        self.doubt = doubt


class OtherPlaceError(NetworkError):
    """Another place than the expected one is at this address. Nothing was sent. `place_id` is the id it claims."""

    def __init__(self, server: str, place_id: str = "") -> None:
        super().__init__(NetworkErrorKind.UNREACHABLE, f"Another place is at {server} now", outcome_unknown=False)
        self.place_id = place_id


class PlacesFileError(ClientError):
    """The file of known places cannot be read or written, so no place is trusted."""


class BadReplyError(ClientError):
    """The reply is not one of this protocol. `status` is the HTTP status, 200 if that was correct."""

    def __init__(self, sentence: str, *, status: int = 200) -> None:
        super().__init__(sentence, outcome_unknown=True)
        self.status = status


class HostNameRefusedError(BadReplyError):
    """The server refuses this host name (HTTP status 403)."""

    def __init__(self) -> None:
        super().__init__(
            "The server does not know this host name as its own. Use its IP address, or have the name added to its "
            "host_names",
            status=http.client.FORBIDDEN,
        )


class RefusedError(ClientError):
    """The server refused the request. `result` is its RES, `wait` its optional delay in seconds."""

    def __init__(self, result: int, reason: str, wait: int | None = None) -> None:
        super().__init__(f"The server refused the request with code {result}: {reason or 'it gave no reason'}")
        self.result = result
        self.reason = reason
        self.wait = wait

    @property
    def is_client_id_taken(self) -> bool:
        """Whether the client id already belongs to another message."""
        return self.result == Result.MALFORMED and self.reason.startswith("CID:")


class NotSignedInError(ClientError):
    """The session has ended. `why` is known in sessions with EXT only."""

    def __init__(self, why: EndReason | None, *, outcome_unknown: bool = False) -> None:
        words = "" if why is None else f": {why.name.lower().replace('_', ' ')}"
        super().__init__(f"The server reports that this session has ended{words}", outcome_unknown=outcome_unknown)
        self.why = why


class LoginRefusedError(ClientError):
    """`reason` is the sentence of the server. `why` is an EndReason if the cause is not the password."""

    def __init__(self, reason: str, why: int | None = None) -> None:
        super().__init__(f"The server refused the sign-in: {reason or 'it gave no reason'}")
        self.reason = reason
        self.why = why


class FileChangedError(ClientError):
    """The file to upload is gone, or was changed after it was chosen."""

    def __init__(self) -> None:
        super().__init__("The file is gone, or was changed")


class DamagedFileError(ClientError):
    """A download is not what was uploaded. Nothing of it is kept."""

    def __init__(self) -> None:
        super().__init__("The server sent a damaged file")


class LocalFileError(ClientError):
    """A file of this computer cannot be read or written."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(f"A file cannot be read or written: {cause.strerror or cause}")
        self.cause = cause


class TransferStoppedError(ClientError):
    """The caller stopped an upload or a download."""

    def __init__(self) -> None:
        super().__init__("The transfer was stopped")


class ClosedError(ClientError):
    """The client was closed, usually by another thread."""

    def __init__(self, *, outcome_unknown: bool = False) -> None:
        super().__init__("The client is closed", outcome_unknown=outcome_unknown)
