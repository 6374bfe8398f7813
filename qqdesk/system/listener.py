"""A thread that waits for data on a socket, until `stop`."""

import contextlib
import logging
import select
import socket
import threading
from abc import ABC, abstractmethod

_log = logging.getLogger(__name__)


class Listener(ABC):
    """Blocks in select; no timer runs."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None
        self._stop: socket.socket | None = None

    def start(self) -> None:
        end, self._stop = socket.socketpair()
        self._thread = threading.Thread(target=self._run, args=(end,), name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """After this no callback comes."""
        if self._stop is not None:
            self._stop.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(1.0)
        self._thread = None

    def _run(self, end: socket.socket) -> None:
        self._end = end
        try:
            self._listen()
        except Exception as error:
            # The feature does not exist on this computer.
            _log.info("%s: %s", self._name, error)
        finally:
            end.close()

    @abstractmethod
    def _listen(self) -> None:
        """Open the socket, and read whenever `_wait` returns True."""

    def _wait(self, sock: socket.socket) -> bool:
        """Wait for data; return False after `stop`."""
        with contextlib.suppress(ValueError, OSError):
            readable, _, _ = select.select([sock, self._end], [], [])
            return self._end not in readable
        return False
