"""The server of a session: its protection, its place, and whether the user has to trust it first."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Security:
    """How the connection is protected.

    `fingerprint` is that of the server's certificate (64 hex digits), "" without encryption. `vouched_for`: an
    authority of the system vouches for it; else a person accepted it. `server` is `host:port`.
    """

    encrypted: bool = False
    fingerprint: str = ""
    vouched_for: bool = False
    on_this_computer: bool = False
    server: str = ""


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """The place of a session, as its server describes it. Empty with a server without the extension.

    `addresses` are those for other computers, `host:port` of plain HTTP, the most likely first; without one only this
    computer can reach the place. `tls_port` is 0 without HTTPS. `shared_roster` is a SharedRoster.
    """

    id: str = ""
    name: str = ""
    addresses: tuple[str, ...] = ()
    tls_port: int = 0
    fingerprint: str = ""
    registration: str = ""
    is_admin: bool = False
    may_invite: bool = False
    shared_roster: int = 0


class UntrustedServer(NamedTuple):  # a dataclass takes half a millisecond of the start to make
    """A server with an unknown or changed certificate, or without encryption.

    `fingerprint` is the SHA-256 of its certificate in 64 hex digits; without encryption it is "", and `port` is the
    plain port. `known` is the previous fingerprint: "" if an authority signed that certificate, None for a new server.
    `since` is the day it was first seen (YYYY-MM-DD). `place_id` is the id that the server claims, or `host_port`.
    `address` is the address to store it under.
    """

    host: str
    port: int
    fingerprint: str
    known: str | None = None
    since: str = ""
    place_id: str = ""
    address: str = ""

    @property
    def server(self) -> str:
        """Return `host:port`, with brackets around an IPv6 address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
