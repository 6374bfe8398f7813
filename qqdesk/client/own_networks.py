"""The networks of this computer, and the choice among the addresses of another computer."""

import ipaddress
from collections.abc import Iterable

from qqdesk.own_addresses import is_for_others, network_interfaces

OwnNetworks = tuple[ipaddress.IPv4Interface | ipaddress.IPv6Interface, ...]


def own_networks() -> OwnNetworks:
    """Return the addresses of this computer with their networks."""
    return tuple(
        entry for interface in network_interfaces() for entry in interface.addresses if is_for_others(entry.ip)
    )


def nearest_address(addresses: Iterable[str], own: OwnNetworks) -> tuple[str, bool]:
    """Return the address of a server that is most likely reachable from here ("" if none is), and whether it is this
    computer's. A server names all its addresses, also those that only itself can use."""
    mine = {interface.ip for interface in own}
    best: tuple[tuple[bool, bool, int], str] | None = None
    here = ""
    for text in addresses:
        try:
            ip = ipaddress.ip_address(text)
        except ValueError:
            continue
        if ip in mine:
            here = here or text
        elif is_for_others(ip):
            shared = max((entry.network.prefixlen for entry in own if ip in entry.network), default=-1)
            rank = (shared >= 0, ip.version == 4, shared)
            if best is None or rank > best[0]:
                best = (rank, text)
    # Both computers may have the same local address, as container bridges do.
    if best is not None and (best[0][0] or not here):
        return best[1], False
    return here, bool(here)
