"""What was said, from the first word to the export of all of it, over a server that dies and a program that is ended.

Everything is done as a person does it, with keys and buttons, in the real windows against the real server.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.gui.contacts.quick_switch import QuickSwitch
from qqdesk.gui.history.history_window import HistoryWindow
from qqdesk.gui.kit import routes
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import AddToList, DeleteFromList
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.history_requests import ExportFormat
from tests.gui.history_world import shown_texts
from tests.helpers.messages import chat_with, chats_with
from tests.helpers.server import ServerProcess, start_server
from tests.journeys.person import Person

ANNA, BO, WEI = 10001, 10002, 10003
SAID = ["明天去爬山吗？", "Good idea! At nine?", "Bring the camera"]
Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class People:
    """Who sits at which desk; a desk can be left, and sat down at again."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path) -> None:
        self._qtbot, self._app, self._folder = qtbot, app, folder
        self._here: list[Person] = []

    def sit_down(self, name: str) -> Person:
        person = Person(self._qtbot, self._app, self._folder / name, name)
        self._here.append(person)
        return person

    def leave(self, person: Person) -> None:
        """The program ends."""
        self._here.remove(person)
        person.desk.shut_down()
        person.desk.deleteLater()

    def all_leave(self) -> None:
        for person in reversed(list(self._here)):
            self.leave(person)


@pytest.fixture
def people(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[People]:
    people = People(qtbot, qapp, tmp_path)
    yield people
    people.all_leave()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    process = start_server(tmp_path)
    try:
        for number, nickname in ((ANNA, "Anna"), (BO, "小波 Bo"), (WEI, "Wei")):
            process.add_user(number, nickname=nickname, allow=AddOutcome.ADDED)
        process.befriend(ANNA, BO)
        process.befriend(ANNA, WEI)
        yield process
    finally:
        if process.process.poll() is None:
            assert process.terminate() == 0


def jump_to(person: Person, words: str) -> None:
    """Ctrl+K, some letters, Enter."""
    main = person.desk.windows.main
    person.desk.windows.open(routes.Main())
    QTest.qWaitForWindowActive(main)
    QTest.keyClick(main, Key.Key_K, CONTROL)

    def found() -> list[QuickSwitch]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, QuickSwitch) and w.isVisible()]

    person.wait(found)
    QTest.keyClicks(found()[0].edit, words)
    QTest.keyClick(found()[0].edit, Key.Key_Return)


def open_history(person: Person, number: int) -> HistoryWindow:
    person.desk.windows.open(routes.History(chat_with(number)))
    window = person.desk.windows.history.window
    assert window is not None
    person.wait(window.isVisible)
    return window


def look_for(window: HistoryWindow, words: str, person: Person) -> list[str]:
    """Type into the search line; the texts that are found, newest first."""
    window.filters.edit.setText(words)
    person.wait(lambda: window.results.query.text == words and not window.results.is_searching)
    return shown_texts(window)


def press_in(person: Person, window: QWidget | None, text: str) -> None:
    assert window is not None
    person.press(window, text)


def test_nothing_is_lost_and_everything_is_found(people: People, server: ServerProcess, tmp_path: Path) -> None:
    bo, anna = people.sit_down("bo"), people.sit_down("anna")
    anna.sign_in(server.address, ANNA, "secret")
    bo.sign_in(server.address, BO, "secret")

    # Anna jumps to Bo by a part of his name; Bo sees how many wait for him, and where the new ones begin.
    anna.wait(lambda: anna.contact(BO).nickname and anna.contact(WEI).nickname)
    jump_to(anna, "bo")
    anna.wait(lambda: anna.desk.windows.chats.page(chat_with(BO)) is not None)
    anna.say(BO, SAID[0])
    bo.wait(lambda: bo.texts(ANNA) == SAID[:1])
    bo.wait(lambda: bo.desk.windows.main.windowTitle().startswith("(1)"))
    page = bo.page(ANNA)
    assert page.log.rows.first_new == bo.desk.messenger.conversation(chat_with(ANNA)).messages[0].id
    QTest.keyClicks(page.input, "Good idea!")
    anna.wait(lambda: anna.desk.messenger.typing.typists(chat_with(BO)))
    QTest.keyClicks(page.input, " At nine?")
    QTest.keyClick(page.input, Key.Key_Return)
    anna.wait(lambda: anna.texts(BO) == SAID[:2])
    anna.wait(lambda: anna.states(BO) == {Delivery.DELIVERED})

    # The server dies. What Anna writes waits, and another thought is left half-way; her program ends.
    server.kill()
    anna.wait(lambda: anna.desk.messenger.connection.phase is ConnectionPhase.WAITING)
    anna.say(BO, SAID[2])
    assert anna.states(BO) == {Delivery.DELIVERED, Delivery.WAITING}
    jump_to(anna, "wei")
    draft = anna.page(WEI).input
    QTest.keyClicks(draft, "two lines")
    QTest.keyClick(draft, Key.Key_Return, SHIFT)
    QTest.keyClicks(draft, "of a draft")
    people.leave(anna)

    # Both are there again, and so is the server: the message arrives once, the tabs and the draft are as they were.
    again = start_server(tmp_path, folder=server.folder, port=server.port)
    try:
        anna = people.sit_down("anna")
        anna.sign_in(server.address, ANNA, "secret")
        bo.desk.messenger.try_now()
        bo.wait(lambda: bo.texts(ANNA) == SAID)
        anna.wait(lambda: anna.states(BO) == {Delivery.DELIVERED})
        assert anna.texts(BO) == SAID
        assert anna.desk.windows.chats.open_conversations() == chats_with(BO, WEI)
        assert anna.page(WEI).input.text() == "two lines\nof a draft"

        # One Chinese character finds a message; Enter opens the chat there.
        history = open_history(anna, BO)
        assert look_for(history, "山", anna) == [SAID[0]]
        assert look_for(history, "CAM", anna) == [SAID[2]]
        assert look_for(history, "nothing like that", anna) == []
        assert look_for(history, "", anna) == SAID[::-1]

        # Everything is exported, deleted, and taken in again from the file.
        file, page_file = tmp_path / "bo.json", tmp_path / "bo.html"
        jobs = anna.desk.windows.history.jobs
        for path, form in ((file, ExportFormat.JSON), (page_file, ExportFormat.HTML)):
            jobs.export(path, form, chat_with(BO))
        anna.wait(lambda: all(not job.is_running for job in jobs.jobs()))
        assert all(text in page_file.read_text("utf-8") for text in SAID)
        history.history_actions.delete_conversation(chat_with(BO))
        press_in(anna, history.history_actions.box, "Delete")
        anna.wait(lambda: not anna.texts(BO))
        assert look_for(history, "山", anna) == []
        jobs.import_file(file)
        anna.wait(lambda: anna.texts(BO) == SAID)
        assert look_for(history, "山", anna) == [SAID[0]]
        history.close()

        # Whom she takes off the list and puts on it again has the same talk.
        anna.desk.messenger.request(DeleteFromList(BO))
        anna.wait(lambda: anna.contact(BO).stranger)
        anna.desk.messenger.request(AddToList(BO))
        anna.wait(lambda: not anna.contact(BO).stranger)
        assert anna.texts(BO) == SAID

        # What is found in the chat itself is marked and counted.
        page = anna.page(BO)
        QTest.qWaitForWindowActive(page.window())
        QTest.keyClick(page.input, Key.Key_F, CONTROL)
        page.finder.bar.edit.setText("a")
        anna.wait(lambda: "2" in page.finder.bar.count.text())
        QTest.keyClick(page.finder.bar.edit, Key.Key_Escape)
        entry = page.input
        entry.setPlainText("a last word")
        entry.moveCursor(QTextCursor.MoveOperation.End)
        QTest.keyClick(entry, Key.Key_Return)
        bo.wait(lambda: bo.texts(ANNA)[-1] == "a last word")
    finally:
        people.all_leave()
        assert again.terminate() == 0
