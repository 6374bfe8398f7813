"""Poll how long the computer has been idle, in a thread: some desktops answer slowly."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qqdesk.system.idle.source import Sources, system_sources
from qqdesk.worker.guard import guarded
from qqdesk.worker.worker_thread import Worker, WorkerThread

LOOK_S = 30
"""The interval of the polls. Each one wakes the computer, which may be asleep otherwise."""
_STOP_S = 3.0
"""A source waits for other programs for up to a second each."""


class _Watcher(Worker):
    looked = Signal(object)  # Idle

    def __init__(self, sources: Callable[[], Sources]) -> None:
        super().__init__()
        self._make = sources
        self._sources: Sources | None = None

    @Slot()
    @guarded
    def start(self) -> None:
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)  # grouped with other wake-ups of that second
        self._timer.setInterval(LOOK_S * 1000)
        self._timer.timeout.connect(self.look)

    @Slot()
    @guarded
    def begin(self) -> None:
        self._timer.start()

    @Slot()
    @guarded
    def rest(self) -> None:
        self._timer.stop()

    @Slot()
    @guarded
    def look(self) -> None:
        if self._sources is None:
            self._sources = self._make()
        self.looked.emit(self._sources.look())

    def put_down(self) -> None:
        if self._sources is not None:
            self._sources.close()
            self._sources = None


class IdleWatch(QObject):
    """Owned by the main thread."""

    looked = Signal(object)  # Idle
    _look = Signal()
    _begin = Signal()
    _rest = Signal()

    def __init__(self, sources: Callable[[], Sources] = system_sources, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources = sources
        self._thread: WorkerThread | None = None
        self.is_running = False

    def start(self) -> None:
        """Start polling. The first poll is after LOOK_S."""
        if self._thread is None:
            watcher = _Watcher(self._sources)
            watcher.looked.connect(self.looked)
            for signal, slot in ((self._look, watcher.look), (self._begin, watcher.begin), (self._rest, watcher.rest)):
                signal.connect(slot)
            self._thread = WorkerThread(watcher, "idle", self)
            self._thread.thread.start()
        self.is_running = True
        self._begin.emit()

    def look_now(self) -> None:
        """Poll at once."""
        self._look.emit()

    def rest(self) -> None:
        """Stop polling until the next start. The thread stays, so that this call does not wait for a poll."""
        self.is_running = False
        self._rest.emit()

    def close(self) -> None:
        """End the thread at the end of the program."""
        self.is_running = False
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.thread.quit()
            thread.wait(_STOP_S)
