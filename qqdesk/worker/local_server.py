"""The server of the place on this computer: started with the program, monitored, restarted, and stopped with it."""

import logging
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from qqdesk.client.backoff import Backoff
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.own_addresses import likely, network_interfaces, of_versions
from qqdesk.worker.place_settings import FILE_NAME, LOOPBACK, keep_port, read_place

_log = logging.getLogger(__name__)

_LISTENING = re.compile(r"listening on (https?)://\S*?:(\d+)/?\s*$")
_RUNNING = re.compile(r"already running at (https?)://(\S+):(\d+)/?\s*$")
_ALREADY_RUNNING = 3
_PORT_TAKEN = 4
_INVITATION = re.compile(r"^invitation ([0-9A-Za-z-]{16,32})\b")
_CODE = re.compile(r"[0-9A-Za-z-]{16,32}")
_TLS_PORT_TAKEN = "which is for HTTPS"
_START_MS = 20_000
_STOP_MS = 2_000
_LINE_CHARS = 4_000


class LocalServer(QObject):
    """Lives in the main thread. Only `stop` blocks."""

    started = Signal(str)
    """The URL for a client on this computer; again after each restart."""
    failed = Signal(object)  # Problem LOCAL_SERVER_FAILED; it is restarted if it ran before
    stopped = Signal()
    port_taken = Signal(int)
    invited = Signal(str)
    """The administrator's invitation, which a server without accounts prints after its start. Never logged."""

    def __init__(
        self, argv: Sequence[str], data_dir: Path, *, port: int | None = None, parent: QObject | None = None
    ) -> None:
        """`argv`: the command of the server program. Its settings are in the data folder, see `place_settings`; so is
        the port if `port` is None."""
        super().__init__(parent)
        self._argv = list(argv)
        self._data_dir = data_dir
        self.may_change_port = True
        """Whether another port is used if the wanted one is taken. Else `port_taken` is emitted."""
        self._port = port
        self._has_tls_port = True
        self._url = ""
        self._foreign = False
        self._lets_others_in = False
        self._ran = False
        self._stopping = False
        self._last_line = ""
        self._buffer = ""
        self._backoff = Backoff(0.5, 30.0)
        self._process: QProcess | None = None
        self._restart_timer = QTimer(self, singleShot=True)
        self._restart_timer.timeout.connect(self.start)
        self._start_timer = QTimer(self, singleShot=True, interval=_START_MS)
        self._start_timer.timeout.connect(self._on_start_timeout)

    def address(self) -> str:
        """Return the URL for a client on this computer; "" while the server does not run."""
        return self._url

    def lan_addresses(self) -> list[str]:
        """Return the addresses for other computers of the network; none if the place is not open to them."""
        port = self._url.rpartition(":")[2]
        return [f"{host}:{port}" for host in own_addresses()] if self._lets_others_in and port.isdecimal() else []

    @property
    def is_running(self) -> bool:
        """Whether our own process runs. A server of another program may have ended: call `start` to find out."""
        return bool(self._url) and not self._foreign

    @Slot()
    def start(self) -> None:
        """Start the server, unless it runs or is starting."""
        if self._process is not None or (self._url and not self._foreign):
            return
        self._restart_timer.stop()
        self._stopping = self._foreign = False
        self._url = self._last_line = self._buffer = ""
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.readyRead.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        place = read_place(self._data_dir)
        if self._port is None:
            self._port = place.port
        arguments = ["run", "--data-dir", str(self._data_dir), "--port", str(self._port), "--no-ops"]
        if not (self._data_dir / FILE_NAME).exists():
            arguments += ["--host", LOOPBACK, "--no-tls", "--no-announce"]
        elif not self._has_tls_port or not self._port:
            arguments += ["--tls-port", "0"]
        self._is_open = place.is_open
        self._start_timer.start()
        process.start(self._argv[0], [*self._argv[1:], *arguments, "--exit-with-stdin"])

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAll().data()).decode("utf-8", "replace")
        *lines, rest = self._buffer.split("\n")
        self._buffer = rest[-_LINE_CHARS:]
        for line in lines:
            self._on_line(line.strip()[:_LINE_CHARS])

    def _on_line(self, line: str) -> None:
        if not line:
            return
        invited = _INVITATION.match(line)
        if invited:
            self.invited.emit(invited[1])
            return
        _log.info("local server: %s", line)
        self._last_line = line
        found = _LISTENING.search(line)
        if found and not self._url:
            self._port = int(found[2])
            self._lets_others_in = self._is_open
            self._keep_port(self._port)
            self._ready(f"{found[1]}://127.0.0.1:{found[2]}")

    def _ready(self, url: str) -> None:
        self._start_timer.stop()
        self._backoff.reset()
        self._url = url
        self._ran = True
        self.started.emit(url)

    def _keep_port(self, port: int) -> None:
        if (self._data_dir / FILE_NAME).exists() and read_place(self._data_dir).port != port:
            try:
                keep_port(self._data_dir, port)
            except OSError as error:
                _log.warning("The port of the local server cannot be kept: %s", error)

    @Slot(int, QProcess.ExitStatus)
    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._on_line(self._buffer.strip())
        running = _RUNNING.search(self._last_line)
        ran = bool(self._url)
        self._drop_process()
        if self._stopping:
            self.stopped.emit()
        elif code == _ALREADY_RUNNING and running is not None:
            # If that server ends, ours will use the same address.
            self._foreign = True
            self._port = int(running[3])
            self._lets_others_in = running[2] in ("0.0.0.0", "*")
            host = "127.0.0.1" if self._lets_others_in else running[2]
            self._ready(f"{running[1]}://{host}:{running[3]}")
        elif code == _PORT_TAKEN and _TLS_PORT_TAKEN in self._last_line and self._has_tls_port:
            # Links contain the HTTP port, where clients learn the HTTPS port.
            self._has_tls_port = False
            self.start()
        elif code == _PORT_TAKEN and self._port and self.may_change_port:
            self._port = 0
            self.start()
        elif code == _PORT_TAKEN and self._port:
            self.port_taken.emit(self._port)
        elif ran:
            if status is QProcess.ExitStatus.CrashExit:
                _log.error("The local server crashed or was killed (code %d)", code)
            else:
                _log.error("The local server ended with code %d: %s", code, self._last_line)
            self.stopped.emit()
            self._restart_timer.start(round(self._backoff.next_delay() * 1000))
        else:
            self._fail()

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._last_line = self._process.errorString()
            self._drop_process()
            self._fail()

    def _fail(self) -> None:
        self.failed.emit(Problem(ProblemKind.LOCAL_SERVER_FAILED, self._last_line))
        if self._ran:
            self._restart_timer.start(round(self._backoff.next_delay() * 1000))

    @Slot()
    def _on_start_timeout(self) -> None:
        if self._process is not None:
            self._last_line = self._last_line or "it did not say that it listens"
            self._process.kill()

    def _drop_process(self) -> None:
        self._start_timer.stop()
        self._url = ""
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def invite_administrator(self) -> None:
        """Create an administrator's invitation with the server's command: `invited`, with "" if it fails.

        For a place with accounts, whose server prints none. The owner of the data folder may do so at any time.
        """
        process = QProcess(self)

        @Slot()
        def finish() -> None:
            code = bytes(process.readAllStandardOutput().data()).decode("ascii", "replace").strip()
            process.deleteLater()
            self.invited.emit(code if _CODE.fullmatch(code) else "")

        process.finished.connect(finish)
        process.start(self._argv[0], [*self._argv[1:], "invite", "new", "--admin", "--data-dir", str(self._data_dir)])

    def stop(self) -> None:
        """End the server by closing its input, and kill it after 2 seconds. Leave servers of other programs alone."""
        self._restart_timer.stop()
        self._stopping = True
        process = self._process
        if process is None:
            self._url = ""
            self._foreign = False
            return
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
