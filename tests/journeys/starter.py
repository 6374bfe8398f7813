"""A person who starts a place of their own, with the real server."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from qqdesk.gui.first_start.first_start_window import FirstStartWindow
from qqdesk.gui.first_start.open_place_page import OpenPlacePage
from qqdesk.gui.first_start.start_place_page import StartPlacePage
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for

PATIENCE_MS = 60_000


class Starter:
    """A person who starts the program in an empty home. Counts presses and fields that were filled in."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path) -> None:
        self.qtbot, self.app, self.folder = qtbot, app, folder
        self.folders = folders_for(Arguments(config_dir=folder / "config", data_dir=folder / "data"))
        self.desk = ApplicationController(app, SettingsStore(self.folders.settings), self.folders)
        self.desk.show()
        self.presses = self.fields = 0

    @property
    def window(self) -> FirstStartWindow:
        assert self.desk.first_window is not None
        return self.desk.first_window

    @property
    def place_folder(self) -> Path:
        return self.folders.data / "server"

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def press(self, button: QAbstractButton) -> None:
        assert button.isVisible() and button.isEnabled()
        self.presses += 1
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def fill(self, field: QLineEdit, text: str) -> None:
        assert field.isVisible()
        self.fields += 1
        field.selectAll()
        QTest.keyClicks(field, text)

    def start_page(self) -> StartPlacePage:
        page = self.window.page
        assert isinstance(page, StartPlacePage)
        return page

    def open_page(self) -> OpenPlacePage:
        self.wait(lambda: isinstance(self.window.page, OpenPlacePage))
        page = self.window.page
        assert isinstance(page, OpenPlacePage)
        return page

    def start_place(self) -> OpenPlacePage:
        self.press(self.window.choices.start)
        page = self.start_page()
        self.wait(lambda: not page.person.password.isVisible())
        self.press(page.start)
        return self.open_page()

    def enter_place(self) -> None:
        """Start a place that only this computer can reach, and go to the main window."""
        page = self.start_place()
        page.here.setChecked(True)
        self.press(page.submit_button)
        self.wait(self.desk.windows.main.isVisible)

    def end(self) -> None:
        if isValid(self.desk):
            self.desk.shut_down()
            self.desk.deleteLater()


Begin = Callable[..., Starter]
