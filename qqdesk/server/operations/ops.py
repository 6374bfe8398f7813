"""A small HTTP listener for whoever looks after the server: /livez, /readyz and /metrics, on an address of its own.

It lives in the event loop that serves the clients: where that hangs, /livez gets no answer, as it should.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import cast

import httptools

from qqdesk.server.http.browser_requests import HostNames, is_from_a_page
from qqdesk.server.http.client_address import EVERYWHERE
from qqdesk.server.http.reader import TEXTS

logger = logging.getLogger(__name__)

_MOST_CONNECTIONS = 64
_LONGEST_HEAD = 8 * 1024
_REQUEST_S = 5.0
_REPLY_S = 5.0
_TEXT = "text/plain; charset=utf-8"
_REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    503: "Service Unavailable",
}
_REASONS |= {413: "Content Too Large", 431: "Request Header Fields Too Large", 500: "Internal Server Error"}


class Page:
    """What to answer."""

    __slots__ = ("body", "content_type", "status")

    def __init__(self, body: bytes | str, status: int = 200, content_type: str = _TEXT) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status
        self.content_type = content_type


Answerer = Callable[[], Awaitable[Page]]


class Ops:
    """Answers GET and HEAD, one request a connection."""

    def __init__(self, pages: dict[str, Answerer], host_names: HostNames | None = None) -> None:
        """`pages` by their paths; requests to names that `host_names` does not know are refused."""
        self._pages = pages
        self.host_names = host_names or HostNames()
        self._servers: list[asyncio.Server] = []
        self.connections: dict[_Connection, None] = {}
        """The oldest first."""

    async def start(self, host: str, port: int) -> str:
        """Begin to answer; the address, as `http://HOST:PORT`. Raises OSError where it cannot listen there."""
        try:
            server = await asyncio.get_running_loop().create_server(
                lambda: _Connection(self), None if host == EVERYWHERE else host, port, backlog=64
            )
        except UnicodeError:
            raise OSError("this is no host name") from None
        self._servers.append(server)
        port = server.sockets[0].getsockname()[1]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def make_room(self) -> bool:
        """Make room for one more connection: the oldest whose reply is not being made gives way."""
        if len(self.connections) < _MOST_CONNECTIONS:
            return True
        idle = next((connection for connection in self.connections if not connection.is_at_work), None)
        if idle is None:
            return False
        del self.connections[idle]
        idle.abort()
        return True

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        tasks = [connection.task for connection in self.connections if connection.task is not None]
        for connection in list(self.connections):
            connection.abort()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def answer(self, method: bytes, path: str) -> Page:
        page = self._pages.get(path)
        if page is None:
            return Page("There is " + ", ".join(sorted(self._pages)) + ".\n", 404)
        if method not in (b"GET", b"HEAD"):
            return Page("Only GET and HEAD are served here.\n", 405)
        try:
            return await page()
        except Exception:
            logger.exception("%s failed", path)
            return Page("This failed; the log says why.\n", 500)


class _Connection(asyncio.Protocol):
    """One request, one reply, and goodbye."""

    def __init__(self, ops: Ops) -> None:
        self._ops = ops
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._size = 0
        self._url = b""
        self._host = self._fetch_site = ""
        self._origin: str | None = None
        self._is_for_others = False
        self._is_asked = self._is_answered = self._peer_is_done = False
        self.task: asyncio.Task[None] | None = None

    @property
    def is_at_work(self) -> bool:
        return self._is_asked and not self._is_answered

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if not self._ops.make_room():
            self._transport.abort()
            return
        self._ops.connections[self] = None
        self._timer = self._loop.call_later(_REQUEST_S, self.abort)

    def data_received(self, data: bytes) -> None:
        if self._is_asked:
            return
        self._size += len(data)
        if self._size > _LONGEST_HEAD:
            self._reply(b"GET", Page("The request is too large.\n", 431))
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # It offers another protocol, and is answered in this one.
        except httptools.HttpParserInvalidMethodError:
            self._reply(b"GET", Page("Only GET and HEAD are served here.\n", 405))
        except httptools.HttpParserError:
            self._reply(b"GET", Page("This is no HTTP request.\n", 400))

    def eof_received(self) -> bool:
        self._peer_is_done = True
        if not self._is_asked or self._is_answered:
            self._close()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self._ops.connections.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        text = value.decode("latin-1")
        match name.lower():
            case b"host":
                self._host = text
                self._is_for_others = self._is_for_others or not self._ops.host_names.knows(text)
            case b"origin":
                self._origin = text
            case b"sec-fetch-site":
                self._fetch_site = text

    def on_headers_complete(self) -> None:
        """What a body would say is of no interest."""
        if not self._is_asked:
            self._is_asked = True
            if self._is_for_others or is_from_a_page(self._host, self._origin, self._fetch_site):
                self._reply(bytes(self._parser.get_method()), Page(TEXTS[403] + "\n", 403))
                return
            path = self._url.partition(b"?")[0].decode("latin-1")
            self.task = self._loop.create_task(self._answer(bytes(self._parser.get_method()), path))

    async def _answer(self, method: bytes, path: str) -> None:
        self._reply(method, await self._ops.answer(method, path))

    def _reply(self, method: bytes, page: Page) -> None:
        self._is_asked = self._is_answered = True
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(_REPLY_S, self.abort)
        head = (
            f"HTTP/1.1 {page.status} {_REASONS[page.status]}\r\nContent-Type: {page.content_type}\r\n"
            f"Content-Length: {len(page.body)}\r\nCache-Control: no-store\r\nConnection: close\r\n"
        )
        if page.status == 405:
            head += "Allow: GET, HEAD\r\n"
        transport.write(head.encode() + b"\r\n" + (b"" if method == b"HEAD" else page.body))
        # Closed once the client has: what it still sends would otherwise destroy the reply on its way.
        if self._peer_is_done:
            transport.close()
        else:
            transport.write_eof()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        if self.task is not None:
            self.task.cancel()
        if self._transport is not None:
            self._transport.abort()
