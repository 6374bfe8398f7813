"""What is open in the chat windows comes back at the next start, with the account it belongs to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.account_keys import OPEN_CHATS
from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.room import Room
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.chat.open_tabs import OpenTabs
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.history.history import History
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with, chats_with
from tests.kit.messenger import Backend

ANNA, WEI, BO, EVE = 10001, 10002, 3_456_789_012, 10004
PEOPLE = {ANNA: "Anna", WEI: "张伟", BO: "Bo", EVE: "Eve"}


class Program:
    """One start of it: windows that were built before somebody signs in."""

    def __init__(self, faces: FaceSource, store: SettingsStore, folder: Path) -> None:
        self.backend = Backend(folder)
        self.messenger = self.backend.messenger
        self.windows = ChatWindows(AppContext(self.messenger, RecordingNavigator(), faces, store))
        self.open_tabs = OpenTabs(self.windows, self.messenger)
        self._ended = False

    def sign_in(self, number: int = 20001, missing: int = 0, rooms: tuple[Room, ...] = ()) -> None:
        contacts = (Contact(person, name) for person, name in PEOPLE.items() if person != missing)
        self.backend.open(*contacts, me=Me(number), rooms=rooms)
        self.open_tabs.restore()

    def sign_out(self) -> None:
        """As the window's menu does: what is open is noted first."""
        self.open_tabs.stop()
        self.messenger.sign_out()

    def end(self) -> None:
        """At once, with nothing noted that was not."""
        self.messenger.shut_down()
        if not self._ended:
            self.windows.close()
        self._ended = True

    def note(self) -> str:
        assert self.backend.session is not None and self.backend.session.history is not None
        return self.backend.session.history.account_values.load().get(OPEN_CHATS.name, "")

    def open(self, *numbers: int) -> None:
        for number in numbers:
            self.windows.open_chat(chat_with(number))

    def tabs(self) -> list[list[int]]:
        return [[one.number for one in window.open_conversations()] for window in self.windows.windows]


@pytest.fixture
def start(faces: FaceSource, store: SettingsStore, tmp_path: Path) -> Iterator[Callable[[], Program]]:
    programs: list[Program] = []

    def start() -> Program:
        programs.append(Program(faces, store, tmp_path))
        return programs[-1]

    yield start
    for program in programs:
        program.end()


def test_tabs_pins_windows_and_places_come_back(start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(ANNA, WEI, BO, EVE)
    main = program.windows.main
    main.setGeometry(QRect(30, 40, 500, 400))
    main.pages.tabs.set_pinned(chat_with(BO), True)
    main.pages.tabs.move(chat_with(EVE), 1)
    program.windows.move_to_new_window(chat_with(WEI))
    other = program.windows.windows[1]
    other.setGeometry(QRect(120, 130, 450, 380))
    program.windows.open_chat(chat_with(ANNA))
    QTest.qWaitForWindowActive(main)
    program.sign_out()
    assert program.tabs() == [[]]

    program = start()
    assert not program.windows.main.isVisible()
    program.sign_in()
    assert program.tabs() == [[BO, EVE, ANNA], [WEI]]
    main, other = program.windows.windows
    assert main.pages.tabs.pinned() == chats_with(BO)
    assert (main.current_conversation(), other.current_conversation()) == (chat_with(ANNA), chat_with(WEI))
    assert (main.geometry(), other.geometry()) == (QRect(30, 40, 500, 400), QRect(120, 130, 450, 380))
    assert main.isVisible() and other.isVisible()
    assert main.windowTitle().endswith("Anna")
    assert program.windows.page(chat_with(ANNA)) is not None
    assert program.windows.page(chat_with(EVE)) is None, "nobody has looked at it"
    program.open(EVE)
    assert program.windows.page(chat_with(EVE)) is not None


def test_windows_that_were_hidden_stay_so(start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(ANNA, WEI)
    program.windows.main.close()
    program.sign_out()
    program = start()
    program.sign_in()
    assert program.tabs() == [[ANNA, WEI]]
    assert not program.windows.main.isVisible()
    assert program.windows.page(chat_with(WEI)) is None, "it costs nothing before it is looked at"
    program.open(WEI)
    assert program.windows.main.isVisible()


def test_it_takes_no_focus_and_reads_nothing(qtbot: QtBot, start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(WEI, ANNA)
    program.backend.write(WEI, "在吗")
    program.sign_out()
    program = start()
    window, quiet = program.windows.main, Qt.WidgetAttribute.WA_ShowWithoutActivating
    shown: list[bool] = []
    window.geometry_changed.connect(lambda: shown.extend([window.testAttribute(quiet)] if window.isVisible() else []))
    program.sign_in()
    QApplication.processEvents()
    assert window.isVisible() and shown[0] is True
    assert not window.testAttribute(quiet), "only then"
    assert program.messenger.unread == 1
    assert "1" in window.pages.tabs.tabToolTip(0)
    program.open(WEI)
    qtbot.waitUntil(lambda: not program.messenger.unread)


def test_the_chat_of_a_missing_contact_is_not_opened(start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(ANNA, WEI, BO)
    program.windows.move_to_new_window(chat_with(WEI))
    program.sign_out()
    program = start()
    program.sign_in(missing=WEI)
    assert program.tabs() == [[ANNA, BO]], "a window with nobody in it is none"


def test_the_chat_of_a_room_comes_back(start: Callable[[], Program]) -> None:
    room = ConversationId.room(20001)
    program = start()
    program.sign_in(rooms=(Room(room.number, "Family"),))
    program.open(ANNA)
    program.windows.open_chat(room)
    program.open_tabs.stop()
    program.note()
    program.end()

    again = start()
    again.sign_in(rooms=(Room(room.number, "Family"),))
    assert again.windows.open_conversations() == [chat_with(ANNA), room]


def test_another_account_does_not_see_them(start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(ANNA, WEI)
    program.windows.move_to_new_window(chat_with(WEI))
    program.sign_out()
    program.sign_in(20002)
    assert program.tabs() == [[]] and not program.windows.main.isVisible()
    program.open(BO)
    program.sign_out()
    program.sign_in()
    assert program.tabs() == [[ANNA], [WEI]]
    program.sign_out()
    program.sign_in(20002)
    assert program.tabs() == [[BO]]


def test_a_program_that_is_killed_has_noted_it(qtbot: QtBot, start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(ANNA)
    qtbot.waitUntil(lambda: str(ANNA) in program.note())
    program.open(WEI)
    program.windows.main.pages.tabs.set_pinned(chat_with(WEI), True)
    qtbot.waitUntil(lambda: str(WEI) in program.note())
    program.end()
    program = start()
    program.sign_in()
    assert program.tabs() == [[WEI, ANNA]]


def test_a_chat_opened_during_the_sign_in_is_saved(qtbot: QtBot, start: Callable[[], Program]) -> None:
    program = start()
    program.messenger.signed_in.connect(lambda: program.open(ANNA))
    program.sign_in()
    qtbot.waitUntil(lambda: str(ANNA) in program.note())


def test_windows_hidden_at_the_end_do_not_count_as_hidden_by_the_user(start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(ANNA)
    program.open_tabs.stop()
    for window in program.windows.windows:
        window.hide()
    program.open_tabs.save()
    assert '"hidden": false' in program.note()


def test_a_place_that_is_on_no_screen_is_brought_into_view(start: Callable[[], Program]) -> None:
    program = start()
    program.sign_in()
    program.open(ANNA)
    program.windows.main.move(QPoint(9000, 7000))
    program.sign_out()
    program = start()
    program.sign_in()
    room = program.windows.main.screen().availableGeometry()
    frame = program.windows.main.frameGeometry()
    assert room.contains(frame.topLeft()) and room.contains(frame.center())


def test_an_invalid_note_opens_nothing(start: Callable[[], Program], tmp_path: Path) -> None:
    program = start()
    history = History(tmp_path / "accounts" / "20001" / "history.db")
    note = '[{"conversations": "all", "geometry": "?"}, {"conversations": ["p10001"], "geometry": "xx"}]'
    history.account_values.put({OPEN_CHATS.name: note}, 1)
    history.close()
    program.sign_in()
    assert program.tabs() == [[ANNA]]
