"""A server on the local network, and the line format in which the search process lists the servers."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class LanServer:
    """`label` is unique among the servers found. `address` is `host:port`, as a person types it.

    `tls_port` is 0 without HTTPS. `is_here`: the server runs on this computer. `place_id` is 16 hex digits or empty,
    `registration` a RegistrationMode or empty. An announcement proves nothing; the certificate does.
    """

    label: str
    name: str
    address: str
    tls_port: int = 0
    is_here: bool = False
    place_id: str = ""
    registration: str = ""


def to_line(servers: Iterable[LanServer]) -> str:
    """Return the servers as one line of ASCII."""
    return json.dumps([asdict(server) for server in servers])


def from_line(line: str | bytes) -> tuple[LanServer, ...]:
    """Parse a line of `to_line`. Raises ValueError if it is invalid."""
    try:
        return tuple(LanServer(**server) for server in json.loads(line))
    except TypeError as error:
        raise ValueError(str(error)) from None
