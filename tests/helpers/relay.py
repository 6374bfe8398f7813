"""What stands between clients and servers of a test: a port, and a thread for each client."""

import contextlib
import socket
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Relay(ABC):
    """`with …Relay(…) as relay: ... relay.url`. At the end every connection is broken, and every thread joined."""

    def __init__(self, name: str) -> None:
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()
        self._ended = False
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, name=name)

    def __enter__(self) -> Self:
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
            self._ended = True
        self.cut_all()
        for thread in self._threads:
            thread.join()

    def cut_all(self) -> None:
        """Break every connection that there is."""
        with self._lock:
            for sock in self._live:
                shut(sock)

    def _hold(self, sock: socket.socket) -> None:
        """Break this connection too in `cut_all`, and at once if the relay has ended."""
        with self._lock:
            self._live.add(sock)
            if self._ended:
                shut(sock)

    @abstractmethod
    def _take(self, client: socket.socket) -> None:
        """Somebody has connected; called in the thread that accepts."""

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._take(client)

    def _start(self, work: threading.Thread) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._threads.append(work)
        work.start()


def shut(sock: socket.socket) -> None:
    """Break a connection, and wake its reader."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
