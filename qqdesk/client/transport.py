"""One connection to the server, which sends a body and returns the reply's body or raises a typed error."""

import http.client
import http.cookiejar
import os
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util.ssl_ import create_urllib3_context

from qqdesk import __version__
from qqdesk.client.address import is_loopback
from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    ClosedError,
    HostNameRefusedError,
    NetworkError,
    NetworkErrorKind,
)
from qqdesk.client.sockets import ANY_CERTIFICATE as ANY_CERTIFICATE
from qqdesk.client.sockets import SocketWatch, WatchedAdapter
from qqdesk.client.socks import SocksError
from qqdesk.domain.proxy import Proxy, ProxyKind, ProxySource

AUTHORITIES = ""
CONNECT_TIMEOUT_S = 10.0
_CHUNK_BYTES = 64 * 1024
_PIECE_BYTES = 256 * 1024
_PROXY_STATUSES = (407, 502, 503, 504)
"""Statuses of a proxy that did not forward the request."""
_HEADERS = {
    "Content-Type": "text/plain; charset=UTF-8",
    "User-Agent": f"qqdesk/{__version__}",
    "Accept": "text/plain",
    "Accept-Encoding": "identity",
    "Connection": "keep-alive",
}

T = TypeVar("T")


def _no_auth(request: Any) -> Any:
    """Keep `requests` from reading a password from ~/.netrc."""
    return request


class Transport:
    """Sends one request at a time. Any thread may call `close` and `drop`."""

    def __init__(self, url: str, trust: str = AUTHORITIES, proxies: ProxySource | None = None) -> None:
        """`trust`, for https: AUTHORITIES, the fingerprint (64 hex digits) of the one certificate to accept, or
        ANY_CERTIFICATE for requests without secrets. `proxies` gives the proxy of each request."""
        self._proxies = proxies or ProxySource()
        self._proxy: Proxy | None = None
        self._url = url
        self._lock = threading.Lock()
        self._watch = SocketWatch()
        self._watch.accepted_certificate = trust
        self._session = requests.Session()
        self._verify: bool | str = trust == AUTHORITIES
        self._session.trust_env = False
        if self._verify:
            self._verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        self._session.auth = _no_auth
        self._session.headers.clear()
        self._session.headers.update(_HEADERS)
        self._session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        context = _system_authorities() if self._verify and url.startswith("https:") else None
        for prefix in ("http://", "https://"):
            self._session.mount(prefix, WatchedAdapter(self._watch, context))

    @property
    def url(self) -> str:
        return self._url

    @property
    def trust(self) -> str:
        return self._watch.accepted_certificate

    @property
    def shown_certificate(self) -> str:
        """The fingerprint of the server's last certificate, "" before the first."""
        return self._watch.shown_certificate

    def post(self, body: bytes, *, timeout: float, limit: int, path: str = "") -> bytes:
        """Send a body and return the reply's, of at most `limit` bytes, within `timeout` seconds.

        `path` replaces that of the URL. If the server had closed a kept-alive connection, the same bytes are sent once
        more. Raises NetworkError, BadReplyError or ClosedError.
        """

        def post() -> bytes:
            return self._send("POST", path, timeout, lambda response: _read_body(response, limit), data=body)

        with self._only_request():
            try:
                return post()
            except NetworkError as error:
                reused = self._watch.sent and not self._watch.connected
                if not (reused and error.kind is NetworkErrorKind.RESET):
                    raise
            try:
                return post()
            except ClientError as error:
                # The server may have carried out the first try.
                error.outcome_unknown = True
                raise

    def get(self, path: str, start: int, end: int, write: Callable[[bytes], None], *, timeout: float) -> None:
        """Download the bytes of a file from `start` to before `end`, and call `write` with each piece. `timeout` is for
        each piece.

        A connection that breaks in the middle may look like the end. Raises the errors of `post` and those of `write`,
        which must not be an OSError.
        """

        def read(response: requests.Response) -> None:
            if start and response.status_code != http.client.PARTIAL_CONTENT:
                raise BadReplyError("The server does not send parts of files")
            while piece := response.raw.read1(_PIECE_BYTES, decode_content=False):
                write(piece)
                self._watch.extend_deadline(timeout)

        with self._only_request():
            self._send("GET", path, timeout, read, headers={"Range": f"bytes={start}-{end - 1}"})

    @contextmanager
    def _only_request(self) -> Iterator[None]:
        """Wait until no other request runs, and let none run meanwhile."""
        try:
            with self._lock:
                try:
                    yield
                finally:
                    self._watch.end_request()
        finally:
            # After the lock is free: a `close` during the request leaves the connections to this thread.
            if self._watch.closed.is_set():
                self._close_if_idle()

    def _apply_proxy(self) -> None:
        """Use the current proxy. Kept connections of another proxy are closed."""
        proxy = self._proxies.current
        if proxy == self._proxy:
            return
        if self._proxy is not None:
            self._session.close()
        self._proxy = proxy
        serves = proxy.applies_to(self._url)
        # Requests to this computer need no proxy, whatever the system's variables say.
        self._session.trust_env = proxy.kind is ProxyKind.SYSTEM and not is_loopback(self._url)
        self._watch.socks = proxy if serves and proxy.kind is ProxyKind.SOCKS5 else None
        is_http = serves and proxy.kind is ProxyKind.HTTP
        self._session.proxies = {"http": proxy.url, "https": proxy.url} if is_http else {}

    @property
    def _has_own_proxy(self) -> bool:
        return bool(self._session.proxies)

    def _send(
        self, method: str, path: str, timeout: float, read: Callable[[requests.Response], T], **options: Any
    ) -> T:
        self._apply_proxy()
        self._watch.start_request(timeout)
        if self._watch.closed.is_set():
            raise ClosedError
        try:
            with self._session.request(
                method,
                urljoin(self._url, path),
                timeout=(min(CONNECT_TIMEOUT_S, timeout), timeout),
                stream=True,
                allow_redirects=False,
                verify=self._verify,
                **options,
            ) as response:
                if self._has_own_proxy and response.status_code in _PROXY_STATUSES:
                    raise self._proxy_refusal(response.status_code)
                if response.status_code == http.client.FORBIDDEN:
                    raise HostNameRefusedError
                if response.status_code not in (http.client.OK, http.client.PARTIAL_CONTENT):
                    raise BadReplyError(
                        f"The server answered with HTTP status {response.status_code}", status=response.status_code
                    )
                reply = read(response)
                if self._watch.closed.is_set():
                    # A cut-off reply without a length looks complete.
                    raise ClosedError
                return reply
        except (requests.RequestException, HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            raise self._to_client_error(error) from None
        except ClosedError:
            raise ClosedError(outcome_unknown=self._watch.sent) from None

    def _proxy_refusal(self, status: int) -> NetworkError:
        """Return the error of a proxy that answered a plain HTTP request itself."""
        if status == http.client.PROXY_AUTHENTICATION_REQUIRED:
            sentence = "The proxy does not accept user name and password"
            return NetworkError(NetworkErrorKind.PROXY, sentence, outcome_unknown=False)
        sentence = f"The proxy cannot reach the server (HTTP status {status})"
        return NetworkError(NetworkErrorKind.UNREACHABLE, sentence, outcome_unknown=False)

    def _proxy_error(self, causes: list[BaseException]) -> NetworkError | None:
        """Return the error if a proxy caused it, before the request was sent; else None."""
        socks = next((cause for cause in causes if isinstance(cause, SocksError)), None)
        if socks is not None:
            kind = NetworkErrorKind.UNREACHABLE if socks.is_about_server else NetworkErrorKind.PROXY
            return NetworkError(kind, f"The server cannot be reached: {socks}", outcome_unknown=False)
        tunnel = next((str(cause) for cause in causes if "unnel connection failed" in str(cause)), None)
        if tunnel is not None:
            denied = str(int(http.client.PROXY_AUTHENTICATION_REQUIRED)) in tunnel
            kind = NetworkErrorKind.PROXY if denied else NetworkErrorKind.UNREACHABLE
            return NetworkError(kind, f"The proxy does not connect: {tunnel[-80:]}", outcome_unknown=False)
        own = self._has_own_proxy or self._watch.socks is not None
        if not (self._watch.connected or self._watch.sent) and (
            own or any(isinstance(cause, requests.exceptions.ProxyError) for cause in causes)
        ):
            sentence = f"The proxy cannot be reached: {_os_error_text(causes)}"
            return NetworkError(NetworkErrorKind.PROXY, sentence, outcome_unknown=False)
        return None

    def _to_client_error(self, error: Exception) -> ClientError:
        sent = self._watch.sent
        causes = list(_causes(error))
        if self._watch.closed.is_set() or any(isinstance(cause, ClosedError) for cause in causes):
            return ClosedError(outcome_unknown=sent)
        proxy = self._proxy_error(causes)
        if proxy is not None:
            return proxy
        if any(isinstance(cause, http.client.BadStatusLine) for cause in causes) and not any(
            isinstance(cause, http.client.RemoteDisconnected) for cause in causes
        ):
            return BadReplyError("What answers there does not speak HTTP")
        if any(isinstance(cause, requests.Timeout | TimeoutError) for cause in causes):
            return NetworkError(NetworkErrorKind.TIMED_OUT, "The server did not answer in time", outcome_unknown=sent)
        refused = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
        if isinstance(refused, ssl.SSLEOFError | ssl.SSLZeroReturnError) and not sent:
            # A port forwarder with a stopped server does this. A server without TLS sends an answer.
            sentence = "The server cannot be reached: the connection was closed at once"
            return NetworkError(NetworkErrorKind.UNREACHABLE, sentence, outcome_unknown=False)
        if refused is not None and not sent:
            is_doubt = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)
            kind = NetworkErrorKind.CERTIFICATE if is_doubt else NetworkErrorKind.NO_TLS
            return NetworkError(kind, f"No safe connection could be made: {refused}", outcome_unknown=False)
        detail = _os_error_text(causes)
        if not sent:
            return NetworkError(
                NetworkErrorKind.UNREACHABLE, f"The server cannot be reached: {detail}", outcome_unknown=False
            )
        return NetworkError(
            NetworkErrorKind.RESET, f"The connection broke before the reply came: {detail}", outcome_unknown=True
        )

    def drop(self) -> None:
        """Close the connection, from any thread. The next request opens a new one."""
        self._watch.drop()

    def close(self) -> None:
        """End a running request with ClosedError, and refuse later ones. Does not block."""
        self._watch.shut_down()
        self._close_if_idle()

    def _close_if_idle(self) -> None:
        """Close the connections. A running request does so itself when it ends."""
        if self._lock.acquire(blocking=False):
            try:
                self._session.close()
                self._watch.end_request()
            finally:
                self._lock.release()


def _system_authorities() -> ssl.SSLContext:
    """Return a context with the authorities of the system. `requests` adds those of certifi or REQUESTS_CA_BUNDLE.

    An office has its own authority in the system's list, and not every Python finds that list.
    """
    context = create_urllib3_context()
    context.load_default_certs()
    return context


def _read_body(response: requests.Response, limit: int) -> bytes:
    parts = []
    size = 0
    while part := response.raw.read1(_CHUNK_BYTES, decode_content=False):
        parts.append(part)
        size += len(part)
        if size > limit:
            raise BadReplyError(f"The reply is longer than {limit} bytes")
    return b"".join(parts)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and all errors inside it. requests and urllib3 wrap errors in several ways."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [arg for arg in current.args if isinstance(arg, BaseException)]
        if isinstance(current, MaxRetryError) and current.reason is not None:
            waiting.append(current.reason)
        waiting += [link for link in (current.__cause__, current.__context__) if link is not None]


def _os_error_text(causes: list[BaseException]) -> str:
    """Return the error text of the operating system, which contains nothing of the request."""
    for cause in reversed(causes):
        if isinstance(cause, OSError) and cause.strerror:
            return str(cause.strerror)
    return type(causes[-1]).__name__
