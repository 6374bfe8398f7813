"""TLS between the network and a connection: a protocol to the network, a transport to the connection.

The event loop's own TLS does not fit. It creates a connection only after the handshake, so silent clients would not be
counted. It drops the response to a client that has closed its side, and gives no answer to plain HTTP. It also takes
up to 256 KiB for each connection.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Any, cast

_CHUNK = 64 * 1024
_HANDSHAKE = 0x16
"""The first byte of a TLS connection."""
_PLAIN = b"This port speaks HTTPS: the address begins with https://"
_NOT_PLAIN = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=UTF-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(_PLAIN), _PLAIN)
)


class TlsLayer(asyncio.Transport, asyncio.Protocol):
    """Encrypts one connection. Bytes that the connection writes before the handshake are dropped."""

    def __init__(self, context: ssl.SSLContext, connection: asyncio.Protocol, may_start: Callable[[], bool]) -> None:
        """`may_start` returns whether the client may start the handshake, which is expensive."""
        super().__init__()
        self._may_start = may_start
        self._connection = connection
        self._received, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._received, self._to_send, server_side=True)
        self._network: asyncio.Transport | None = None
        self._is_ready = False
        self._has_started = False
        self._is_closing = False
        self._sent_close_notify = False
        self._received_close = False

    # To the network

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._network = cast("asyncio.Transport", transport)
        self._connection.connection_made(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._is_closing = True
        self._connection.connection_lost(error)

    def pause_writing(self) -> None:
        self._connection.pause_writing()

    def resume_writing(self) -> None:
        self._connection.resume_writing()

    def eof_received(self) -> bool:
        """Serve no incomplete request: without close_notify this may be an attacker's cut."""
        if not self._is_ready:
            return False
        if not self._received_close:
            self._received_close = True
            return bool(self._connection.eof_received())
        return not self._is_closing

    def data_received(self, data: bytes) -> None:
        if self._is_closing or self._sent_close_notify or self._received_close:
            return
        if not self._has_started:
            self._has_started = True
            if data[0] != _HANDSHAKE:
                self._reject(_NOT_PLAIN)
                return
            if not self._may_start():
                self.abort()
                return
        self._received.write(data)
        if self._is_ready or self._shake_hands():
            self._read()

    def _shake_hands(self) -> bool:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLError:
            self._reject(self._to_send.read())  # an alert with the reason
        else:
            self._is_ready = True
            self._flush()
        return self._is_ready

    def _reject(self, answer: bytes) -> None:
        self._is_closing = True
        if self._network is not None:
            self._network.write(answer)
            self._network.close()

    def _read(self) -> None:
        parts = []
        is_over = False
        try:
            while part := self._tls.read(_CHUNK):
                parts.append(part)
            is_over = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            is_over = True
        except ssl.SSLError:
            self.abort()
            return
        self._flush()  # The client may have asked for a new key.
        if parts:
            self._connection.data_received(parts[0] if len(parts) == 1 else b"".join(parts))
        if is_over and not self._is_closing:
            self._received_close = True
            if not self._connection.eof_received():
                self.close()

    def _flush(self) -> None:
        data = self._to_send.read()
        if data and self._network is not None and not self._network.is_closing():
            self._network.write(data)

    def _send_close_notify(self) -> None:
        if self._sent_close_notify or not self._is_ready:
            return
        self._sent_close_notify = True
        with contextlib.suppress(ssl.SSLError):  # Do not wait for the close_notify of the client.
            self._tls.unwrap()
        self._flush()

    # To the connection

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._is_ready or self._is_closing or self._sent_close_notify:
            return
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._tls.write(rest) :]
        except ssl.SSLError:
            self.abort()
            return
        self._flush()

    def close(self) -> None:
        if self._is_closing:
            return
        self._send_close_notify()
        self._is_closing = True
        if self._network is not None:
            self._network.close()

    def abort(self) -> None:
        self._is_closing = True
        if self._network is not None:
            self._network.abort()

    def is_closing(self) -> bool:
        return self._is_closing or (self._network is not None and self._network.is_closing())

    def can_write_eof(self) -> bool:
        return self._is_ready

    def write_eof(self) -> None:
        self._send_close_notify()
        if self._network is not None:
            self._network.write_eof()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default if self._network is None else self._network.get_extra_info(name, default)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        if self._network is not None:
            self._network.set_write_buffer_limits(high, low)

    def get_write_buffer_size(self) -> int:
        return 0 if self._network is None else self._network.get_write_buffer_size()

    def pause_reading(self) -> None:
        if self._network is not None:
            self._network.pause_reading()

    def resume_reading(self) -> None:
        if self._network is not None:
            self._network.resume_reading()
