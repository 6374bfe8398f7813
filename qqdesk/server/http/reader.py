"""HTTP requests out of bytes, and responses as bytes. Pure: no sockets, no clock."""

import re
from collections import deque
from dataclasses import dataclass, field
from enum import Enum

import httptools

from qqdesk.server.http.browser_requests import HostNames, is_from_a_page

_REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}
TEXTS = {
    400: "This is no HTTP request that this server understands.",
    403: "This request came from a web page, or for a host name that is not among the server's host_names.",
    405: "Only POST is served here.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    431: "The header of the request is too large.",
    503: "Too many connections.",
}

FORM = b"application/x-www-form-urlencoded"
_TOKEN = re.compile(rb"[A-Za-z-]{1,32}(?: |$)")
_BARE_LINE = re.compile(rb"[A-Z]+ [^\r\n]*\n")
_EMPTY_TARGET = b"POST  HTTP/1."
"""How some old clients begin; it means `/`."""
_BARE_END = re.compile(rb"\n\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_SLICE = 16 * 1024
_CHUNKING = 8
"""The most bytes on the way for a byte of body, where a client sends it in tiny chunks."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may ask for. Sizes in bytes, times in seconds."""

    head: int = 16 * 1024
    body: int = 64 * 1024
    head_s: float = 10.0
    body_s: float = 20.0
    idle_s: float = 130.0
    """Between two requests: clients that ask once in a heartbeat (60 s) keep their connection."""
    send_s: float = 20.0
    linger_s: float = 1.0
    connections: int = 10_000
    connections_per_address: int = 100
    """Those that have shown no session."""
    handshakes_per_minute: int = 1_200
    """Of TLS, from one address; 0 for no limit."""
    ahead: int = 16
    """Requests that are read while the one before them is at work."""


class Stage(Enum):
    """What the next byte belongs to."""

    BETWEEN = "between"
    HEAD = "head"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request that is complete, or one that cannot become so: `status` is what to answer."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    is_form: bool = False
    keep_alive: bool = False
    is_old: bool = False
    """HTTP/1.0: a connection that is kept has to be announced."""
    is_head: bool = False
    forwarded: bytes = b""
    """X-Forwarded-For, where that is read."""


class Reader:
    """Feed it bytes as they come; complete requests appear in `ready`. Once `is_over` the rest is of no interest."""

    def __init__(self, limits: Limits, host_names: HostNames | None = None) -> None:
        """Requests to names that `host_names` does not know are refused."""
        self._limits = limits
        self._host_names = host_names or HostNames()
        self._parser = httptools.HttpRequestParser(self)
        self.ready: deque[Incoming] = deque()
        self.is_over = False
        self.stage = Stage.BETWEEN
        self.wants_continue = False
        """The client waits for a sign before it sends the body."""
        self._begun = 0
        self._raw = 0
        self._bare_head = b""
        self._start = b""
        """The start of a request that may have an empty target."""
        self._reset()

    def _reset(self) -> None:
        self._seen = 0
        self._length = 0
        self._chunked = False
        self._closes = False
        self._expects = False
        self._is_form = False
        self._forwarded = b""
        self._host = ""
        self._is_for_others = False
        self._origin: str | None = None
        self._fetch_site = ""
        self._body: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        if self._start:
            data, self._start, self.stage = self._start + data, b"", Stage.BETWEEN
        if self.stage is Stage.BETWEEN and data:
            if data.startswith(_EMPTY_TARGET):
                data = b"POST / " + data.removeprefix(b"POST  ")
            elif _EMPTY_TARGET.startswith(data):
                self._start, self.stage = data, Stage.HEAD
                return
        if self._bare_head or (self.stage is Stage.BETWEEN and _BARE_LINE.match(data)):
            data = self._with_line_ends(self._bare_head + data)
        for start in range(0, len(data), _SLICE):
            if self.is_over:
                return
            self._feed(data[start : start + _SLICE] if len(data) > _SLICE else data)

    def _with_line_ends(self, data: bytes) -> bytes:
        """What the parser takes of a request whose head has line feeds only, as a script of one line writes it; kept
        until that head is complete."""
        end = _BARE_END.search(data)
        if end is None and len(data) <= self._limits.head:
            self._bare_head, self.stage = data, Stage.HEAD
            return b""
        self._bare_head, self.stage = b"", Stage.BETWEEN
        head, rest = (data, b"") if end is None else (data[: end.end()], data[end.end() :])
        return _LINE_END.sub(b"\r\n", head) + rest

    def refuse(self, status: int) -> None:
        """The connection is of no more use but for this answer."""
        if not self.is_over:
            self.ready.append(Incoming(status, is_head=self._method() == b"HEAD"))
            self.is_over = True

    def _feed(self, data: bytes) -> None:
        stage, begun = self.stage, self._begun
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._without_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserInvalidMethodError:
            # Where it begins is known only if nothing else stands before it.
            is_first = self._begun <= begun + 1
            self.refuse(405 if is_first and _TOKEN.match(data.lstrip(b"\r\n")) else 400)
        except httptools.HttpParserError:
            self.refuse(400)
        if self.stage is Stage.BETWEEN:
            return
        # The parser keeps a line until it is complete, so what it was fed is counted, not only what it told.
        if self._begun == begun:
            self._raw += len(data)
        else:
            self._raw = len(data) if stage is Stage.BETWEEN and self._begun == begun + 1 else self._seen
        if self.stage is Stage.HEAD and self._raw > self._limits.head:
            self.refuse(431)
        elif self._raw > self._limits.head + self._limits.body * _CHUNKING:
            self.refuse(413)

    def _without_upgrade(self, rest: bytes) -> None:
        """Some clients offer another protocol with every request. It is declined by going on as if they had not; the
        parser has stopped before the body, so it is given a head without the offer."""
        if self.is_over:
            return
        self._parser = httptools.HttpRequestParser(self)
        head = b"POST / HTTP/1.1\r\n"
        head += b"Transfer-Encoding: chunked\r\n" if self._chunked else b"Content-Length: %d\r\n" % self._length
        head += b"Content-Type: " + FORM + b"\r\n" if self._is_form else b""
        head += b"Connection: close\r\n" if self._closes else b""
        head += b"Expect: 100-continue\r\n" if self._expects else b""
        head += b"X-Forwarded-For: " + self._forwarded + b"\r\n" if self._forwarded else b""
        self._feed(head + b"\r\n" + rest)

    def _method(self) -> bytes:
        try:
            return bytes(self._parser.get_method())
        except (AttributeError, TypeError):  # pragma: no cover - before the first request
            return b""

    # Called by the parser

    def on_message_begin(self) -> None:
        self._begun += 1
        self.stage = Stage.HEAD
        self._reset()

    def on_url(self, url: bytes) -> None:
        self._seen += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._seen += len(name) + len(value) + 4
        if self._seen > self._limits.head:
            self.refuse(431)
        if self.stage is Stage.BODY:
            return  # a trailer
        match name.lower():
            case b"content-length":
                self._length = int(value)
            case b"transfer-encoding":
                self._chunked = True
            case b"content-type":
                self._is_form = value.partition(b";")[0].strip().lower() == FORM
            case b"connection":
                self._closes = self._closes or b"close" in value.lower()
            case b"expect":
                self._expects = value.strip().lower() == b"100-continue"
            case b"host":
                self._host = value.decode("latin-1")
                self._is_for_others = self._is_for_others or not self._host_names.knows(self._host)
            case b"origin":
                self._origin = value.decode("latin-1")
            case b"sec-fetch-site":
                self._fetch_site = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.stage = Stage.BODY
        if self._parser.get_http_version() not in ("1.0", "1.1"):
            self.refuse(400)
        elif self._method() != b"POST":
            if self._length or self._chunked:
                self.refuse(405)
        elif self._is_for_others or is_from_a_page(self._host, self._origin, self._fetch_site):
            self.refuse(403)
        elif self._length > self._limits.body:
            self.refuse(413)
        elif self._expects and self._parser.get_http_version() == "1.1" and not self._parser.should_upgrade():
            self.wants_continue = True

    def on_body(self, data: bytes) -> None:
        self.wants_continue = False
        if self.is_over:
            return
        self._size += len(data)
        if self._size > self._limits.body:
            self.refuse(413)
            return
        self._body.append(data)

    def on_message_complete(self) -> None:
        self.stage = Stage.BETWEEN
        self.wants_continue = False
        if self.is_over:
            return
        is_post = self._method() == b"POST"
        upgrade = bool(self._parser.should_upgrade())
        if upgrade and is_post:
            return
        keep_alive = bool(self._parser.should_keep_alive()) and not upgrade
        self.ready.append(
            Incoming(
                200 if is_post else 405,
                b"".join(self._body),
                self._is_form,
                keep_alive,
                self._parser.get_http_version() == "1.0",
                self._method() == b"HEAD",
                self._forwarded,
            )
        )
        self._body = []
        self.is_over = not keep_alive


class ForwardedReader(Reader):
    """Of a connection from a proxy that is trusted: it also reads where the requests came from."""

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if name.lower() == b"x-forwarded-for" and self.stage is not Stage.BODY:
            # Several lines are one list.
            self._forwarded += b"," + value if self._forwarded else value


_PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: %d\r\n\r\n%b"


def plain_response(body: bytes) -> bytes:
    """To a request that was understood, on a connection that is kept."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


def response(incoming: Incoming, body: bytes, *, keep_alive: bool) -> bytes:
    """To any request."""
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
    return head.encode() + b"\r\n" + (b"" if incoming.is_head else body)
