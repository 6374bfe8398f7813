"""A listener that answers with what a test wrote down, byte by byte."""

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType

_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)

HANG = b"\x00hang"
"""The reply never comes; the connection stays open."""
BREAK = b"\x00break"
"""The connection is closed with nothing said."""


def http(text: str, status: str = "200 OK", *, headers: str = "") -> bytes:
    body = text.encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


_TLS_HANDSHAKE = b"\x16\x03"


class CannedServer:
    """Answers the requests, whatever they are, in order; `requests` are the bodies that came. After the last answer
    it hangs, or asks `otherwise` for the reply to a body. `asked` is set by each request. With `drip_s` it sends the
    replies byte by byte, with that pause after each. Without a context it ends connections that begin with TLS."""

    def __init__(
        self,
        *replies: bytes,
        close_after_reply: bool = False,
        context: ssl.SSLContext | None = None,
        otherwise: Callable[[bytes], bytes] = lambda body: HANG,
        drip_s: float = 0.0,
    ) -> None:
        self.requests: list[bytes] = []
        self.asked = threading.Event()
        self._replies = list(replies)
        self._close = close_after_reply
        self._otherwise = otherwise
        self._drip_s = drip_s
        self.dripped = 0
        """Bytes that were sent one by one."""
        self._over = threading.Event()
        self._context = context
        self._lock = threading.Lock()
        self._live: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, name="canned server")

    def __enter__(self) -> "CannedServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for sock in (self._listener, *self._live):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for sock in (self._listener, *self._live):
            sock.close()
        for thread in (self._thread, *self._threads):
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._live.append(sock.dup())
            thread = threading.Thread(target=self._serve, args=(sock,), name="canned connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), self._wrapped(sock) as sock:
            self._answer(sock)
            # Closing alone leaves the duplicate, by which a hanging thread is woken at the end.
            sock.shutdown(socket.SHUT_RDWR)

    def _answer(self, sock: socket.socket) -> None:
        while (body := self._read(sock)) is not None:
            with self._lock:
                self.requests.append(body)
                reply = self._replies.pop(0) if self._replies else self._otherwise(body)
            self.asked.set()
            if reply is HANG:
                sock.recv(1)
                return
            if reply is BREAK:
                return
            self._send(sock, reply)
            if self._close:
                return

    def _send(self, sock: socket.socket, reply: bytes) -> None:
        if not self._drip_s:
            sock.sendall(reply)
            return
        for index in range(len(reply)):
            sock.sendall(reply[index : index + 1])
            self.dripped += 1
            if self._over.wait(self._drip_s):
                return

    def _wrapped(self, sock: socket.socket) -> socket.socket:
        if self._context is None:
            return sock
        try:
            return self._context.wrap_socket(sock, server_side=True)
        except OSError:
            sock.close()
            raise

    def _read(self, sock: socket.socket) -> bytes | None:
        data = b""
        while b"\r\n\r\n" not in data:
            part = sock.recv(65536)
            if not part or part.startswith(_TLS_HANDSHAKE):
                return None
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        while length is not None and len(body) < int(length[1]):
            body += sock.recv(65536)
        return body
