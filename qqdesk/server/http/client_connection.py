"""The HTTP connection of one client."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Protocol, cast

from qqdesk.server.addresses import Proxies, is_loopback
from qqdesk.server.http.browser_requests import HostNames
from qqdesk.server.http.request_reader import BadRequestError, Head, Limits, RequestReader
from qqdesk.server.http.responses import Response
from qqdesk.server.http.routes import FindRoute, Page, Route, WholeBody
from qqdesk.server.http.tls_layer import TlsLayer
from qqdesk.server.sessions.deadlines import Deadlines, Phase
from qqdesk.server.sessions.responder import SocketReceipt
from qqdesk.server.sessions.sessions import HangingPoll

logger = logging.getLogger(__name__)

_PER_TURN = 16
"""Requests in a row; then the event loop serves other connections."""
_FORM = b"application/x-www-form-urlencoded"
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: %d\r\n\r\n%b"


class ConnectionOwner(Protocol):
    """The part of the listener that a connection uses."""

    limits: Limits
    proxies: Proxies
    host_names: HostNames
    deadlines: Deadlines
    find_route: FindRoute
    on_request: Callable[[str], None]
    is_stopping: bool

    def admit(self, connection: "ClientConnection") -> bool: ...
    def keep(self, connection: "ClientConnection", number: int) -> None: ...
    def remove(self, connection: "ClientConnection") -> None: ...
    def start_upload(self, number: int) -> bool: ...
    def end_upload(self, number: int) -> None: ...


class ClientConnection(asyncio.Protocol):
    """Serves the requests of one client in order, one at a time, and is the responder of each.

    There are thousands of connections, most of them in a parked poll. One at rest holds no buffers.
    """

    __slots__ = (
        "_client",
        "_delivered",
        "_head",
        "_ignores_input",
        "_is_direct",
        "_is_old",
        "_is_paused",
        "_is_reading",
        "_keep_alive",
        "_lingers",
        "_listener",
        "_omits_body",
        "_pieces",
        "_receipt",
        "_route",
        "_task",
        "_transport",
        "_uploader",
        "address",
        "can_write",
        "is_cut",
        "is_protected",
        "is_serving",
        "owner",
        "phase",
        "poll",
        "reader",
        "until",
    )

    def __init__(self, listener: ConnectionOwner) -> None:
        self._listener = listener
        self._transport: asyncio.Transport | None = None
        self.reader = RequestReader(listener.limits)
        # Reading
        self._head: Head | None = None
        self._route: Route | None = None
        self._pieces: list[bytes] | None = None
        self._keep_alive = self._is_old = self._omits_body = False
        self._client = ""  # of the request; `address` may be that of a proxy
        self._uploader = 0
        """The account whose piece of a file the request has, or will have; 0 if none."""
        # Serving
        self.is_serving = False
        self._task: asyncio.Task[None] | None = None
        self._delivered: Callable[[bool], None] | None = None
        """Receives whether the last response has reached the operating system."""
        self._receipt: SocketReceipt | None = None
        self._is_direct = self.can_write = True
        self._is_reading = self._is_paused = self._ignores_input = self._lingers = False
        self.phase: Phase | None = None
        self.address = ""
        self.is_protected = False
        self.is_cut = False
        self.owner = 0
        """The account whose session the connection has shown; 0 if none. Set by the listener."""
        self.poll: HangingPoll | None = None
        self.until: float | None = None

    @property
    def _is_busy(self) -> bool:
        return self.is_serving or not self.can_write

    # Called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # The buffer is empty once the operating system has the whole response.
        self._transport.set_write_buffer_limits(high=0)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]).removeprefix("::ffff:") if peer else ""
        self.is_protected = isinstance(transport, TlsLayer) or is_loopback(self.address)
        if self._listener.admit(self):
            self.enter(Phase.FIRST_BYTE, self._listener.limits.head_s)
        else:
            self.is_cut = True  # Close at once, without lingering.
            self._refuse(503)

    def data_received(self, data: bytes) -> None:
        if self._ignores_input:
            return
        self.reader.feed(data)
        self._read_on()

    def eof_received(self) -> bool:
        """The client has closed its side. It may still read."""
        self.is_cut = True
        if self.poll is not None:
            self.poll.finish()
        if self._lingers:
            self._close()
        else:
            self._read_on()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.remove(self)
        self._listener.deadlines.forget(self)
        self._end_upload()
        self.is_cut = self._ignores_input = True
        if self._receipt is not None:
            self._receipt.settle(is_whole=error is None and self.can_write)
        if self.poll is not None:
            self.poll.finish()
        self._report_delivery(False)

    def pause_writing(self) -> None:
        self.can_write = False

    def resume_writing(self) -> None:
        self.can_write = True
        self._report_delivery(True)
        if self._lingers:
            self._linger()
        else:
            self._read_on()

    # Reading

    def _read_on(self) -> None:
        """Read and start requests until one is being served or bytes are missing."""
        if self._is_reading:
            self._pause_reading_if_full()
        else:
            self._is_reading = True
            self._read_some()

    def _read_some(self) -> None:
        for _ in range(_PER_TURN):
            if self._is_busy or self._ignores_input or not self._read_request():
                self._is_reading = False
                self._wait()
                return
        asyncio.get_running_loop().call_soon(self._read_some)

    def _read_request(self) -> bool:
        """Read the next part of a request, and start the request if it is complete. Return False if bytes are
        missing."""
        reader = self.reader
        try:
            head = self._head
            if head is None:
                head = reader.read_head()
                if head is None:
                    return False
                self._accept(head)
            route = self._route
            if type(route) is WholeBody:
                piece = reader.read_body(route.max_size)
                if reader.is_body_complete:
                    self._serve(head, route, piece)
                    return True
                if self._pieces is None:
                    self._pieces = []
                self._pieces.append(piece)
                return bool(piece)
            self._head = None
            if isinstance(route, Page):
                self._start_serving()
                self._task = asyncio.get_running_loop().create_task(self._show(route))
            elif isinstance(route, Response):
                self._start_response(route)
                self._end_response()
        except BadRequestError as error:
            self._refuse(error.status)
        return True

    def _accept(self, head: Head) -> None:
        """Find the route of a request. Raises BadRequestError."""
        listener = self._listener
        client = self._client = listener.proxies.client_address(self.address, head.headers)
        self._is_direct = listener.proxies.is_direct(self.address, head.headers)
        listener.on_request(client)
        route = listener.find_route(head, client)
        self._head, self._route = head, route
        self._keep_alive, self._is_old, self._omits_body = head.keep_alive, head.is_old, head.method == b"HEAD"
        is_public = isinstance(route, Response) or (isinstance(route, Page) and route.is_public)
        from_pages = isinstance(route, Response) or route.is_open
        if not is_public and not listener.host_names.allow(head.headers, from_pages=from_pages):
            raise BadRequestError(403)
        if isinstance(route, WholeBody) and route.account:
            if not listener.start_upload(route.account):
                raise BadRequestError(503)
            self._uploader = route.account

    def _end_upload(self) -> None:
        if self._uploader:
            self._listener.end_upload(self._uploader)
            self._uploader = 0

    def _wait(self) -> None:
        """Wait for what has to come next."""
        listener, limits = self._listener, self._listener.limits
        self._pause_reading_if_full()
        if self._is_busy or self._lingers or self._transport is None or self._transport.is_closing():
            return
        if self.is_cut or listener.is_stopping:
            self._close()
        elif self._head is not None:
            self._wait_for_body(self._head)
        elif self.reader.buffered:
            self.enter(Phase.HEAD, limits.head_s)
        elif self.phase is not Phase.FIRST_BYTE:
            self.enter(Phase.IDLE, limits.idle_s)

    def _wait_for_body(self, head: Head) -> None:
        """Ask for the body if the client waits for that."""
        reader = self.reader
        if head.expects_continue and not reader.body_size and not reader.buffered:
            self.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        limits = self._listener.limits
        self.enter(Phase.BODY, limits.body_s + head.length / limits.slowest)

    def _pause_reading_if_full(self) -> None:
        is_full = self.reader.buffered > self._listener.limits.read_ahead and (self._is_busy or self._is_reading)
        transport = self._transport
        if is_full is not self._is_paused and transport is not None and not transport.is_closing():
            self._is_paused = is_full
            if is_full:
                transport.pause_reading()
            else:
                transport.resume_reading()

    # Serving

    def _start_serving(self) -> None:
        """Enter the phase without a deadline for the client."""
        if self._receipt is not None:
            self._receipt.settle(is_whole=True)
        self.is_serving, self.phase, self.until = True, Phase.SERVING, None

    def _serve(self, head: Head, route: WholeBody, body: bytes) -> None:
        if self._pieces is not None:
            body = b"".join((*self._pieces, body))
        self._head = self._pieces = None
        self._start_serving()
        is_form = head.headers.get(b"content-type", b"").partition(b";")[0].strip().lower() == _FORM
        try:
            task = route.serve(body, self._client, self, is_form)
        except Exception:
            logger.exception("A request failed")
            self.abort()
        else:
            self._task = task if self.is_serving else None

    async def _show(self, page: Page) -> None:
        try:
            response = await page.make()
        except Exception:
            logger.exception("A request failed")
            response = Response.error(500)
        self._start_response(response)
        if response.stream is None or self._omits_body or await self._send_pieces(response.stream.pieces):
            self._end_response()

    async def _send_pieces(self, pieces: AsyncIterator[bytes]) -> bool:
        """Send a body, each piece once the operating system has the one before. Return False if it ended too early."""
        try:
            async for piece in pieces:
                if not await self._send_piece(piece):
                    return False
                self._start_serving()
        except Exception as error:
            logger.warning("A response could not be sent whole: %s", error)
            self.abort()
            return False
        return True

    async def _send_piece(self, piece: bytes) -> bool:
        """Return whether the operating system has the piece."""
        sent: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def delivered(was_delivered: bool) -> None:
            if not sent.done():
                sent.set_result(was_delivered)

        self._send(piece, delivered)
        return await sent

    def belongs_to(self, number: int) -> None:
        if self.owner != number:
            self._listener.keep(self, number)

    def respond(self, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        if not self.is_serving:
            return
        self.is_serving = False
        if self._keep_alive and not (self._is_old or self._listener.is_stopping):
            self._send(_OK % (len(body), body), delivered)
        else:
            self._start_response(Response(body=body), delivered)
        self._end_response()

    def receipt(self) -> SocketReceipt | None:
        self._receipt = SocketReceipt(self._transport) if self._transport is not None and self._is_direct else None
        return self._receipt

    def _start_response(self, response: Response, delivered: Callable[[bool], None] | None = None) -> None:
        self._keep_alive = self._keep_alive and self.reader.is_body_complete and not self._listener.is_stopping
        head = response.head(keep_alive=self._keep_alive, is_old=self._is_old)
        self._send(head if self._omits_body else head + response.body, delivered)

    def _end_response(self) -> None:
        """Serve the next request after a complete response, or close the connection."""
        self.is_serving, self._omits_body, self._task = False, False, None
        self._end_upload()
        if not self._keep_alive:
            self._close_gracefully()
        self._read_on()

    def _refuse(self, status: int) -> None:
        self._head = self._pieces = None
        self._keep_alive = False
        self._start_response(Response.error(status))
        self._end_response()

    def _send(self, data: bytes, delivered: Callable[[bool], None] | None) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            if delivered is not None:
                delivered(False)
            return
        self._delivered = delivered
        self.write(data)
        if self.can_write:
            # The write may have shown that the client is gone.
            self._report_delivery(not transport.is_closing())

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)
        if not self.can_write:
            self.enter(Phase.SENDING, self._listener.limits.send_s)

    def _report_delivery(self, was_delivered: bool) -> None:
        delivered, self._delivered = self._delivered, None
        if delivered is not None:
            delivered(was_delivered)

    # Closing

    def _close_gracefully(self) -> None:
        """Close after the client has: unread input would destroy the response on its way."""
        transport = self._transport
        self._ignores_input = True
        if transport is None or self.is_cut or self._listener.is_stopping or not transport.can_write_eof():
            self._close()
            return
        self._lingers = True
        if self._is_paused:
            self._is_paused = False
            transport.resume_reading()
        if self.can_write:
            self._linger()

    def _linger(self) -> None:
        """Close our side after the last response, and give the client a moment to close its own."""
        self.enter(Phase.LINGERING, self._listener.limits.linger_s)
        if self._transport is not None:
            try:
                self._transport.write_eof()
            except OSError:  # The client has gone.
                self._transport.abort()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def stop(self) -> None:
        """Close now, or after the current response."""
        if not (self._is_busy or self._lingers):
            self._close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def cut_off(self) -> None:
        """Close even during a request."""
        if self._task is not None:
            self._task.cancel()
        self.abort()

    # Time

    def enter(self, phase: Phase, seconds: float) -> None:
        """Enter a phase of limited length. A phase that has already begun continues."""
        if phase is not self.phase:
            self.phase = phase
            deadlines = self._listener.deadlines
            self.until = deadlines.monotonic() + seconds
            deadlines.watch(self)

    def on_deadline(self) -> None:
        if self.phase in (Phase.HEAD, Phase.BODY):
            self._refuse(408)
        elif self.phase in (Phase.SENDING, Phase.LINGERING):
            self.abort()
        else:
            self._close()
