"""The networks that this computer is in, and which of another one's addresses leads there from here."""

import contextlib
import ipaddress
from collections.abc import Iterable

import ifaddr

Own = tuple[ipaddress.IPv4Interface | ipaddress.IPv6Interface, ...]


def own_networks() -> Own:
    """The addresses of this computer with the networks that they are in."""
    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            with contextlib.suppress(ValueError):
                interface = ipaddress.ip_interface(f"{text}/{ip.network_prefix}")
                if not interface.is_loopback and not (interface.version == 6 and interface.is_link_local):
                    found.append(interface)
    return tuple(found)


def nearest(addresses: Iterable[str], own: Own) -> tuple[str, bool]:
    """The address that is the most likely to lead to the server, "" where there is none; and whether it is this
    computer's. A server names all its addresses, those too that nobody but itself can use."""
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
        elif not (ip.is_loopback or ip.is_unspecified or ip.is_multicast or (ip.version == 6 and ip.is_link_local)):
            shared = max((entry.network.prefixlen for entry in own if ip in entry.network), default=-1)
            rank = (shared >= 0, ip.version == 4, shared)
            if best is None or rank > best[0]:
                best = (rank, text)
    # Two computers may have one address that leads to each itself only, as bridges of containers do.
    if best is not None and (best[0][0] or not here):
        return best[1], False
    return here, bool(here)
