"""The host of the place on this computer: a process without a window that keeps its server running.

The windows connect to its socket and send one of two commands. It sends them the state, a line each time.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from qqdesk.worker.folder_socket import listen_in
from qqdesk.worker.local_server import LocalServer

_log = logging.getLogger(__name__)

LOCK, SOCKET = "keeper.lock", "keeper.socket"
START, QUIT = b"start\n", b"quit\n"
"""Start the server now if it does not run, and send the state; end the server and the host."""
_CHECK_MS = 2_000
"""The interval of the check whether the folder is still there."""


class ServerHost(QObject):
    """Owns the server of a data folder: `acquire` the folder, then `start`."""

    ended = Signal()
    """A window asked for the end, or the folder is gone. Call `stop`."""

    def __init__(self, server_command: Sequence[str], folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._lock = QLockFile(str(folder / LOCK))
        self._lock.setStaleLockTime(0)  # by default a lock is stale after 30 s, also that of a running program
        self._listener = QLocalServer(self)
        self._listener.newConnection.connect(self._on_connection)
        self._server = LocalServer(server_command, folder, self)
        self._server.changed.connect(self._send_state)
        self._check_timer = QTimer(self, interval=_CHECK_MS)
        self._check_timer.timeout.connect(self._check_folder)

    def acquire(self) -> bool:
        """Return whether this is the host of the folder."""
        return self._lock.tryLock(0)

    def start(self) -> None:
        if reason := listen_in(self._listener, self._folder / SOCKET):
            _log.warning("no window can find this host: %s", reason)
        self._check_timer.start()
        self._server.start()

    def stop(self) -> None:
        """End the server, then the connections: a window that waits for the end may start another host."""
        self._check_timer.stop()
        self._server.stop()
        (self._folder / SOCKET).unlink(missing_ok=True)
        self._lock.unlock()
        self._listener.close()
        for socket in self._listener.findChildren(QLocalSocket):
            socket.disconnectFromServer()

    @Slot()
    def _check_folder(self) -> None:
        if not self._folder.is_dir():
            _log.error("The folder of the place is gone: %s", self._folder)
            self.ended.emit()

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._listener.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._read)
            self._read()  # Windows may have read it already

    @Slot()
    def _read(self) -> None:
        for socket in self._listener.findChildren(QLocalSocket):
            while socket.canReadLine():
                line = bytes(socket.readLine().data())
                if line == START:
                    self._server.start()
                    self._send_state()
                elif line == QUIT:
                    self.ended.emit()
                    return

    @Slot()
    def _send_state(self) -> None:
        for socket in self._listener.findChildren(QLocalSocket):
            socket.write(self._server.state.to_line())
