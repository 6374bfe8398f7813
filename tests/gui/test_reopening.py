"""macOS: a click in the Dock on a program without a visible window."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.start.reopening import Reopening

ACTIVE, INACTIVE = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive


def test_a_click_without_a_visible_window_is_reported(qtbot: QtBot, qapp: QApplication) -> None:
    parent = QObject()
    reopening = Reopening(qapp, parent)
    clicks: list[bool] = []
    reopening.clicked.connect(lambda: clicks.append(True))
    qapp.applicationStateChanged.emit(INACTIVE)
    qapp.applicationStateChanged.emit(ACTIVE)  # it comes to the front, as at its start
    assert clicks == []
    qapp.applicationStateChanged.emit(ACTIVE)  # and that was a click on its picture
    assert clicks == [True]
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qapp.applicationStateChanged.emit(ACTIVE)
    qapp.applicationStateChanged.emit(ACTIVE)
    assert clicks == [True]
    window.hide()
    qapp.applicationStateChanged.emit(INACTIVE)
    assert clicks == [True]
    qapp.applicationStateChanged.emit(ACTIVE)
    qapp.applicationStateChanged.emit(ACTIVE)
    assert clicks == [True, True]
    parent.deleteLater()
