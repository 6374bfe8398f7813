"""The connection of a client, as request handlers see it."""

import asyncio
import sys
from collections.abc import Callable
from typing import Protocol

from qqdesk.server.sessions.reply_cache import Receipt
from qqdesk.server.sessions.sessions import HangingPoll

if sys.platform == "linux":
    import fcntl
    import termios


def _unacknowledged(transport: asyncio.Transport) -> int | None:
    """Return the bytes that the other system has not acknowledged (SIOCOUTQ), or None if this system does not know."""
    sock = transport.get_extra_info("socket")
    if sys.platform != "linux" or sock is None:
        return None
    try:
        queued = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return None
    return transport.get_write_buffer_size() + int.from_bytes(queued, sys.byteorder)


class SocketReceipt:
    """The receipt of the last reply on a connection: see `Receipt`."""

    __slots__ = ("_is_received", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport: asyncio.Transport | None = transport
        self._is_received = False

    @property
    def is_received(self) -> bool:
        transport = self._transport
        if transport is not None and not transport.is_closing() and _unacknowledged(transport) == 0:
            self.settle(is_whole=True)
        return self._is_received

    def settle(self, *, is_whole: bool) -> None:
        """Look for the last time, before the connection closes or its next reply. `is_whole`: the operating system took
        the whole reply."""
        transport, self._transport = self._transport, None
        if transport is not None:
            self._is_received = is_whole and _unacknowledged(transport) == 0


class Responder(Protocol):
    """Replies to one request, once."""

    is_protected: bool
    """The request came over TLS or from this computer."""
    is_cut: bool
    """The client has closed the connection, or its side of it: do not let it wait."""
    poll: HangingPoll | None
    """The poll to finish when the client closes the connection."""

    def belongs_to(self, number: int) -> None:
        """Note that the request belongs to a session of this account."""
        ...

    def respond(self, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        """Send the reply. `delivered` is called with True once the operating system has all of it, else with False."""
        ...

    def receipt(self) -> Receipt | None:
        """Return the receipt of the reply that was just sent; None if a proxy acknowledges in the client's place."""
        ...

    def abort(self) -> None:
        """Close the connection without a reply."""
        ...
