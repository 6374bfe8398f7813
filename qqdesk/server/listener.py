"""The listener: connections, and what may go wrong on them. One request at a time on each, in order."""

import asyncio
import logging
import os
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import cast

from qqdesk.server.call import Line
from qqdesk.server.http import ForwardedReader, Incoming, Limits, Reader, Stage
from qqdesk.server.origin import THIS_COMPUTER, Proxies, group
from qqdesk.server.service import Answer
from qqdesk.server.tls import TlsLayer

logger = logging.getLogger(__name__)

Answerer = Callable[[bytes, str, Line, bool], Awaitable[Answer]]
"""Body, address, the way back, and whether `+` is a space."""

_REASONS = {
    200: "OK",
    400: "Bad Request",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}
_TEXTS = {
    400: "This is no HTTP request that this server understands.",
    405: "Only POST is served here.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    431: "The header of the request is too large.",
    503: "Too many connections.",
}
_BACKLOG = 1024


class Connection(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, listener: "Listener") -> None:
        self._listener = listener
        self._limits = listener.limits
        self._loop = asyncio.get_running_loop()
        self._reader: Reader = Reader(listener.limits)
        self._transport: asyncio.Transport | None = None
        self.address = ""
        self._line: Line | None = None
        self._task: asyncio.Task[None] | None = None
        self._unsent: Callable[[bool], None] | None = None
        self._can_write = True
        self._peer_is_done = False
        self._is_paused = False
        self._lingers = False
        self._phase: object = None
        self._deadline: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    @property
    def is_busy(self) -> bool:
        return self._task is not None or not self._can_write

    # Called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # To know when the last byte of a reply is out.
        self._transport.set_write_buffer_limits(high=0)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]).removeprefix("::ffff:") if peer else ""
        if self._listener.proxies.trusts(self.address):
            self._reader = ForwardedReader(self._limits)
        if not self._listener.take_in(self):
            self._peer_is_done = True  # no waiting for the client's own goodbye
            self._reader.refuse(503)
            self._next()
            return
        self._enter("first", self._limits.head_s)

    def data_received(self, data: bytes) -> None:
        if self._lingers:
            return
        self._reader.feed(data)
        self._next()

    def eof_received(self) -> bool:
        """The client says no more; it may still listen."""
        self._peer_is_done = True
        if self._line is not None:
            self._line.cut()
        if self._lingers or not (self.is_busy or self._reader.ready):
            self._close()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.let_go(self)
        self._peer_is_done = True
        if self._timer is not None:
            self._timer.cancel()
        if self._line is not None:
            self._line.cut()
        self._settle(False)

    def pause_writing(self) -> None:
        self._can_write = False

    def resume_writing(self) -> None:
        self._can_write = True
        self._settle(True)
        if self._lingers:
            self._linger()
        else:
            self._next()

    # One request after the other

    def _next(self) -> None:
        """Go on with what is there, if nothing is at work."""
        transport, reader = self._transport, self._reader
        if transport is None:
            return
        while reader.ready and not (self.is_busy or self._lingers or transport.is_closing()):
            self._begin(reader.ready.popleft())
        if self._lingers or transport.is_closing():
            return
        if self.is_busy:
            self._hold_back(len(reader.ready) >= self._limits.ahead)
            return
        self._hold_back(False)
        if self._peer_is_done or self._listener.is_stopping:
            self._close()
        elif reader.stage is Stage.BETWEEN:
            if self._phase != "first":
                self._enter(Stage.BETWEEN, self._limits.idle_s)
        else:
            if reader.wants_continue:
                reader.wants_continue = False
                transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            is_head = reader.stage is Stage.HEAD
            self._enter(reader.stage, self._limits.head_s if is_head else self._limits.body_s)

    def _begin(self, incoming: Incoming) -> None:
        if incoming.status == 200:
            self._line = Line()
            self._line.is_cut = self._peer_is_done
            self._enter("busy", None)
            self._task = self._loop.create_task(self._serve(incoming, self._line))
        else:
            self._reply(incoming, _TEXTS[incoming.status].encode())

    async def _serve(self, incoming: Incoming, line: Line) -> None:
        try:
            address = self.address
            if incoming.forwarded:
                address = self._listener.proxies.origin(address, incoming.forwarded)
            answer = await self._listener.answer(incoming.body, address, line, incoming.is_form)
        except BaseException:
            # It never raises; this is a bug, or the end of the event loop.
            if self._transport is not None:
                self._transport.abort()
            raise
        finally:
            self._task = None
            self._line = None
        self._reply(incoming, answer.body, answer.delivered)
        self._next()

    def _reply(self, incoming: Incoming, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            if delivered is not None:
                delivered(False)
            return
        keep_alive = incoming.keep_alive and not self._listener.is_stopping
        head = (
            f"HTTP/1.1 {incoming.status} {_REASONS[incoming.status]}\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n"
            f"Content-Length: {len(body)}\r\n"
        )
        if incoming.status == 405:
            head += "Allow: POST\r\n"
        if not keep_alive:
            head += "Connection: close\r\n"
        elif incoming.is_old:
            head += "Connection: keep-alive\r\n"
        self._unsent = delivered
        transport.write(head.encode() + b"\r\n" + (b"" if incoming.is_head else body))
        if self._can_write:
            # The write may have shown that the client is gone.
            self._settle(not transport.is_closing())
            self._enter("sent", None)
        else:
            self._enter("sending", self._limits.send_s)
        if not keep_alive:
            self._say_goodbye()

    def _settle(self, is_out: bool) -> None:
        """Tell whoever wants to know what became of the last reply."""
        unsent, self._unsent = self._unsent, None
        if unsent is not None:
            unsent(is_out)

    # The end

    def _say_goodbye(self) -> None:
        """Close once the client has: what it still sends would otherwise destroy the reply on its way."""
        transport = self._transport
        is_hasty = self._peer_is_done or self._listener.is_stopping
        if transport is None or is_hasty or transport.is_closing() or not transport.can_write_eof():
            self._close()
            return
        self._lingers = True
        self._hold_back(False)
        if self._can_write:
            self._linger()

    def _linger(self) -> None:
        """The last reply is out: say so, and wait a moment for the client to close."""
        self._enter("lingering", self._limits.linger_s)
        if self._transport is not None:
            try:
                self._transport.write_eof()
            except OSError:  # the client has gone already
                self._transport.abort()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def stop(self) -> None:
        """The server stops: close now, or after the reply that is at work."""
        if not self.is_busy and not self._reader.ready:
            self._close()

    def abort(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._transport is not None:
            self._transport.abort()

    def _hold_back(self, wanted: bool) -> None:
        """Leave what comes in the kernel's hands. While reading rests, a client that goes away is not noticed."""
        if self._transport is None or wanted is self._is_paused:
            return
        self._is_paused = wanted
        if wanted:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    # Time. One timer, which is moved only when it fires: most deadlines pass unneeded.

    def _enter(self, phase: object, seconds: float | None) -> None:
        """A phase with so much time; entering the one that is on changes nothing."""
        if phase == self._phase:
            return
        self._phase = phase
        if seconds is None:
            self._deadline = None
            return
        self._deadline = self._loop.time() + seconds
        if self._timer is None or self._timer_at > self._deadline:
            self._set_timer(self._deadline)

    def _set_timer(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._timer_at = self._loop.call_at(at, self._on_time), at

    def _on_time(self) -> None:
        self._timer = None
        if self._deadline is None:
            return
        if self._loop.time() < self._deadline:
            self._set_timer(self._deadline)
        elif self._phase in (Stage.HEAD, Stage.BODY):
            self._reader.refuse(408)
            self._next()
        elif self._phase in ("sending", "lingering"):
            if self._transport is not None:
                self._transport.abort()
        else:
            self._close()


class Listener:
    """Listens, and hands every request to `answer`."""

    def __init__(self, answer: Answerer, limits: Limits | None = None, proxies: Proxies | None = None) -> None:
        self.answer = answer
        self.limits = limits or Limits()
        self.proxies = proxies or Proxies()
        self.is_stopping = False
        self.refused = 0
        """Connections for which there was no room."""
        self._servers: list[asyncio.Server] = []
        self._connections: set[Connection] = set()
        self._by_place: dict[str, int] = {}
        self._all_gone = asyncio.Event()

    def __len__(self) -> int:
        return len(self._connections)

    async def start(self, host: str, port: int, context: ssl.SSLContext | None = None) -> int:
        """Listen on every address of `host`, for TLS where there is a context; the port, which the system chooses for
        0. May be called once for each kind. Raises OSError."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except UnicodeError:
            raise OSError("this is no host name") from None
        try:
            for family, kind, protocol, _, address in dict.fromkeys(found):
                place = (address[0], port, *address[2:])
                port = await self._listen(family, kind, protocol, place, lambda: self._connection(context))
        except OSError:
            for server in self._servers:
                server.close()
            raise
        return port

    def _connection(self, context: ssl.SSLContext | None) -> asyncio.Protocol:
        connection = Connection(self)
        return connection if context is None else TlsLayer(context, connection)

    async def _listen(
        self, family: int, kind: int, protocol: int, address: tuple[object, ...], make: Callable[[], asyncio.Protocol]
    ) -> int:
        listening = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":
                # On Windows this would let two servers share a port.
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listening.bind(address)
            listening.setblocking(False)
            loop = asyncio.get_running_loop()
            server = await loop.create_server(make, sock=listening, backlog=_BACKLOG)
        except BaseException:
            listening.close()
            raise
        self._servers.append(server)
        return int(listening.getsockname()[1])

    async def stop(self, seconds: float) -> None:
        """Take nobody in any more, give the replies at work so much time, and close."""
        self.is_stopping = True
        for server in self._servers:
            server.close()
        for connection in list(self._connections):
            connection.stop()
        if self._connections:
            try:
                await asyncio.wait_for(self._all_gone.wait(), seconds)
            except TimeoutError:
                for connection in list(self._connections):
                    connection.abort()

    def take_in(self, connection: Connection) -> bool:
        """Whether there is room for one more, and for one more from there."""
        if len(self._connections) >= self.limits.connections or self.is_stopping:
            self.refused += 1
            return False
        place = group(connection.address)
        there = self._by_place.get(place, 0)
        if there >= self._most_of(connection.address):
            self.refused += 1
            return False
        self._by_place[place] = there + 1
        self._connections.add(connection)
        return True

    def _most_of(self, address: str) -> int:
        """Behind a trusted proxy, and on this computer, there are many: they may have nearly all, and leave some room
        for the others."""
        if address in THIS_COMPUTER or self.proxies.trusts(address):
            return self.limits.connections - self.limits.connections // 10
        return self.limits.connections_per_address

    def let_go(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.discard(connection)
            place = group(connection.address)
            self._by_place[place] -= 1
            if not self._by_place[place]:
                del self._by_place[place]
        if self.is_stopping and not self._connections:
            self._all_gone.set()
