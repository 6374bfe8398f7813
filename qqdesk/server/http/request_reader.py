"""Read HTTP/1.0 and HTTP/1.1 requests from bytes. No sockets and no clock."""

import re
from dataclasses import dataclass
from enum import Enum

_TOKEN = rb"[!#-'*+.^_`|~\w-]+"
_VALUE = rb"[^\0-\x08\n-\x1f\x7f]*"
_METHOD = rb"[A-Za-z-]{1,32}"
# Some old clients send two spaces, with or without a target between them, or one space and no target.
_REQUEST_LINE = rb"(%b) (?: ?([!-~\x80-\xff]+) | ?)HTTP/1\.([01])" % _METHOD
_HEAD = re.compile(rb"%b((?:\r\n%b:%b)*)" % (_REQUEST_LINE, _TOKEN, _VALUE))
_HEAD_START = re.compile(rb"(?:%b\r?\n|%b(?: [^\n]*)?\Z|\r?\Z)" % (_REQUEST_LINE, _METHOD))
_FIELD = re.compile(rb"%b:%b" % (_TOKEN, _VALUE))
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;%b)?" % _VALUE)
_LINE_END = re.compile(rb"\r?\n")
_EMPTY_LINES = re.compile(rb"(?:\r?\n)+")
_BARE_HEAD_END = re.compile(rb"\n\r?\n")
_CARRIAGE_RETURN = 0x0D
_MAX_LENGTH_DIGITS = 15
_MAX_FRAMING = 8
"""Bytes of chunk sizes and line ends for each byte of a body."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a client may use. Sizes in bytes, times in seconds."""

    head: int = 16 * 1024
    body: int = 64 * 1024
    """The largest body that is read whole."""
    head_s: float = 10.0
    body_s: float = 20.0
    """For a whole body, beside the time that it takes at `slowest`."""
    slowest: int = 16 * 1024
    """Bytes of a body in a second."""
    idle_s: float = 130.0
    """Between two requests. Clients that send one per heartbeat (60 s) keep their connection."""
    send_s: float = 20.0
    linger_s: float = 1.0
    connections: int = 10_000
    connections_per_address: int = 100
    """Connections that have not shown a session."""
    handshakes_per_minute: int = 1_200
    """TLS handshakes of one address; 0 for no limit."""
    read_ahead: int = 64 * 1024
    """Bytes read during a request. Beyond them reading pauses, and a closed connection is not noticed."""


class BadRequestError(Exception):
    """The request cannot be served; the connection closes after the response."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Head:
    """The request line and the header fields."""

    __slots__ = ("headers", "is_chunked", "is_old", "keep_alive", "length", "method", "target")

    def __init__(self, method: bytes, target: bytes, is_old: bool, headers: dict[bytes, bytes]) -> None:
        """Raises BadRequestError if the length of the body is not clear."""
        self.method = method
        self.target = target
        self.is_old = is_old
        """HTTP/1.0: the response has to announce that the connection stays open."""
        self.headers = headers
        """Values by lower-case name. The values of a repeated field are joined by commas."""
        self.length, self.is_chunked = _body_length(headers)
        connection = headers.get(b"connection", b"").lower()
        if is_old:
            self.keep_alive = b"keep-alive" in connection and not self.is_chunked
        else:
            self.keep_alive = b"close" not in connection

    @property
    def expects_continue(self) -> bool:
        return not self.is_old and self.headers.get(b"expect", b"").lower() == b"100-continue"


def _body_length(headers: dict[bytes, bytes]) -> tuple[int, bool]:
    """Return Content-Length, and whether the body is chunked."""
    length, encoding = headers.get(b"content-length"), headers.get(b"transfer-encoding")
    if encoding is not None:
        if length is not None or encoding.lower() != b"chunked":
            raise BadRequestError(400)
        return 0, True
    if length is None:
        return 0, False
    if not length.isdigit():
        raise BadRequestError(400)
    if len(length) > _MAX_LENGTH_DIGITS:
        raise BadRequestError(413)
    return int(length), False


def _parse_head(data: bytes) -> Head:
    found = _HEAD.fullmatch(data)
    if found is None:
        raise BadRequestError(400)
    method, target, minor_version, fields = found.groups()
    headers: dict[bytes, bytes] = {}
    for field in fields.split(b"\r\n")[1:]:
        name, _, value = field.partition(b":")
        name, value = name.lower(), value.strip()
        headers[name] = headers[name] + b"," + value if name in headers else value
    return Head(method, target or b"/", minor_version == b"0", headers)


class _Line(Enum):
    """The next line of a chunked body."""

    CHUNK_SIZE = "chunk size"
    CHUNK_END = "chunk end"
    TRAILER = "trailer"


class RequestReader:
    """Reads the requests of one connection in order: each head, then its body in pieces."""

    __slots__ = ("_data", "_framing", "_line", "_max_head", "_position", "_remaining", "body_size")

    def __init__(self, limits: Limits) -> None:
        self._max_head = limits.head
        self._data = b""
        self._position = 0
        self._remaining = 0
        """Bytes of the body, or of the current chunk."""
        self._line: _Line | None = None
        """None if the body is not chunked or its trailer has been read."""
        self._framing = 0
        """Bytes of the chunked body that are not content."""
        self.body_size = 0
        """Bytes of the body that have been read."""

    @property
    def buffered(self) -> int:
        """Bytes that have arrived and have not been read."""
        return len(self._data) - self._position

    @property
    def is_body_complete(self) -> bool:
        return not self._remaining and self._line is None

    def feed(self, data: bytes) -> None:
        """Add bytes from the network."""
        self._data = self._data[self._position :] + data if self._data else data
        self._position = 0

    def _advance(self, position: int) -> None:
        self._position = position
        if position == len(self._data):
            # A connection may rest here for a long time.
            self._data, self._position = b"", 0

    def read_head(self) -> Head | None:
        """Return the next head, None if it is not complete. Raises BadRequestError."""
        data, start = self._data, self._position
        if not data:
            return None
        if data.startswith((b"\r", b"\n"), start) and (empty := _EMPTY_LINES.match(data, start)):
            start = empty.end()  # Some old clients end a body with a line end.
        line_end = data.find(b"\n", start)
        is_bare = line_end > start and data[line_end - 1] != _CARRIAGE_RETURN
        if is_bare:  # as simple scripts write it
            found = _BARE_HEAD_END.search(data, start)
            end, body = found.span() if found else (-1, -1)
        else:
            end = data.find(b"\r\n\r\n", start)
            body = end + 4
        if (len(data) if end < 0 else body) - start > self._max_head:
            raise BadRequestError(431)
        if end < 0:
            if not _HEAD_START.match(data, start):
                raise BadRequestError(400)
            self._advance(start)
            return None
        head = _parse_head(_LINE_END.sub(b"\r\n", data[start:end]) if is_bare else data[start:end])
        self._advance(body)
        self._remaining, self._line = head.length, _Line.CHUNK_SIZE if head.is_chunked else None
        self._framing = self.body_size = 0
        return head

    def read_body(self, limit: int) -> bytes:
        """Return the next piece of the body; b"" at its end or if bytes are missing. Raises BadRequestError, also for
        a body larger than `limit`."""
        if self._line is not None and not self._remaining:
            self._read_lines()
        if self.body_size + self._remaining > limit:
            raise BadRequestError(413)
        piece = self._data[self._position : self._position + self._remaining]
        self._advance(self._position + len(piece))
        self._remaining -= len(piece)
        self.body_size += len(piece)
        return piece

    def _read_lines(self) -> None:
        """Read the lines before the next content of a chunked body."""
        while self._line is not None and not self._remaining:
            end = self._data.find(b"\r\n", self._position)
            if end < 0 and self.buffered <= self._max_head:
                return
            line = self._data[self._position : end]
            self._framing += len(line) + 2
            if end < 0 or self._framing > self._max_head + self.body_size * _MAX_FRAMING:
                raise BadRequestError(431 if self._line is _Line.TRAILER else 413)
            self._advance(end + 2)
            self._read_line(line)

    def _read_line(self, line: bytes) -> None:
        if self._line is _Line.CHUNK_SIZE and (size := _CHUNK_SIZE.fullmatch(line)):
            self._remaining = int(size[1], 16)
            self._line = _Line.CHUNK_END if self._remaining else _Line.TRAILER
        elif self._line is _Line.CHUNK_END and not line:
            self._line = _Line.CHUNK_SIZE
        elif self._line is _Line.TRAILER and not line:
            self._line = None
        elif self._line is not _Line.TRAILER or not _FIELD.fullmatch(line):
            raise BadRequestError(400)
