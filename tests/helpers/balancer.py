"""A TCP balancer: each connection goes to the next of the servers that are there, whatever its source."""

import contextlib
import itertools
import socket
import threading
from collections.abc import Sequence

from tests.helpers.relay import Relay, shut


class Balancer(Relay):
    """`with Balancer(ports) as balancer: ... balancer.url`."""

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__("balancer")
        self._ports = list(ports)
        self._turn = itertools.count()

    def _take(self, client: socket.socket) -> None:
        server = self._connect()
        if server is None:
            client.close()
            return
        # Each way has a thread, and the last one out closes both.
        ends = [client, server]
        for end in ends:
            self._hold(end)
        for one, other in ((client, server), (server, client)):
            self._start(threading.Thread(target=self._pump, args=(one, other, ends), name="balancer connection"))

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
            shut(one)
            shut(other)
        with self._lock:
            ends.remove(one)
            if not ends:
                for sock in (one, other):
                    self._live.discard(sock)
                    sock.close()
