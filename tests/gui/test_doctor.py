"""The window of the connection check: every cause has its words, and it runs beside the windows."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.client.address import password_hash
from qqdesk.client.connection_check import Cause, Finding, Step, Verdict
from qqdesk.gui.settings.doctor import DoctorWindow
from qqdesk.gui.settings.doctor_words import advice_words, result_words, step_title
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.settings.settings_controller import SettingsController
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.server.operations.settings import Settings as ServerSettings
from qqdesk.worker.doctor import CheckTarget
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.stub_messenger import StubMessenger
from tests.helpers.server import local_server


@pytest.mark.parametrize("cause", Cause, ids=lambda cause: cause.value)
def test_every_cause_has_its_words(qapp: object, cause: Cause) -> None:
    names = "place detail host ports ms name number reason seconds addresses".split()
    facts = dict.fromkeys(names, "7")
    words = result_words(Finding(Step.NAME, Verdict.BAD, cause, facts))
    assert words
    assert "{" not in words
    assert "{" not in result_words(Finding(Step.NAME, Verdict.BAD, cause))


def test_what_is_wrong_has_advice(qapp: object) -> None:
    silent = {cause for cause in Cause if not advice_words(Finding(Step.NAME, Verdict.BAD, cause))}
    fine = {Cause.NOT_REACHED, Cause.BY_PROXY, Cause.NO_PASSWORD, Cause.POLL_NOT_TRIED, Cause.CLOCK_UNKNOWN}
    fine |= {cause for cause in silent if cause.value.endswith(("answers", "open", "found", "works", "right", "old"))}
    fine |= {Cause.OWN_REACHED, Cause.OWN_VISITED, Cause.OWN_UNTESTED}
    fine |= {Cause.PASSWORD_RIGHT, Cause.WOULD_SIGN_OUT, Cause.POLL_UNSIGNED}
    fine |= {Cause.NAME_IS_ADDRESS, Cause.TLS_VOUCHED, Cause.TLS_ACCEPTED, Cause.TLS_HERE, Cause.SIGNED_IN}
    assert silent <= fine
    assert all(step_title(step) for step in Step)


def test_a_real_server_is_checked(qtbot: QtBot, messenger: StubMessenger, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls=False)) as server:
        server.add_user(10001)
        window = DoctorWindow(messenger, CheckTarget(server.address, 10001, password_hash("secret")))
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(window.again.isEnabled, timeout=20_000)
    assert window.summary.text() == "What was tried works."
    steps = [step for step in Step if step not in (Step.PROXY, Step.OWN_PLACE)]
    assert [line.finding.step for line in window.lines] == steps
    window.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text == window.text()
    assert "Number 10001 with this password would be let in." in text
    assert password_hash("secret") not in text
    window.close()


def test_what_is_wrong_is_said_with_what_to_do(qtbot: QtBot, messenger: StubMessenger) -> None:
    window = DoctorWindow(messenger, CheckTarget("http://127.0.0.1:1"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.again.isEnabled, timeout=20_000)
    assert window.summary.text() == "Something is in the way."
    assert "Ask whether the server runs, and at which port." in window.text()
    window.again.click()
    assert not window.again.isEnabled()
    qtbot.waitUntil(window.again.isEnabled, timeout=20_000)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_it_is_opened_from_the_settings_and_closing_calls_it_off(
    qtbot: QtBot, store: SettingsStore, messenger: StubMessenger, tmp_path: Path
) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls=False)) as server:
        desk = SettingsController(
            SettingsContext(store, messenger, RecordingNavigator(), check_target=lambda: CheckTarget(server.address))
        )
        desk.open_doctor()
        desk.open_doctor()  # another one, in place of that
        open_now = [window for window in QApplication.topLevelWidgets() if isinstance(window, DoctorWindow)]
        assert [window.isVisible() for window in open_now].count(True) == 1
        desk.close()
        assert not any(window.isVisible() for window in open_now)
