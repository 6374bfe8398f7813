"""The addresses at which other computers reach this server."""

import contextlib
import ipaddress
import socket

from qqdesk.own_addresses import NetworkInterface, likely, network_interfaces, of_versions, ranked
from qqdesk.server.addresses import EVERYWHERE

_VERSIONS = {"0.0.0.0": (4,), "::": (6,), EVERYWHERE: (4, 6)}


def is_wildcard(host: str) -> bool:
    """Whether a server that listens on `host` is reached at all addresses of this computer, which may change."""
    return host in _VERSIONS


def reachable(host: str) -> tuple[str, ...]:
    """Return all addresses of a server that listens on `host`, the most likely first; empty for loopback."""
    return ranked(_interfaces_of(host))


def likely_addresses(host: str) -> tuple[str, ...]:
    """Return the likely ones of them, at most four; empty also for a name that does not resolve."""
    with contextlib.suppress(OSError, UnicodeError):
        return likely(_interfaces_of(host))
    return ()


def addresses_for_others(host: str, port: int) -> tuple[str, ...]:
    """Return the likely addresses as `host:port`."""
    return tuple(f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}" for ip in likely_addresses(host))


def own_addresses() -> frozenset[str]:
    """Return all addresses of this computer."""
    return frozenset(str(entry.ip) for interface in network_interfaces() for entry in interface.addresses)


def _interfaces_of(host: str) -> tuple[NetworkInterface, ...]:
    if is_wildcard(host):
        return of_versions(network_interfaces(), *_VERSIONS[host])
    found = sorted({str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(host, None)})
    return (NetworkInterface(host, tuple(map(ipaddress.ip_interface, found))),)
