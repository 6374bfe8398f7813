"""The network interfaces of this computer, and its addresses for other computers, the most likely first.

A network card comes before a VPN, and a VPN before the bridges of containers and virtual machines. The route to the
Internet decides less: with a VPN it leads away from the computers in the same room.
"""

import contextlib
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path

import ifaddr

Interface = ipaddress.IPv4Interface | ipaddress.IPv6Interface
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST = 4
"""The most addresses in an invitation."""

_SYS = Path("/sys/class/net")
_PROC = Path("/proc/net")
_FAR_AWAY = ("192.0.2.1", 9)
"""An address on the Internet, to find the route. No packet is sent there."""

# Linux has names like docker0, Windows descriptions like "TAP-Windows Adapter V9".
_TUNNEL = re.compile(r"^(?:u?tun|tap|wg|zt|ppp|ipsec|nordlynx|proton|tailscale)|vpn|wireguard|tunnel|anyconnect")
_BRIDGE = re.compile(
    r"^(?:br-|docker|virbr|veth|vnet|vboxnet|vmnet|vmenet|lxcbr|lxdbr|podman|cni|cali|flannel|bridge|awdl|llw|anpi)"
    r"|virtual|vmware|hyper-v"
)
_TUNNEL_TYPES = ("512", "65534", "768", "776", "778")
"""ARPHRD_PPP, _NONE (tun, WireGuard), _TUNNEL, _SIT, _IPGRE."""
_TEMPORARY, _DEPRECATED = 0x01, 0x20


class Kind(IntEnum):
    """The kinds of interfaces, the most likely way into this computer first."""

    CARD = 0
    OTHER = 1
    TUNNEL = 2
    BRIDGE = 3


@dataclass(frozen=True, slots=True)
class NetworkInterface:
    """`has_gateway`: the way to the Internet leads through it."""

    name: str
    addresses: tuple[Interface, ...]
    kind: Kind = Kind.CARD
    has_gateway: bool = False


def ranked(interfaces: Iterable[NetworkInterface]) -> tuple[str, ...]:
    """Return the addresses that another computer may reach, the most likely first."""
    found = [
        (_rank(interface, entry), str(entry.ip))
        for interface in interfaces
        for entry in interface.addresses
        if is_for_others(entry.ip)
    ]
    return tuple(dict.fromkeys(text for _, text in sorted(found, key=lambda each: each[0])))


def likely(interfaces: Iterable[NetworkInterface]) -> tuple[str, ...]:
    """Return the first ranked addresses. Bridges and link-local addresses count only if there is nothing else."""
    interfaces = tuple(interfaces)
    better = [
        replace(interface, addresses=tuple(entry for entry in interface.addresses if not entry.ip.is_link_local))
        for interface in interfaces
        if interface.kind is not Kind.BRIDGE
    ]
    return (ranked(better) or ranked(interfaces))[:MOST]


def of_versions(interfaces: Iterable[NetworkInterface], *versions: int) -> tuple[NetworkInterface, ...]:
    """Leave only the addresses of these versions of IP."""
    return tuple(
        replace(interface, addresses=tuple(entry for entry in interface.addresses if entry.version in versions))
        for interface in interfaces
    )


def is_for_others(ip: Address) -> bool:
    """An IPv6 link-local address is only valid together with the reader's own interface."""
    return not (ip.is_loopback or ip.is_unspecified or ip.is_multicast or (ip.version == 6 and ip.is_link_local))


def _rank(interface: NetworkInterface, entry: Interface) -> tuple[bool | int, ...]:
    ip, kind = entry.ip, interface.kind
    return kind is Kind.BRIDGE, ip.is_link_local, kind, entry.version, not interface.has_gateway, not ip.is_private


def network_interfaces(sys_folder: Path = _SYS, proc_folder: Path = _PROC) -> tuple[NetworkInterface, ...]:
    """Return the connected interfaces in the system's order, without temporary IPv6 addresses on Linux."""
    unused = _unused_ipv6(proc_folder)
    gateways = _gateways(proc_folder)
    outward = _outward_address() if gateways is None else None
    found = []
    for adapter in ifaddr.get_adapters():
        name = adapter.nice_name.partition(":")[0]  # eth0:1 is a second address of eth0
        if not _has_carrier(sys_folder / name):
            continue
        entries = []
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            with contextlib.suppress(ValueError):
                entry = ipaddress.ip_interface(f"{text}/{ip.network_prefix}")
                if entry.ip not in unused:
                    entries.append(entry)
        has_gateway = name in gateways if gateways is not None else any(entry.ip == outward for entry in entries)
        found.append(NetworkInterface(name, tuple(entries), kind_of(name, sys_folder), has_gateway))
    return tuple(found)


def kind_of(name: str, sys_folder: Path = _SYS) -> Kind:
    """Return the kind of an interface: by the files of the Linux kernel, else by its name."""
    folder = sys_folder / name
    if (folder / "device").exists():
        return Kind.CARD
    if (folder / "bridge").exists():
        # A bridge with a card in it has the address that the card would have.
        has_card = any((sys_folder / member.name / "device").exists() for member in (folder / "brif").glob("*"))
        return Kind.CARD if has_card else Kind.BRIDGE
    if (folder / "tun_flags").exists() or _line(folder / "type") in _TUNNEL_TYPES:
        return Kind.TUNNEL
    lower = name.lower()
    if _BRIDGE.search(lower):
        return Kind.BRIDGE
    if _TUNNEL.search(lower):
        return Kind.TUNNEL
    return Kind.OTHER if folder.exists() else Kind.CARD


def _has_carrier(folder: Path) -> bool:
    if not folder.is_dir():  # not Linux
        return True
    try:
        return (folder / "carrier").read_text().strip() != "0"
    except OSError:  # the interface is switched off
        return False


def _gateways(proc_folder: Path) -> frozenset[str] | None:
    """Return the interfaces with a default route; None if this is not Linux."""
    try:
        lines = (proc_folder / "route").read_text().splitlines()[1:]
    except OSError:
        return None
    routes = [line.split() for line in lines]
    return frozenset(fields[0] for fields in routes if len(fields) > 7 and fields[1] == fields[7] == "00000000")


def _outward_address() -> Address | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(_FAR_AWAY)
            return ipaddress.ip_address(sock.getsockname()[0])
        except OSError:
            return None


def _unused_ipv6(proc_folder: Path) -> frozenset[Address]:
    """Return the temporary and deprecated IPv6 addresses."""
    found = []
    with contextlib.suppress(OSError):
        for line in (proc_folder / "if_inet6").read_text().splitlines():
            digits, _, _, _, flags, _ = line.split()
            if int(flags, 16) & (_TEMPORARY | _DEPRECATED):
                found.append(ipaddress.IPv6Address(int(digits, 16)))
    return frozenset(found)


def _line(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text().strip()
    return ""
