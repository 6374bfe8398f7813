"""HTTP responses, and their heads as bytes."""

from dataclasses import dataclass, field

_REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
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
class Response:
    """A response to one request."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    content_type: str = TEXT
    headers: str = ""
    """Further header lines, each with its line end."""

    @classmethod
    def error(cls, status: int) -> "Response":
        return cls(status, _TEXTS[status].encode())

    def head(self, *, keep_alive: bool, is_old: bool) -> bytes:
        """Return the response up to its body. `is_old` if the client speaks HTTP/1.0."""
        head = (
            f"HTTP/1.1 {self.status} {_REASONS[self.status]}\r\nContent-Type: {self.content_type}\r\n"
            f"Content-Length: {len(self.body)}\r\n{self.headers}"
        )
        if not keep_alive:
            head += "Connection: close\r\n"
        elif is_old:
            head += "Connection: keep-alive\r\n"
        return head.encode() + b"\r\n"
