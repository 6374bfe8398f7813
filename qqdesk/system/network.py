"""That the computer has another way to the network: Linux's kernel tells of each address and route that comes or goes.

Containers and tunnels come and go, too, which change nothing for a connection that is there. So what counts is the
address from which the server is reached.
"""

import contextlib
import socket
from collections.abc import Callable

from qqdesk.system.listener import Listener

_LINK, _V4_ADDRESS, _V4_ROUTE, _V6_ADDRESS, _V6_ROUTE = 0x1, 0x10, 0x40, 0x100, 0x400
_GROUPS = _LINK | _V4_ADDRESS | _V4_ROUTE | _V6_ADDRESS | _V6_ROUTE
_CHUNK = 65536


def own_address(host: str, port: int) -> str:
    """From which address a packet to this one (no name) would go; "" where there is no way. Nothing is sent."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((host, port))
        return str(probe.getsockname()[0])
    return ""


class NetworkWatch(Listener):
    """Linux only: see `is_offered`."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """`changed` is called in a thread of its own, and often: a network that comes up is ten changes."""
        super().__init__("network watch")
        self._changed = changed

    @staticmethod
    def is_offered() -> bool:
        return hasattr(socket, "AF_NETLINK")

    def _listen(self) -> None:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:  # type: ignore[attr-defined,unused-ignore]
            kernel.bind((0, _GROUPS))
            kernel.setblocking(False)
            while self._wait(kernel):
                # ENOBUFS: more came than fits, so something did change.
                with contextlib.suppress(OSError):
                    while kernel.recv(_CHUNK):
                        pass
                self._changed()
