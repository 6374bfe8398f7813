"""A server that was found on the local network, and how the process that looks tells of all of them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class LanServer:
    """`label` tells it from the others that are found; `address` is one that a person could have typed: host:port.

    `tls_port` is 0 without HTTPS; `is_here` says that it runs on this computer. `place_id` is 16 hex digits or empty,
    `registration` a RegistrationMode or empty. Anybody can announce anything: the certificate decides.
    """

    label: str
    name: str
    address: str
    tls_port: int = 0
    is_here: bool = False
    place_id: str = ""
    registration: str = ""


def to_line(servers: Iterable[LanServer]) -> str:
    """One line of ASCII."""
    return json.dumps([asdict(server) for server in servers])


def from_line(line: str | bytes) -> tuple[LanServer, ...]:
    """Raises ValueError where it is none of `to_line`."""
    try:
        return tuple(LanServer(**server) for server in json.loads(line))
    except TypeError as error:
        raise ValueError(str(error)) from None
