"""Where a request comes from: what an address says, and what trusted proxies say instead of it."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PRIVATE = tuple(
    ip_network(network)
    for network in (
        # This computer, the networks of RFC 1918, and what an interface gives itself. Not 100.64.0.0/10: behind a
        # carrier's address translation there are strangers.
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
EVERYWHERE = "*"
"""As an address to listen on: all of this computer's, of both kinds."""
THIS_COMPUTER = frozenset({"127.0.0.1", "::1"})
_MOST_FORWARDED = 32
"""Items of X-Forwarded-For that are looked at, from the right."""


def parse(text: str) -> Address | None:
    """The address that a text is, an IPv4 one that stands in an IPv6 one as what it is; None where it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


@lru_cache(maxsize=4096)
def group(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 of an IPv6 one: one subscriber has as much."""
    if ":" not in address:
        return address
    parsed = parse(address)
    if parsed is None or isinstance(parsed, IPv4Address):
        return str(parsed or address)
    if parsed.is_loopback:
        return str(parsed)
    # By the number: a zone, as link-local addresses have, is nothing of the network's.
    return str(IPv6Network((int(parsed) & ~((1 << 64) - 1), 64)))


def is_private(address: str) -> bool:
    """Whether it is loopback or of a private network."""
    parsed = parse(address)
    return parsed is not None and any(parsed in network for network in _PRIVATE)


def is_loopback(host: str) -> bool:
    """Whether who listens on `host` is reached from this computer only."""
    parsed = parse(host)
    return host == "localhost" if parsed is None else parsed.is_loopback


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Raises ValueError, with a sentence, for a text that is no address and no network."""
    found = []
    for text in texts:
        try:
            found.append(ip_network(text.strip()))
        except ValueError as error:
            raise ValueError(f"{text!r} is no address and no network: {error}") from None
    return tuple(found)


class Proxies:
    """The balancers whose word on where a request came from is taken."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """Raises ValueError."""
        self._networks = networks(trusted)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def trusts(self, address: str) -> bool:
        parsed = parse(address) if self._networks else None
        return parsed is not None and self._knows(parsed)

    def _knows(self, address: Address) -> bool:
        return any(address in network for network in self._networks)

    def origin(self, peer: str, forwarded: bytes) -> str:
        """Where a request came from that the trusted `peer` passed on with this X-Forwarded-For: the last address in it
        that is no trusted proxy's. What stands left of that one, or of something that is no address, anybody may have
        written."""
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
    """Some proxies write `1.2.3.4:5678` and `[2001:db8::1]:5678`."""
    if item.startswith("["):
        return item[1:].partition("]")[0]
    host, _, port = item.rpartition(":")
    return host if port.isdecimal() and host.count(".") == 3 and ":" not in host else item
