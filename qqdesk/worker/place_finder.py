"""Search the local network for the place of a disconnected session: its address may have changed."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.client import Client
from qqdesk.client.errors import BadAddressError, ClientError
from qqdesk.client.known_places import is_place_id
from qqdesk.client.lan_server import LanServer
from qqdesk.clock import LoopClock, Timer
from qqdesk.worker.discovery import ServerSearch

_log = logging.getLogger(__name__)

PATIENCE_S = 2.0
"""Longer than a restart of the server takes."""


class PlaceFinder(QObject):
    """Lives in the main thread. An announced address is a suggestion: the certificate of the place decides."""

    suggested = Signal()
    """The client tries another address at its next request."""

    def __init__(self, client: Client, own_folder: Path, clock: LoopClock, parent: QObject) -> None:
        """`own_folder`: the data folder of the server that this program runs."""
        super().__init__(parent)
        self._client, self._own_folder, self._clock = client, own_folder, clock
        self._search: ServerSearch | None = None
        self._tried: set[tuple[str, int]] = set()
        self._patience: Timer | None = None

    @Slot()
    def start(self) -> None:
        """Start the search: the connection is lost."""
        if self._search is None and self._patience is None and is_place_id(self._client.place_id):
            self._patience = self._clock.call_later(PATIENCE_S, self._search_now)

    def _search_now(self) -> None:
        self._patience = None
        self._tried.clear()
        self._search = ServerSearch(self._own_folder, self)
        self._search.changed.connect(self._on_found)
        self._search.start()

    @Slot(object)
    def _on_found(self, servers: tuple[LanServer, ...]) -> None:
        for server in servers:
            announced = (server.address, server.tls_port)
            if server.place_id != self._client.place_id or announced in self._tried:
                continue
            self._tried.add(announced)
            try:
                self._client.suggest_address(*announced)
            except (BadAddressError, ClientError) as error:
                _log.warning("The announced address of the place cannot be used: %s", error)
            else:
                self.suggested.emit()

    @Slot()
    def stop(self) -> None:
        """End the search: there is a connection again, or the session ends."""
        if self._patience is not None:
            self._patience.cancel()
        self._patience = None
        if self._search is not None:
            self._search.stop()
            self._search = None
