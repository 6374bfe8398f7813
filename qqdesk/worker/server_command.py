"""Run a command of `qqdesk-server` on the data folder of this computer."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

from qqdesk.worker.local_server import server_command

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
