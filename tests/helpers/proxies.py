"""Small real proxies, HTTP and SOCKS 5. They know hosts that no name server knows, each as a port of this computer."""

import base64
import contextlib
import selectors
import socket
import threading
from collections.abc import Mapping

from tests.helpers.relay import Relay, shut


class _SmallProxy(Relay):
    def __init__(self, hosts: Mapping[tuple[str, int], int], user: str = "", password: str = "") -> None:
        """`hosts`: where (name, port) leads to. Others cannot be reached."""
        super().__init__("proxy")
        self._hosts, self._user, self._password = hosts, user, password
        self.wanted: list[tuple[str, int]] = []
        """Where it was asked to connect to."""

    def _take(self, client: socket.socket) -> None:
        self._hold(client)
        self._start(threading.Thread(target=self._serve_and_close, args=(client,), name="proxied"))

    def _serve_and_close(self, client: socket.socket) -> None:
        with contextlib.closing(client), contextlib.suppress(OSError, ValueError, IndexError):
            self._serve(client)
        with self._lock:
            self._live.discard(client)

    def _serve(self, client: socket.socket) -> None:
        raise NotImplementedError

    def _connect(self, host: str, port: int) -> socket.socket | None:
        self.wanted.append((host, port))
        to = self._hosts.get((host, port))
        return None if to is None else socket.create_connection(("127.0.0.1", to))

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        self._hold(server)
        other = {client: server, server: client}
        with contextlib.closing(server), selectors.DefaultSelector() as selector:
            for sock in other:
                selector.register(sock, selectors.EVENT_READ, sock)
            while True:
                for key, _ in selector.select():
                    sock = key.data
                    data = sock.recv(65536)
                    if not data:
                        shut(other[sock])
                        return
                    other[sock].sendall(data)


class HttpProxy(_SmallProxy):
    """CONNECT, and whole URLs; one request a connection for the latter."""

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(65536)
            if not part:
                return
            head += part
        first, _, rest = head.partition(b"\r\n")
        method, target, _ = first.decode().split(" ")
        if self._user:
            wanted = base64.b64encode(f"{self._user}:{self._password}".encode())
            if b"Basic " + wanted not in head:
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            server = self._connect(host, int(port))
            if server is not None:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            place, _, path = target.removeprefix("http://").partition("/")
            host, _, port = place.partition(":")
            server = self._connect(host, int(port or 80))
            if server is not None:
                server.sendall(f"{method} /{path} HTTP/1.1\r\n".encode() + rest)
        if server is None:
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        self._pump(client, server)


class SocksProxy(_SmallProxy):
    """CONNECT by name or address (RFC 1928), with a user and a password where there is one (RFC 1929)."""

    def _serve(self, client: socket.socket) -> None:
        _, count = client.recv(2)
        methods = client.recv(count)
        wanted = 2 if self._user else 0
        if wanted not in methods:
            client.sendall(b"\x05\xff")
            return
        client.sendall(bytes((5, wanted)))
        if self._user:
            _, size = client.recv(2)
            user = client.recv(size)
            password = client.recv(client.recv(1)[0])
            right = (user.decode(), password.decode()) == (self._user, self._password)
            client.sendall(b"\x01\x00" if right else b"\x01\x01")
            if not right:
                return
        kind = client.recv(4)[3]
        if kind == 3:
            host = client.recv(client.recv(1)[0]).decode()
        else:
            host = socket.inet_ntop(
                *((socket.AF_INET, client.recv(4)) if kind == 1 else (socket.AF_INET6, client.recv(16)))
            )
        server = self._connect(host, int.from_bytes(client.recv(2)))
        if server is None:
            client.sendall(b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00")
            return
        client.sendall(b"\x05\x00\x00\x03\x05proxy\x00\x00")
        self._pump(client, server)
