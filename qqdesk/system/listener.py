"""A thread that hangs on a socket and tells what came in on it, until it is told to stop."""

import contextlib
import logging
import select
import socket
import threading
from abc import ABC, abstractmethod

_log = logging.getLogger(__name__)


class Listener(ABC):
    """It costs nothing while nothing happens: no turns, no timer."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None
        self._stop: socket.socket | None = None

    def start(self) -> None:
        end, self._stop = socket.socketpair()
        self._thread = threading.Thread(target=self._run, args=(end,), name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when nothing is told any more."""
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
            # What the computer does not offer is done without.
            _log.info("%s: %s", self._name, error)
        finally:
            end.close()

    @abstractmethod
    def _listen(self) -> None:
        """Open what is listened to, and call `_wait` on it until that is False."""

    def _wait(self, sock: socket.socket) -> bool:
        """Until there is something to read; False where this is the end."""
        with contextlib.suppress(ValueError, OSError):
            readable, _, _ = select.select([sock, self._end], [], [])
            return self._end not in readable
        return False
