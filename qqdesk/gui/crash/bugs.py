"""Exceptions that nobody caught, in whatever thread: counted, reported without their values, and shown once."""

import logging
import threading
import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from qqdesk.gui.crash.window import Crashed, CrashWindow
from qqdesk.system.crash.plain_window import tell
from qqdesk.system.crash.reports import CrashReports
from qqdesk.system.crash.traces import kind_of, place_of, without_values
from qqdesk.system.crash.words import report_of

MOST_TRACES = 5
"""Of different bugs in one report; all are counted, and in the log."""
_COUNT_MS = 500
"""One that comes with each paint would otherwise be the reason of the next."""

_log = logging.getLogger(__name__)
_Place = tuple[str, tuple[str, int]]


class _Bug(NamedTuple):
    traces: str
    thread: str
    goes_on: bool
    when: float


class Bugs(QObject):
    """Of the main thread; `take` may be called in any."""

    restart_wanted = Signal()
    quit_wanted = Signal()
    _taken = Signal()

    def __init__(self, reports: CrashReports, about: str, parent: QObject | None = None) -> None:
        """`about` is the head of each report."""
        super().__init__(parent)
        self._reports, self._about = reports, about
        self._lock = threading.Lock()
        self._waiting: list[_Bug] = []
        self._known: set[_Place] = set()
        self._forgiven: set[_Place] = set()
        self._count = 0
        self._is_told = False
        self._shown: list[_Bug] = []
        self._path: Path | None = None
        self.window: CrashWindow | None = None
        self._left: list[CrashWindow] = []
        self._soon = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._soon.timeout.connect(self._show_count)
        self._taken.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def take(self, error: BaseException, *, goes_on: bool = True) -> None:
        """Nothing of the exception is held. What it was in the way of may be needed for all others: then nothing
        `goes_on`, and neither does a thread."""
        place = (kind_of(error), place_of(error))
        with self._lock:
            if place in self._forgiven:
                return
            self._count += 1
            if place not in self._known and len(self._known) < MOST_TRACES:
                self._known.add(place)
                goes_on = goes_on and threading.current_thread() is threading.main_thread()
                self._waiting.append(_Bug(without_values(error), _thread_name(), goes_on, time.time()))
            if self._is_told:
                return
            self._is_told = True
        self._taken.emit()

    @Slot()
    def _show(self) -> None:
        with self._lock:
            waiting, self._waiting, self._is_told = self._waiting, [], False
        if not waiting:
            if self.window is not None and not self._soon.isActive():
                self._soon.start()
            return
        self._shown += waiting
        try:
            report = self._report()
            self._path = self._reports.write(report, self._path)
            self._show_window(report)
        except Exception:
            # Whatever windows are made of is broken: at least it is said.
            _log.exception("the window of a crash cannot be shown")
            tell("Something went wrong in qqdesk, and its windows are broken. Quit it and start it anew.")
            return
        if self._path is not None:
            self._path = self._reports.mark_seen(self._path)

    def _report(self) -> str:
        first = self._shown[0]
        threads = ", ".join(dict.fromkeys(bug.thread for bug in self._shown))
        return report_of(self._about, first.when, threads, [bug.traces for bug in self._shown], self._count)

    def _show_window(self, report: str) -> None:
        goes_on = all(bug.goes_on for bug in self._shown)
        crashed = Crashed.GOES_ON if goes_on else Crashed.A_PART
        if self.window is None:
            self.window = window = CrashWindow(crashed, report)
            window.restart_wanted.connect(self.restart_wanted)
            window.quit_wanted.connect(self.quit_wanted)
            window.dismissed.connect(self._dismissed)
            if (menu := QApplication.activePopupWidget()) is not None:
                menu.close()
            if QApplication.activeModalWidget() is not None:
                # Else the question that is open would keep everybody from answering this one.
                window.setWindowModality(Qt.WindowModality.ApplicationModal)
        else:
            self.window.show_crash(crashed, report)
        self._show_count()
        self.window.come()

    @Slot()
    def _show_count(self) -> None:
        if self.window is not None:
            self.window.show_count(self._count)

    @Slot()
    def _dismissed(self) -> None:
        """The same again is in the log, and no window any more."""
        with self._lock:
            self._forgiven |= self._known
            self._known, self._count = set(), 0
        self._shown, self._path = [], None
        self.close()

    def close(self) -> None:
        """The end of the program."""
        if self.window is not None:
            window, self.window = self.window, None
            self.let_go(window)

    def let_go(self, window: CrashWindow) -> None:
        """Held until it is destroyed here: Python may collect what nobody holds in any thread."""
        window.hide()
        window.destroyed.connect(self._forget_left)
        self._left.append(window)
        window.deleteLater()

    @Slot()
    def _forget_left(self) -> None:
        self._left = [window for window in self._left if isValid(window)]


def _thread_name() -> str:
    if threading.current_thread() is threading.main_thread():
        return "main"
    return QThread.currentThread().objectName() or threading.current_thread().name
