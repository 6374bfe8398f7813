"""A relay that breaks connections after a number of bytes, or holds what comes after them."""

import socket
import threading
from contextlib import suppress

from tests.helpers.relay import Relay, shut


class LineCutter(Relay):
    """The first `cuts` connections are broken after `cut_after` bytes of either direction."""

    def __init__(self, target_port: int, cut_after: int = 0, cuts: int = 0) -> None:
        super().__init__("line cutter")
        self._is_open = threading.Event()
        self._is_open.set()
        self._target_port = target_port
        self._cut_after = cut_after
        self.cuts_left = cuts
        self.sent = 0
        """The bytes from clients."""
        self.received = 0
        """The bytes to clients."""

    def hold(self) -> None:
        """Pass on nothing of connections that have passed on more than `cut_after` bytes, until `release`."""
        self._is_open.clear()

    def release(self) -> None:
        self._is_open.set()

    def cut_all(self) -> None:
        super().cut_all()
        self.release()

    def _take(self, client: socket.socket) -> None:
        self._start(threading.Thread(target=self._serve, args=(client,)))

    def _serve(self, client: socket.socket) -> None:
        with suppress(ConnectionRefusedError), client, self._connect() as server:
            self._hold(client)
            self._hold(server)
            replies = threading.Thread(target=self._pass_on, args=(server, client, False))
            replies.start()
            self._pass_on(client, server, True)
            replies.join()

    def _connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._target_port))

    def _pass_on(self, source: socket.socket, target: socket.socket, is_request: bool) -> None:
        passed = 0
        try:
            while data := source.recv(16 * 1024):
                passed += len(data)
                if self.cuts_left > 0 and passed > self._cut_after:
                    self.cuts_left -= 1
                    break
                if passed > self._cut_after:
                    self._is_open.wait()
                if is_request:
                    self.sent += len(data)
                else:
                    self.received += len(data)
                target.sendall(data)
        except OSError:
            pass
        shut(source)
        shut(target)
