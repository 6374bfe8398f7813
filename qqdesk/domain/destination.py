"""A server to join, from its addresses or found nearby."""

from dataclasses import dataclass, field
from enum import IntEnum

from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.protocol.codes import DEFAULT_TLS_PORT


@dataclass(frozen=True, slots=True)
class Destination:
    """The addresses of a server, and how the client verifies it.

    `addresses` are `host:port` of plain HTTP, the most likely first; with `is_https` one `host` or `host:port` of HTTPS
    with the certificate of an authority. With a `fingerprint` the client connects to `tls_port` and requires that
    certificate; an address has that port if its plain one is not known. With neither, requests are not encrypted.
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


def destination_from_link(link: InvitationLink) -> Destination:
    return Destination(link.addresses, link.fingerprint, link.tls_port, link.is_https, link.code)


def host_of(address: str) -> str:
    """Return the host of `host:port` or `host`; that of an IPv6 address has brackets."""
    if address.startswith("["):
        return f"{address.partition(']')[0]}]"
    return address.partition(":")[0]


class NearbyServerKind(IntEnum):
    """The values are in the order of the list."""

    HERE = 0
    """On this computer."""
    OPEN = 1
    BY_INVITATION = 2
    CLOSED = 3
    UNREACHABLE = 4
    """The server announces itself, but does not answer."""


@dataclass(frozen=True, slots=True)
class NearbyServer:
    """`key` identifies the server in the list. `place_id` is "" if the server did not announce it.

    `people` is the number of members, None unless they are introduced to each other. `destination` is None for an
    unreachable server. `needs_invitation`: registration needs an invitation or the administrator's approval.
    """

    key: str
    name: str
    host: str
    kind: NearbyServerKind
    place_id: str = ""
    people: int | None = None
    destination: Destination | None = None
    needs_invitation: bool = False
