"""The client's address, from the connection or from a trusted proxy, and its classification."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_PRIVATE = tuple(
    ip_network(network)
    for network in (
        # Loopback, RFC 1918 and link-local networks. Not 100.64.0.0/10: carrier-grade NAT has strangers behind it.
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
EVERYWHERE = "*"
"""The setting `host` that means all addresses, IPv4 and IPv6."""
THIS_COMPUTER = frozenset({"127.0.0.1", "::1"})
_OF_PROXIES = frozenset({b"via", b"forwarded", b"x-forwarded-for"})
_MOST_FORWARDED = 32
"""The most items of X-Forwarded-For that are parsed, from the right."""


def parse(text: str) -> Address | None:
    """Parse an address; an IPv4-mapped IPv6 address becomes IPv4. Return None if the text is not an address."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


@lru_cache(maxsize=4096)
def group(address: str) -> str:
    """Return the unit of rate limits (a "place"): an IPv4 address, or the /64 of an IPv6 address, one subscriber's."""
    if ":" not in address:
        return address
    parsed = parse(address)
    if parsed is None or isinstance(parsed, IPv4Address):
        return str(parsed or address)
    if parsed.is_loopback:
        return str(parsed)
    # Via the number, which drops the zone of a link-local address.
    return str(IPv6Network((int(parsed) & ~((1 << 64) - 1), 64)))


def is_private(address: str) -> bool:
    """Whether the address is loopback or private."""
    parsed = parse(address)
    return parsed is not None and any(parsed in network for network in _PRIVATE)


def is_loopback(host: str) -> bool:
    """Whether a server that listens on `host` is reachable from this computer only."""
    parsed = parse(host)
    return host == "localhost" if parsed is None else parsed.is_loopback


class Proxies:
    """The proxies whose X-Forwarded-For is trusted."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """Parse the setting `trusted_proxies`. Raises ValueError."""
        self._networks = tuple(ip_network(text.strip()) for text in trusted)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def trusts(self, address: str) -> bool:
        parsed = parse(address) if self._networks else None
        return parsed is not None and self._knows(parsed)

    def is_direct(self, peer: str, headers: Mapping[bytes, bytes]) -> bool:
        """Return whether the client's system itself is at the other end of the connection."""
        return _OF_PROXIES.isdisjoint(headers) and not self.trusts(peer)

    def _knows(self, address: Address) -> bool:
        return any(address in network for network in self._networks)

    def client_address(self, peer: str, headers: Mapping[bytes, bytes]) -> str:
        """Return the address of the client that sent a request through `peer`."""
        forwarded = headers.get(b"x-forwarded-for") if self._networks else None
        return self.origin(peer, forwarded) if forwarded is not None and self.trusts(peer) else peer

    def origin(self, peer: str, forwarded: bytes) -> str:
        """Return the client's address for a request that the trusted `peer` forwarded.

        This is the last address in X-Forwarded-For that is not a trusted proxy. Items further left are not trustworthy,
        nor are those left of an invalid item.
        """
        nearest = peer
        for item in reversed(forwarded.decode("latin-1").split(",")[-_MOST_FORWARDED:]):
            address = parse(_without_port(item.strip()))
            if address is None:
                break
            nearest = str(address)
            if not self._knows(address):
                break
        return nearest


def _without_port(item: str) -> str:
    """Remove a port: some proxies write `1.2.3.4:5678` and `[2001:db8::1]:5678`."""
    if item.startswith("["):
        return item[1:].partition("]")[0]
    host, _, port = item.rpartition(":")
    return host if port.isdecimal() and host.count(".") == 3 and ":" not in host else item
