"""One running program a data folder: a second start raises the windows of the first, and ends.

The lock file says who is first; a local socket alone lets two in that start at once. The socket gets a random name,
which stands in a file of the data folder that only its owner can read, so nobody else can wait there in our place.
"""

import ctypes
import logging
import os
import sys
import tempfile
import time
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from qqdesk.gui.start.words import Caller, Wish, answer_of, write_wish

log = logging.getLogger(__name__)

LOCK, PLACE = "qqdesk.lock", "qqdesk.socket"
_MOST_PLACE_BYTES = 1024
_LONGEST_PATH = 100
"""A socket's path has at most 104 bytes on macOS, 108 on Linux."""
PATIENCE_S = 5.0
"""So long a second start waits for an answer of the first, which may be starting itself."""
_STEP_MS = 50
_MOST_CALLERS = 8


class Outcome(Enum):
    """What became of a second start."""

    RAISED = "raised"
    """The first one has taken over."""
    SILENT = "silent"
    """It runs, and does not answer."""
    GONE = "gone"
    """It has ended meanwhile: this one is the first now."""


class Instance(QObject):
    """Take the folder with `take`; then either `listen` once there is a window, or `call` the one that has it."""

    wished = Signal(object)  # Wish of a second start

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock = QLockFile(str(folder / LOCK))
        # Never by its age: a program that sleeps for a day is still there. A process that is gone, and a restart of the
        # computer, Qt finds out by itself.
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self._callers: list[Caller] = []
        self._caller: type[Caller] | None = None

    def take(self) -> bool:
        """Whether this process is the only one of the folder from now on. Where the folder cannot be written nobody
        is kept out: what cannot be stored is told of by others."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            log.warning("%s cannot be made: %s", self._folder, error)
            return True
        if self._lock.tryLock(0):
            return True
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            log.warning("%s cannot be locked: %s", self._folder, self._lock.error().name)
            return True
        return False

    def owner(self) -> int:
        """The number of the process that has the folder, 0 where it is not known."""
        # Qt's own question for it answers by reference, which Python cannot read.
        try:
            with (self._folder / LOCK).open(encoding="utf-8", errors="replace") as file:
                return int(file.readline(32))
        except (OSError, ValueError):
            return 0

    # The second one

    def call(self, wish: "Wish", patience_s: float = PATIENCE_S) -> Outcome:
        """Hand the wish to the one that has the folder; waits for an answer, and no longer than that."""
        deadline = time.monotonic() + patience_s
        _let_come_to_front(self.owner())
        while True:
            if self._deliver(wish, deadline):
                return Outcome.RAISED
            if self._take_over():
                return Outcome.GONE
            if time.monotonic() >= deadline:
                return Outcome.SILENT
            time.sleep(_STEP_MS / 1000)

    def outlive(self, patience_s: float) -> bool:
        """Whether the one that has the folder ends within that time; then it is this one's."""
        deadline = time.monotonic() + patience_s
        while not self._take_over():
            if time.monotonic() >= deadline:
                return False
            time.sleep(_STEP_MS / 1000)
        return True

    def _deliver(self, wish: "Wish", deadline: float) -> bool:
        place = self._place()
        if not place:
            return False
        socket = QLocalSocket()
        socket.connectToServer(place)
        if not socket.waitForConnected(_left_ms(deadline)):
            return False
        socket.write(write_wish(wish))
        if not socket.waitForBytesWritten(_left_ms(deadline)):
            return False
        said = b""
        while b"\n" not in said and len(said) < 64:
            if not socket.waitForReadyRead(_left_ms(deadline)):
                return False
            said += bytes(socket.readAll().data())
        return answer_of(said)

    def _place(self) -> str:
        try:
            with (self._folder / PLACE).open("rb") as file:
                return file.read(_MOST_PLACE_BYTES).decode("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _take_over(self) -> bool:
        """The owner may have ended. A lock whose process number is another one's by now looks held, but the system's
        own lock on the file is gone with its process: then Qt removes it when it is asked to."""
        if self._lock.tryLock(0):
            return True
        # Only one at a time may remove it: a slow one would remove the new one's.
        alone = QLockFile(str(self._folder / f"{LOCK}.take"))
        alone.setStaleLockTime(0)
        if not alone.tryLock(0):
            return False
        try:
            return self._lock.removeStaleLockFile() and self._lock.tryLock(0)
        finally:
            alone.unlock()

    # The first one

    def listen(self) -> None:
        """Answer those that start later. Called after the first paint."""
        if self._server is not None or not self._lock.isLocked():
            return
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(_MOST_CALLERS)
        if not server.listen(_fresh_name()):
            log.warning("later starts cannot reach this program: %s", server.errorString())
            return
        self._caller = Caller
        server.newConnection.connect(self._take_callers)
        try:
            _write_private(self._folder / PLACE, server.fullServerName())
        except OSError as error:
            log.warning("later starts cannot reach this program: %s", error)
            server.close()
            return
        self._server = server

    @Slot()
    def _take_callers(self) -> None:
        assert self._server is not None and self._caller is not None
        self._callers = [caller for caller in self._callers if not caller.is_over]
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._callers) >= _MOST_CALLERS:
                socket.abort()
                socket.deleteLater()
                continue
            caller = self._caller(socket, self)
            caller.wished.connect(self.wished)
            self._callers.append(caller)
            caller.read()

    def release(self) -> None:
        """The end of the program: the next start is a first one."""
        for caller in self._callers:
            caller.close()
        self._callers = []
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
            (self._folder / PLACE).unlink(missing_ok=True)
        self._lock.unlock()


def _left_ms(deadline: float) -> int:
    return max(1, round((deadline - time.monotonic()) * 1000))


def _fresh_name() -> str:
    """Nobody can know it before; in the person's own folder for such things, where there is one."""
    name = f"qqdesk-{os.urandom(8).hex()}"
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if sys.platform == "win32" or not folder:
        return name
    try:
        info = Path(folder).stat()
    except OSError:
        return name
    path = str(Path(folder) / name)
    is_private = info.st_uid == os.getuid() and not info.st_mode & 0o077
    return path if is_private and len(os.fsencode(path)) <= _LONGEST_PATH else name


def _write_private(path: Path, text: str) -> None:
    """In one step, readable by its owner only."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _let_come_to_front(process: int) -> None:
    """Windows lets a program take the front only if the one that has it, as this one has, allows it."""
    if sys.platform == "win32" and process:
        ctypes.windll.user32.AllowSetForegroundWindow(process)
