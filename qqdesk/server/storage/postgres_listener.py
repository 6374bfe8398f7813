"""A thread that listens to the notifications of other servers on the same PostgreSQL."""

import threading
from collections.abc import Callable

import psycopg

from qqdesk.server.errors import StorageError
from qqdesk.server.storage.postgres import CHANNEL, Connection
from qqdesk.server.storage.postgres_link import Link

NAME = "qqdesk listens"
_STEP_S = 0.2
"""How often the thread checks whether it must stop."""


class Listener:
    """Calls in its thread `on_notification` with each notification and `on_lost` when the connection ends.

    `on_missed` is called with a new connection, because some notifications may have been missed.
    """

    def __init__(
        self,
        url: str,
        server: str,
        on_notification: Callable[[str, list[int]], None],
        on_lost: Callable[[], None],
        on_missed: Callable[[], None],
    ) -> None:
        self._link = Link(url, NAME, by_key=False)
        self._server = server
        self._on_notification = on_notification
        self._on_lost = on_lost
        self._on_missed = on_missed
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopping.set()

    def join(self, within_s: float) -> None:
        """Wait for the end, after `stop`. A thread whose database does not answer is abandoned."""
        if self._thread.ident is not None:
            self._thread.join(within_s)

    def _run(self) -> None:
        while not self._is_stopping.is_set():
            try:
                self._listen()
            except StorageError:
                self._is_stopping.wait(self._link.wait)
            except psycopg.Error as error:
                self._link.handle_error(error)
                self._link.disconnect()
        self._link.disconnect()

    def _listen(self) -> None:
        connection = self._link.get().connection
        connection.execute(f"LISTEN {CHANNEL}")
        self._on_missed()
        try:
            self._receive(connection)
        finally:
            self._on_lost()

    def _receive(self, connection: Connection) -> None:
        while not self._is_stopping.is_set():
            for notification in connection.notifies(timeout=_STEP_S):
                kind, _, rest = notification.payload.partition(" ")
                server, *numbers = rest.split()
                if server != self._server:
                    self._on_notification(kind, [int(number) for number in numbers])
