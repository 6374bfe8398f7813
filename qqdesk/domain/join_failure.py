"""Why a person could not join a server."""

from dataclasses import dataclass
from enum import Enum


class JoinFailureReason(Enum):
    """The GUI has a sentence and a button for each."""

    AWAY = "away"
    """The computer refuses the connection: the server does not run."""
    SILENT = "silent"
    """No answer: the computer is off, or a firewall drops the requests."""
    NO_NETWORK = "no_network"
    OTHER_NETWORK = "other_network"
    """The server is in a private network, and this computer is in another one: `network`."""
    PROXY = "proxy"
    BAD_INVITATION = "bad_invitation"
    """The invitation is wrong, used up, withdrawn or expired."""
    NO_RESET = "no_reset"
    """A code for a new password is wanted, and this is an invitation."""
    REFUSED = "refused"
    """The administrator refused the request to join, or did not answer it for a day."""
    OTHER_CERTIFICATE = "other_certificate"
    UNVOUCHED = "unvouched"
    """No authority signed the certificate, and the link has no fingerprint."""
    CLOCK = "clock"
    """As UNVOUCHED, and this computer's clock differs from the server's by `minutes`."""
    TOO_OLD = "too_old"
    """The server does not support invitations."""
    CLOSED = "closed"
    """The server accepts no new accounts."""
    INVITATION_WANTED = "invitation_wanted"
    """The server accepts no requests to join from here, or has no administrator."""
    TOO_MANY = "too_many"
    """Too many requests; the next is accepted after `wait` seconds."""
    NOT_A_PLACE = "not_a_place"
    BAD_ADDRESS = "bad_address"
    LOST = "lost"
    """The request was sent, but no reply came: the account may exist."""
    FAILED = "failed"
    """The server had an error, or refused for a reason of its own: `detail`."""


@dataclass(frozen=True, slots=True)
class JoinFailure:
    """`host` is the server's, `network` this computer's. `detail` is for the log and a tool tip."""

    reason: JoinFailureReason
    host: str = ""
    network: str = ""
    minutes: int = 0
    wait: int = 0
    detail: str = ""
