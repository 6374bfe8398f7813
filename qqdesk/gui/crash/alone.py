"""A crash window with no program behind it: that one has crashed, or could not begin."""

import sys
import time
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from qqdesk.gui.crash.keeper import joined, take_left
from qqdesk.gui.crash.window import Crashed, CrashWindow
from qqdesk.gui.shared.icons import large_icon
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application import has_display, make_application
from qqdesk.system.crash.native import FAILED
from qqdesk.system.crash.plain_window import tell
from qqdesk.system.crash.reports import CrashReports
from qqdesk.system.crash.restarting import by_a_person, may_restart, start_anew, words_of_a_start
from qqdesk.system.crash.traces import kind_of, without_home, without_values
from qqdesk.system.crash.words import about_now, report_of

_AGAIN = 1


def after_a_crash(folder: Path, settings: Path) -> int:
    """What the watch starts: the program anew, with its arguments; it shows the report. Where it has crashed a
    moment after such a start, the report alone. Nothing where a later start was first."""
    reports = CrashReports(folder)
    crashed = take_left(folder, reports, running=True)
    if crashed is None:
        return 0
    if may_restart(folder, crashed):
        return start_anew(words_of_a_start())
    if not has_display():
        return FAILED  # the next start shows it
    app = make_application(SettingsStore(settings).settings)
    app.setWindowIcon(large_icon("qqdesk"))
    unseen = reports.unseen()
    wanted = _show(app, CrashWindow(Crashed.TWICE, joined(reports, unseen)), reports, unseen)
    return start_anew(by_a_person()) if wanted else 0


def could_not_begin(error: Exception, folder: Path) -> int:
    """There is no window, or none any more as all were to be made anew; the exit code. The person may want another try:
    then it does not return."""
    now = time.time()
    report = report_of(about_now(now, QGuiApplication.platformName()), now, "main", [without_values(error)])
    reports = CrashReports(folder)
    path = reports.write(report)
    where = f" The report is in {without_home(str(path))}." if path is not None else ""
    sentence = f"qqdesk cannot start ({kind_of(error)}).{where}"
    if sys.stderr is not None:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    if not has_display():
        return FAILED
    try:
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        wanted = _show(app, CrashWindow(Crashed.AT_THE_START, report), reports, [path] if path else [])
    except Exception:  # the windows, too, are of what is broken
        tell(sentence)
        return FAILED
    return start_anew(by_a_person()) if wanted else FAILED


def _show(app: QApplication, window: CrashWindow, reports: CrashReports, told: list[Path]) -> bool:
    """Whether a restart is wanted. Waits for the person."""
    window.restart_wanted.connect(lambda: app.exit(_AGAIN))
    window.dismissed.connect(app.quit)
    window.show()
    window.activateWindow()
    for path in told:
        reports.mark_seen(path)
    return app.exec() == _AGAIN
