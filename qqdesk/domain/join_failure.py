"""Why a person could not join a server."""

from dataclasses import dataclass
from enum import Enum


class JoinFailureReason(Enum):
    """The GUI has a sentence and a button for each."""

    AWAY = "away"
    """The computer refuses the connection: the place does not run."""
    SILENT = "silent"
    """No answer: the computer is off, or a firewall swallows the requests."""
    NO_NETWORK = "no_network"
    OTHER_NETWORK = "other_network"
    """The place is in a private network, and this computer is in another one: `network`."""
    PROXY = "proxy"
    BAD_INVITATION = "bad_invitation"
    """Wrong, used up, withdrawn or too old."""
    REFUSED = "refused"
    """The administrator turned the request to come in away, or did not answer it for a day."""
    OTHER_CERTIFICATE = "other_certificate"
    UNVOUCHED = "unvouched"
    """No authority vouches for the certificate, and the link has no fingerprint."""
    CLOCK = "clock"
    """The same, while this computer's clock differs from the place's by `minutes`."""
    TOO_OLD = "too_old"
    """The server of the place does not know invitations."""
    CLOSED = "closed"
    """The place takes no newcomers."""
    INVITATION_WANTED = "invitation_wanted"
    """The place takes no requests to come in from here, or has no administrator."""
    TOO_MANY = "too_many"
    """Too many requests; the next is accepted after `wait` seconds."""
    NOT_A_PLACE = "not_a_place"
    BAD_ADDRESS = "bad_address"
    LOST = "lost"
    """The request went out and no reply came: the account may exist."""
    FAILED = "failed"
    """The server had an error, or refused for a reason of its own: `detail`."""


@dataclass(frozen=True, slots=True)
class JoinFailure:
    """`host` is the place's, `network` is mine. `detail` is for the log and a tool tip."""

    reason: JoinFailureReason
    host: str = ""
    network: str = ""
    minutes: int = 0
    wait: int = 0
    detail: str = ""
