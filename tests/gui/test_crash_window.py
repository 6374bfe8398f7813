"""Uncaught exceptions and crashes of previous runs in one window."""

import faulthandler
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from qqdesk.gui.crash.crash_controller import MOST_TRACES, CrashController
from qqdesk.gui.crash.crash_window import CrashWindow
from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.system.crash.reports import RUNNING, Crashed
from tests.helpers.newer_version import replace_the_program

HEAD = "qqdesk 1.2.3\n"
PATIENCE_MS = 60_000


@pytest.fixture
def starting(qapp: QApplication, tmp_path: Path) -> Iterator[CrashController]:
    """The program has not started yet."""
    was_enabled = faulthandler.is_enabled()
    bugs = CrashController(tmp_path, ProgramLog(tmp_path))
    yield bugs
    bugs.close()
    if was_enabled:
        faulthandler.enable(sys.__stderr__ or sys.stderr)


@pytest.fixture
def bugs(starting: CrashController) -> CrashController:
    starting.start()
    return starting


def error_of(line: str) -> Exception:
    """Return an exception that each text raises at its own location."""
    try:
        exec(compile(f"\n\n{line}", f"<{line}>", "exec"))
    except Exception as error:
        return error
    raise AssertionError("it raises")


def shown(qtbot: QtBot, bugs: CrashController) -> CrashWindow:
    qtbot.waitUntil(lambda: bugs.window is not None and bugs.window.isVisible(), timeout=PATIENCE_MS)
    assert bugs.window is not None
    return bugs.window


def windows() -> list[CrashWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashWindow) and w.isVisible()]


def test_a_burst_of_exceptions_is_one_window_and_one_file(bugs: CrashController, qtbot: QtBot, tmp_path: Path) -> None:
    for _ in range(500):
        bugs.report(error_of("1 / 0"))
        bugs.report(error_of("[][1]"))
    window = shown(qtbot, bugs)
    qtbot.waitUntil(lambda: window.often.text().startswith("1000 errors"), timeout=PATIENCE_MS)
    assert windows() == [window]
    assert not window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert window.report().count("ZeroDivisionError") == window.report().count("IndexError") == 1
    (file,) = tmp_path.glob("*.txt")
    assert file.read_text("utf-8") == window.report()
    assert ".unseen." not in file.name


def test_a_report_holds_at_most_five_exceptions(bugs: CrashController, qtbot: QtBot) -> None:
    for number in range(MOST_TRACES + 3):
        bugs.report(error_of(f"raise ValueError({number})"))
    window = shown(qtbot, bugs)
    qtbot.waitUntil(lambda: window.often.text().startswith(f"{MOST_TRACES + 3} errors"), timeout=PATIENCE_MS)
    assert window.report().count("Traceback") == MOST_TRACES


def test_a_dismissed_exception_is_not_shown_again(bugs: CrashController, qtbot: QtBot) -> None:
    bugs.report(error_of("1 / 0"))
    window = shown(qtbot, bugs)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not windows()
    bugs.report(error_of("1 / 0"))
    bugs.report(error_of("[][1]"))
    assert "ZeroDivisionError" not in shown(qtbot, bugs).report()
    assert bugs.window is not None and bugs.window.often.isHidden()


def test_after_an_exception_in_a_thread_the_program_cannot_go_on(bugs: CrashController, qtbot: QtBot) -> None:
    bugs.report(error_of("1 / 0"))
    window = shown(qtbot, bugs)
    assert window.crashed is Crashed.GOES_ON and window.go_on.isVisible()
    thread = threading.Thread(target=lambda: bugs.report(error_of("[][1]")), name="receiver")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.crashed is Crashed.A_PART, timeout=PATIENCE_MS)
    assert windows() == [window]
    assert "Thread: main, receiver\n" in window.report()
    assert not window.go_on.isVisible()
    with qtbot.waitSignal(bugs.quit_clicked):
        QTest.keyClick(window, Qt.Key.Key_Escape)


def test_the_window_can_be_used_while_a_modal_dialog_is_open(bugs: CrashController, qtbot: QtBot) -> None:
    question = QDialog()
    qtbot.addWidget(question)
    question.setModal(True)
    question.show()
    bugs.report(error_of("1 / 0"))
    window = shown(qtbot, bugs)
    with qtbot.waitSignal(bugs.restart_clicked):
        QTest.mouseClick(window.restart, Qt.MouseButton.LeftButton)
    question.close()


def test_enter_restarts_and_the_keyboard_selects_the_report(bugs: CrashController, qtbot: QtBot) -> None:
    bugs.report(error_of("1 / 0"))
    window = shown(qtbot, bugs)
    with qtbot.waitSignal(bugs.restart_clicked):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    window.text.setFocus()
    QTest.keyClick(window.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.text.textCursor().selectedText()
    QTest.keyClick(window.text, Qt.Key.Key_Tab)
    assert not window.text.hasFocus()


def test_the_window_does_not_take_the_focus_from_a_writer(bugs: CrashController, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is line, timeout=PATIENCE_MS)
    bugs.report(error_of("1 / 0"))
    # The offscreen platform gives each new window the focus: check the attribute.
    assert shown(qtbot, bugs).testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_the_report_of_the_previous_run_has_the_focus(qtbot: QtBot) -> None:
    """Else a password would be typed into the sign-in window behind it, and Esc would quit."""
    line = QLineEdit()
    window = CrashWindow(Crashed.LAST_TIME, HEAD)
    for widget in (line, window):
        qtbot.addWidget(widget)
    line.show()
    line.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is line, timeout=PATIENCE_MS)
    window.present()
    assert not window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=PATIENCE_MS)


def test_the_window_opens_after_an_upgrade_of_the_files(
    bugs: CrashController, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_the_program(monkeypatch)
    bugs.report(error_of("import qqdesk.no_such_part"))
    window = shown(qtbot, bugs)
    assert "ImportError" in window.report()
    with qtbot.waitSignal(bugs.restart_clicked):
        window.restart.click()


def test_after_an_exception_during_the_start_the_program_cannot_go_on(qtbot: QtBot, starting: CrashController) -> None:
    starting.report(error_of("1 / 0"))
    assert shown(qtbot, starting).crashed is Crashed.A_PART


@pytest.mark.parametrize(("count", "crashed"), [(1, Crashed.LAST_TIME), (2, Crashed.TWICE)])
def test_crashes_of_previous_runs_are_shown_once(
    bugs: CrashController, qtbot: QtBot, tmp_path: Path, count: int, crashed: Crashed
) -> None:
    for number in range(count):
        (tmp_path / f"crash-{number}.unseen.txt").write_text(f"report {number}", "utf-8")
    bugs.start()
    window = shown(qtbot, bugs)
    assert window.crashed is crashed
    assert all(f"report {number}" in window.report() for number in range(count))
    window.go_on.click()
    bugs.start()
    assert not windows()
    assert (tmp_path / RUNNING).exists()


def test_a_report_that_cannot_be_shown_blocks_only_one_start(
    bugs: CrashController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: CrashWindow) -> None:
        raise RuntimeError("a broken window")

    (tmp_path / "crash-1.unseen.txt").write_text("report", "utf-8")
    monkeypatch.setattr(CrashWindow, "present", fail)
    with pytest.raises(RuntimeError):
        bugs.start()
    bugs.start()


def test_the_report_can_be_copied_and_saved(qtbot: QtBot, tmp_path: Path) -> None:
    window = CrashWindow(Crashed.TWICE, f"{HEAD}报告")
    qtbot.addWidget(window)
    window.show()
    window.copy.click()
    assert QGuiApplication.clipboard().text() == f"{HEAD}报告"
    window.save_to(str(tmp_path / "report.txt"))
    assert (tmp_path / "report.txt").read_text("utf-8") == f"{HEAD}报告"
    window.save_to(str(tmp_path / "no folder" / "report.txt"))
    assert "cannot be saved there" in window.privacy.text()
    window.save.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


def test_without_a_crash_window_stderr_gets_a_sentence(
    bugs: CrashController,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    def broken(self: CrashWindow, *_: object) -> None:
        raise RuntimeError

    caplog.set_level("CRITICAL", "qqdesk.gui.crash")
    monkeypatch.setattr(CrashWindow, "show_crash", broken)
    bugs.report(error_of("1 / 0"))
    said = ""

    def is_said() -> bool:
        nonlocal said
        said += capsys.readouterr().err
        return "Something went wrong in qqdesk, and its windows are broken." in said

    qtbot.waitUntil(is_said, timeout=PATIENCE_MS)
