"""Somebody at a desk of their own, for journeys: does with keys and buttons what a person does."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Delivery
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from tests.helpers.messages import chat_with

PATIENCE_MS = 60_000
PASSWORD = "correct horse"


class Person:
    """Somebody at a desk of their own."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path, name: str) -> None:
        self.qtbot = qtbot
        self.name = name
        arguments = Arguments(config_dir=folder / "config", data_dir=folder / "data")
        folders = folders_for(arguments)
        self.desk = ApplicationController(app, SettingsStore(folders.settings), folders)
        self.desk.show()

    @property
    def number(self) -> int:
        return self.desk.messenger.me.number

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def press(self, window: QWidget, text: str) -> None:
        """Click the visible button with this text."""

        def found() -> list[QAbstractButton]:
            buttons = window.findChildren(QAbstractButton)
            return [b for b in buttons if b.isVisible() and b.isEnabled() and b.text().replace("&", "") == text]

        self.wait(found)
        QTest.mouseClick(found()[0], Qt.MouseButton.LeftButton)

    def fill(self, window: QWidget, name: str, text: str) -> None:
        """Type into the visible field that a screen reader calls by this name."""

        def found() -> list[QLineEdit]:
            return [f for f in window.findChildren(QLineEdit) if f.isVisible() and f.accessibleName() == name]

        self.wait(found)
        found()[0].clear()
        found()[0].insert(text)

    def window(self, kind: type[QWidget]) -> QWidget:
        def found() -> list[QWidget]:
            return [w for w in self.desk.windows.main.findChildren(kind) if w.isVisible()]

        self.wait(found)
        return found()[0]

    def words(self, window: QWidget) -> list[str]:
        """The texts of all visible labels."""
        return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]

    def register(self, address: str) -> None:
        """Create an account by a client without windows, and sign in with it."""
        with Client(address) as client:
            number = client.register(password_hash(PASSWORD), self.name)
        self.sign_in(address, number)

    def sign_in(self, address: str, number: int, password: str = PASSWORD) -> None:
        self.desk.show_sign_in_window()
        window = self.desk.sign_in_window
        window.page.show_fields()
        self.fill(window, "Number", str(number))
        self.fill(window, "Password", password)
        window.page.server.kind.setCurrentIndex(1)
        self.fill(window, "Address of the place", address)
        self.press(window, "Sign in")
        self.wait(lambda: self.desk.windows.main.isVisible())

    def contact(self, other: int) -> Contact:
        return self.desk.messenger.roster.get(other)

    def page(self, other: int) -> ChatPage:
        self.desk.windows.open(routes.Chat(chat_with(other)))
        page = self.desk.windows.chats.page(chat_with(other))
        assert page is not None
        return page

    def say(self, other: int, text: str) -> None:
        entry = self.page(other).input
        entry.setPlainText(text)
        QTest.keyClick(entry, Qt.Key.Key_Return)
        self.wait(lambda: not entry.toPlainText())  # it empties when the message is stored

    def texts(self, other: int) -> list[str]:
        return [message.text for message in self.desk.messenger.conversation(chat_with(other)).messages]

    def states(self, other: int) -> set[Delivery]:
        messages = self.desk.messenger.conversation(chat_with(other)).messages
        return {message.delivery for message in messages if message.delivery is not None}
