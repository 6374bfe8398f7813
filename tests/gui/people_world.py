"""What the tests of the windows about people have in common."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.protocol.account_data import Block, Unblock
from tests.kit.messenger import Backend

LIN, BO = 3_456_789_012, 10002

Show = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    shown: list[QWidget] = []

    def show(window: QWidget) -> None:
        qtbot.addWidget(window)
        window.show()
        QTest.qWaitForWindowActive(window)
        shown.append(window)

    yield show
    for window in shown:
        window.hide()


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def press_in_question(window: QWidget, text: str) -> None:
    """Press a button of the message box of this window."""
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if text in button.text()).click()


def set_blocked(backend: Backend, blocked: bool) -> None:
    """Reply to the last request to block or unblock a person."""
    backend.answer(to=Block if blocked else Unblock)
    backend.settle()
