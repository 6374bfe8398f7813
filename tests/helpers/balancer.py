"""A TCP balancer: each connection goes to the next of the servers that are there, whoever it is from."""

import contextlib
import itertools
import socket
import threading
from collections.abc import Sequence
from types import TracebackType


class Balancer:
    """`with Balancer(ports) as balancer: ... balancer.url`."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self._turn = itertools.count()
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, name="balancer")

    def __enter__(self) -> "Balancer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        with self._lock:
            for sock in self._live:
                _break(sock)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = self._connect()
            if server is None:
                client.close()
                continue
            # Each way has a thread, and the last one out closes both.
            ends = [client, server]
            with self._lock:
                self._live.update(ends)
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            for one, other in ((client, server), (server, client)):
                thread = threading.Thread(target=self._pump, args=(one, other, ends), name="balancer connection")
                self._threads.append(thread)
                thread.start()

    def _connect(self) -> socket.socket | None:
        for _ in self._ports:
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self._ports[next(self._turn) % len(self._ports)]))
        return None

    def _pump(self, one: socket.socket, other: socket.socket, ends: list[socket.socket]) -> None:
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            _break(one)
            _break(other)
        with self._lock:
            ends.remove(one)
            if not ends:
                for sock in (one, other):
                    self._live.discard(sock)
                    sock.close()


def _break(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
