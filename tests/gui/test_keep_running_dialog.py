"""The choice when the place on this computer is open."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.keep_running_dialog import (
    KeepRunning,
    KeepRunningDialog,
    KeepRunningRow,
    KeepRunningTexts,
    change_keep_running,
)
from qqdesk.gui.admin.overview_page import OverviewPage
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.language import ENGLISH, use_language
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.system.place_autostart import PlaceAutostart
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.stub_autostart import COMMAND, StubAutostart, session_entry


@pytest.fixture
def autostart() -> StubAutostart:
    return StubAutostart()


def opened(qtbot: QtBot, autostart: PlaceAutostart, sleeps_after: int | None = None) -> KeepRunningDialog:
    dialog = KeepRunningDialog("Home", autostart, COMMAND, sleeps_after)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def test_each_choice_is_kept(qtbot: QtBot, autostart: StubAutostart) -> None:
    for choice in (KeepRunning.SIGNED_IN, KeepRunning.ALWAYS, KeepRunning.SIGNED_IN, KeepRunning.WHILE_RUNNING):
        dialog = opened(qtbot, autostart)
        dialog.cards[choice].click()
        dialog.save()
        assert dialog.result() == QDialog.DialogCode.Accepted
        assert opened(qtbot, autostart).choice is choice
        assert autostart.is_on() == (choice is not KeepRunning.WHILE_RUNNING)
        assert autostart.is_lingering == (choice is KeepRunning.ALWAYS)
    assert autostart.command == COMMAND


def test_the_keyboard_chooses(qtbot: QtBot, autostart: StubAutostart) -> None:
    dialog = opened(qtbot, autostart)
    qtbot.waitUntil(dialog.cards[KeepRunning.WHILE_RUNNING].hasFocus)
    QTest.keyClick(dialog.cards[KeepRunning.WHILE_RUNNING], Qt.Key.Key_Down)
    assert dialog.choice is KeepRunning.SIGNED_IN
    QTest.keyClick(dialog.cards[KeepRunning.SIGNED_IN], Qt.Key.Key_Return)
    assert autostart.is_on()


@pytest.mark.parametrize("before", [KeepRunning.WHILE_RUNNING, KeepRunning.SIGNED_IN])
def test_a_refusal_is_shown_and_changes_nothing(qtbot: QtBot, autostart: StubAutostart, before: KeepRunning) -> None:
    change_keep_running(autostart, COMMAND, before)
    autostart.refuses = True
    dialog = opened(qtbot, autostart)
    dialog.cards[KeepRunning.ALWAYS].click()
    dialog.save()
    assert dialog.isVisible() and "Access denied" in dialog.message.text()
    assert opened(qtbot, autostart).choice is before


def test_a_choice_that_is_not_possible_is_hidden(qtbot: QtBot) -> None:
    dialog = opened(qtbot, PlaceAutostart(session_entry()))
    assert not dialog.cards[KeepRunning.ALWAYS].isVisible() and dialog.cards[KeepRunning.SIGNED_IN].isVisible()


def test_it_says_when_the_computer_sleeps(qtbot: QtBot, autostart: StubAutostart) -> None:
    assert not opened(qtbot, autostart).sleep.isVisible()
    use_language(ENGLISH)
    assert "15 minutes" in opened(qtbot, autostart, 15).sleep.text()
    assert "2 hours" in KeepRunningTexts().sleep(120)


class PlaceHere(LocalPlace):
    def __init__(self, folder: Path, parent: QObject, autostart: PlaceAutostart) -> None:
        super().__init__(folder, parent)
        self._autostart = autostart

    @property
    def autostart(self) -> PlaceAutostart:
        return self._autostart


@pytest.mark.parametrize("is_here", [True, False])
def test_only_the_computer_of_the_place_has_the_row(
    qtbot: QtBot, messenger: Messenger, navigator: RecordingNavigator, faces: FaceSource, tmp_path: Path,
    is_here: bool,
) -> None:  # fmt: skip
    page = OverviewPage(AdminContext(messenger, navigator, faces, LocalPlace(tmp_path, messenger), lambda: is_here))
    qtbot.addWidget(page)
    assert bool(page.findChildren(KeepRunningRow)) is is_here


def test_the_row_shows_the_choice_and_changes_it(
    qtbot: QtBot, messenger: Messenger, navigator: RecordingNavigator, faces: FaceSource, tmp_path: Path,
    autostart: StubAutostart,
) -> None:  # fmt: skip
    place = PlaceHere(tmp_path, messenger, autostart)
    row = KeepRunningRow(AdminContext(messenger, navigator, faces, place, lambda: True))
    qtbot.addWidget(row)
    with qtbot.waitSignal(row.read):
        show(row)
    assert row.title() == "Open only while qqdesk runs" and row.second()
    assert autostart.reader != threading.get_ident(), "the windows do not wait for the system"
    row.button.click()
    (dialog,) = row.findChildren(KeepRunningDialog)
    dialog.cards[KeepRunning.SIGNED_IN].click()
    with qtbot.waitSignal(row.read):
        dialog.save()
    assert row.title() == "Stays open while you are signed in to this computer"
    assert "--keep-place" in autostart.command
