"""The history window and its dialogs by keyboard and screen reader."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCalendarWidget, QLabel, QLineEdit, QSpinBox, QWidget

from qqdesk.gui.history.history_window import HistoryWindow
from tests.gui.history_world import BO, CAI, World

CONTROL = Qt.KeyboardModifier.ControlModifier


def unnamed(window: QWidget) -> list[str]:
    """Return the focusable controls without an accessible name."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        words = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else "")
        inside = widget.parent() if isinstance(widget.parent(), QSpinBox | QCalendarWidget) else None
        if not words.strip() and inside is None:
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}")
    return found


def test_every_control_of_the_window_has_a_name(world: World, tmp_path: Path) -> None:
    window = world.open(CAI)
    window.filters.calendar_button.click()
    window.filters.set_days(date(2020, 1, 1), date.today())
    world.settle()
    world.history.jobs.import_file(tmp_path / "not there.json")
    world.wait(lambda: bool(world.finished))
    assert window.jobs_bar.isVisible()
    assert unnamed(window) == []
    QTest.keyClicks(window.filters.edit, "zzz")
    world.settle()
    assert window.results.empty.isVisible()
    assert unnamed(window) == []


def test_every_control_of_the_dialogs_has_a_name(world: World) -> None:
    window = world.open(CAI)
    asks: list[Callable[[], object]] = [
        window.menu.export,
        window.menu.delete_before,
        window.menu.delete_conversation,
        lambda: window.history_actions.keep_for(1),
    ]
    for ask in asks:
        ask()
        world.wait(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()
        assert dialog is not None and unnamed(dialog) == []
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        world.wait(lambda: QApplication.activeModalWidget() is None)


def test_tab_reaches_every_control(world: World) -> None:
    window = world.open(CAI)
    passed: list[QWidget] = []
    while (focus := QApplication.focusWidget()) is not None and focus not in passed and len(passed) < 50:
        passed.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    filters = window.filters
    for control in (
        filters.edit,
        filters.calendar_button,
        window.menu_button,
        filters.person,
        filters.direction,
        filters.period,
        window.results.view,
        window.context.log,
    ):
        assert any(one is control or control.isAncestorOf(one) for one in passed), control
    first = [filters.edit, filters.calendar_button, window.menu_button]
    assert passed[:3] == first


@pytest.mark.parametrize("line", ["edit", "person"])
def test_a_focused_line_does_not_take_the_shortcuts(world: World, line: str) -> None:
    window = world.open()
    edit = window.filters.edit if line == "edit" else window.filters.person.line
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_E, CONTROL)
    dialog = window.history_actions.export_dialog
    assert dialog is not None and dialog.isVisible()
    assert dialog.scope_buttons[1].isChecked(), "all, because no person is chosen"
    assert isinstance(edit, QLineEdit) and edit.cursorPosition() == 0
    dialog.reject()


def test_a_small_window_shows_all_controls(world: World) -> None:
    window: HistoryWindow = world.open(BO)
    window.resize(1, 1)
    window.filters.calendar_button.click()
    window.filters.set_days(date(2020, 1, 1), date.today())
    world.settle()
    filters = window.filters
    world.wait(lambda: filters.height() >= filters.minimumSizeHint().height())
    for box in (filters.direction, filters.period):
        assert box.width() >= box.fontMetrics().horizontalAdvance(box.itemText(0)) + 32


@pytest.mark.parametrize(
    ("typed", "number"),
    [("CAI", CAI), ("10003", CAI), ("34567", BO), ("b", BO), ("every", None), ("nobody", BO), ("", None)],
)
def test_enter_chooses_the_best_match(world: World, typed: str, number: int | None) -> None:
    person = world.open(BO).filters.person
    person.line.setFocus()
    person.line.selectAll()
    QTest.keyClick(person.line, Qt.Key.Key_Delete)
    QTest.keyClicks(person.line, typed)
    QTest.keyClick(QApplication.activePopupWidget() or person.line, Qt.Key.Key_Return)
    world.wait(lambda: person.number() == number)
    assert not person.popup.isVisible()
    world.settle()
