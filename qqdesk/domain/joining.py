"""Where a person may join, and why that fails."""

from dataclasses import dataclass, field
from enum import Enum

from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.protocol.codes import DEFAULT_TLS_PORT


@dataclass(frozen=True, slots=True)
class Destination:
    """The addresses of one place, and how it proves that it is the right one.

    `addresses` are `host:port` of plain HTTP, the most likely first; with `is_https` one `host` or `host:port` of HTTPS
    with the certificate of an authority. With a `fingerprint` the place is spoken to at `tls_port` and has to show that
    certificate. With neither, requests are not encrypted.
    """

    addresses: tuple[str, ...]
    fingerprint: str = ""
    tls_port: int = DEFAULT_TLS_PORT
    is_https: bool = False
    code: str = field(default="", repr=False)

    def urls(self) -> tuple[str, ...]:
        """Return an address for `Client` for each of the addresses."""
        if self.fingerprint:
            return tuple(f"{host_of(address)}:{self.tls_port}" for address in self.addresses)
        scheme = "https" if self.is_https else "http"
        return tuple(f"{scheme}://{address}" for address in self.addresses)

    @property
    def is_encrypted(self) -> bool:
        return bool(self.fingerprint) or self.is_https


def destination_of(link: InvitationLink) -> Destination:
    return Destination(link.addresses, link.fingerprint, link.tls_port, link.is_https, link.code)


def host_of(address: str) -> str:
    """Return the host of `host:port` or `host`; that of an IPv6 address has brackets."""
    if address.startswith("["):
        return f"{address.partition(']')[0]}]"
    return address.partition(":")[0]


class JoinTrouble(Enum):
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

    trouble: JoinTrouble
    host: str = ""
    network: str = ""
    minutes: int = 0
    wait: int = 0
    detail: str = ""
