"""A thread that listens to the notifications of other servers on the same PostgreSQL."""

import threading
from collections.abc import Callable

import psycopg

from qqdesk.server.errors import StorageError
from qqdesk.server.storage.postgres import CHANNEL, Connection
from qqdesk.server.storage.postgres_link import Link

NAME = "qqdesk listens"
_STEP_S = 0.2
"""How often the thread looks whether it is to stop."""


class Listener:
    """Calls in its thread: `heard` with each notification, `lost` when the connection ends, and `missed` after there is
    a new one, because some notifications may have been missed."""

    def __init__(
        self,
        url: str,
        server: str,
        heard: Callable[[str, list[int]], None],
        lost: Callable[[], None],
        missed: Callable[[], None],
    ) -> None:
        self._link = Link(url, NAME, by_key=False)
        self._server = server
        self._heard = heard
        self._lost = lost
        self._missed = missed
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopping.set()

    def join(self, within_s: float) -> None:
        """Wait for the end, after `stop`. A thread whose database does not answer is left to itself."""
        if self._thread.ident is not None:
            self._thread.join(within_s)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                self._listen()
            except StorageError:
                self._is_stopping.wait(self._link.wait)
            except psycopg.Error as error:
                self._link.settle(error)
                self._link.lose()
        self._link.lose()

    def _listen(self) -> None:
        connection = self._link.get().connection
        connection.execute(f"LISTEN {CHANNEL}")
        self._missed()
        try:
            self._hear(connection)
        finally:
            self._lost()

    def _hear(self, connection: Connection) -> None:
        while not self._is_stopping.is_set():
            for notification in connection.notifies(timeout=_STEP_S):
                kind, _, rest = notification.payload.partition(" ")
                server, *numbers = rest.split()
                if server != self._server:
                    self._heard(kind, [int(number) for number in numbers])
