"""List and chat in one window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.gui.contacts.contact_rows import MESSAGES
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.settings.settings_window import SettingsWindow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.stylesheet import stylesheet
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.theme_colors import CLASSIC_NAME, LIGHT, LIGHT_NAME
from qqdesk.protocol.codes import Status
from tests.gui.showing import texts
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import local_server

ANNA, WEI, BO = 10001, 10002, 10003
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[None]:
    theme_source().choose(LIGHT_NAME)
    before, sheet = qapp.font(), qapp.styleSheet()
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * 1.5)
    qapp.setFont(large)
    qapp.setStyleSheet(stylesheet(LIGHT))
    yield
    qapp.setFont(before)
    qapp.setStyleSheet(sheet)


class World:
    """Anna's windows, with 张伟 and Bo on her list."""

    def __init__(self, desk: Desk, windows: WindowManager, friends: dict[int, Desk]) -> None:
        self.desk, self.windows, self.friends = desk, windows, friends
        self.main, self.chats = windows.main, windows.chats

    def click(self, number: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        view = self.main.contacts.view
        place = view.visualRect(view.model().index(view.row_of_number(number), 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, place)
        QApplication.processEvents()

    @property
    def open(self) -> int:
        """The number of the person whose chat is beside the list; 0 for none."""
        current = self.chats.main.current_conversation()
        return current.number if current is not None else 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = self.main.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifiers)
        QApplication.processEvents()


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore) -> Iterator[World]:
    store.change("one_window", True)
    owner = QObject()
    people = {number: Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, WEI)}
    anna = people[ANNA]
    windows = WindowManager(anna.messenger, faces, store, owner)
    with local_server(tmp_path) as server:
        for number, nickname in ((ANNA, "Anna"), (WEI, "张伟"), (BO, "Bo")):
            server.add_user(number, nickname=nickname)
        server.befriend(ANNA, WEI)
        server.befriend(ANNA, BO)
        for person in people.values():
            person.sign_in(server.address)
        windows.show()
        QTest.qWaitForWindowActive(windows.main)
        anna.wait(lambda: windows.main.contacts.view.row_of_number(BO) >= 0)
        yield World(anna, windows, people)
        anna.messenger.sign_out()
        anna.wait_for("signed_out")
        windows.close()
        for person in people.values():
            person.messenger.shut_down()


def test_a_click_opens_a_chat_beside_the_list(world: World) -> None:
    assert world.main.panes.chat is world.chats.main and world.chats.main.isVisible()
    world.click(WEI)
    assert world.open == WEI and world.chats.main.window() is world.main
    page = world.chats.page(chat_with(WEI))
    assert page is not None and page.input.hasFocus() and "张伟" in texts(page.head)
    world.click(BO)
    assert world.open == BO and world.chats.open_conversations() == [chat_with(BO)]
    assert not world.chats.main.pages.strip.isVisible()


def test_heads_and_feet_end_on_one_line(world: World, store: SettingsStore) -> None:
    store.change("hints_left", 0)  # the first hint needs two lines beside all tools
    world.click(WEI)
    page = world.chats.page(chat_with(WEI))
    assert page is not None
    assert world.main.head.height() == page.head.height() == 56
    assert world.main.foot.height() == page.composer.height() == 49


def test_feet_end_on_one_line_with_large_text(large_text: None, world: World, store: SettingsStore) -> None:
    store.change("hints_left", 0)
    world.click(WEI)
    page = world.chats.page(chat_with(WEI))
    assert page is not None
    assert world.main.foot.height() == page.composer.height() > 49


def test_the_buttons_in_the_classic_feet_end_on_one_line(world: World) -> None:
    theme_source().choose(CLASSIC_NAME)
    world.click(WEI)
    page = world.chats.page(chat_with(WEI))
    assert page is not None
    buttons = (world.main.foot.menu_button, page.composer.close_button, page.send_button)
    QApplication.processEvents()
    assert len({button.mapTo(world.main, button.rect().bottomLeft()).y() for button in buttons}) == 1


def test_an_open_chat_shows_the_state_of_the_connection_for_the_list(world: World, qtbot: QtBot) -> None:
    world.main.set_status(Status.OFFLINE)
    in_list = world.main.banners.connection
    world.desk.wait(lambda: in_list.text() == "You are offline.")
    world.click(WEI)
    page = world.chats.page(chat_with(WEI))
    assert page is not None and page.offline.isVisible() and not world.main.banners.isVisible()
    world.main.resize(500, 600)
    qtbot.waitUntil(lambda: not world.main.panes.list.isVisible())
    page.head.back.click()
    assert in_list.isVisible()
    world.main.resize(960, 600)
    qtbot.waitUntil(lambda: page.isVisible())
    assert not in_list.isVisible()
    world.chats.close_all_chats()
    assert in_list.isVisible()


def test_ctrl_and_a_click_open_a_window_of_its_own(world: World) -> None:
    world.click(WEI)
    world.click(BO, CTRL)
    own = world.chats.window_of(chat_with(BO))
    assert own is not None and own is not world.chats.main and own.isVisible() and own.isWindow()
    assert world.open == WEI
    own.close()
    world.chats.open_in_new_window(chat_with(WEI))
    assert world.open == 0 and world.chats.window_of(chat_with(WEI)) is not world.chats.main


def test_keys_go_through_the_list_and_back_to_it(world: World) -> None:
    contacts = world.main.contacts
    world.click(contacts.model.number_at(contacts.view.first_row()))
    first = world.open
    world.press(Qt.Key.Key_Down, ALT)
    assert world.open not in (0, first)
    world.press(Qt.Key.Key_Up, ALT)
    assert world.open == first
    world.press(Qt.Key.Key_F, CTRL)
    page = world.chats.page(chat_with(first))
    assert page is not None and page.finder.bar.isVisible()
    world.press(Qt.Key.Key_Escape)
    world.press(Qt.Key.Key_Escape)
    assert world.main.contacts.view.hasFocus() and world.open == first
    world.press(Qt.Key.Key_F, CTRL)
    assert world.main.contacts.search.hasFocus()


def test_escape_closes_the_emoji_before_it_goes_to_the_list(world: World) -> None:
    world.click(WEI)
    page = world.chats.main.page(chat_with(WEI))
    assert page is not None
    page.composer.emoji_button.click()
    popup = page.composer.emoji
    assert popup is not None and popup.isVisible()
    QTest.keyClick(popup.search, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert not world.main.contacts.view.hasFocus()


def test_ctrl_tab_opens_the_next_unread_chat(world: World) -> None:
    world.click(BO)
    world.friends[WEI].send(ANNA, "hello")
    world.desk.wait(lambda: world.desk.messenger.unread == 1)
    world.press(Qt.Key.Key_Tab, CTRL)
    assert world.open == WEI
    world.desk.wait(lambda: world.desk.messenger.unread == 0)


def test_a_narrow_window_shows_the_list_or_the_chat(world: World, qtbot: QtBot) -> None:
    world.main.resize(500, 600)
    qtbot.waitUntil(lambda: not world.chats.main.isVisible())
    assert world.main.panes.list.isVisible()
    world.click(WEI)
    assert world.chats.main.isVisible() and not world.main.panes.list.isVisible()
    page = world.chats.page(chat_with(WEI))
    assert page is not None and page.head.back.isVisible()
    page.head.back.click()
    assert world.main.panes.list.isVisible() and not world.chats.main.isVisible()
    world.main.resize(960, 600)
    qtbot.waitUntil(lambda: world.chats.main.isVisible())
    assert world.main.panes.list.isVisible() and world.open == WEI


def test_a_list_with_long_texts_leaves_no_gap_beside_the_chat(world: World, store: SettingsStore, qtbot: QtBot) -> None:
    panes, chat = world.main.panes, world.chats.main
    world.main.foot.settings_button.setMinimumWidth(400)
    world.main.foot.settings_button.show()
    store.change("one_window", False)
    store.change("one_window", True)
    world.click(WEI)
    qtbot.waitUntil(lambda: chat.isVisible())
    assert panes.list.width() == panes.sizes()[0] == chat.x() - panes.handleWidth()


def test_a_message_opens_the_window_from_the_tray(world: World) -> None:
    world.main.hide()
    assert not world.chats.main.isVisible()
    world.windows.open(routes.Chat(chat_with(BO)))
    assert world.main.isVisible() and world.open == BO


def test_switching_it_off_makes_a_chat_window(world: World, store: SettingsStore) -> None:
    world.click(WEI)
    store.change("one_window", False)
    assert world.chats.main.isWindow() and world.chats.main.isVisible() and world.main.panes.chat is None
    store.change("one_window", True)
    assert world.chats.main.window() is world.main and world.open == WEI


def test_the_keys_of_the_program_work_in_a_chat_that_was_a_window(world: World, store: SettingsStore) -> None:
    world.click(WEI)
    store.change("one_window", False)
    world.windows._keys.add_to(world.chats.main)
    store.change("one_window", True)
    QTest.qWaitForWindowActive(world.main)
    world.windows._keys.add_to(world.main)
    page = world.chats.page(chat_with(WEI))
    assert page is not None
    page.input.setFocus()
    QTest.keyClick(page.input, Qt.Key.Key_Comma, CTRL)
    assert any(isinstance(one, SettingsWindow) and one.isVisible() for one in QApplication.topLevelWidgets())


def test_an_edit_survives_another_chat(world: World) -> None:
    world.desk.send(WEI, "Tea?")
    world.click(WEI)
    page = world.chats.page(chat_with(WEI))
    assert page is not None
    answer = page.composer.reply_bar
    world.desk.wait(lambda: answer.edit_last() or answer.edited)
    QTest.keyClicks(page.input, " At five?")
    world.click(BO)
    world.click(WEI)
    page = world.chats.page(chat_with(WEI))
    assert page is not None and page.composer.reply_bar.edited and page.input.text() == "Tea? At five?"
    page.composer.reply_bar.drop()
    world.click(BO)
    assert world.chats.open_conversations() == [chat_with(BO)]


def test_closing_a_pinned_chat_goes_back_to_the_list(world: World) -> None:
    world.click(WEI)
    world.chats.main.pages.tabs.set_pinned(chat_with(WEI), True)
    world.press(Qt.Key.Key_W, CTRL)
    assert world.main.isVisible() and world.main.contacts.view.hasFocus()


def test_news_of_the_open_chat_keep_the_current_row(world: World) -> None:
    world.click(WEI)
    page, view = world.chats.page(chat_with(WEI)), world.main.contacts.view
    assert page is not None
    view.choose(BO)
    world.friends[WEI].messenger.set_status(Status.BUSY)
    world.desk.wait(lambda: "Busy" in texts(page.head))
    assert view.current_number() == BO


def test_a_narrow_window_restores_a_chat_behind_the_list(world: World, qtbot: QtBot) -> None:
    world.main.resize(500, 600)
    qtbot.waitUntil(lambda: not world.chats.main.isVisible())
    world.click(WEI)
    world.windows.open_tabs.stop()
    world.chats.close_all_chats()
    world.windows.open_tabs.restore()
    assert world.open == WEI
    assert world.main.panes.list.isVisible() and not world.chats.main.isVisible()


def test_text_that_is_typed_in_the_list_goes_to_the_search_field(world: World) -> None:
    world.click(WEI)
    page, contacts = world.chats.page(chat_with(WEI)), world.main.contacts
    assert page is not None
    QTest.keyClicks(page.input, "@al")
    world.press(Qt.Key.Key_Escape)
    assert contacts.view.hasFocus()
    for letter in "bo":
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, letter)
    assert contacts.search.hasFocus()
    assert contacts.search.text() == "bo" and page.input.text() == "@al"
    world.press(Qt.Key.Key_Return)
    assert world.open == BO


def test_text_that_is_composed_in_the_list_goes_to_the_search_field(world: World) -> None:
    view, search = world.main.contacts.view, world.main.contacts.search
    world.click(BO)
    view.setFocus()
    view.choose(WEI)
    assert view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(view, QInputMethodEvent("wei", []))
    assert view.hasFocus()
    committed = QInputMethodEvent()
    committed.setCommitString("伟")
    QApplication.sendEvent(view, committed)
    assert search.hasFocus() and search.text() == "伟" and view.current_number() == WEI


def test_text_that_is_typed_on_a_button_goes_to_the_search_field(world: World) -> None:
    foot, search = world.main.foot, world.main.contacts.search
    for button in (foot.menu_button, world.main.contacts.tabs):
        button.setFocus()
        QTest.keyClicks(button, "x")
        assert search.hasFocus()
    assert search.text() == "xx"


def found_messages(world: World) -> list[str]:
    """The rows below the header of the messages, as a screen reader says them."""
    model = world.main.contacts.model
    first = model.row_of(MESSAGES)
    rows = range(first, model.rowCount()) if first >= 0 else ()
    return [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in rows]


def test_the_search_finds_names_rooms_and_messages(world: World) -> None:
    contacts, desk = world.main.contacts, world.desk
    older = desk.send(WEI, "Lunch with Bo at one?")
    for number in range(60):
        desk.send(WEI, f"line {number}")
    world.friends[WEI].send(ANNA, "Bo cannot come")
    desk.wait(lambda: desk.messenger.unread == 1)
    contacts.focus_search()
    QTest.keyClicks(contacts.search, "bo")
    desk.wait(lambda: contacts.model.row_of(MESSAGES) >= 0)
    header, newest, oldest = found_messages(world)
    assert header == "In messages, 2"
    assert newest.startswith("张伟, ") and newest.endswith("Bo cannot come")
    assert oldest.startswith("张伟, ") and oldest.endswith("You: Lunch with Bo at one?")
    assert contacts.view.current_number() == BO, "a name is the first hit"
    contacts.search.setText("bo at")
    desk.wait(lambda: len(found_messages(world)) == 2 and contacts.view.selectedIndexes())
    assert not contacts.model.number_at(contacts.view.first_row())
    QTest.keyClick(contacts.search, Qt.Key.Key_Return)
    page = world.chats.page(chat_with(WEI))
    desk.wait(lambda: world.open == WEI)
    assert page is not None
    desk.wait(lambda: page.log.rows.find(older) in page.log.contents.visible_rows())
    assert not page.log.scroller.at_end
    contacts.search.clear()
    assert contacts.model.row_of(MESSAGES) < 0


def test_found_messages_are_opened_and_never_folded(world: World) -> None:
    contacts, desk, view = world.main.contacts, world.desk, world.main.contacts.view
    desk.send(BO, "the quick brown fox")
    contacts.search.setText("quick")
    desk.wait(lambda: contacts.model.row_of(MESSAGES) == 0)
    header, row = (view.visualRect(contacts.model.index(number)).center() for number in (0, 1))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=header)
    for place in (header, row):
        point = view.viewport().mapToGlobal(place)
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, point))
    assert contacts.model.rowCount() == 2 and MESSAGES not in contacts.model.contacts.collapsed
    assert QApplication.activePopupWidget() is None
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex().row() == 0, "Left goes to the header"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row)
    desk.wait(lambda: world.open == BO)


def test_a_search_without_a_hit_says_so(world: World) -> None:
    contacts = world.main.contacts
    contacts.search.setText("nowhere to be found")
    assert contacts.no_hits.isVisible()
    world.desk.send(BO, "nowhere to be found")
    contacts.search.setText("nowhere to be")
    world.desk.wait(lambda: contacts.view.isVisible())
    assert len(found_messages(world)) == 2
