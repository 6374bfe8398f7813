"""Raw HTTP: sends what a client library refuses to send, and sees what it hides.

Every exchange is bounded in time and size.
"""

import contextlib
import hmac
import http.client
import io
import os
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from qqdesk.client.transport import ANY_CERTIFICATE, AUTHORITIES
from qqdesk.conformance.budget import Budget
from qqdesk.protocol.fingerprint import fingerprint_of

MOST_BYTES = 16 * 1024 * 1024
"""The limit of one reply: a classic server sends all messages at once."""
TEXT = "text/plain; charset=UTF-8"
FORM = "application/x-www-form-urlencoded"


class WireError(Exception):
    """No reply came. `connected` is False if the connection was refused."""

    def __init__(self, sentence: str, *, connected: bool = True) -> None:
        super().__init__(sentence)
        self.connected = connected


@dataclass(frozen=True, slots=True)
class Target:
    """The server's address and certificate (as in `Transport`).

    `timeout` limits one exchange. A notification has to come within `soon`. Both are seconds.
    """

    url: str
    trust: str = AUTHORITIES
    timeout: float = 10.0
    soon: float = 3.0

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def is_encrypted(self) -> bool:
        return self.url.startswith("https:")

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or (443 if self.is_encrypted else 80)


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response. Header names are in lower case. `closes`: the connection cannot be used again."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    closes: bool = True


class Connection:
    """One connection at a time, kept open if the server keeps it. Use it in one thread."""

    def __init__(self, target: Target, budget: Budget) -> None:
        self._target = target
        self._budget = budget
        self._socket: socket.socket | None = None

    def post(self, body: bytes, *, timeout: float = 0.0, kind: str = TEXT) -> Response:
        """Post a body, on a new connection if the server has closed the kept one.

        Raises WireError if no whole reply comes within `timeout` seconds (0: the target's).
        """
        target = self._target
        head = (
            f"POST {target.path} HTTP/1.1\r\nHost: {self.host_header}\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        kept = self._socket is not None
        try:
            return self.send(head + body, timeout=timeout)
        except _ClosedEarlyError:
            if not kept:
                raise
            return self.send(head + body, timeout=timeout)

    @property
    def host_header(self) -> str:
        host = self._target.host
        return f"[{host}]:{self._target.port}" if ":" in host else f"{host}:{self._target.port}"

    def send(self, *parts: bytes, timeout: float = 0.0, method: str = "POST") -> Response:
        """Send the bytes in these pieces, and return the response. Raises WireError."""
        deadline = self._budget.deadline(timeout or self._target.timeout)
        with _as_wire_errors(deadline):
            try:
                sock = self._socket = self._socket or _connect(self._target, deadline)
                for part in parts:
                    sock.settimeout(_left(deadline))
                    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                        # The server may answer before it has read everything.
                        sock.sendall(part)
                answer = _read(sock, deadline, method)
            except BaseException:
                self.close()
                raise
        if answer.closes:
            self.close()
        return answer

    def is_closed_by_server(self, *, within: float = 3.0) -> bool:
        """Whether the server closes the idle connection in that time."""
        if self._socket is None:
            return True
        self._socket.settimeout(within)
        try:
            return self._socket.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_kept(self) -> bool:
        return self._socket is not None

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class _ClosedEarlyError(WireError):
    """The connection ended before the first byte of a reply."""


class _BoundedReader(io.RawIOBase):
    """Reads a socket until a deadline for the whole reply."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(_left(self._deadline))
        size = self._sock.recv_into(buffer)
        if not size and not self._size:
            raise _ClosedEarlyError("the server closed the connection without an answer")
        self._size += size
        if self._size > MOST_BYTES:
            raise WireError(f"the answer is longer than {MOST_BYTES} bytes")
        return size

    def makefile(self, mode: str) -> io.BufferedReader:
        """The method of a socket that `http.client` uses."""
        return io.BufferedReader(self)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@contextlib.contextmanager
def _as_wire_errors(deadline: float) -> Any:
    """Turn every failure into a WireError."""
    began = time.monotonic()
    try:
        yield
    except WireError:
        raise
    except TimeoutError:
        raise WireError(f"no whole answer came within {deadline - began:.0f} s") from None
    except http.client.HTTPException as error:
        raise WireError(f"what answers is no HTTP ({type(error).__name__})") from None
    except OSError as error:
        raise WireError(f"the connection broke ({error.strerror or type(error).__name__})") from None
    except ValueError as error:
        raise WireError(f"what answers is no HTTP ({error})") from None


def _connect(target: Target, deadline: float) -> socket.socket:
    try:
        sock = socket.create_connection((target.host, target.port), _left(deadline))
    except OSError as error:
        raise WireError(f"there is no answer ({error.strerror or 'no time left'})", connected=False) from None
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not target.is_encrypted:
        return sock
    try:
        wrapped = _context(target.trust).wrap_socket(sock, server_hostname=target.host)
    except BaseException:
        sock.close()
        raise
    seen = fingerprint_of(wrapped.getpeercert(binary_form=True) or b"")
    if target.trust not in (AUTHORITIES, ANY_CERTIFICATE) and not hmac.compare_digest(seen, target.trust):
        wrapped.close()
        raise WireError("the server shows another certificate now", connected=False)
    return wrapped


def _context(trust: str) -> ssl.SSLContext:
    if trust == AUTHORITIES:
        # The system's authorities, and those of the program's other requests.
        context = ssl.create_default_context()
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        context.load_verify_locations(bundle or DEFAULT_CA_BUNDLE_PATH)
        return context
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _read(sock: socket.socket, deadline: float, method: str) -> Response:
    response = http.client.HTTPResponse(_BoundedReader(sock, deadline), method=method)  # type: ignore[arg-type]
    try:
        response.begin()
        body = response.read(MOST_BYTES)
        closes = response.will_close or not response.isclosed()
    finally:
        # The response may be half closed, and its own close would fail.
        response.fp = None  # type: ignore[assignment]
        response.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    length = headers.get("content-length", "")
    if length.isdecimal() and method != "HEAD" and int(length) != len(body):
        raise WireError(f"{len(body)} bytes of {length} came, and then the connection ended")
    return Response(response.status, headers, body, closes)
