"""Search the local network for servers, in a separate process; also for the place of a disconnected session.

The mDNS library takes 6 MB, which a signed-in client does not need.
"""

import contextlib
import logging
import sys
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QProcess, Signal, Slot

from qqdesk.client.client import Client
from qqdesk.client.errors import BadAddressError, ClientError
from qqdesk.client.known_places import is_place_id
from qqdesk.client.lan_server import LanServer, from_line
from qqdesk.clock import LoopClock, Timer
from qqdesk.server.storage.lock import FILE_NAME

_log = logging.getLogger(__name__)

STOP_MS = 1000
_LINE_BYTES = 100_000
"""Longer than the line for the maximum number of servers."""


def search_command() -> list[str]:
    """Return the command of the search: with this interpreter, or the program next to a frozen one."""
    if getattr(sys, "frozen", False):
        name = "qqdesk-server.exe" if sys.platform == "win32" else "qqdesk-server"
        return [str(Path(sys.executable).with_name(name)), "discover"]
    return [sys.executable, "-P", "-m", "qqdesk.client.lan_browser"]


class ServerSearch(QObject):
    """One search, in the main thread. `changed` is emitted when servers come or go, until `stop`."""

    changed = Signal(object)
    """A tuple of LanServer: those that are there now, by name, without the one that this program runs."""

    def __init__(self, own_folder: Path, parent: QObject | None = None) -> None:
        """`own_folder`: the data folder of the server that this program runs."""
        super().__init__(parent)
        self._own_folder = own_folder
        self.process = QProcess(self)
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.readyReadStandardError.connect(self._read_trouble)
        self.process.errorOccurred.connect(self._error)

    def start(self) -> None:
        program, *arguments = search_command()
        self.process.start(program, arguments)

    @Slot()
    def _read(self) -> None:
        while self.process.canReadLine():
            try:
                found = from_line(bytes(self.process.readLine(_LINE_BYTES).data()))
            except ValueError:
                _log.warning("The search on the local network printed an invalid line")
                continue
            own = running_port(self._own_folder)
            servers = tuple(server for server in found if not (server.is_here and port_of(server.address) == own))
            self.changed.emit(servers)

    @Slot()
    def _read_trouble(self) -> None:
        for line in bytes(self.process.readAllStandardError().data()).decode("utf-8", "replace").splitlines():
            _log.warning("%s", line)

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            _log.warning("Servers on the local network cannot be found: %s", self.process.errorString())

    def stop(self) -> None:
        """End the search; the object deletes itself. The process keeps nothing, so it is killed."""
        self.blockSignals(True)
        self.process.kill()
        self.process.waitForFinished(STOP_MS)
        self.deleteLater()


def running_port(folder: Path) -> int:
    """Return the port of the server that runs in this data folder; 0 if none does."""
    with contextlib.suppress(OSError, ValueError):
        return urlsplit((folder / FILE_NAME).read_text("utf-8").strip()).port or 0
    return 0


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


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
        if self._search is None and self._patience is None and is_place_id(self._client.resolver.place_id):
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
            if server.place_id != self._client.resolver.place_id or announced in self._tried:
                continue
            self._tried.add(announced)
            try:
                self._client.resolver.suggest(*announced)
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
