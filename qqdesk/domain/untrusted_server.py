"""A server that the user has to trust before the client connects."""

from typing import NamedTuple


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
