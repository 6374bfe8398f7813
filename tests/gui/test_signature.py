"""My signature and status text in the main window, and what a friend sees of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Me
from qqdesk.gui.chat.person_partner import ChatHead
from qqdesk.gui.contacts.contact_card import ContactCard
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.form import Form
from qqdesk.gui.main.main_head import FACE, MainHead, StatusButton
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.people.profile_window import first_fields, sections
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.profile import EDITABLE, MAX_SIGNATURE_CHARS, Profile
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer, local_server

ANNA, WEI = 10001, 10002


class World:
    """Anna's windows, and Wei, who has Anna on the list."""

    def __init__(self, server: LocalServer, anna: Desk, wei: Desk, windows: WindowManager) -> None:
        self.server, self.anna, self.wei, self.windows = server, anna, wei, windows

    @property
    def head(self) -> MainHead:
        return self.windows.main.head

    def action(self, text: str) -> QAction:
        return next(action for action in self.head.button.menu().actions() if action.text() == text)

    def write(self, edit: QLineEdit, text: str) -> None:
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore) -> Iterator[World]:
    owner = QObject()
    anna, wei = (Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, WEI))
    windows = WindowManager(anna.messenger, faces, store, owner)
    with local_server(tmp_path) as server:
        for number, nickname in ((ANNA, "Anna"), (WEI, "Wei")):
            server.add_user(number, nickname=nickname)
        server.befriend(ANNA, WEI)
        for person in (anna, wei):
            person.sign_in(server.address)
        windows.show()
        QTest.qWaitForWindowActive(windows.main)
        anna.wait(lambda: windows.main.contacts.view.row_of_number(WEI) >= 0)
        yield World(server, anna, wei, windows)
        windows.close()
        for person in (anna, wei):
            person.messenger.shut_down()


def test_my_signature_is_edited_in_place_and_friends_see_it(world: World) -> None:
    head = world.head
    assert head.signature.text() == "Add a signature"
    QTest.mouseClick(head.signature, Qt.MouseButton.LeftButton)
    assert head.signature_edit.hasFocus() and head.signature.isHidden()
    QTest.keyClicks(head.signature_edit, "Not this")
    QTest.keyClick(head.signature_edit, Qt.Key.Key_Escape)
    assert head.signature.hasFocus() and head.signature_edit.isHidden()

    QTest.keyClick(head.signature, Qt.Key.Key_Space)
    world.write(head.signature_edit, "Tea  first " + "x" * MAX_SIGNATURE_CHARS)
    signature = "Tea first " + "x" * (MAX_SIGNATURE_CHARS - 11)
    world.anna.wait(lambda: head.signature.text() == signature)
    assert head.signature.hasFocus() and "Add a" not in head.signature.accessibleName()
    world.wei.wait(lambda: world.wei.messenger.roster.get(ANNA).signature == signature)

    QTest.mouseClick(head.signature, Qt.MouseButton.LeftButton)
    assert head.signature_edit.text() == signature
    QTest.keyClick(head.signature_edit, Qt.Key.Key_Backspace)
    QTest.keyClick(head.signature_edit, Qt.Key.Key_Return)
    world.anna.wait(lambda: head.signature.text() == "Add a signature")


def test_another_focus_keeps_the_edited_signature(world: World) -> None:
    QTest.mouseClick(world.head.signature, Qt.MouseButton.LeftButton)
    QTest.keyClicks(world.head.signature_edit, "Tea")
    world.windows.main.contacts.focus_search()
    world.anna.wait(lambda: world.anna.messenger.me.signature == "Tea")


def test_my_status_text_stands_beside_my_status(world: World) -> None:
    head = world.head
    assert not world.action("Clear status text").isEnabled()
    world.action("Status text…").trigger()
    world.write(head.status_edit, "In a meeting")
    world.anna.wait(lambda: head.button.text() == "Online · In a meeting")
    world.wei.wait(lambda: world.wei.messenger.roster.get(ANNA).status_text == "In a meeting")
    world.action("Clear status text").trigger()
    world.anna.wait(lambda: head.button.text() == "Online")


def test_an_ampersand_in_my_lines_is_no_shortcut(world: World) -> None:
    head = world.head
    QTest.mouseClick(head.signature, Qt.MouseButton.LeftButton)
    world.write(head.signature_edit, "R&D && tea")
    world.action("Status text…").trigger()
    world.write(head.status_edit, "R&D")
    world.anna.wait(lambda: head.signature.text() == "R&D && tea" and head.button.text() == "Online · R&D")
    assert head.signature.shortcut().isEmpty() and head.button.shortcut().isEmpty()
    metrics = head.button.fontMetrics()
    assert head.button.sizeHint().width() > metrics.horizontalAdvance("Online · R&D")
    world.windows.main.foot.show_invitations("only administrators of R&D can")
    assert "R&&D" in world.windows.main.foot.invite.text()


def test_number_and_server_are_in_the_tool_tip(world: World) -> None:
    for words in (world.head.toolTip(), world.head.face.toolTip(), world.head.face.accessibleDescription()):
        assert str(ANNA) in words and world.server.address.removeprefix("http://").split("/")[0] in words


def test_in_one_window_the_head_is_as_high_as_that_of_the_chat(world: World, store: SettingsStore) -> None:
    store.change("one_window", True)
    world.windows.open(routes.Chat(chat_with(WEI)))
    head = world.head
    world.action("Status text…").trigger()
    assert head.signature.isHidden() and head.button.isVisible()
    world.write(head.status_edit, "In a meeting")
    world.anna.wait(lambda: "In a meeting" in head.button.accessibleName())
    assert head.signature.isVisible()
    chat_head = world.windows.main.findChild(ChatHead)
    assert chat_head is not None and head.height() == chat_head.height()
    store.change("one_window", False)
    world.anna.wait(lambda: head.button.text() == "Online · In a meeting")


def test_the_chat_and_the_card_show_the_lines_of_a_friend(world: World) -> None:
    world.windows.open(routes.Chat(chat_with(WEI)))
    chat = world.windows.chats.main.findChild(ChatHead)
    card = world.windows.main.contacts.findChild(ContactCard)
    assert chat is not None and card is not None
    edit = ModifyInfo({"signature": "Tea first", "status_text": "In a meeting"})
    world.wei.messenger.request(edit)
    world.anna.wait(lambda: any(label.text() == "In a meeting" for label in chat.findChildren(ElidedLabel)))
    assert any({"In a meeting", "Tea first"} <= set(part.toolTip().splitlines()) for part in chat.findChildren(QWidget))
    card.show_contact(world.anna.messenger.roster.get(WEI), "")
    assert "In a meeting, Tea first" in card.text()


def test_the_head_of_a_chat_says_when_a_friend_was_last_seen(world: World) -> None:
    world.windows.open(routes.Chat(chat_with(WEI)))
    head = world.windows.chats.main.findChild(ChatHead)
    assert head is not None
    world.wei.messenger.sign_out()
    world.anna.wait(lambda: any("Last seen" in label.text() for label in head.findChildren(ElidedLabel)))


def test_saving_the_profile_keeps_the_signature(qtbot: QtBot) -> None:
    form = Form(first_fields(), "Save", "Saving…", sections())
    qtbot.addWidget(form)
    profile = Profile(number=ANNA, nickname="Anna", signature="Tea first", status_text="In a meeting")
    form.fill({key: getattr(profile, key) for key in EDITABLE})
    form.set_value("nickname", "Ann")
    assert form.changes() == {"nickname": "Ann"}


def test_a_line_that_is_being_edited_is_not_given_to_another_account(world: World, qtbot: QtBot) -> None:
    head = world.head
    QTest.mouseClick(head.signature, Qt.MouseButton.LeftButton)
    QTest.keyClicks(head.signature_edit, "Anna's words")
    with qtbot.assertNotEmitted(head.line_edited):
        head.show_me(Me(WEI, "Wei"))
    assert head.signature_edit.isHidden() and head.signature.isVisible()


def test_the_field_of_the_status_text_takes_the_row(world: World) -> None:
    world.action("Status text…").trigger()
    QApplication.processEvents()
    assert world.head.status_edit.hasFocus()
    assert world.head.status_edit.width() > 0.95 * world.head.width() - 2 * FACE


def test_a_line_with_enough_room_is_not_shortened(qtbot: QtBot) -> None:
    button = StatusButton()
    qtbot.addWidget(button)
    text = "Away (idle) · in a meeting until 3"
    for part in (text[:length].rstrip() for length in range(1, len(text) + 1)):
        button.setText(part)
        button.resize(button.sizeHint())
        assert button.elided_text() == part, "the rounded width of a text may be less than the text has"
