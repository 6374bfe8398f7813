"""What waits to be written to the history: in memory at once, on disk soon after. Runs in the main thread."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.problem import Problem
from qqdesk.worker.history_writer import HistoryWriter

K = TypeVar("K")
V = TypeVar("V")


class Unwritten(QObject, Generic[K, V]):
    """Values by key that the history's writer saves.

    If the disk is full, they stay in memory and are written with the next ones. The failure is reported once, until a
    write succeeds.
    """

    failed = Signal(object)  # Problem

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.values: dict[K, V] = {}
        """Those that are not on disk yet, oldest first."""
        self._writer: HistoryWriter | None = None
        self._save: Callable[[dict[K, V]], object] = lambda values: None
        self._then: Callable[[], None] = lambda: None
        self._has_reported = False

    def open(
        self,
        writer: HistoryWriter,
        save: Callable[[dict[K, V]], object],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """`save` writes values in the writer's thread. `then` is called after each write."""
        self.clear()
        self._writer, self._save, self._then = writer, save, then
        self._has_reported = False

    def clear(self) -> None:
        self._writer = None
        self.values = {}

    def write(self) -> None:
        writer = self._writer
        if writer is not None and self.values:
            values, self.values = self.values, {}
            pending = writer.write(partial(self._save, values))
            pending.then(self, lambda _: self._on_written(), partial(self._on_failed, writer, values))

    def _on_written(self) -> None:
        self._has_reported = False
        self._then()
        # Those that could not be written before.
        self.write()

    def _on_failed(self, writer: HistoryWriter, values: dict[K, V], problem: Problem) -> None:
        if writer is self._writer:  # of the same account
            self.values = values | self.values
        self.report(problem)

    def report(self, problem: Problem) -> None:
        if not self._has_reported:
            self._has_reported = True
            self.failed.emit(problem)
