"""Poll how long the computer has been idle, in a thread: some desktops answer slowly."""

import logging
from collections.abc import Callable
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qqdesk.system.idle.idle_sources import Sources, system_sources
from qqdesk.worker.loop_thread import LoopThread, wait_for_end

_log = logging.getLogger(__name__)
POLL_S = 30
"""The interval of the polls. Each one wakes the computer, which may be asleep otherwise."""
_STOP_S = 3.0
"""A source waits for other programs for up to a second each."""


class IdleWatch(QObject):
    """Owned by the main thread."""

    polled = Signal(object)  # Idle

    def __init__(self, sources: Callable[[], Sources] = system_sources, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_sources = sources
        self._polls: SimpleQueue[bool] = SimpleQueue()
        """True for a poll, False to end the thread."""
        self._thread: LoopThread | None = None
        self._timer = QTimer(self, interval=POLL_S * 1000)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)  # grouped with other wake-ups of that second
        self._timer.timeout.connect(self.poll_now)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def start(self) -> None:
        """Start polling. The first poll is after POLL_S."""
        if self._thread is None:
            self._thread = LoopThread("idle", self._run, self)
            self._thread.start()
        self._timer.start()

    @Slot()
    def poll_now(self) -> None:
        if self._thread is not None:
            self._polls.put(True)

    def pause(self) -> None:
        """Stop polling until the next start. The thread stays, so that this call does not wait for a poll."""
        self._timer.stop()

    def close(self) -> None:
        """End the thread at the end of the program."""
        self._timer.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            self._polls.put(False)
            wait_for_end(thread, _STOP_S, self)

    def _run(self) -> None:
        """Runs in the thread."""
        sources: Sources | None = None
        while self._polls.get():
            try:
                sources = sources or self._make_sources()
                self.polled.emit(sources.read())
            except Exception:
                _log.exception("The idle time cannot be polled")
        if sources is not None:
            sources.close()
