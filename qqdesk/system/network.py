"""Network changes: the Linux kernel sends each change of an address or a route (rtnetlink).

Containers and tunnels change routes too, and harm no connection. Compare `own_address` before and after.
"""

import contextlib
import socket
from collections.abc import Callable

from qqdesk.system.listener import Listener

_LINK, _V4_ADDRESS, _V4_ROUTE, _V6_ADDRESS, _V6_ROUTE = 0x1, 0x10, 0x40, 0x100, 0x400
_GROUPS = _LINK | _V4_ADDRESS | _V4_ROUTE | _V6_ADDRESS | _V6_ROUTE
_CHUNK = 65536


def own_address(host: str, port: int) -> str:
    """Return the local address for packets to this IP address, "" without a route. Sends nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((host, port))
        return str(probe.getsockname()[0])
    return ""


class NetworkWatch(Listener):
    """Linux only: see `is_offered`."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """`changed` is called in a thread of its own, ten times when a network comes up."""
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
                # ENOBUFS: the kernel dropped changes.
                with contextlib.suppress(OSError):
                    while kernel.recv(_CHUNK):
                        pass
                self._changed()
