"""The connection of a window to the host of a place, which is started if none runs."""

import errno
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QProcess, QProcessEnvironment, QThread, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalSocket

from qqdesk import paths
from qqdesk.client.backoff import Backoff
from qqdesk.system.own_command import own_command
from qqdesk.system.place_autostart import PlaceAutostart, place_autostart
from qqdesk.system.systemd_unit import in_own_scope
from qqdesk.worker.local_server import PlaceState, parse_state
from qqdesk.worker.place_settings import read_place
from qqdesk.worker.server_host import QUIT, SOCKET, START


def start_detached(command: Sequence[str], folder: Path) -> bool:
    """Start a program in a session of its own, without a console and streams. Return whether it was started."""
    environment = QProcessEnvironment.systemEnvironment()
    if getattr(sys, "frozen", False):  # else PyInstaller takes the new process for a part of this one
        environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
    if sys.platform == "win32":
        # The job of this process may end its programs with it, and may allow them to leave.
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        variables = dict(entry.split("=", 1) for entry in environment.toStringList() if not entry.startswith("="))
        for breakaway in (subprocess.CREATE_BREAKAWAY_FROM_JOB, 0):
            try:
                subprocess.Popen(command, cwd=folder, env=variables, creationflags=flags | breakaway)
            except OSError:
                continue
            return True
        return False
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(command[1:])
    process.setProcessEnvironment(environment)
    process.setWorkingDirectory(str(folder))
    process.setStandardInputFile(QProcess.nullDevice())
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    return bool(process.startDetached())  # a bool, whatever the stub says


_log = logging.getLogger(__name__)

SERVER_FOLDER = "server"
"""The folder of the place in the data folder of the program."""
KEEP_PLACE = "--keep-place"
_START_MS = 20_000
_STEP_MS = 50
_END_MS = 6_000


class ServerHostLink(QObject):
    """`open` it, then wait for `changed` or `failed`. Lives in the main thread; only `quit` blocks."""

    changed = Signal()
    """`state` is new. The host may have sent the same one again."""
    failed = Signal(str)
    """The host cannot be started."""

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        """`data`: the data folder of the program."""
        super().__init__(parent)
        self._data, self._folder = data, data / SERVER_FOLDER
        self.state = PlaceState()
        self.is_wanted = False
        """The server should run: a host that ends is started again."""
        self._was_connected = self._is_launched = self._is_restarting = False
        self._backoff = Backoff(0.1, 30.0)
        self._deadline = QDeadlineTimer()
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._connect)
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._on_connected)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self._on_lost)
        self._socket.errorOccurred.connect(self._on_lost)

    def open(self) -> None:
        """Ask the host to start the server. Start the host if none runs."""
        self.is_wanted = True
        if self._is_restarting:
            return
        if self._socket.state() is QLocalSocket.LocalSocketState.ConnectedState:
            self._socket.write(START)
        elif self._socket.state() is QLocalSocket.LocalSocketState.UnconnectedState and not self._retry.isActive():
            self._begin()

    def restart(self) -> None:
        """End the host with its server, and start both again: the program or the settings may be new."""
        if self._was_connected:
            self._is_restarting = True
            self._backoff.reset()
            self._socket.write(QUIT)
            self._set_state(PlaceState())

    @property
    def has_started_host(self) -> bool:
        """Whether the host is that of this link, not one that was found."""
        return self._is_launched

    def close(self) -> None:
        """Disconnect from the host, which keeps running."""
        self.is_wanted = self._is_launched = self._is_restarting = False
        self._retry.stop()
        self._socket.abort()
        self._set_state(PlaceState())

    def quit(self) -> None:
        """End the host with its server, and wait for its end."""
        self.is_wanted = self._is_restarting = False
        self._retry.stop()
        if self._is_launched and not self._was_connected:
            _wait_for_host(self._folder, self._socket)
        _end(self._socket)
        self._is_launched = False
        self._set_state(PlaceState())

    def _begin(self) -> None:
        self._is_launched = False
        self._deadline.setRemainingTime(_START_MS)
        self._connect()

    @Slot()
    def _connect(self) -> None:
        if name := _socket_name(self._folder):
            self._socket.connectToServer(name)
        else:
            self._on_lost()

    @Slot()
    def _on_connected(self) -> None:
        self._was_connected = True
        if self.is_wanted:
            self._socket.write(START)

    @Slot()
    def _read(self) -> None:
        while self._socket.canReadLine():
            state = parse_state(bytes(self._socket.readLine().data()))
            if state is not None and not self._is_restarting:
                self.state = state
                self.changed.emit()

    @Slot()
    def _on_lost(self) -> None:
        """Start another host if the connected one has ended, or if none runs."""
        was_connected, self._was_connected = self._was_connected, False
        if not self.is_wanted or self._retry.isActive():
            return
        if was_connected:
            self._is_launched = self._is_restarting = False
            self._deadline.setRemainingTime(_START_MS)
            self._retry.start(round(self._backoff.next_delay() * 1000))
            self._set_state(PlaceState())
            return
        if not self._is_launched:
            self._is_launched = True
            try:
                launch_host(self._data)
            except OSError as error:
                self.failed.emit(str(error))
                return
        if self._deadline.hasExpired():
            _log.error("The host of the place does not answer")
            self.failed.emit("the program that keeps the place open does not answer")
        else:
            self._retry.start(_STEP_MS)

    def _set_state(self, state: PlaceState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def _socket_name(folder: Path) -> str:
    try:
        return (folder / SOCKET).read_text("utf-8")
    except OSError:
        return ""


def _wait_for_host(folder: Path, socket: QLocalSocket) -> None:
    """Connect to a host that has just been started."""
    deadline = QDeadlineTimer(_END_MS)
    while not deadline.hasExpired():
        socket.abort()
        socket.connectToServer(_socket_name(folder))
        if socket.waitForConnected(_STEP_MS):
            return
        QThread.msleep(_STEP_MS)


def _end(socket: QLocalSocket) -> None:
    """Ask the host to end, and wait for it."""
    if socket.state() is QLocalSocket.LocalSocketState.ConnectedState:
        socket.write(QUIT)
        deadline = QDeadlineTimer(_END_MS)
        # Windows writes in the background: flush() returns False meanwhile.
        while socket.bytesToWrite() and socket.waitForBytesWritten(deadline.remainingTime()):
            pass
        if socket.state() is QLocalSocket.LocalSocketState.ConnectedState:  # the host may just have ended
            socket.waitForDisconnected(deadline.remainingTime())


def end_host(folder: Path) -> bool:
    """End the host of a server's folder. Return whether none runs any more. Needs a QCoreApplication."""
    socket = QLocalSocket()
    if name := _socket_name(folder):
        socket.connectToServer(name)
        socket.waitForConnected(_END_MS)
        _end(socket)
    return socket.state() is QLocalSocket.LocalSocketState.UnconnectedState


def host_command(data: Path) -> list[str]:
    """Return the command of the host for a data folder of the program.

    It names the default folder, too: systemd does not have the variables of the session.
    """
    return [*own_command(), KEEP_PLACE, "--data-dir", str(data.absolute())]


def autostart(data: Path) -> PlaceAutostart:
    """Return the entry that opens the place of a data folder of the program."""
    place = [] if data == paths.data_dir() else ["--data-dir", str(data.absolute())]
    return place_autostart(place, read_place(data / SERVER_FOLDER).name)


def has_autostart(data: Path) -> bool:
    """Whether the place of a data folder opens by itself."""
    try:
        return autostart(data).is_on()
    except OSError:
        return False


def correct_entry(data: Path) -> None:
    """Update the entry that opens the place: the program may have been moved."""
    try:
        autostart(data).correct(host_command(data))
    except OSError as error:
        _log.warning("the entry that opens the place cannot be corrected: %s", error)


def end_without_autostart(data: Path) -> bool:
    """End the host of a data folder, unless the place opens by itself. Return whether it has ended or stays."""
    return has_autostart(data) or end_host(data / SERVER_FOLDER)


def launch_host(data: Path) -> None:
    """Start the host of a data folder: by systemd if there is a unit. Raises OSError."""
    folder = data / SERVER_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not os.access(folder, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    try:
        if autostart(data).start():
            return
    except OSError as error:
        _log.warning("systemd does not start the place: %s", error)
    command = host_command(data)
    if not start_detached(in_own_scope(command), data):
        raise OSError(f"{command[0]} cannot be started")
