"""The window with the pictures and files of a conversation."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Message
from qqdesk.gui.files.files_window import FilesWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.file_info import FileKind
from tests.gui.history_world import BO, fill
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show, texts
from tests.helpers.desk import PATIENCE_MS, Desk
from tests.helpers.history import open_history
from tests.helpers.messages import chat_with, file_message
from tests.helpers.picture_files import put_here
from tests.helpers.server import LocalServer

PICTURES = 1000
"""In two months, half of them in each."""


def messages() -> list[Message]:
    made = []
    for at in range(PICTURES):
        day = datetime(2026, 1 + (at >= PICTURES // 2), 10, 12, at // 60 % 60, at % 60)
        time = round(day.timestamp() * 1000) + at
        picture = file_message(f"{at:032x}", BO, f"{at}.jpg", time, kind=FileKind.JPEG, width=40, height=30)
        made.append(picture)
    for at, name in enumerate(("Minutes.pdf", "Plan.zip")):
        made.append(file_message(f"{PICTURES + at:032x}", BO, name, time + 1 + at, size=2_000_000))
    return made


@pytest.fixture
def navigator() -> RecordingNavigator:
    return RecordingNavigator()


@pytest.fixture
def window(
    qtbot: QtBot, history_session: Desk, history_server: LocalServer, navigator: RecordingNavigator, tmp_path: Path
) -> Iterator[FilesWindow]:
    stored = messages()
    messenger = fill(history_session, history_server, stored).messenger
    put_here(open_history(messenger).local_files, stored[-10:-2], tmp_path / "pictures")
    window = FilesWindow(
        AppContext(messenger, navigator, FaceSource(), SettingsStore(tmp_path / "settings.toml")), chat_with(BO)
    )
    show(window)
    qtbot.waitUntil(lambda: window.is_loaded, timeout=PATIENCE_MS)
    yield window
    window.close()


def test_pictures_stand_under_their_months_and_only_those_in_view_are_loaded(window: FilesWindow) -> None:
    model = window.pictures.model()
    assert model.rowCount() == PICTURES + 2
    texts = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert texts[0] == "February 2026" and texts[1] == f"{PICTURES - 1}.jpg"
    assert texts[PICTURES // 2 + 1] == "January 2026" and texts[-1] == "0.jpg"
    window.grab()
    wanted = window._messenger_files._wanted
    assert 0 < len(wanted) < 100, "the thumbnails of the others wait until they are in view"


def test_the_grid_is_used_by_keyboard(window: FilesWindow, navigator: RecordingNavigator) -> None:
    grid = window.pictures
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Home)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    current = grid.current_item()
    assert current is not None and current.text == f"{PICTURES - 2}.jpg", "headings are skipped"
    QTest.keyClick(grid, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert navigator.calls == [routes.Viewer(chat_with(BO), current.id), routes.Message(current)]


def test_the_grid_shows_the_focus_before_a_picture_is_chosen(window: FilesWindow) -> None:
    grid = window.pictures
    window.search.setFocus()
    without = grid.grab().toImage()
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    assert grid.selectedIndexes() == [] and grid.current_item() is not None
    assert grid.grab().toImage() != without


def test_files_are_found_by_name_and_sender(window: FilesWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    model = window.files.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["Plan.zip", "Minutes.pdf"]
    QTest.keyClicks(window.search, "MINU")
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["Minutes.pdf"]
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.files, Qt.Key.Key_Down)
    assert window.open_button.text() == "Download"
    window.search.setText("bo")
    assert model.rowCount() == 2, "the sender is Bo"
    window.search.setText("nothing")
    assert window.no_files.isVisible() and not window.open_button.isEnabled()
    assert "No file has this name" in texts(window.no_files)
