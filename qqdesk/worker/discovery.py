"""Servers on the local network, for the sign-in window: looked for in a thread of its own, as long as it is shown."""

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.server.lock import FILE_NAME
from qqdesk.worker.threads import Worker, WorkerThread

if TYPE_CHECKING:
    from qqdesk.client.discovery import Discovery, FoundServer

STOP_S = 1.0


@dataclass(frozen=True, slots=True)
class FoundServers:
    """All that are there now, by name, but for the one that this program runs itself."""

    servers: "tuple[FoundServer, ...]" = ()


class _Searcher(Worker):
    changed = Signal(object)  # FoundServers
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._discovery: Discovery | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    @Slot()
    def start(self) -> None:
        # Here: it takes 100 ms to load, in which a person may be typing.
        from qqdesk.client.discovery import Discovery

        with self._lock:
            if not self._is_closed:
                self._discovery = Discovery()
        if self._discovery is not None:
            self._discovery.run(self._tell)
        self.ended.emit()

    def close(self) -> None:
        """From any thread."""
        with self._lock:
            self._is_closed = True
            if self._discovery is not None:
                self._discovery.close()

    def _tell(self, servers: "tuple[FoundServer, ...]") -> None:
        self.changed.emit(FoundServers(servers))


class ServerSearch(QObject):
    """Lives in the main thread. One search: `changed` whenever there are others, until `stop`."""

    changed = Signal(object)  # FoundServers

    def __init__(self, own_folder: Path, parent: QObject | None = None) -> None:
        """`own_folder` is the data folder of the server that the program itself runs."""
        super().__init__(parent)
        self.is_over = False
        self._own_folder = own_folder
        self._searcher = searcher = _Searcher()
        searcher.changed.connect(self._changed)
        searcher.ended.connect(self._ended)
        self._thread = WorkerThread(searcher, "server search", self)
        self._thread.thread.finished.connect(self._finished)

    def start(self) -> None:
        self._thread.thread.start()

    @Slot(object)
    def _changed(self, found: FoundServers) -> None:
        own = running_port(self._own_folder)
        servers = tuple(server for server in found.servers if not (server.is_here and port_of(server.address) == own))
        self.changed.emit(FoundServers(servers))

    @Slot()
    def _ended(self) -> None:
        self._thread.thread.quit()

    @Slot()
    def _finished(self) -> None:
        if not self.is_over:
            self.is_over = True
            self._thread.wait(STOP_S)
            self.deleteLater()

    def stop(self) -> None:
        """End it, soon; the object goes with it."""
        self.blockSignals(True)
        if not self.is_over:
            self._searcher.close()

    def stop_now(self) -> bool:
        """End it; at most STOP_S. True if the thread ended."""
        if self.is_over:
            return True
        self.stop()
        self.is_over = True
        self._thread.thread.quit()
        return self._thread.wait(STOP_S)


def running_port(folder: Path) -> int:
    """The port of the server that runs in this data folder; 0 where none does."""
    with contextlib.suppress(OSError, ValueError):
        return urlsplit((folder / FILE_NAME).read_text("utf-8").strip()).port or 0
    return 0


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])
