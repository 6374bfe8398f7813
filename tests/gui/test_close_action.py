"""The close button: a question once, then the setting."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.settings import HIDE, MINIMISE, QUIT
from qqdesk.gui.main.close_action import CloseAction, CloseQuestion
from qqdesk.gui.shared.settings_store import SettingsStore


@pytest.fixture
def main(qtbot: QtBot) -> Iterator[QWidget]:
    main = QWidget()
    qtbot.addWidget(main)
    main.show()
    yield main
    main.hide()


@pytest.fixture
def closing(main: QWidget, store: SettingsStore) -> CloseAction:
    return CloseAction(main, store)


def question(main: QWidget) -> CloseQuestion:
    (found,) = main.findChildren(CloseQuestion)
    return found


def press(dialog: CloseQuestion, kind: QDialogButtonBox.StandardButton) -> None:
    button = dialog.findChildren(QDialogButtonBox)[0].button(kind)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_question_is_asked_once(closing: CloseAction, main: QWidget, store: SettingsStore, qtbot: QtBot) -> None:
    closing.close(True)
    closing.close(True)
    dialog = question(main)
    assert [*dialog.options] == [HIDE, QUIT] and dialog.action == HIDE
    press(dialog, QDialogButtonBox.StandardButton.Cancel)
    assert main.isVisible()
    assert store.settings.close_action == ""
    qtbot.waitUntil(lambda: not main.findChildren(CloseQuestion))
    closing.close(True)
    press(question(main), QDialogButtonBox.StandardButton.Ok)
    assert store.settings.close_action == HIDE
    assert not main.isVisible()
    main.show()
    closing.close(True)
    assert not main.isVisible()


def test_the_question_can_be_answered_with_the_keyboard(
    closing: CloseAction, main: QWidget, store: SettingsStore, qtbot: QtBot
) -> None:
    closing.close(True)
    dialog = question(main)
    qtbot.waitUntil(dialog.options[HIDE].hasFocus)
    QTest.keyClick(dialog.options[HIDE], Qt.Key.Key_Down)
    assert dialog.action == QUIT
    with qtbot.waitSignal(closing.quit_chosen):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert store.settings.close_action == QUIT


def test_without_a_tray_the_window_stays_in_the_task_bar(
    closing: CloseAction, main: QWidget, store: SettingsStore
) -> None:
    closing.close(False)
    dialog = question(main)
    assert [*dialog.options] == [MINIMISE, QUIT] and dialog.action == MINIMISE
    press(dialog, QDialogButtonBox.StandardButton.Cancel)
    store.settings.close_action = HIDE
    closing.close(False)
    assert main.isMinimized()


def test_the_action_quit_ends_the_program(closing: CloseAction, store: SettingsStore, qtbot: QtBot) -> None:
    store.settings.close_action = QUIT
    with qtbot.waitSignal(closing.quit_chosen):
        closing.close(True)
