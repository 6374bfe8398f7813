"""The lock of a data folder: one running server per folder. The file says where and how the server is reached."""

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import IO, NamedTuple

FILE_NAME = "server.lock"
_WAIT_S = 2.0
_STEP_S = 0.05

if sys.platform == "win32":
    import msvcrt

    # Locked bytes cannot be read on Windows, so the lock is far behind the text.
    _LOCKED_BYTE = 1 << 30

    def try_lock(file: IO[str]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True
else:
    import fcntl

    def try_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class RunningServer(NamedTuple):
    """The lines of the file. `address` and `tls_address` are those where the server listens, "" if unknown or not.

    `fingerprint` is that of the server's own certificate in 64 hex digits, "" with a certificate of the operator, whose
    `names` follow.
    """

    address: str = ""
    tls_address: str = ""
    fingerprint: str = ""
    names: tuple[str, ...] = ()


class AlreadyRunningError(Exception):
    """Another server uses the folder. `address` is where it listens, "" if unknown."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class FolderLock:
    """Held until `release`, or until the process ends."""

    def __init__(self, folder: Path) -> None:
        """Lock the folder. Raises AlreadyRunningError or OSError."""
        self._path = folder / FILE_NAME
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        self._file = os.fdopen(descriptor, "r+", encoding="utf-8")
        if not try_lock(self._file):
            self._file.close()
            raise AlreadyRunningError(_read(self._path).address)
        self.write(None)

    def write(self, server: RunningServer | None) -> None:
        self._file.seek(0)
        self._file.truncate()
        if server is not None:
            self._file.write("".join(f"{line}\n" for line in (*server[:3], *server.names)))
        self._file.flush()

    def release(self) -> None:
        self.write(None)
        self._file.close()


def address_of_running(folder: Path) -> str | None:
    """Return where the server of this folder listens, "" if unknown; None if no server runs.

    Raises OSError if the folder cannot be read.
    """
    running = running_server(folder)
    return None if running is None else running.address


def running_server(folder: Path) -> RunningServer | None:
    """Return the server of this folder; None if no server runs. Raises OSError if the folder cannot be read."""
    path = folder / FILE_NAME
    try:
        file = path.open("r", encoding="utf-8")
    except FileNotFoundError:
        return None
    with file:
        # Closing the file releases the lock.
        if try_lock(file):
            return None
    return _read(path)


def was_killed(folder: Path) -> bool:
    """Return whether the last server of this folder did not end by itself. Call it while none runs."""
    try:
        return bool((folder / FILE_NAME).read_text("utf-8").strip())
    except OSError:
        return False


def forget_killed(folder: Path) -> None:
    """Forget that the last server was killed. Nothing happens while one runs."""
    with contextlib.suppress(OSError), (folder / FILE_NAME).open("r+", encoding="utf-8") as file:
        if try_lock(file):
            file.truncate(0)


def _read(path: Path) -> RunningServer:
    """Wait a moment for a server that starts to write its address."""
    deadline = time.monotonic() + _WAIT_S
    while True:
        lines = path.read_text("utf-8").splitlines()
        if lines or time.monotonic() > deadline:
            address, tls_address, fingerprint, *names = *lines, "", "", ""
            return RunningServer(address, tls_address, fingerprint, tuple(filter(None, names)))
        time.sleep(_STEP_S)
