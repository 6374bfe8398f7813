import sys

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui import trimmer
from qqdesk.gui.trimmer import Trimmer
from qqdesk.worker.messenger import Messenger
from tests.helpers.mappings import mapped

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nothing is done elsewhere")


@pytest.fixture
def owner(qapp: QApplication, messenger: Messenger, monkeypatch: pytest.MonkeyPatch) -> QObject:
    monkeypatch.setattr(trimmer, "SIGNED_IN_MS", 0)
    monkeypatch.setattr(trimmer, "LEFT_MS", 0)
    Trimmer(messenger, messenger)
    return messenger


def resident() -> int:
    """Of Qt's widgets, just used."""
    calendar = QCalendarWidget()
    calendar.show()
    QApplication.processEvents()
    calendar.close()
    calendar.deleteLater()
    return mapped("libQt6Widgets").resident


def test_what_is_in_no_use_is_given_back(
    qapp: QApplication, qtbot: QtBot, messenger: Messenger, owner: QObject
) -> None:
    before = resident()
    messenger.signed_in.emit(None)
    qtbot.waitUntil(lambda: mapped("libQt6Widgets").resident < before / 2)
    before = resident()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    qtbot.waitUntil(lambda: mapped("libQt6Widgets").resident < before / 2)
    before = resident()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qapp.processEvents()
    assert mapped("libQt6Widgets").resident > before / 2
