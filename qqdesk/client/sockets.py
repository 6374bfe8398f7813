"""Sockets that another thread can shut down at any time: while connecting, in a handshake, in a read.

`Session.close()` closes idle connections only and does not end a blocked read. So each connection here registers its
socket with a `SocketWatch`. The watch holds a duplicate of it, because TLS detaches the plain socket that it wraps;
a shutdown of the duplicate ends a read in any thread.

A TLS connection compares the certificate of the server (pinning) before it sends a request.
"""

import contextlib
import hmac
import http.client
import io
import math
import os
import selectors
import socket
import ssl
import threading
import time
import traceback
from typing import Any, ClassVar

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.ssltransport import SSLTransport

from qqdesk.client.errors import ClosedError
from qqdesk.client.socks import connect_through
from qqdesk.domain.proxy import Proxy
from qqdesk.protocol.fingerprint import fingerprint_of

ANY_CERTIFICATE = "*"
_TLS_SOCKETS = (ssl.SSLSocket, SSLTransport)
_KEEP_ALIVE = (("TCP_KEEPIDLE", 6), ("TCP_KEEPALIVE", 6), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))
"""A connection fails after 12 s without an answer. TCP_KEEPALIVE is the name of TCP_KEEPIDLE on macOS."""
_CONNECT_POLL_S = 0.02
"""The longest time between `shut_down` and the end of a connect."""


class SocketWatch:
    """The open sockets of one transport, and the progress of its current request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._live: dict[int, socket.socket] = {}
        self._retired: list[socket.socket] = []
        self._next = 0
        self.closed = threading.Event()
        self._drops = 0
        self.connected = False
        """The current request opened a new connection."""
        self.sent = False
        """The current request was sent, at least in part."""
        self.deadline = math.inf
        """The time limit of the current request, as a time of `time.monotonic`."""
        self.socks: Proxy | None = None
        """The SOCKS proxy of new connections."""
        self.accepted_certificate = ""
        """The fingerprint of the only certificate to accept, ANY_CERTIFICATE, or "" if the authorities decide."""
        self.shown_certificate = ""
        """The fingerprint of the certificate of the last connection."""

    def start_request(self, timeout: float) -> None:
        """Start a request with a time limit of `timeout` seconds."""
        self.connected = self.sent = False
        self.extend_deadline(timeout)

    def extend_deadline(self, timeout: float) -> None:
        """Give the current request `timeout` seconds from now."""
        self.deadline = time.monotonic() + timeout

    def apply_deadline(self, sock: Any) -> None:
        """Limit the next socket operation to the time left. Raises TimeoutError."""
        sock.settimeout(time_left(self.deadline))

    def end_request(self) -> None:
        """Close the duplicates of the sockets that were closed during the request.

        Not earlier: urllib3 closes a connection that it will not reuse before its reply is read.
        """
        with self._lock:
            retired, self._retired = self._retired, []
        for duplicate in retired:
            duplicate.close()

    def add(self, sock: socket.socket) -> int:
        duplicate = sock.dup()
        with self._lock:
            self._next += 1
            self._live[self._next] = duplicate
            if not self.closed.is_set():
                return self._next
        self.shut_down()
        return self._next

    def retire(self, ticket: int) -> None:
        with self._lock:
            duplicate = self._live.pop(ticket, None)
            if duplicate is None:
                return
            if not self.closed.is_set():
                self._retired.append(duplicate)
                return
        duplicate.close()

    def shut_down(self) -> None:
        """Shut all sockets down for good, which wakes the threads that wait for them."""
        self.closed.set()
        self._shut_sockets()

    def drop(self) -> None:
        """Shut down all connections, open ones and those being made. Waiting calls fail and may connect again."""
        self._drops += 1
        self._shut_sockets()

    def _shut_sockets(self) -> None:
        with self._lock:
            for duplicate in (*self._live.values(), *self._retired):
                with contextlib.suppress(OSError):
                    duplicate.shutdown(socket.SHUT_RDWR)

    def connect(self, host: str, port: int, timeout: float | None, options: Any) -> socket.socket:
        """Connect to the first address that answers, with `timeout` seconds each. Raises ClosedError and OSError."""
        last_error: OSError = OSError("the name has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM):
            if self.closed.is_set():
                raise ClosedError
            sock = None
            try:
                sock = socket.socket(family, kind, protocol)
                for option in options or ():
                    sock.setsockopt(*option)
                self._connect_address(sock, address, timeout)
                _keep_alive(sock)
            except BaseException as error:
                if sock is not None:
                    sock.close()
                if not isinstance(error, OSError):
                    raise
                last_error = error
            else:
                return sock
        raise last_error

    def _connect_address(self, sock: socket.socket, address: Any, timeout: float | None) -> None:
        deadline = self.deadline if timeout is None else min(self.deadline, time.monotonic() + timeout)
        drops = self._drops
        sock.setblocking(False)
        with contextlib.suppress(BlockingIOError, InterruptedError):
            sock.connect(address)
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            while not selector.select(_CONNECT_POLL_S):
                if self.closed.is_set():
                    raise ClosedError
                if drops != self._drops:
                    raise ConnectionAbortedError("the connection was given up")
                if time.monotonic() > deadline:
                    raise TimeoutError("the connect timed out")
        error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, _sentence(error))
        sock.settimeout(time_left(deadline))


def _sentence(error: int) -> str:
    """Return the system's words. On Windows only the table of `socket` knows the errors of connections."""
    table: dict[int, str] = getattr(socket, "errorTab", {})
    return table.get(error) or os.strerror(error)


def _keep_alive(sock: socket.socket) -> None:
    """Detect a lost peer while a long poll waits for its reply."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEP_ALIVE:
        option = getattr(socket, name, None)
        if option is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, option, value)


def time_left(deadline: float) -> float:
    """Return the seconds until the deadline. Raises TimeoutError."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time is up")
    return left


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket until the deadline of the request, which covers the head and the body."""

    def __init__(self, raw: io.RawIOBase, sock: Any, watch: SocketWatch) -> None:
        self._raw = raw
        self._sock = sock
        self._watch = watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._watch.apply_deadline(self._sock)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    watch: ClassVar[SocketWatch]

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_DeadlineReader(self.fp.detach(), sock, self.watch))


class _WatchedConnection(HTTPConnection):
    """A connection that registers its socket with `watch`. Each transport has a subclass with its own watch."""

    watch: ClassVar[SocketWatch]
    _ticket: int | None = None

    def _new_conn(self) -> socket.socket:
        host, port = self._dns_host, self.port or 80
        try:
            socks = self.watch.socks
            where = (host, port) if socks is None else (socks.host, socks.effective_port)
            sock = self.watch.connect(*where, self.timeout, self.socket_options)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "the connect timed out") from error
        except OSError as error:
            raise NewConnectionError(self, f"the connect failed: {error}") from error
        self.watch.connected = True
        self._ticket = self.watch.add(sock)
        if socks is not None:
            try:
                connect_through(sock, socks, host, port, self.watch.apply_deadline)
            except OSError as error:
                sock.close()
                # Report a failed connect; another error would count as a request that was sent.
                raise NewConnectionError(self, f"no way through the proxy: {error}") from error
        return sock

    def _tunnel(self) -> None:
        try:
            super()._tunnel()  # type: ignore[misc, unused-ignore]
        finally:
            # The CONNECT request to the proxy is not the request. After a failed TLS handshake that is still unsent.
            self.watch.sent = False

    def connect(self) -> None:
        super().connect()
        self.watch.sent = False

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self.watch.apply_deadline(self.sock)
        self.watch.sent = True
        super().send(data)

    def close(self) -> None:
        super().close()
        ticket, self._ticket = self._ticket, None
        if ticket is not None:
            self.watch.retire(ticket)


class _WatchedTLSConnection(_WatchedConnection, HTTPSConnection):
    """Compares the certificate before any byte of a request is sent."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:
            _close_unfinished_handshake(error)
            raise
        watch = self.watch
        certificate = self.sock.getpeercert(binary_form=True) if isinstance(self.sock, _TLS_SOCKETS) else None
        watch.shown_certificate = fingerprint_of(certificate) if certificate else ""
        if watch.accepted_certificate == ANY_CERTIFICATE:
            self.is_verified = True  # Else urllib3 warns. Such requests hold no secret.
        elif watch.accepted_certificate:
            if not hmac.compare_digest(watch.shown_certificate, watch.accepted_certificate):
                self.close()
                raise ssl.SSLCertVerificationError("this is not the certificate that is known")
            self.is_verified = True


def _close_unfinished_handshake(error: OSError) -> None:
    """Close a TLS socket whose creation failed after a reset. Python 3.11 leaks it; 3.13 closes it."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        unfinished = frame.f_locals.get("self") if frame.f_code.co_name == "_create" else None
        if isinstance(unfinished, ssl.SSLSocket):
            unfinished.close()


class WatchedAdapter(HTTPAdapter):
    """An adapter of `requests` that registers each connection, direct or by an HTTP proxy, with `watch`."""

    def __init__(self, watch: SocketWatch, context: ssl.SSLContext | None = None) -> None:
        """`context` verifies certificates of authorities."""
        self._options: dict[str, Any] = {} if context is None else {"ssl_context": context}
        response = type("WatchedResponse", (_Response,), {"watch": watch})
        plain = type("WatchedConnection", (_WatchedConnection,), {"watch": watch, "response_class": response})
        tls = type("WatchedTLSConnection", (_WatchedTLSConnection,), {"watch": watch, "response_class": response})
        self._classes = {
            "http": type("WatchedPool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("WatchedTLSPool", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": tls}),
        }
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **(kwargs | self._options))  # type: ignore[no-untyped-call, unused-ignore]
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **(kwargs | self._options))  # type: ignore[no-untyped-call, unused-ignore]
        if not str(proxy).lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._classes
        return manager

    def close(self) -> None:
        # The managers drop their pools without closing them.
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - not an iterable mapping
                pool = manager.pools.get(key)
                if pool is not None:
                    pool.close()
        super().close()  # type: ignore[no-untyped-call, unused-ignore]
