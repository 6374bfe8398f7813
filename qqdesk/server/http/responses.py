"""HTTP responses, and their heads as bytes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

_REASONS = {
    200: "OK",
    206: "Partial Content",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    416: "Range Not Satisfiable",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_TEXTS = {
    400: "This is no HTTP request that this server understands.",
    403: "This request came from a web page, or for a host name that is not among the server's host_names.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    431: "The header of the request is too large.",
    500: "The request failed. The server's log says why.",
    503: "Too many connections.",
}
TEXT = "text/plain; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Stream:
    """A body that is read while it is sent. `pieces` are as long as `length` says, in all."""

    length: int
    pieces: AsyncIterator[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A response to one request."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = TEXT
    headers: str = ""
    """Further header lines, each with its line end."""
    stream: Stream | None = None
    """The body in place of `body`."""

    @classmethod
    def error(cls, status: int) -> "Response":
        return cls(status, _TEXTS[status].encode())

    def head(self, *, keep_alive: bool, is_old: bool) -> bytes:
        """Return the response up to its body. `is_old` if the client speaks HTTP/1.0."""
        length = len(self.body) if self.stream is None else self.stream.length
        head = (
            f"HTTP/1.1 {self.status} {_REASONS[self.status]}\r\nContent-Type: {self.content_type}\r\n"
            f"Content-Length: {length}\r\n{self.headers}"
        )
        if not keep_alive:
            head += "Connection: close\r\n"
        elif is_old:
            head += "Connection: keep-alive\r\n"
        return head.encode() + b"\r\n"
