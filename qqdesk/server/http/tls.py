"""TLS between the network and a connection: to the latter it is the transport, to the former the protocol.

Not the event loop's own, for what a connection needs to know: it is there, and counted, before the handshake; a client
that has said its last may still listen; the write buffer is the network's, so that an empty one means that the reply is
out. Nor has each connection buffers of 256 KiB here.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Any, cast

_CHUNK = 64 * 1024
_HANDSHAKE = 0x16
"""The first byte of everything that begins with TLS."""
_PLAIN = b"This port speaks HTTPS: the address begins with https://"
_NOT_PLAIN = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=UTF-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(_PLAIN), _PLAIN)
)


class TlsLayer(asyncio.Transport, asyncio.Protocol):
    """What `inside` writes before the handshake is done goes nowhere: so far there is nobody to answer."""

    def __init__(self, context: ssl.SSLContext, inside: asyncio.Protocol, may_begin: Callable[[], bool]) -> None:
        """`may_begin` is asked before the handshake, which is what costs; who may not is cut off."""
        super().__init__()
        self._may_begin = may_begin
        self._inside = inside
        self._received, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._received, self._to_send, server_side=True)
        self._network: asyncio.Transport | None = None
        self._is_ready = False
        self._has_begun = False
        self._is_closing = False
        self._said_goodbye = False
        self._heard_goodbye = False

    # To the network

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._network = cast("asyncio.Transport", transport)
        self._inside.connection_made(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._is_closing = True
        self._inside.connection_lost(error)

    def pause_writing(self) -> None:
        self._inside.pause_writing()

    def resume_writing(self) -> None:
        self._inside.resume_writing()

    def eof_received(self) -> bool:
        """Without a goodbye before it this may be somebody else's cut; what is incomplete by it is of no use anyway."""
        if not self._is_ready:
            return False
        if not self._heard_goodbye:
            self._heard_goodbye = True
            return bool(self._inside.eof_received())
        return not self._is_closing

    def data_received(self, data: bytes) -> None:
        if self._is_closing or self._said_goodbye or self._heard_goodbye:
            return
        if not self._has_begun:
            self._has_begun = True
            if data[0] != _HANDSHAKE:
                self._turn_away(_NOT_PLAIN)
                return
            if not self._may_begin():
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
            # It ends with an alert that says why.
            self._turn_away(self._to_send.read())
        else:
            self._is_ready = True
            self._flush()
        return self._is_ready

    def _turn_away(self, last_words: bytes) -> None:
        self._is_closing = True
        if self._network is not None:
            self._network.write(last_words)
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
        self._flush()  # a new key may have been asked for
        if parts:
            self._inside.data_received(parts[0] if len(parts) == 1 else b"".join(parts))
        if is_over and not self._is_closing:
            self._heard_goodbye = True
            if not self._inside.eof_received():
                self.close()

    def _flush(self) -> None:
        data = self._to_send.read()
        if data and self._network is not None and not self._network.is_closing():
            self._network.write(data)

    def _say_goodbye(self) -> None:
        if self._said_goodbye or not self._is_ready:
            return
        self._said_goodbye = True
        with contextlib.suppress(ssl.SSLError):  # the client's own goodbye, which nobody has to wait for
            self._tls.unwrap()
        self._flush()

    # To the connection

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._is_ready or self._is_closing or self._said_goodbye:
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
        self._say_goodbye()
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
        self._say_goodbye()
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
