"""Report uncaught exceptions of this run, and the crash of the previous run, in one window."""

import logging
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.application import has_display
from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.gui.shared.quit_signals import QuitSignals
from qqdesk.system.crash.error_message import show_error, write_error
from qqdesk.system.crash.reports import Bug, Crashed, CrashReports
from qqdesk.system.crash.traces import SourceLocation

if TYPE_CHECKING:
    from qqdesk.gui.crash.crash_window import CrashWindow

MOST_TRACES = 5
"""In one report. All exceptions are counted, and in the log."""

_log = logging.getLogger(__name__)


class CrashController(QObject):
    """Made before the QApplication; `start` when the windows are built, `stop` before the shutdown, `close` last."""

    restart_clicked = Signal()
    quit_clicked = Signal()
    _reported = Signal(object)  # Bug, from any thread

    def __init__(self, folder: Path, log: ProgramLog) -> None:
        """`folder` is that of the log. The process has the instance lock."""
        super().__init__()
        self._reports, self._log = CrashReports(folder), log
        self._reports.open()
        self._is_started = False
        self._bugs: list[Bug] = []
        """Those in the report."""
        self._known: set[SourceLocation] = set()
        self._count = 0
        self._path: Path | None = None
        self.window: CrashWindow | None = None
        # Queued: a window must not open in the middle of a paint event.
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)
        log.on_bug = self.report

    def start(self) -> None:
        """Show the reports of previous runs. From now on the user may continue after an exception."""
        # Import it now: a newer version may be installed while this one runs.
        from qqdesk.gui.crash import crash_window  # noqa: F401

        self._is_started = True
        self._reports.describe(QGuiApplication.platformName())
        if unseen := self._reports.pop_unseen():
            self._present(Crashed.LAST_TIME if len(unseen) == 1 else Crashed.TWICE, "\n\n".join(unseen))

    def report(self, error: BaseException) -> None:
        """Show the exception, without keeping it. May be called in any thread."""
        is_main = threading.current_thread() is threading.main_thread()
        name = "main" if is_main else QThread.currentThread().objectName() or threading.current_thread().name
        self._reported.emit(Bug.of(error, name, goes_on=self._is_started and is_main))

    @Slot(object)
    def _show(self, bug: Bug) -> None:
        if self.window is None and bug.location in self._known:
            return  # the user has dismissed it
        self._count += 1
        try:
            if bug.location not in self._known and len(self._bugs) < MOST_TRACES:
                self._known.add(bug.location)
                self._bugs.append(bug)
                report = self._reports.text_of(self._bugs, self._count)
                self._path = self._reports.write(report, self._path)
                self._present(Crashed.GOES_ON if all(bug.goes_on for bug in self._bugs) else Crashed.A_PART, report)
            if self.window is not None:
                self.window.show_count(self._count)
        except Exception:
            _log.exception("the crash window cannot be shown")
            show_error("Something went wrong in qqdesk, and its windows are broken. Quit it and start it again.")

    def _present(self, crashed: Crashed, report: str) -> None:
        from qqdesk.gui.crash.crash_window import CrashWindow

        if self.window is not None:
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
        if self.window is not None:
            self.window.deleteLater()
        self.window = self._path = None
        self._bugs.clear()
        self._count = 0

    def stop(self) -> None:
        """Show nothing any more: the user has quit."""
        self._log.on_bug = None
        if self.window is not None:
            self.window.hide()

    def close(self) -> None:
        """Note that the program ended without a crash."""
        self.stop()
        self._reports.close()


def report_start_failure(error: Exception, folder: Path) -> bool:
    """Report an exception that left the program without a window. Return whether the user wants another try."""
    reports = CrashReports(folder)
    reports.describe(QGuiApplication.platformName())
    bug = Bug.of(error, "main", goes_on=False)
    report = reports.text_of([bug])
    path = reports.write(report)
    where = f" The report is in {path}." if path is not None else ""
    sentence = f"qqdesk cannot start ({bug.location.kind}).{where}"
    write_error(sentence)
    if not has_display():
        return False
    try:
        from qqdesk.gui.crash.crash_window import CrashWindow

        app = QApplication.instance() or QApplication(sys.argv[:1])
        window = CrashWindow(Crashed.AT_THE_START, report)
        window.restart_clicked.connect(window.accept)
        signals = QuitSignals(window)
        signals.caught.connect(window.reject)
        is_accepted = window.exec() == CrashWindow.DialogCode.Accepted
        signals.close()
    except Exception:
        show_error(sentence)
        return False
    del app
    return is_accepted
