"""The server of the place on this computer: started by its host, monitored, restarted, and stopped with it."""

import json
import logging
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from qqdesk.client.backoff import Backoff
from qqdesk.own_addresses import likely, network_interfaces, of_versions
from qqdesk.server.storage.lock import address_of_running
from qqdesk.worker.place_settings import ALL_ADDRESSES, FILE_NAME, LOOPBACK, keep_port, read_place

_log = logging.getLogger(__name__)

_LISTENING = re.compile(r"listening on (https?)://\S*?:(\d+)/?\s*$", re.MULTILINE)
_ALREADY_RUNNING = 3
_PORT_TAKEN = 4
_OTHER_VERSION = 5
_TLS_PORT_TAKEN = "which is for HTTPS"
_MOST_PORTS = 20
"""The number of ports above a taken one that are tried."""
_START_MS = 20_000
_STOP_MS = 2_000
_OTHER_MS = 1_000
"""The interval of the check whether a server that was started by hand has ended."""
_STABLE_MS = 60_000
"""A server that ran for this time is restarted soon after it ends."""
_LINE_CHARS = 4_000


@dataclass(frozen=True, slots=True)
class PlaceState:
    """The state of the server.

    `address`: the URL for a client on this computer, "" while the server does not run. `is_open`: other computers can
    reach it. `is_own`: False if somebody started the server by hand. `problem`: why it does not run. `taken_port`: the
    port that the place had before another program took it; else 0. `is_other_version`: it does not run because another
    version of the program wrote its data.
    """

    address: str = ""
    is_open: bool = False
    is_own: bool = True
    problem: str = ""
    taken_port: int = 0
    is_other_version: bool = False

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode("ascii") + b"\n"


def parse_state(line: bytes) -> PlaceState | None:
    """Return None if the line is not a state. A host of another version may send other lines."""
    try:
        values = dict(json.loads(line))
        return PlaceState(**{field.name: values[field.name] for field in fields(PlaceState) if field.name in values})
    except (ValueError, TypeError):
        return None


class LocalServer(QObject):
    """Keeps the server of a data folder running. Lives in the main thread; only `stop` blocks."""

    changed = Signal()
    """`state` is new."""

    def __init__(self, argv: Sequence[str], data_dir: Path, parent: QObject | None = None) -> None:
        """`argv`: the command of the server program. Its settings are in the data folder, see `place_settings`."""
        super().__init__(parent)
        self._argv = list(argv)
        self._data_dir = data_dir
        self.state = PlaceState()
        self._port = 0
        """The port of this run; 0 for that of the settings."""
        self._has_tls_port = True
        self._is_open = False
        self._stopping = False
        self._last_line = ""
        self._backoff = Backoff(0.5, 30.0)
        self._uptime = QElapsedTimer()
        self._process: QProcess | None = None
        self._restart_timer = QTimer(self, singleShot=True)
        self._restart_timer.timeout.connect(self.start)
        self._start_timer = QTimer(self, singleShot=True, interval=_START_MS)
        self._start_timer.timeout.connect(self._on_start_timeout)

    @Slot()
    def start(self) -> None:
        """Start the server, unless it runs or is starting."""
        if self._process is not None:
            return
        self._restart_timer.stop()
        self._stopping = False
        if self._uses_other_server():
            return
        self._last_line = ""
        had_address = bool(self.state.address)
        self.state = PlaceState(taken_port=self.state.taken_port)
        if had_address:  # of a server that has ended
            self.changed.emit()
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read_output)
        process.readyReadStandardError.connect(self._read_log)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        arguments = ["run", "--data-dir", str(self._data_dir), "--no-ops", "--exit-with-stdin"]
        if self._port:
            arguments += ["--port", str(self._port)]
        if not (self._data_dir / FILE_NAME).exists():
            arguments += ["--host", LOOPBACK, "--no-tls", "--no-announce"]
        elif not self._has_tls_port:
            arguments += ["--tls-port", "0"]
        self._is_open = read_place(self._data_dir).is_open
        self._start_timer.start()
        process.start(self._argv[0], [*self._argv[1:], *arguments])

    def _uses_other_server(self) -> bool:
        """Whether a server that was started by hand uses the folder. Check again later: ours starts when it ends."""
        try:
            address = address_of_running(self._data_dir)
        except OSError:
            return False  # the server names the reason
        if address is None:
            return False
        other = urlsplit(address)
        is_open = other.hostname in (ALL_ADDRESSES, "::")
        url = f"{other.scheme}://{LOOPBACK if is_open else other.hostname}:{other.port}" if address else ""
        self._set_state(PlaceState(url, is_open, is_own=False))
        self._restart_timer.start(_OTHER_MS)
        return True

    def _set_state(self, state: PlaceState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

    @Slot()
    def _read_log(self) -> None:
        assert self._process is not None
        for line in bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").splitlines():
            if line.strip():
                self._last_line = line.strip()[:_LINE_CHARS]
                _log.info("local server: %s", self._last_line)

    @Slot()
    def _read_output(self) -> None:
        assert self._process is not None
        found = _LISTENING.search(bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace"))
        if found and not self.state.address:
            self._start_timer.stop()
            self._uptime.start()
            self._port = int(found[2])
            self._keep_port(self._port)
            address = f"{found[1]}://{LOOPBACK}:{self._port}"
            self._set_state(PlaceState(address, self._is_open, taken_port=self.state.taken_port))

    def _keep_port(self, port: int) -> None:
        if (self._data_dir / FILE_NAME).exists() and read_place(self._data_dir).port != port:
            try:
                keep_port(self._data_dir, port)
            except OSError as error:
                _log.warning("The port of the local server cannot be kept: %s", error)

    @Slot(int, QProcess.ExitStatus)
    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_log()
        self._drop_process()
        if self._stopping:
            self._set_state(PlaceState())
        elif code == _ALREADY_RUNNING:
            self._restart_timer.start(_OTHER_MS)
        elif code == _PORT_TAKEN and _TLS_PORT_TAKEN in self._last_line and self._has_tls_port:
            # Links contain the HTTP port, where clients learn the HTTPS port.
            self._has_tls_port = False
            self.start()
        elif code == _PORT_TAKEN and self._choose_next_port():
            self.start()
        else:
            if status is QProcess.ExitStatus.CrashExit:
                _log.error("The local server crashed or was killed (code %d)", code)
            else:
                _log.error("The local server ended with code %d: %s", code, self._last_line)
            self._fail(is_other_version=code == _OTHER_VERSION)

    def _choose_next_port(self) -> bool:
        port = self._port or read_place(self._data_dir).port
        wanted = self.state.taken_port or port
        self._port = port + 1
        self._set_state(PlaceState(taken_port=wanted))
        return self._port <= min(wanted + _MOST_PORTS, 65_535)

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._last_line = self._process.errorString()
            self._drop_process()
            self._fail()

    def _fail(self, *, is_other_version: bool = False) -> None:
        """Report why the server does not run, and start it again later."""
        if self._uptime.isValid() and self._uptime.elapsed() > _STABLE_MS:
            self._backoff.reset()
        self._uptime.invalidate()
        self._restart_timer.start(round(self._backoff.next_delay() * 1000))
        problem = self._last_line or "it gave no reason"
        self.state = replace(self.state, address="", problem=problem, is_other_version=is_other_version)
        self.changed.emit()  # also for the same reason: a window may wait for the answer

    @Slot()
    def _on_start_timeout(self) -> None:
        if self._process is not None:
            self._last_line = self._last_line or "it did not say that it listens"
            self._process.kill()

    def _drop_process(self) -> None:
        self._start_timer.stop()
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def stop(self) -> None:
        """End the server by closing its input, and kill it after 2 seconds. Leave servers of others alone."""
        self._restart_timer.stop()
        self._stopping = True
        if self._process is None:
            self._set_state(PlaceState())
            return
        process = self._process
        process.closeWriteChannel()
        if not process.waitForFinished(_STOP_MS):
            _log.error("The local server did not end in time and is killed")
            process.kill()
            process.waitForFinished(_STOP_MS)


def own_addresses() -> list[str]:
    """Return this computer's IPv4 addresses for others, the most likely first."""
    return list(likely(of_versions(network_interfaces(), 4)))


def own_network() -> str:
    """Return the network that this computer is most likely reached in, such as 192.168.1.*; "" without one."""
    first = next(iter(own_addresses()), "")
    return f"{first.rpartition('.')[0]}.*" if first else ""


def server_command() -> list[str]:
    """Return the command of the server: with this interpreter, or the program next to a frozen one."""
    if getattr(sys, "frozen", False):
        name = "qqdesk-server.exe" if sys.platform == "win32" else "qqdesk-server"
        return [str(Path(sys.executable).with_name(name))]
    return [sys.executable, "-P", "-m", "qqdesk.cli.server"]


EXIT_ALREADY_RUNNING = 3
"""A server uses the data folder."""
EXIT_OTHER_VERSION = 5
"""Another version of the program wrote the data or the backup."""


class ServerCommand(QObject):
    """Emits `finished` once, then deletes itself. Nothing of its output is logged: it may be a code."""

    finished = Signal(int, str, str)
    """The exit code (-1 if the command did not run), the output, and the error message."""

    def __init__(self, arguments: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._process = process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        process.setProcessEnvironment(environment)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        argv = server_command()
        process.start(argv[0], [*argv[1:], *arguments])

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        output, error = (
            bytes(data.data()).decode("utf-8", "replace").strip()
            for data in (self._process.readAllStandardOutput(), self._process.readAllStandardError())
        )
        self.finished.emit(code if status is QProcess.ExitStatus.NormalExit else -1, output, error)
        self.deleteLater()

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.finished.emit(-1, "", self._process.errorString())
            self.deleteLater()
