"""Two people at two desks, and a server: from the first start to a talk that outlives the server's death.

Everything is done as a person does it, with keys and buttons, in the real windows against the real server.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.app import Arguments, Desk, folders_for
from qqdesk.domain.contact import Contact
from qqdesk.domain.message import MessageState
from qqdesk.gui.add_contact import AddContactDialog
from qqdesk.gui.chat_page import ChatPage
from qqdesk.gui.find_people import FindPeopleWindow
from qqdesk.gui.requests import RequestsWindow
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.server import ServerProcess, start_server

PATIENCE_MS = 20_000
PASSWORD = "correct horse"


class Person:
    """Somebody at a desk of their own."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path, name: str) -> None:
        self.qtbot = qtbot
        self.name = name
        arguments = Arguments(config_dir=folder / "config", data_dir=folder / "data")
        folders = folders_for(arguments)
        self.desk = Desk(app, SettingsStore(folders.settings), folders)
        self.desk.show()
        self.desk.complete()

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

    def register(self, server: ServerProcess) -> None:
        """Get a number and sign in with it."""
        window = self.desk.sign_in_window
        self.press(window, "Get a number")
        self.fill(window, "Nickname", self.name)
        self.fill(window, "Password", PASSWORD)
        self.fill(window, "Password again", PASSWORD)
        window.register_page.server.kind.setCurrentIndex(1)
        self.fill(window, "Address of the server", server.address)
        self.press(window, "Get a number")
        self.wait(lambda: window.new_number_page.isVisible())
        self.press(window, "Sign in")
        self.wait(lambda: self.desk.windows.main.isVisible())

    def contact(self, other: "Person") -> Contact:
        return self.desk.messenger.roster.get(other.number)

    def page(self, other: "Person") -> ChatPage:
        self.desk.windows.open_chat(other.number)
        page = self.desk.windows.chat.page(other.number)
        assert page is not None
        return page

    def say(self, other: "Person", text: str) -> None:
        entry = self.page(other).input
        entry.setPlainText(text)
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert not entry.toPlainText()

    def texts(self, other: "Person") -> list[str]:
        return [message.text for message in self.desk.messenger.conversation(other.number).messages]

    def states(self, other: "Person") -> set[MessageState]:
        messages = self.desk.messenger.conversation(other.number).messages
        return {message.state for message in messages if message.is_mine}


@pytest.fixture
def people(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[tuple[Person, Person]]:
    pair = Person(qtbot, qapp, tmp_path / "anna", "Anna"), Person(qtbot, qapp, tmp_path / "bo", "小波 Bo")
    yield pair
    for person in reversed(pair):
        person.desk.shut_down()
        person.desk.deleteLater()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    process = start_server(tmp_path)
    yield process
    if process.process.poll() is None:
        assert process.terminate() == 0


def test_from_the_first_start_to_a_talk(people: tuple[Person, Person], server: ServerProcess, tmp_path: Path) -> None:
    anna, bo = people

    def both_wait(condition: Callable[[Person, Person], object]) -> None:
        anna.wait(lambda: condition(anna, bo))
        bo.wait(lambda: condition(bo, anna))

    anna.register(server)
    bo.register(server)

    # Anna finds Bo by a part of his name, and asks.
    anna.desk.windows.open_find()
    find = anna.window(FindPeopleWindow)
    anna.fill(find, "Nickname", "bo")
    anna.press(find, "Search")
    anna.press(find, "Add")
    add = anna.window(AddContactDialog)
    anna.press(add, "Add")
    anna.fill(add, "What they should know about you", "we met at the workshop & liked it")
    anna.press(add, "Send request")

    # Bo accepts, and adds her too, without another question.
    bo.wait(lambda: bo.desk.messenger.requests)
    assert bo.desk.messenger.requests[0].reason == "we met at the workshop & liked it"
    bo.desk.windows.open_requests()
    bo.press(bo.window(RequestsWindow), "Accept and add")
    both_wait(lambda me, other: not me.contact(other).stranger and me.contact(other).status is Status.ONLINE)
    both_wait(lambda me, other: me.contact(other).nickname == other.name)

    # They talk, and see each other's status.
    anna.say(bo, "你好 Bo!\n100 % & <b>more</b>, a=b")
    bo.wait(lambda: bo.texts(anna))
    bo.say(anna, "hello")
    anna.wait(lambda: len(anna.texts(bo)) == 2)
    assert anna.texts(bo) == bo.texts(anna) == ["你好 Bo!\n100 % & <b>more</b>, a=b", "hello"]
    both_wait(lambda me, other: me.states(other) == {MessageState.DELIVERED})
    bo.desk.windows.main.set_status(Status.BUSY)
    anna.wait(lambda: anna.contact(bo).status is Status.BUSY)
    bo.desk.windows.main.set_status(Status.INVISIBLE)
    anna.wait(lambda: anna.contact(bo).status is Status.OFFLINE)

    # The server dies; what is written meanwhile waits; it comes back, and nothing is lost or doubled.
    server.kill()
    both_wait(lambda me, _: me.desk.messenger.connection.phase is ConnectionPhase.WAITING)
    anna.say(bo, "are you there?")
    bo.say(anna, "I wrote this in the dark")
    assert MessageState.WAITING in anna.states(bo)
    again = start_server(tmp_path, folder=server.folder, port=server.port)
    try:
        for person in people:
            person.desk.messenger.try_now()
        both_wait(lambda me, other: len(me.texts(other)) == 4 and me.states(other) == {MessageState.DELIVERED})
        for me, other in ((anna, bo), (bo, anna)):
            assert sorted(me.texts(other)[2:]) == ["I wrote this in the dark", "are you there?"]

        # Bo goes; Anna is told, and the program of Bo shows the sign-in window with his number in it.
        bo.desk.windows.main.set_status(Status.ONLINE)
        anna.wait(lambda: anna.contact(bo).status is Status.ONLINE)
        number = bo.number
        bo.desk.windows.sign_out_wanted.emit()
        anna.wait(lambda: anna.desk.messenger.roster.get(number).status is Status.OFFLINE)
        bo.wait(lambda: bo.desk.sign_in_window.isVisible())
        assert not bo.desk.windows.main.isVisible()
    finally:
        for person in reversed(people):
            person.desk.shut_down()
        assert again.terminate() == 0
