"""Report uncaught exceptions of this run, and the crash of the previous run, in one window."""

import logging
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.application import has_display
from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.system.crash.crash_file import CrashFile
from qqdesk.system.crash.error_message import show_error, write_error
from qqdesk.system.crash.reports import Crashed, CrashReports, bug_report, header_of
from qqdesk.system.crash.traces import kind_of, place_of, without_home, without_values

if TYPE_CHECKING:
    from qqdesk.gui.crash.crash_window import CrashWindow

MOST_TRACES = 5
"""In one report. All exceptions are counted, and in the log."""
_DELAY_MS = 200
"""Collect the exceptions of this time: one may come with each paint."""
_RULE = f"\n{'-' * 60}\n\n"

_log = logging.getLogger(__name__)
_Place = tuple[str, tuple[str, int]]


class _Bug(NamedTuple):
    trace: str
    thread: str
    goes_on: bool
    when: float


class CrashController(QObject):
    """Made before the QApplication; `start` when the windows are built, `stop` before the shutdown, `close` last."""

    restart_clicked = Signal()
    quit_clicked = Signal()
    _reported = Signal()

    def __init__(self, folder: Path, log: ProgramLog) -> None:
        """`folder` is that of the log. The process has the instance lock."""
        super().__init__()
        self._reports, self._file, self._log = CrashReports(folder), CrashFile(folder), log
        self._file.open(self._reports)
        self._started = datetime.now().astimezone()
        self._is_started = False
        self._lock = threading.Lock()
        self._bugs: list[_Bug] = []
        self._known: set[_Place] = set()
        self._dismissed: set[_Place] = set()
        self._count = self._shown = 0
        self._path: Path | None = None
        self.window: CrashWindow | None = None
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._show)
        self._reported.connect(self._schedule, Qt.ConnectionType.QueuedConnection)
        log.on_bug = self.report

    def start(self) -> None:
        """Show the reports of previous runs. From now on the user may go on after an exception."""
        # Import it now: a newer version may be installed while this one runs.
        from qqdesk.gui.crash import crash_window  # noqa: F401

        self._is_started = True
        self._file.write_header(self._header())
        if unseen := self._reports.unseen():
            text = _RULE.join(filter(None, map(self._reports.read, unseen)))
            for path in unseen:  # First: a report that cannot be shown must not block each start.
                self._reports.mark_seen(path)
            self._present(Crashed.LAST_TIME if len(unseen) == 1 else Crashed.TWICE, text)

    def report(self, error: BaseException) -> None:
        """Show the exception, without keeping it. May be called in any thread."""
        place = (kind_of(error), place_of(error))
        with self._lock:
            if place in self._dismissed:
                return
            self._count += 1
            if place not in self._known and len(self._known) < MOST_TRACES:
                self._known.add(place)
                is_main = threading.current_thread() is threading.main_thread()
                name = "main" if is_main else QThread.currentThread().objectName() or threading.current_thread().name
                self._bugs.append(_Bug(without_values(error), name, self._is_started and is_main, time.time()))
        self._reported.emit()

    @Slot()
    def _schedule(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _show(self) -> None:
        with self._lock:
            bugs, count = list(self._bugs), self._count
        try:
            if len(bugs) > self._shown:
                self._shown = len(bugs)
                threads = ", ".join(dict.fromkeys(bug.thread for bug in bugs))
                report = bug_report(self._header(), bugs[0].when, threads, [bug.trace for bug in bugs], count)
                self._path = self._reports.write(report, self._path)
                self._present(Crashed.GOES_ON if all(bug.goes_on for bug in bugs) else Crashed.A_PART, report)
                if self._path is not None:
                    self._path = self._reports.mark_seen(self._path)
            if self.window is not None and bugs:
                self.window.show_count(count)
        except Exception:
            _log.exception("the crash window cannot be shown")
            show_error("Something went wrong in qqdesk, and its windows are broken. Quit it and start it again.")

    def _header(self) -> str:
        return header_of(self._started, QGuiApplication.platformName())

    def _present(self, crashed: Crashed, report: str) -> None:
        from qqdesk.gui.crash.crash_window import CrashWindow

        if self.window is not None and self.window.isVisible():
            self.window.show_crash(crashed, report)
        else:
            self.window = window = CrashWindow(crashed, report)
            window.restart_clicked.connect(self.restart_clicked)
            window.quit_clicked.connect(self.quit_clicked)
            window.dismissed.connect(self._on_dismissed)
            if (menu := QApplication.activePopupWidget()) is not None:
                menu.close()
            if QApplication.activeModalWidget() is not None:  # a modal question would block this window
                window.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.window.present()

    @Slot()
    def _on_dismissed(self) -> None:
        """Do not show the same exceptions again; the log has them."""
        with self._lock:
            self._dismissed |= self._known
            self._known.clear()
            self._bugs.clear()
            self._count = 0
        self._shown, self._path = 0, None

    def stop(self) -> None:
        """Show nothing any more: the user has quit."""
        self._log.on_bug = None
        self._timer.stop()
        if self.window is not None:
            self.window.hide()

    def close(self) -> None:
        """Note that the program ended without a crash."""
        self.stop()
        self._file.close()


def report_start_failure(error: Exception, folder: Path) -> bool:
    """Report an exception that left the program without a window. Return whether the user wants another try."""
    reports = CrashReports(folder)
    header = header_of(datetime.now().astimezone(), QGuiApplication.platformName())
    report = bug_report(header, time.time(), "main", [without_values(error)])
    path = reports.write(report)
    where = f" The report is in {without_home(str(path))}." if path is not None else ""
    sentence = f"qqdesk cannot start ({kind_of(error)}).{where}"
    write_error(sentence)
    if not has_display():
        return False
    try:
        from qqdesk.gui.crash.crash_window import CrashWindow

        app = QApplication.instance() or QApplication(sys.argv[:1])
        window = CrashWindow(Crashed.AT_THE_START, report)
        window.restart_clicked.connect(window.accept)
        is_accepted = window.exec() == CrashWindow.DialogCode.Accepted
    except Exception:
        show_error(sentence)
        return False
    if path is not None:
        reports.mark_seen(path)
    del app
    return is_accepted
