"""What watches over a run from its first window on: bugs in it, a crash of it, and what the run before has left."""

import logging
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from qqdesk.gui.crash.bugs import Bugs
from qqdesk.gui.crash.window import Crashed, CrashWindow
from qqdesk.gui.start.program_log import ProgramLog
from qqdesk.system.crash.native import NativeCrash, take
from qqdesk.system.crash.reports import CrashReports
from qqdesk.system.crash.restarting import command_for_report
from qqdesk.system.crash.watch import CrashWatch
from qqdesk.system.crash.words import about_now, native_report

_log = logging.getLogger(__name__)


class CrashKeeper(QObject):
    """Made when the first window is there; `stop` before the program is shut down."""

    restart_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, folder: Path, log: ProgramLog, native: NativeCrash, parent: QObject | None = None) -> None:
        """`folder` is that of the log."""
        super().__init__(parent)
        self.reports = CrashReports(folder)
        about = about_now(time.time(), QGuiApplication.platformName())
        self.bugs = Bugs(self.reports, about, self)
        self.bugs.restart_wanted.connect(self.restart_wanted)
        self.bugs.quit_wanted.connect(self.quit_wanted)
        self.window: CrashWindow | None = None
        """Of the run before."""
        self._watch = CrashWatch()
        self._log = log
        log.on_bug = self.bugs.take
        take_left(folder, self.reports)
        if native.was_cut_short:
            _log.info("the run before was killed, or Python gave up in it, which its error stream tells")
        native.describe(about)
        try:
            self._watch.begin(native.path, command_for_report(native.path))
        except OSError as error:
            _log.warning("nobody watches over the program: %s", error.strerror)
        self._show_unseen()

    def _show_unseen(self) -> None:
        unseen = self.reports.unseen()
        if unseen:
            self.window = CrashWindow(Crashed.LAST_TIME, joined(self.reports, unseen))
            self.window.dismissed.connect(self._let_go)
            self.window.come()
            for path in unseen:
                self.reports.mark_seen(path)

    @Slot()
    def _let_go(self) -> None:
        if self.window is not None:
            window, self.window = self.window, None
            self.bugs.let_go(window)

    def stop(self) -> None:
        """From here on a crash is told of at the next start: who ends the program does not want it back."""
        self._log.on_bug = None
        self._watch.end()
        self.bugs.close()
        self._let_go()


def take_left(folder: Path, reports: CrashReports, *, running: bool = False) -> float | None:
    """A crash that left its stacks becomes a report; when it was, as time.time(), None where there was none."""
    left = take(str(folder), running=running)
    if left is None:
        return None
    stacks, about, when = left
    report = native_report(stacks, about, when)
    if not report:
        return None
    reports.write(report)
    return when


def joined(reports: CrashReports, paths: list[Path]) -> str:
    """The newest first."""
    rule = f"\n{'-' * 60}\n\n"
    return rule.join(filter(None, (reports.read(path) for path in reversed(paths))))
