"""A local network of one computer: servers that announce themselves on loopback, for whoever looks there."""

import asyncio
import contextlib
import ipaddress
from collections.abc import Iterator

from qqdesk.server.announcer import Announced, Announcer

LOOPBACK = (ipaddress.ip_interface("127.0.0.1/8"),)
"""What `qqdesk.client.discovery.own_networks` says of such a computer."""


@contextlib.contextmanager
def announced(name: str, port: int = 8000, tls_port: int = 0) -> Iterator[None]:
    """Something of that name is announced; a goodbye ends it."""
    announcer = Announcer(Announced(name, "0.0.0.0", port, tls_port), lambda _: ("127.0.0.1",))
    announcer.start()
    try:
        yield
    finally:
        asyncio.run(announcer.stop())
