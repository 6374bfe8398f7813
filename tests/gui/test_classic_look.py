"""The look Classic blue: rows, tabs at the left, messages as lines, tools and faces of a chat."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.room import Room
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.person_partner import PersonPartner
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.list_tabs import CONTACTS, RECENT, ROOMS
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main.main_head import MainHead
from qqdesk.gui.main.main_window import MainFoot, MainWindow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

ANNA, STRANGER, CLUB = 10001, 10002, 20001
CHAT = ConversationId.person(ANNA)


@pytest.fixture(autouse=True)
def _classic(qapp: QApplication) -> Iterator[None]:
    before = theme_source().choice
    theme_source().choose("classic")
    yield
    theme_source().choose(before)


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE, signature="Tea first"))


def open_page(window: ChatWindow, conversation: ConversationId = CHAT) -> ChatPage:
    window.open_chat(conversation)
    show(window)
    page = window.page(conversation)
    assert page is not None
    return page


def shown_at(window: QWidget, widget: QWidget) -> QRect:
    QApplication.sendPostedEvents()
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_messages_are_lines_unless_the_user_chose(backend: Backend, window: ChatWindow, store: SettingsStore) -> None:
    backend.write(ANNA, "hi", is_read=True)
    log = open_page(window).log
    assert not log.contents.block(0).is_bubble
    theme_source().choose("light")
    assert log.contents.block(0).is_bubble
    theme_source().choose("classic")
    store.change("log_style", "bubbles")
    assert log.contents.block(0).is_bubble


def test_the_list_has_small_rows_beside_its_tabs(qtbot: QtBot, context: AppContext, store: SettingsStore) -> None:
    pane = ContactPane(context)
    qtbot.addWidget(pane)
    pane.show_everything()
    show(pane)
    assert pane.view.rect_of_row(pane.model.row_of(ANNA)).height() == scaled(30)
    assert shown_at(pane, pane.tabs).right() <= shown_at(pane, pane.view).left()
    QTest.mouseClick(pane.tabs, Qt.MouseButton.LeftButton, pos=pane.tabs.tabRect(1).center())
    assert store.settings.list_view == RECENT
    pane.choose_view(CONTACTS)
    store.change("classic_large_rows", True)
    assert pane.view.rect_of_row(pane.model.row_of(ANNA)).height() > scaled(40)
    theme_source().choose("light")
    tabs, lists = shown_at(pane, pane.tabs), shown_at(pane, pane.view)
    assert tabs.bottom() < lists.top()


def test_the_faces_beside_a_chat_fold_away(window: ChatWindow, store: SettingsStore) -> None:
    page = open_page(window)
    window.resize(scaled(640), scaled(600))
    assert isinstance(page.partner, PersonPartner) and page.partner.faces is not None
    faces = page.partner.faces
    assert faces.isVisible() and faces.theirs.second.text() == "Tea first"
    window.resize(scaled(540), scaled(600))
    assert not faces.isVisible()
    window.resize(scaled(640), scaled(600))
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert not faces.isVisible() and not store.settings.show_faces
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert faces.isVisible()
    theme_source().choose("light")
    assert not faces.isVisible()


def test_only_this_look_has_tools_with_captions_and_close(window: ChatWindow) -> None:
    page = open_page(window)
    assert page.tools is not None and page.tools.isVisible() and page.composer.close_button.isVisible()
    theme_source().choose("dark")
    assert not page.tools.isVisible() and not page.composer.close_button.isVisible()
    theme_source().choose("classic")
    page.composer.close_button.click()
    assert not window.isVisible()


@pytest.fixture
def pane(qtbot: QtBot, context: AppContext) -> ContactPane:
    pane = ContactPane(context)
    qtbot.addWidget(pane)
    pane.show_everything()
    show(pane)
    return pane


def numbers(pane: ContactPane) -> list[int]:
    return [pane.model.number_at(row) for row in range(pane.model.rowCount())]


def test_a_tab_shows_the_rooms_only(pane: ContactPane, backend: Backend, store: SettingsStore) -> None:
    backend.enter(Room(CLUB, "Club", 486, RoomRole.MEMBER, members=9))
    pane.view.fold_all(True)  # a folded group of rooms does not matter there
    QTest.mouseClick(pane.tabs, Qt.MouseButton.LeftButton, pos=pane.tabs.tabRect(2).center())
    assert store.settings.list_view == ROOMS and numbers(pane) == [CLUB]
    pane.search.setText("anna")
    assert ANNA in numbers(pane)  # a search finds everybody
    pane.search.clear()
    assert numbers(pane) == [CLUB]
    backend.enter(Room(CLUB, "Club", 486, RoomRole.NONE))
    assert pane.no_rooms.isVisible()


def test_a_tab_chosen_with_its_key_shows_where_the_focus_is(pane: ContactPane, backend: Backend) -> None:
    backend.enter(Room(CLUB, "Club", 486, RoomRole.MEMBER, members=9))
    pane.view.choose(ANNA)
    pane.view.setFocus()
    pane.choose_view(ROOMS)
    assert pane.view.current_number() == CLUB


def test_face_and_foot_show_the_focus(qtbot: QtBot, navigator: RecordingNavigator, faces: FaceSource) -> None:
    window, head, foot = QWidget(), MainHead(navigator, faces), MainFoot(navigator)
    window.setLayout(column(head, foot))
    qtbot.addWidget(window)
    show(window)
    for button in (head.face, foot.menu_button):
        button.clearFocus()
        before = button.grab().toImage()
        button.setFocus()
        assert button.hasFocus() and button.grab().toImage() != before


def test_the_empty_tab_of_rooms_offers_a_new_one(pane: ContactPane, navigator: RecordingNavigator) -> None:
    pane.choose_view(ROOMS)
    assert pane.no_rooms.isVisible()
    pane.no_rooms.button.click()
    assert navigator.calls == [routes.NewRoom()]


def test_other_looks_show_the_contacts_instead_of_the_rooms(pane: ContactPane, store: SettingsStore) -> None:
    pane.choose_view(ROOMS)
    theme_source().choose("dark")
    assert store.settings.list_view == CONTACTS and ANNA in numbers(pane)
    assert not pane.tabs.isTabVisible(2)
    pane.choose_view(ROOMS)
    assert store.settings.list_view == CONTACTS


def test_invite_makes_a_room_with_the_person(
    window: ChatWindow, backend: Backend, navigator: RecordingNavigator
) -> None:
    backend.open(Contact(ANNA, "Anna"), Contact(STRANGER, "Nova", stranger=True), modern=True)
    tools = open_page(window).tools
    stranger_tools = open_page(window, chat_with(STRANGER)).tools
    assert tools is not None and stranger_tools is not None
    tools.invite.click()
    stranger_tools.invite.click()  # disabled
    assert navigator.calls == [routes.NewRoom((ANNA,))]


def test_invite_adds_members_where_the_user_may(
    backend: Backend, window: ChatWindow, navigator: RecordingNavigator
) -> None:
    room = Room(CLUB, "Club", 486, RoomRole.MEMBER, join_rule=JoinRule.CLOSED, members=9)
    backend.enter(room)
    tools = open_page(window, room.conversation).tools
    assert tools is not None and not tools.invite.isEnabled()
    backend.enter(replace(room, role=RoomRole.ADMIN))
    tools.invite.click()
    assert navigator.calls == [routes.AddMembers(CLUB)]


def test_the_windows_open_at_the_sizes_of_the_time(
    qtbot: QtBot, window: ChatWindow, faces: FaceSource, store: SettingsStore, tmp_path: Path
) -> None:
    messenger = Messenger(tmp_path, "0" * 32)
    main = MainWindow(AppContext(messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(main)
    assert main.sizeHint() == QSize(scaled(264), scaled(600)) and main.height() == scaled(600)
    assert window.size() == QSize(scaled(640), scaled(600))
    messenger.shut_down()


def test_the_input_is_part_of_the_pane_of_the_log(window: ChatWindow) -> None:
    page = open_page(window)
    log, field = shown_at(window, page.log), shown_at(window, page.input)
    assert log.left() <= field.left() and field.right() <= log.right()
    three_lines = page.input.height()
    theme_source().choose("light")
    assert shown_at(window, page.input).height() < three_lines


def test_the_members_stand_in_the_place_of_the_faces(backend: Backend, window: ChatWindow) -> None:
    room = Room(CLUB, "Club", 486, RoomRole.MEMBER, members=9)
    backend.enter(room)
    page = open_page(window, room.conversation)
    side = page.partner.side
    assert side is not None and side.isVisible()
    assert shown_at(window, side).bottom() >= shown_at(window, page.send_button).bottom()
    theme_source().choose("light")
    assert shown_at(window, side).bottom() < shown_at(window, page.send_button).top()


def test_the_foot_has_the_menu_first_and_the_settings(qtbot: QtBot, navigator: RecordingNavigator) -> None:
    foot = MainFoot(navigator)
    qtbot.addWidget(foot)
    foot.resize(scaled(264), foot.sizeHint().height())
    show(foot)
    foot.settings_button.click()
    assert navigator.calls == [routes.Settings()] and foot.menu_button.text().strip() == "Menu"
    add = foot.menu_button.nextInFocusChain()
    assert add is not None and shown_at(foot, foot.menu_button).right() < shown_at(foot, add).left()
    theme_source().choose("light")
    assert shown_at(foot, foot.menu_button).left() > shown_at(foot, add).right()
    assert add.nextInFocusChain() is foot.menu_button and not foot.settings_button.isVisible()
