"""Raw HTTP: sends requests that a client library refuses, and returns the details that it hides."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Self
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from qqdesk.client.transport import AUTHORITIES
from qqdesk.conformance.errors import SilentError, WireError
from qqdesk.protocol.fingerprint import fingerprint_of

TEXT = "text/plain; charset=UTF-8"
FORM = "application/x-www-form-urlencoded"
_MAX_BYTES = 16 * 1024 * 1024
"""The limit of one reply: a classic server sends all messages at once."""
_CLOSE_S = 3.0


@dataclass(frozen=True, slots=True)
class Target:
    """The server's address. `trust` is the fingerprint of its certificate, or AUTHORITIES.

    `timeout` limits a wait for the server. A notification has to come within `soon`. Both are seconds.
    """

    url: str
    trust: str = AUTHORITIES
    timeout: float = 10.0
    soon: float = 3.0

    @property
    def host_header(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        return self.headers.get(name, "not there")


class RawConnection:
    """One connection at a time, kept open if the server keeps it. Use it in one thread."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._http: HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_kept(self) -> bool:
        return self._http is not None

    def close(self) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None

    def post(self, body: bytes, *, timeout: float = 0.0, kind: str = TEXT) -> Response:
        """Post a body, on a new connection if the server has closed the kept one. Raises WireError."""
        head = (
            f"POST {self._target.path} HTTP/1.1\r\nHost: {self._target.host_header}\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        request = head.encode() + body
        seconds = timeout or self._target.timeout
        with _wire_errors(seconds):
            if self.is_kept:
                with suppress(ConnectionError):
                    return self._exchange([request], seconds, "POST")
            return self._exchange([request], seconds, "POST")

    def send(self, *parts: bytes, method: str = "POST") -> Response:
        """Send the bytes in these pieces, and return the response. Raises WireError."""
        seconds = self._target.timeout
        with _wire_errors(seconds):
            return self._exchange(parts, seconds, method)

    def is_closed_by_server(self) -> bool:
        """Whether the server closes the idle connection soon."""
        if self._http is None:
            return True
        self._http.sock.settimeout(_CLOSE_S)
        try:
            return bool(self._http.sock.recv(1) == b"")
        except TimeoutError:
            return False
        except OSError:
            return True

    def _exchange(self, parts: Any, seconds: float, method: str) -> Response:
        try:
            if self._http is None:
                self._http = _connect(self._target)
            sock = self._http.sock
            sock.settimeout(seconds)
            for part in parts:
                with suppress(BrokenPipeError, ConnectionResetError):
                    # The server may answer before it has read everything.
                    sock.sendall(part)
            with HTTPResponse(sock, method=method) as response:
                response.begin()
                body = response.read(_MAX_BYTES)
                is_kept = response.isclosed() and not response.will_close
        except BaseException:
            self.close()
            raise
        if not is_kept:
            self.close()
        if len(body) == _MAX_BYTES:
            raise WireError(f"the reply has more than {_MAX_BYTES} bytes")
        if response.length:
            raise WireError(f"{len(body)} bytes came, and {response.length} more were announced")
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, headers, body)


def request_to(target: Target, body: bytes, *headers: str, method: str = "POST", path: str = "") -> bytes:
    """Return a whole request."""
    lines = [f"{method} {path or target.path} HTTP/1.1", f"Host: {target.host_header}", f"Content-Length: {len(body)}"]
    return "".join(f"{line}\r\n" for line in [*lines, *headers, ""]).encode() + body


def send_to(target: Target, body: bytes, *headers: str, method: str = "POST", path: str = "") -> Response:
    """Send a request on a connection of its own. Raises WireError."""
    with RawConnection(target) as connection:
        return connection.send(request_to(target, body, *headers, method=method, path=path), method=method)


@contextmanager
def _wire_errors(seconds: float) -> Iterator[None]:
    """Turn every failure into a WireError."""
    try:
        yield
    except TimeoutError:
        raise SilentError(f"no complete reply came within {seconds:g} s; --timeout sets the limit") from None
    except OSError as error:
        raise WireError(f"the connection broke ({error.strerror or type(error).__name__})") from None
    except (HTTPException, ValueError) as error:
        raise WireError(f"the reply is not HTTP ({type(error).__name__})") from None


def _connect(target: Target) -> HTTPConnection:
    http = HTTPConnection(target.host_header, timeout=target.timeout)
    if target.url.startswith("https:"):
        http = HTTPSConnection(target.host_header, timeout=target.timeout, context=_context(target.trust))
    try:
        http.connect()
    except OSError as error:
        reason = error.strerror or "no reply in time"
        raise WireError(f"the server cannot be reached ({reason})", connected=False) from None
    if isinstance(http.sock, ssl.SSLSocket) and target.trust != AUTHORITIES:
        shown = fingerprint_of(http.sock.getpeercert(binary_form=True) or b"")
        if shown != target.trust:
            http.close()
            raise WireError("the server shows another certificate now", connected=False)
    return http


def _context(trust: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if trust == AUTHORITIES:
        # The system's authorities, and those of the program's other requests.
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        context.load_verify_locations(bundle or DEFAULT_CA_BUNDLE_PATH)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
