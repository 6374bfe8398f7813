"""The window of the connection check, with real servers."""

import socket
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.client.address import password_hash
from qqdesk.gui.settings.connection_check_window import ConnectionCheckWindow
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.settings.settings_controller import SettingsController
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.server.settings.settings import Settings as ServerSettings
from qqdesk.worker import connection_check, loop_thread
from qqdesk.worker.connection_check import CheckTarget, ConnectionCheck
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.server import local_server


def test_a_real_server_is_checked(qtbot: QtBot, messenger: Messenger, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls=False)) as server:
        server.add_user(10001)
        window = ConnectionCheckWindow(messenger, CheckTarget(server.address, 10001, password_hash("secret")))
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(window.retry.isEnabled, timeout=20_000)
    assert window.summary.text() == "Everything works."
    assert len(window.verdicts) == 7
    window.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text == window.text()
    assert "Number 10001 can sign in with this password." in text
    assert password_hash("secret") not in text
    window.close()


def test_a_failed_step_gives_advice(qtbot: QtBot, messenger: Messenger) -> None:
    window = ConnectionCheckWindow(messenger, CheckTarget("http://127.0.0.1:1"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.retry.isEnabled, timeout=20_000)
    assert window.summary.text() == "There is a problem with the connection."
    assert "Wrong: Port. No program listens at 1. Ask whether the place is open, and at which port." in window.text()
    window.retry.click()
    assert not window.retry.isEnabled()
    qtbot.waitUntil(window.retry.isEnabled, timeout=20_000)
    assert window.focusWidget() is window.retry
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


@pytest.mark.parametrize("target", [CheckTarget(""), CheckTarget("no address")])
def test_an_invalid_address_is_reported_at_once(qtbot: QtBot, messenger: Messenger, target: CheckTarget) -> None:
    window = ConnectionCheckWindow(messenger, target)
    qtbot.addWidget(window)
    assert window.summary.text().startswith("This is not an address.")
    assert window.retry.isEnabled()


def test_closing_the_settings_cancels_the_check(
    qtbot: QtBot, store: SettingsStore, messenger: Messenger, tmp_path: Path
) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls=False)) as server:
        desk = SettingsController(
            SettingsContext(store, messenger, RecordingNavigator(), check_target=lambda: CheckTarget(server.address))
        )
        desk.open_connection_check()
        desk.open_connection_check()  # another one, in place of that
        open_now = [window for window in QApplication.topLevelWidgets() if isinstance(window, ConnectionCheckWindow)]
        assert [window.isVisible() for window in open_now].count(True) == 1
        desk.close()
        assert not any(window.isVisible() for window in open_now)


def test_closing_while_a_name_lookup_hangs(qtbot: QtBot, messenger: Messenger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lookup cannot be cancelled. Its thread outlives the window, and the closed window stays as it was."""
    monkeypatch.setattr(connection_check, "STOP_S", 0.01)
    is_looking_up, answered = threading.Event(), threading.Event()

    def look_up(*_: object) -> None:
        is_looking_up.set()
        answered.wait(30)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    window = ConnectionCheckWindow(messenger, CheckTarget("http://chat.test"))
    qtbot.addWidget(window)
    window.show()
    assert is_looking_up.wait(30)
    summary = window.summary.text()
    window.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    thread, *_ = loop_thread._abandoned.pop()
    assert isinstance(thread, ConnectionCheck)
    answered.set()
    assert thread.wait(30_000)
    QApplication.processEvents()
    assert window.summary.text() == summary
    assert not window.verdicts
