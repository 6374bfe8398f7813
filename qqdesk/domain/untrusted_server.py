"""What is to be decided about a server's certificate. Standard library only, and no decision is made here."""

from typing import NamedTuple


class UntrustedServer(NamedTuple):  # a dataclass takes half a millisecond of the start to make
    """A server whose certificate nobody vouches for, or another one than it had; or a server without encryption, which
    has the fingerprint "" and its plain port as `port`.

    `fingerprint` is the SHA-256 of what it shows now, in 64 hex digits. `known` is that of the one it had, "" where
    the system's authorities vouched for that one, and None where the server is new to us; `since` is the day it was
    first seen (YYYY-MM-DD). `place_id` is the id that the server claims, or `host_port`;
    `address` is the one to remember it by.
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
        """`host:port` as people write it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
