"""One running program a data folder: a second start sends its request to the first, and ends.

QLockFile decides who is first. The first listens on a socket with a random name, which stands in a private file of the
data folder: another user cannot listen there in its place.
"""

import ctypes
import logging
import os
import sys
import time
from contextlib import suppress
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QSaveFile, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from qqdesk.gui.start.activation_request import MOST_BYTES, ActivationRequest, parse_request

log = logging.getLogger(__name__)

LOCK, SOCKET = "qqdesk.lock", "qqdesk.socket"
_OK = b'{"ok": true}\n'
_LONGEST_PATH = 100
"""The path of a socket has at most 104 bytes on macOS, 108 on Linux."""
PATIENCE_S = 5.0
"""A second start waits so long for the reply; the first may be starting itself."""
_REQUEST_MS = 2000
_STEP_S = 0.05


class Outcome(Enum):
    """The result of a request to the running program."""

    DELIVERED = "delivered"
    SILENT = "the program runs, and does not answer"
    GONE = "the program has ended, and this process has the lock"


class Instance(QObject):
    """The lock of a data folder: `acquire` it; then `listen`, or else `send` a request to the owner."""

    requested = Signal(object)  # ActivationRequest

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._lock = _lock_file(folder / LOCK)
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """Return whether this process may use the folder. It may if the folder cannot be written.

        QLockFile regards a lock as held if another process has the number of its owner by now. The system's own lock on
        the file has ended with the owner: removeStaleLockFile tests it.
        """
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._lock.tryLock(0):
            return True
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            log.warning("%s cannot be locked: %s", self._folder, self._lock.error().name)
            return True
        guard = _lock_file(self._folder / f"{LOCK}.take")  # a second remover would remove the new lock
        try:
            return guard.tryLock(0) and self._lock.removeStaleLockFile() and self._lock.tryLock(0)
        finally:
            guard.unlock()

    def owner(self) -> int:
        """Return the process that has the lock, 0 without a lock. PySide cannot call QLockFile.getLockInfo."""
        try:
            return int((self._folder / LOCK).read_text("utf-8", "replace").partition("\n")[0])
        except (OSError, ValueError):
            return 0

    def send(self, request: ActivationRequest, timeout_s: float = PATIENCE_S) -> Outcome:
        """Send a request to the owner, and wait for the reply."""
        if sys.platform == "win32":  # only the program in front may let another one come to the front
            ctypes.windll.user32.AllowSetForegroundWindow(self.owner())
        deadline = QDeadlineTimer(round(timeout_s * 1000))
        while not self._deliver(request, deadline):
            if self.acquire():
                return Outcome.GONE
            if deadline.hasExpired():
                return Outcome.SILENT
            time.sleep(_STEP_S)
        return Outcome.DELIVERED

    def _deliver(self, request: ActivationRequest, deadline: QDeadlineTimer) -> bool:
        try:
            name = (self._folder / SOCKET).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        socket = QLocalSocket()
        socket.connectToServer(name)
        if not socket.waitForConnected(deadline.remainingTime()):
            return False
        socket.write(request.to_line())
        while not socket.canReadLine():
            if not socket.waitForReadyRead(deadline.remainingTime()):
                return False
        return bytes(socket.readLine().data()) == _OK

    def listen(self) -> None:
        """Accept requests. Called after the first paint."""
        if self._server is not None or not self._lock.isLocked():
            return
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connection)
        try:
            if not server.listen(_random_name()):
                raise OSError(server.errorString())
            file = QSaveFile(str(self._folder / SOCKET))  # a start must not read half of it
            file.open(QSaveFile.OpenModeFlag.WriteOnly)
            file.setPermissions(QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner)
            file.write(server.fullServerName().encode())
            if not file.commit():
                raise OSError(file.errorString())
        except OSError as error:
            log.warning("later starts cannot reach this program: %s", error)
            server.close()
            return
        self._server = server

    @Slot()
    def _on_connection(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(MOST_BYTES + 1)
            socket.disconnected.connect(socket.deleteLater)
            QTimer.singleShot(_REQUEST_MS, socket, socket.abort)
            socket.readyRead.connect(partial(self._read, socket))
            self._read(socket)  # Windows may have read it already

    def _read(self, socket: QLocalSocket) -> None:
        # A start that did not wait for the reply is gone; its request counts all the same.
        if not socket.canReadLine() and socket.bytesAvailable() <= MOST_BYTES:
            return
        request = parse_request(bytes(socket.readLine(MOST_BYTES + 1).data()))
        if request is None:
            log.warning("an invalid request of another start was refused")
            socket.abort()
            return
        socket.write(_OK)
        socket.flush()
        socket.disconnectFromServer()
        self.requested.emit(request)

    def release(self) -> None:
        """Give the folder up: the next start is a first one."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
            (self._folder / SOCKET).unlink(missing_ok=True)
        self._lock.unlock()


def _lock_file(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # by default a lock is stale after 30 s, also that of a running program
    return lock


def _random_name() -> str:
    """Return a name for the socket, in the user's runtime folder if there is one."""
    name = f"qqdesk-{os.urandom(8).hex()}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    path = Path(runtime, name)
    is_usable = os.access(runtime, os.W_OK) and len(os.fsencode(path)) <= _LONGEST_PATH
    return str(path) if sys.platform != "win32" and is_usable else name
