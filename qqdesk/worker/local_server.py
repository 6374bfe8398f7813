"""The server on this computer: started with the program, watched, restarted, and stopped with it."""

import logging
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from qqdesk.client.backoff import Backoff
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.own_addresses import likely, network_interfaces, of_versions
from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT

_log = logging.getLogger(__name__)

_LISTENING = re.compile(r"listening on (https?)://\S*?:(\d+)/?\s*$")
_RUNNING = re.compile(r"already running at (https?)://(\S+):(\d+)/?\s*$")
_ALREADY_RUNNING = 3
_PORT_TAKEN = 4
_START_MS = 20_000
_STOP_MS = 2_000
_LINE_CHARS = 4_000


@dataclass(frozen=True, slots=True)
class ServerReady:
    """`url` is for a client on this computer."""

    url: str


class LocalServer(QObject):
    """Lives in the main thread; nothing but `stop` waits."""

    started = Signal(object)  # ServerReady; again after each restart
    failed = Signal(object)  # Problem LOCAL_SERVER_FAILED; it is tried again where it ran before
    stopped = Signal()

    def __init__(
        self, argv: Sequence[str], data_dir: Path, *, shared: bool = False, port: int = DEFAULT_PORT,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        """`argv` starts the server program; `shared` lets other computers in."""
        super().__init__(parent)
        self._argv = list(argv)
        self._data_dir = data_dir
        self._shared = shared
        self._port = port
        self._tls_port = DEFAULT_TLS_PORT if port else 0
        self._url = ""
        self._foreign = False
        self._lets_others_in = False
        self._ran = False
        self._stopping = False
        self._last_line = ""
        self._buffer = ""
        self._backoff = Backoff(0.5, 30.0)
        self._process: QProcess | None = None
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.start)
        self._patience = QTimer(self, singleShot=True, interval=_START_MS)
        self._patience.timeout.connect(self._too_slow)

    def address(self) -> str:
        """Where a client on this computer finds it; "" while it does not run."""
        return self._url

    def lan_addresses(self) -> list[str]:
        """What others on the network type to get here; none where it is not shared."""
        port = self._url.rpartition(":")[2]
        return [f"{host}:{port}" for host in own_addresses()] if self._lets_others_in and port.isdecimal() else []

    @property
    def is_running(self) -> bool:
        """Whether it is ours and runs. Another one's may have ended since: `start` finds out."""
        return bool(self._url) and not self._foreign

    @Slot()
    def start(self) -> None:
        """Start it, unless it runs or is starting."""
        if self._process is not None or (self._url and not self._foreign):
            return
        self._again.stop()
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
        host = "0.0.0.0" if self._shared else "127.0.0.1"
        arguments = ["run", "--data-dir", str(self._data_dir), "--host", host, "--port", str(self._port)]
        arguments.append("--no-ops")
        if self._shared:
            # Whoever ticked the box that lets others join has invited them; a stranger among them can ask to be added,
            # and write to nobody. What they say is nobody's to overhear.
            arguments += ["--registration", "open", "--tls-port", str(self._tls_port)]
        else:
            arguments += ["--no-announce", "--no-tls"]
        self._patience.start()
        process.start(self._argv[0], [*self._argv[1:], *arguments, "--exit-with-stdin"])

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAll().data()).decode("utf-8", "replace")
        *lines, rest = self._buffer.split("\n")
        self._buffer = rest[-_LINE_CHARS:]
        for line in lines:
            self._take_line(line.strip()[:_LINE_CHARS])

    def _take_line(self, line: str) -> None:
        if not line:
            return
        _log.info("local server: %s", line)
        self._last_line = line
        found = _LISTENING.search(line)
        if found and not self._url:
            self._port = int(found[2])
            self._lets_others_in = self._shared
            self._ready(f"{found[1]}://127.0.0.1:{found[2]}")

    def _ready(self, url: str) -> None:
        self._patience.stop()
        self._backoff.reset()
        self._url = url
        self._ran = True
        self.started.emit(ServerReady(url))

    @Slot(int, QProcess.ExitStatus)
    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._take_line(self._buffer.strip())
        running = _RUNNING.search(self._last_line)
        ran = bool(self._url)
        self._drop_process()
        if self._stopping:
            self.stopped.emit()
        elif code == _ALREADY_RUNNING and running is not None:
            # Should it end, ours takes its place at the same address.
            self._foreign = True
            self._port = int(running[3])
            self._lets_others_in = running[2] in ("0.0.0.0", "*")
            host = "127.0.0.1" if self._lets_others_in else running[2]
            self._ready(f"{running[1]}://{host}:{running[3]}")
        elif code == _PORT_TAKEN and not self._shared and self._port != 0:
            self._port = 0
            self.start()
        elif code == _PORT_TAKEN and self._shared and self._tls_port != 0:
            # Clients are told where HTTPS is; the other port is the one that people type.
            self._tls_port = 0
            self.start()
        elif ran:
            _log.error("The local server ended with code %d: %s", code, self._last_line)
            self.stopped.emit()
            self._again.start(round(self._backoff.next_delay() * 1000))
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
            self._again.start(round(self._backoff.next_delay() * 1000))

    @Slot()
    def _too_slow(self) -> None:
        if self._process is not None:
            self._last_line = self._last_line or "it did not say that it listens"
            self._process.kill()

    def _drop_process(self) -> None:
        self._patience.stop()
        self._url = ""
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def stop(self) -> None:
        """Let it end by closing its input; at most 2 seconds, then it is killed. Another one's server is left alone."""
        self._again.stop()
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


def server_command() -> list[str]:
    """What starts the server program: with this interpreter, or the program beside a frozen one."""
    if getattr(sys, "frozen", False):
        name = "qqdesk-server.exe" if sys.platform == "win32" else "qqdesk-server"
        return [str(Path(sys.executable).with_name(name))]
    return [sys.executable, "-P", "-m", "qqdesk.cli.server"]
