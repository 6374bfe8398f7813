"""A copy of the latest backup of the place, on this computer. Lives in the main thread."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError
from qqdesk.engine.problems import problem_of
from qqdesk.protocol.record import Channel
from qqdesk.worker.loop_thread import LoopThread, wait_for_end

_log = logging.getLogger(__name__)
_STOP_S = 5.0


class BackupCopy(QObject):
    """Emits `saved` or `failed` once, unless it is stopped before, then deletes itself."""

    progressed = Signal(int)
    """Percent."""
    saved = Signal(object)  # Path
    failed = Signal(object)  # Problem
    stopped = Signal()

    def __init__(self, client: Client, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._folder = client, folder
        self._is_stopped = self.is_over = False
        self._percent = -1
        self._thread = LoopThread("copy backup", self._run, self)
        self._thread.finished.connect(self._on_finished)
        self._thread.start()

    def _run(self) -> None:
        """Runs in the thread."""
        try:
            path = self._client.files.backups.fetch(self._folder, self._report, lambda: self._is_stopped)
        except ClientError as error:
            if self._is_stopped:
                self.stopped.emit()
                return
            _log.warning("The backup could not be fetched: %s", error)
            self.failed.emit(problem_of(error))
        else:
            self.saved.emit(path)

    def _report(self, done: int, size: int) -> None:
        percent = done * 100 // size
        if percent != self._percent:
            self._percent = percent
            self.progressed.emit(percent)

    def stop(self) -> None:
        """End after the piece that is under way."""
        self._is_stopped = True

    def close(self) -> None:
        """Stop without a signal, and wait for the end of the thread."""
        self.blockSignals(True)
        self._is_stopped = True
        self._client.channels.interrupt(Channel.BACKUPS)
        wait_for_end(self._thread, _STOP_S, self)

    @Slot()
    def _on_finished(self) -> None:
        self.is_over = True
        wait_for_end(self._thread, _STOP_S, self)
        self.deleteLater()
