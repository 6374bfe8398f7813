"""One running program per data folder: a second start sends its request to the first, and ends.

QLockFile decides which is first. The first listens on a socket of the folder.
"""

import ctypes
import json
import logging
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from qqdesk.worker.folder_socket import listen_in

log = logging.getLogger(__name__)

LOCK, SOCKET = "qqdesk.lock", "qqdesk.socket"
_OK = b'{"ok": true}\n'
PATIENCE_S = 10.0
"""The time that a second start waits for the reply: the first may be starting."""
_REQUEST_MS = 2000
STEP_S = 0.05
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""The environment variables with which a desktop allows a started program to raise its window. Qt reads them."""


@dataclass(frozen=True, slots=True)
class ActivationRequest:
    """`shows`: show the windows. `user`: sign in with this number or name. `tokens`: by the names in TOKENS.

    `link`: open this invitation. `quits`: quit, and ignore the rest.
    """

    shows: bool = True
    user: str = ""
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    link: str = field(default="", repr=False)
    quits: bool = False

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode("ascii") + b"\n"


def parse_request(line: bytes) -> ActivationRequest | None:
    """Return None if the line is not a request of this version. Only programs of the same user can send one."""
    try:
        return ActivationRequest(**json.loads(line))
    except (ValueError, TypeError):
        return None


def own_tokens() -> dict[str, str]:
    """Return the tokens that this process was started with."""
    return {name: os.environ[name] for name in TOKENS if name in os.environ}


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
        self._lock = QLockFile(str(folder / LOCK))
        self._lock.setStaleLockTime(0)  # by default a lock is stale after 30 s, also that of a running program
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._on_connection)

    def acquire(self) -> bool:
        """Return whether this process may use the folder. It may if the folder cannot be written."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    def owner(self) -> int:
        """Return the process that has the lock, 0 without a lock. PySide cannot call QLockFile.getLockInfo."""
        try:
            return int((self._folder / LOCK).read_text("utf-8").partition("\n")[0])
        except (OSError, ValueError):
            return 0

    def send(self, request: ActivationRequest, timeout_s: float = PATIENCE_S) -> Outcome:
        """Send a request to the owner, and wait for the reply."""
        if sys.platform == "win32":  # only the foreground program may pass on the foreground
            ctypes.windll.user32.AllowSetForegroundWindow(self.owner())
        deadline = QDeadlineTimer(round(timeout_s * 1000))
        while not self._deliver(request, deadline):
            if self.acquire():
                return Outcome.GONE
            if deadline.hasExpired():
                return Outcome.SILENT
            time.sleep(STEP_S)
        return Outcome.DELIVERED

    def _deliver(self, request: ActivationRequest, deadline: QDeadlineTimer) -> bool:
        try:
            name = (self._folder / SOCKET).read_text("utf-8")
        except OSError:
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
        if reason := listen_in(self._server, self._folder / SOCKET):
            log.warning("later starts cannot reach this program: %s", reason)

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            QTimer.singleShot(_REQUEST_MS, socket, socket.abort)
            socket.readyRead.connect(partial(self._read, socket))
            self._read(socket)  # Windows may have read it already

    def _read(self, socket: QLocalSocket) -> None:
        # The start did not wait for the reply, but its request counts.
        if not socket.canReadLine():
            return
        if (request := parse_request(bytes(socket.readLine().data()))) is None:
            log.warning("an invalid request of another start was refused")
            socket.abort()
            return
        socket.write(_OK)
        socket.flush()
        socket.disconnectFromServer()
        self.requested.emit(request)

    def release(self) -> None:
        """Release the folder for the next start."""
        if self._server.isListening():
            self._server.close()
            (self._folder / SOCKET).unlink(missing_ok=True)
        self._lock.unlock()
