"""Search for servers on the local network, in a separate process.

The mDNS library takes 6 MB, which a signed-in client does not need.
"""

import contextlib
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QProcess, Signal, Slot

from qqdesk.client.lan_server import LanServer, from_line
from qqdesk.server.storage.lock import FILE_NAME

_log = logging.getLogger(__name__)

STOP_S = 1.0
_LINE_BYTES = 100_000
"""Longer than the line for the maximum number of servers."""


@dataclass(frozen=True, slots=True)
class FoundServers:
    """The servers that are there now, by name, without the one that this program runs."""

    servers: tuple[LanServer, ...] = ()


def search_command() -> list[str]:
    """Return the command of the search: with this interpreter, or the program next to a frozen one."""
    if getattr(sys, "frozen", False):
        name = "qqdesk-server.exe" if sys.platform == "win32" else "qqdesk-server"
        return [str(Path(sys.executable).with_name(name)), "discover"]
    return [sys.executable, "-P", "-m", "qqdesk.client.lan_browser"]


class ServerSearch(QObject):
    """One search, in the main thread. `changed` is emitted when servers come or go, until `stop`."""

    changed = Signal(object)  # FoundServers

    def __init__(self, own_folder: Path, parent: QObject | None = None) -> None:
        """`own_folder`: the data folder of the server that this program runs."""
        super().__init__(parent)
        self.is_over = False
        self._own_folder = own_folder
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_trouble)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._error)

    def start(self) -> None:
        program, *arguments = search_command()
        self._process.start(program, arguments)

    @Slot()
    def _read(self) -> None:
        while self._process.canReadLine():
            try:
                found = from_line(bytes(self._process.readLine(_LINE_BYTES).data()))
            except ValueError:
                _log.warning("The search on the local network printed an invalid line")
                continue
            own = running_port(self._own_folder)
            servers = tuple(server for server in found if not (server.is_here and port_of(server.address) == own))
            self.changed.emit(FoundServers(servers))

    @Slot()
    def _read_trouble(self) -> None:
        for line in bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").splitlines():
            _log.warning("%s", line)

    @Slot()
    def _finished(self) -> None:
        if not self.is_over:
            self.is_over = True
            self.deleteLater()

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            _log.warning("Servers on the local network cannot be found: %s", self._process.errorString())
            self._finished()

    def stop(self) -> None:
        """End the search without waiting; the object deletes itself."""
        self.blockSignals(True)
        if not self.is_over:
            self._process.closeWriteChannel()

    def stop_now(self) -> bool:
        """End the search within STOP_S. Return whether it ended without being killed."""
        if self.is_over:
            return True
        self.stop()
        self.is_over = True
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return True
        if self._process.waitForFinished(round(STOP_S * 1000)):
            return True
        _log.error("The search on the local network did not end in time and is killed")
        self._process.kill()
        self._process.waitForFinished(round(STOP_S * 1000))
        return False


def running_port(folder: Path) -> int:
    """Return the port of the server that runs in this data folder; 0 if none does."""
    with contextlib.suppress(OSError, ValueError):
        return urlsplit((folder / FILE_NAME).read_text("utf-8").strip()).port or 0
    return 0


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])
