"""A proxy that fails on request: replies that are lost, cut short or never come."""

import contextlib
import random
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from enum import Enum

from tests.helpers.relay import Relay, shut

_COMMAND = re.compile(rb"(?:^|&)CMD=([A-Za-z_]+)")
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


class Fault(Enum):
    REFUSE = "refuse"
    """The request does not reach the server; the connection is closed."""
    LOSE = "lose"
    """The server carries the request out; its reply is thrown away and the connection closed."""
    CUT = "cut"
    """The reply ends in the middle of its body."""
    STALL = "stall"
    """The server carries the request out; its reply never comes, and the connection stays open."""
    RESET = "reset"
    """The same as CUT, with a reset in place of an orderly end."""
    HANG_UP = "hang up"
    """The server gets the request, and sees the connection break while it is at work."""
    TWICE = "twice"
    """The request reaches the server twice, on two connections."""
    LATE = "late"
    """The connection is closed at once; the request reaches the server a moment later."""


_LATE_S = 0.3


def fickle(share: float, dice: random.Random | None = None) -> Callable[[str], Fault | None]:
    """For `FaultyProxy.whim`: so many of all requests go wrong, in any way."""
    dice = dice or random.Random()
    return lambda _: dice.choice(tuple(Fault)) if dice.random() < share else None


class FaultyProxy(Relay):
    """`with FaultyProxy(port) as proxy: ... proxy.url`. Without a fault it passes everything on."""

    def __init__(self, target_port: int) -> None:
        super().__init__("faulty proxy")
        self.target_port = target_port
        self.seen: Counter[str] = Counter()
        """How many requests of each command (lower case) came, whatever became of them."""
        self.open = True
        """False: every connection is reset as soon as it is made."""
        self.whim: Callable[[str], Fault | None] | None = None
        """Decides on what no fault was asked for, by the command in lower case."""
        self._faults: dict[str, list[Fault]] = {}

    def fault(self, command: str, fault: Fault, times: int = 1) -> None:
        """The next `times` requests of this command go wrong."""
        with self._lock:
            self._faults.setdefault(command.lower(), []).extend([fault] * times)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def _take(self, client: socket.socket) -> None:
        if not self.open:
            _reset(client)
            return
        self._hold(client)
        self._start(threading.Thread(target=self._serve, args=(client,), name="faulty proxy connection"))

    def _serve(self, client: socket.socket) -> None:
        server: socket.socket | None = None
        try:
            while request := _read_message(client):
                fault = self.next_fault(request)
                if fault is Fault.REFUSE:
                    return
                if fault is Fault.LATE:
                    shut(client)
                    threading.Event().wait(_LATE_S)
                if server is None:
                    server = socket.create_connection(("127.0.0.1", self.target_port))
                    self._hold(server)
                request = request.replace(b"\r\n", b"\r\nVia: 1.1 proxy\r\n", 1)
                if fault is Fault.TWICE:
                    self._send_another(request)
                server.sendall(request)
                if fault is Fault.HANG_UP:
                    return
                reply = _read_message(server, to_the_end=True)
                if not reply or fault in (Fault.LOSE, Fault.LATE):
                    return
                if fault in (Fault.CUT, Fault.RESET):
                    client.sendall(reply[: reply.index(b"\r\n\r\n") + 4 + 10])
                    if fault is Fault.RESET:
                        _reset(client)
                    return
                if fault is Fault.STALL:
                    client.recv(1)
                    return
                client.sendall(reply)
                if b"HTTP/1.0" in reply[:12]:
                    return
        except OSError:
            pass
        finally:
            for sock in (client, server):
                if sock is not None:
                    with self._lock:
                        self._live.discard(sock)
                    shut(sock)
                    sock.close()

    def next_fault(self, request: bytes) -> Fault | None:
        found = _COMMAND.search(request.partition(b"\r\n\r\n")[2])
        command = found[1].decode().lower() if found else ""
        with self._lock:
            self.seen[command] += 1
            waiting = self._faults.get(command)
            if waiting:
                return waiting.pop(0)
            return self.whim(command) if self.whim is not None else None

    def _send_another(self, request: bytes) -> None:
        """On a connection of its own, whose reply no one reads."""
        with socket.create_connection(("127.0.0.1", self.target_port)) as other:
            other.sendall(request)
            other.shutdown(socket.SHUT_WR)
            other.settimeout(_LATE_S)
            with contextlib.suppress(OSError):
                other.recv(1)


def _reset(sock: socket.socket) -> None:
    """Close with a reset in place of an orderly end."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def _read_message(sock: socket.socket, *, to_the_end: bool = False) -> bytes:
    """One HTTP message; without a length its body ends with the connection (a reply) or is none (a request)."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = sock.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    while (length is None and to_the_end) or (length is not None and len(body) < int(length[1])):
        part = sock.recv(65536)
        if not part:
            break
        data += part
        body += part
    return data
