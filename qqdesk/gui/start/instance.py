"""One running program per data folder: a second start sends its request to the first, and ends.

QLockFile decides which is first. The first listens on a socket of the folder.
"""

import ctypes
import json
import logging
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QMessageBox

from qqdesk.gui.shared.icons import put_icon
from qqdesk.system.crash.error_message import write_error
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


END_S = 15.0
"""The time in which a program ends its windows, threads and server."""


def hand_over(instance: Instance, request: ActivationRequest) -> Outcome:
    """Send the request; repeat it if the user agrees. A start without windows only writes to stderr."""
    while (outcome := instance.send(request)) is Outcome.SILENT:
        process = instance.owner()
        write_error(f"qqdesk is running already (process {process}), and does not answer.")
        if not request.shows:
            break
        question = SilentQuestion(process)
        question.exec()
        if question.clickedButton() is not question.again_button:
            break
    return outcome


def hand_over_link(folders: Iterable[Path], request: ActivationRequest) -> bool:
    """Send a link to the first program that runs with one of these data folders. Needs a QCoreApplication."""
    for folder in folders:
        instance = Instance(folder)
        if instance.owner() and instance.send(request) is Outcome.DELIVERED:
            return True
        instance.release()
    return False


def quit_running(folders: Iterable[Path], *, are_demos: bool = False) -> bool:
    """Quit the programs with these data folders. Return whether all have ended in time.

    A demo removes its folder last. Needs a QCoreApplication.
    """
    all_ended = True
    for folder in folders:
        instance = Instance(folder)
        if not (process := instance.owner()):
            continue
        outcome = instance.send(ActivationRequest(shows=False, quits=True))
        deadline = time.monotonic() + (END_S if outcome is Outcome.DELIVERED else 0)
        has_ended = outcome is Outcome.GONE
        while not has_ended and time.monotonic() < deadline:
            time.sleep(STEP_S)
            has_ended = not folder.parent.exists() if are_demos else instance.acquire()
        if not has_ended:
            name = "A demo of qqdesk" if are_demos else "qqdesk"
            write_error(f"{name} is running (process {process}), and does not end.")
            all_ended = False
        instance.release()
    return all_ended


class SilentQuestion(QMessageBox):
    """Ask whether to try again after the running program did not answer."""

    def __init__(self, process: int) -> None:
        super().__init__()
        put_icon(self, "warning", "danger")
        self.setWindowTitle(QCoreApplication.applicationName())
        self.setText(self.tr("qqdesk is running already, and does not answer."))
        sentence = self.tr(
            "Wait a little and try again. If that does not help, end its process (number {process}), and "
            "start it again."
        )
        self.setInformativeText(sentence.format(process=process))
        self.again_button = self.addButton(self.tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.again_button)
        self.setEscapeButton(self.addButton(self.tr("Close"), QMessageBox.ButtonRole.RejectRole))
