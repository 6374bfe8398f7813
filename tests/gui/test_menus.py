"""Buttons with a menu."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.menus import put_menu
from tests.gui.showing import show


@pytest.fixture
def cursor() -> Iterator[None]:
    before = QCursor.pos()
    yield
    QCursor.setPos(before)


def test_a_button_does_not_stay_hovered_after_its_menu(qtbot: QtBot, cursor: None) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 100)
    button = icon_button("menu", "Menu")
    button.setParent(window)
    menu = QMenu(button)
    menu.addAction("One")
    put_menu(button, menu)
    show(window)
    middle = button.rect().center()
    QCursor.setPos(button.mapToGlobal(QPoint(150, 80)))
    QApplication.processEvents()
    QApplication.sendEvent(button, QEnterEvent(QPointF(middle), QPointF(middle), QPointF(middle)))
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    assert button.underMouse()
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    with qtbot.waitSignal(window.windowTitleChanged):
        QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: window.setWindowTitle("later")))
    assert not button.underMouse()
