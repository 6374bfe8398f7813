"""The server of a session: how the connection is protected, and the place that it serves."""

from dataclasses import dataclass


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
