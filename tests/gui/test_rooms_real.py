"""Rooms with the real windows, the real facade and the real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.invitation_link import find_link
from qqdesk.gui.invite.invitations_window import InvitationsWindow
from qqdesk.gui.invite.invite_window import InviteWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.row_model import RowRole
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.gui.rooms.add_members_dialog import AddMembersDialog
from qqdesk.gui.rooms.member_list import MemberRow
from qqdesk.gui.rooms.new_room_window import NewRoomWindow
from qqdesk.gui.rooms.room_window import RoomWindow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.commands import AnswerAdd
from qqdesk.protocol.room_commands import ChangeRoom, JoinRule, RoomChange, RoomRole, RoomSetting
from qqdesk.server.settings.settings import Settings
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, add_to_lists, local_server

ANNA, BEN, EVE, TOM = 10001, 10002, 10003, 10004

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """Anna and Ben have each other on their lists. Anna has Eve, who does not have Anna."""
    with local_server(tmp_path, settings=Settings(name="Home", registration="invite", introduce=False)) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(BEN, nickname="Ben", contacts=[ANNA])
        server.add_user(EVE, nickname="Eve")
        add_to_lists(server.place, [(ANNA, BEN), (ANNA, EVE)])
        server.add_user(TOM, nickname="Tom")
        server.appoint(ANNA)
        yield server


@pytest.fixture
def desks(qtbot: QtBot, tmp_path: Path, server: LocalServer) -> Iterator[dict[int, Desk]]:
    desks = {number: Desk(qtbot, tmp_path / f"desk{number}", number) for number in (ANNA, BEN, EVE, TOM)}
    for desk in desks.values():
        desk.sign_in(server.address)
    yield desks
    for desk in desks.values():
        desk.messenger.shut_down()


@pytest.fixture
def anna(desks: dict[int, Desk]) -> Desk:
    return desks[ANNA]


@pytest.fixture
def windows(qapp: QWidget, anna: Desk, faces: FaceSource, store: SettingsStore) -> Iterator[WindowManager]:
    store.settings.close_action = "quit"
    windows = WindowManager(anna.messenger, faces, store, qapp)
    windows.open(routes.Main())
    yield windows
    windows.close()
    windows.deleteLater()


def shown(windows: WindowManager, kind: type[W]) -> W:
    return next(window for window in reversed(windows.passing.windows) if isinstance(window, kind))


def press(box: QWidget, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


def question(window: QWidget) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def choose(menu: QMenu, *texts: str) -> None:
    """Trigger an entry, which may be in a menu inside of the menu."""
    menu.aboutToShow.emit()
    for text in texts:
        action = next(action for action in menu.actions() if action.text().partition("\t")[0] == text)
        if text != texts[-1]:
            menu = action.menu()  # type: ignore[assignment]
    action.trigger()


def row_of(window: RoomWindow, number: int) -> MemberRow:
    """Make a member current and return the row."""
    window.list.setCurrentIndex(window.list.members.index(window.list.members.row_of(number)))
    row = window.list.current_item()
    assert row is not None
    return row


def new_room(desk: Desk, *people: int, join_rule: JoinRule = JoinRule.CLOSED) -> int:
    number = desk.reply(desk.messenger.rooms.create("Family", 480, join_rule, people)).number
    desk.wait(lambda: desk.messenger.rooms.get(number).is_admin)
    return number


def role(desk: Desk, room: int) -> RoomRole:
    return desk.messenger.rooms.get(room).role


def test_a_room_from_the_menu(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    windows.open(routes.NewRoom())
    window = shown(windows, NewRoomWindow)
    assert not window.create_button.isEnabled()
    window.form.set_value("name", " Family ")
    window.picker.search.setText("be")
    QTest.keyClick(window.picker.search, Qt.Key.Key_Return)
    assert window.picker.chosen == (BEN,)
    assert window.picker.search.text() == ""
    QTest.keyClick(window.picker.view, Qt.Key.Key_Down)
    QTest.keyClick(window.picker.view, Qt.Key.Key_Space)
    assert set(window.picker.chosen) == {BEN, EVE}
    assert window.create_button.text() == "&Create with 2 people"
    QTest.keyClick(window.picker.view, Qt.Key.Key_Return)
    anna.wait(lambda: not window.isVisible())
    (room,) = anna.messenger.rooms.listed()
    anna.wait(lambda: anna.messenger.rooms.get(room.number).is_admin)
    anna.wait(lambda: anna.messenger.rooms.get(room.number).face == window.face.face)
    assert ConversationId.room(room.number) in windows.chats.open_conversations()
    desks[BEN].wait(lambda: role(desks[BEN], room.number) is RoomRole.MEMBER)
    desks[EVE].wait(lambda: role(desks[EVE], room.number) is RoomRole.INVITED)
    model = windows.main.contacts.model
    anna.wait(lambda: model.index(0).data() == "Rooms")
    assert model.index(1).data() == "Family"


def test_a_keeper_changes_the_room(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    room, ben = new_room(anna, BEN), desks[BEN]
    windows.open(routes.Room(room))
    window = shown(windows, RoomWindow)
    anna.wait(lambda: window.list.members.row_of(BEN) > 0)
    assert window.form.isVisible() and not window.facts.isVisible()
    assert not window.save_button.isEnabled()
    window.form.set_value("notice", "Lunch at one")
    window.form.set_value("keepers_write", True)
    window.save_button.click()
    ben.wait(lambda: ben.messenger.rooms.get(room).notice == "Lunch at one")
    assert ben.messenger.rooms.get(room).keepers_write
    anna.wait(lambda: window.form.isEnabled())
    assert not window.save_button.isEnabled()
    window.close_button.click()
    assert not window.isVisible(), "nothing is unsaved"


def test_enter_saves_what_is_edited(anna: Desk, windows: WindowManager) -> None:
    windows.open(routes.Room(room := new_room(anna)))
    window = shown(windows, RoomWindow)
    assert window.chat_button.isDefault()
    window.form.set_value("name", "Our family")
    QTest.keyClick(window.form.fields["name"], Qt.Key.Key_Return)
    anna.wait(lambda: anna.messenger.rooms.get(room).name == "Our family")
    anna.wait(window.chat_button.isDefault)
    assert window.isVisible()


def test_unsaved_changes_are_not_lost(anna: Desk, windows: WindowManager) -> None:
    windows.open(routes.Room(new_room(anna)))
    window = shown(windows, RoomWindow)
    window.form.set_value("name", "Our family")
    window.close_button.click()
    press(question(window), "&Keep editing")
    assert window.isVisible()
    window.close_button.click()
    press(question(window), "&Discard changes")
    assert not window.isVisible()


def test_keepers_and_members_and_their_rights(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    room, ben = new_room(anna, BEN, EVE), desks[BEN]
    windows.open(routes.Room(room))
    window = shown(windows, RoomWindow)
    anna.wait(lambda: window.list.members.row_of(EVE) > 0)
    assert row_of(window, EVE).member.role is RoomRole.INVITED
    row_of(window, BEN)
    choose(window.member_menu, "May not write", "For 1 hour")
    ben.wait(lambda: ben.messenger.rooms.get(room).silent_until > 0)
    anna.wait(lambda: row_of(window, BEN).is_silent)
    choose(window.member_menu, "May not write", "May write again")
    ben.wait(lambda: not ben.messenger.rooms.get(room).silent_until)
    choose(window.member_menu, "Make keeper")
    ben.wait(lambda: role(ben, room) is RoomRole.ADMIN)
    anna.wait(lambda: row_of(window, BEN).member.role is RoomRole.ADMIN)
    choose(window.member_menu, "No longer a keeper")
    ben.wait(lambda: role(ben, room) is RoomRole.MEMBER)
    choose(window.member_menu, "Remove…")
    box = question(window)
    assert box.text() == "Remove Ben from Family?"
    press(box, "Remove")
    ben.wait(lambda: role(ben, room) is RoomRole.NONE)
    anna.wait(lambda: window.list.members.row_of(BEN) < 0)


def test_people_who_ask_are_admitted(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    room, eve = new_room(anna, join_rule=JoinRule.ASK), desks[EVE]
    windows.open(routes.Room(room))
    window = shown(windows, RoomWindow)
    eve.reply(eve.messenger.rooms.join(room))
    eve.reply(eve.messenger.request(AnswerAdd(room, AddAnswer.ASK, "Hello")))
    anna.wait(lambda: window.list.members.row_of(EVE) == 1)
    assert window.list.members.index(0).data() == "Ask to join"
    row_of(window, EVE)
    assert window.admit_button.isVisible()
    window.admit_button.click()
    eve.wait(lambda: role(eve, room) is RoomRole.MEMBER)
    anna.wait(lambda: row_of(window, EVE).member.role is RoomRole.MEMBER)
    assert not window.admit_button.isVisible()


def test_contacts_are_added_later(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    room, ben = new_room(anna), desks[BEN]
    windows.open(routes.AddMembers(room, [BEN]))
    window = shown(windows, AddMembersDialog)
    assert window.picker.chosen == (BEN,)
    window.add_button.click()
    ben.wait(lambda: role(ben, room) is RoomRole.MEMBER)
    anna.wait(lambda: not window.isVisible())
    anna.wait(lambda: len(anna.messenger.rooms.members(room)) == 2)
    windows.open(routes.AddMembers(room))
    offered = shown(windows, AddMembersDialog).picker.view.members
    assert (offered.row_of(BEN), offered.row_of(EVE)) == (-1, 0)


def test_the_only_keeper_leaves(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    room, ben = new_room(anna, BEN), desks[BEN]
    windows.open(routes.Room(room))
    window = shown(windows, RoomWindow)
    anna.wait(lambda: window.list.members.row_of(BEN) > 0)
    window.leave_button.click()
    box = question(window)
    assert "the member who is there longest becomes keeper" in box.informativeText()
    press(box, "Leave")
    ben.wait(lambda: role(ben, room) is RoomRole.ADMIN)
    anna.wait(lambda: not window.isVisible())
    anna.wait(lambda: windows.main.contacts.model.row_of(room) < 0)


def test_messages_of_a_room_that_i_leave_are_not_new_any_more(
    anna: Desk, windows: WindowManager, desks: dict[int, Desk]
) -> None:
    room, ben = new_room(anna, BEN), desks[BEN]
    ben.wait(lambda: role(ben, room) is RoomRole.MEMBER)
    ben.reply(ben.messenger.own_messages.send(ConversationId.room(room), Text("hello")))
    anna.wait(lambda: anna.messenger.unread == 1)
    windows.main.contacts.contact_actions.rooms.ask_to_leave(room)
    press(question(windows.main), "Leave")
    anna.wait(lambda: anna.messenger.unread == 0)


def test_an_invitation_is_answered_in_its_window(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    rooms = [new_room(desks[TOM], ANNA), new_room(desks[TOM], ANNA)]
    anna.wait(lambda: all(role(anna, room) is RoomRole.INVITED for room in rooms))
    windows.open(routes.Room(rooms[0]))
    window = shown(windows, RoomWindow)
    assert not window.list.isVisible()
    assert window.height() < 400, "only the facts of the room"
    window.join_button.click()
    anna.wait(lambda: role(anna, rooms[0]) is RoomRole.MEMBER)
    anna.wait(lambda: ConversationId.room(rooms[0]) in windows.chats.open_conversations())
    windows.open(routes.Room(rooms[1]))
    window = shown(windows, RoomWindow)
    window.not_now_button.click()
    anna.wait(lambda: role(anna, rooms[1]) is RoomRole.NONE)
    assert not window.isVisible()


def test_enter_asks_to_join(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    tom = desks[TOM]
    room = new_room(tom, join_rule=JoinRule.ASK)
    windows.open(routes.Room(room))
    window = shown(windows, RoomWindow)
    anna.wait(window.join_button.hasFocus)
    QTest.keyClick(window.join_button, Qt.Key.Key_Return)
    tom.wait(lambda: any(one.number == ANNA for one in tom.messenger.rooms.members(room)))
    anna.wait(lambda: window.join_button.text() == "Asked")
    assert not window.join_button.isEnabled()
    tom.reply(tom.messenger.request(ChangeRoom(room, (RoomSetting(RoomChange.MEMBER, ANNA, "0"),))))
    anna.wait(window.join_button.isEnabled)
    assert window.join_button.text() == "A&sk to join"


def test_a_link_joins_the_room(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    room, eve = new_room(anna), desks[EVE]
    windows.open(routes.Invite(room))
    window = shown(windows, InviteWindow)
    anna.wait(window.copy_link.isEnabled)
    assert window.windowTitle() == "Invite people to Family"
    assert "Join us in Family at Home." in window.text.toPlainText()
    link = find_link(window.text.toPlainText())
    assert link is not None
    eve.reply(eve.messenger.rooms.join(room, link.code))
    eve.wait(lambda: role(eve, room) is RoomRole.MEMBER)
    windows.open(routes.Invite())
    of_place = shown(windows, InviteWindow)
    anna.wait(of_place.copy_link.isEnabled)
    assert of_place.windowTitle() == "Invite people to Home"
    assert link.code not in of_place.link_edit.text()
    windows.open(routes.Invitations())
    listed = shown(windows, InvitationsWindow).model
    anna.wait(lambda: listed.rowCount() == 2)
    spoken = [listed.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert all(text.startswith("From you, the current link, ") for text in spoken)
    assert ["also admits to the room Family" in text for text in spoken] == [False, True]


def test_the_list_shows_who_wrote_last(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    room, ben = new_room(anna, BEN), desks[BEN]
    ben.wait(lambda: role(ben, room) is RoomRole.MEMBER)
    for body in (Text("Who brings the cake, @Anna?", (ANNA,)), Text("I bring tea")):
        ben.reply(ben.messenger.own_messages.send(ConversationId.room(room), body))
    model = windows.main.contacts.model
    spoken = "Family, room, 2 unread messages, mentions you, Ben: I bring tea"
    anna.wait(lambda: model.index(model.row_of(room)).data(Qt.ItemDataRole.AccessibleTextRole) == spoken)


def test_rooms_that_others_may_join_are_found(anna: Desk, windows: WindowManager, desks: dict[int, Desk]) -> None:
    tom = desks[TOM]
    is_open, asks = new_room(tom, join_rule=JoinRule.OPEN), new_room(tom, join_rule=JoinRule.ASK)
    new_room(tom)
    windows.open(routes.AddPeople())
    window = shown(windows, AddPeopleDialog)
    assert window.kinds.isVisible() and window.form.isVisible()
    window.kinds.setCurrentIndex(1)
    anna.wait(lambda: list(window.rooms.found) == [is_open, asks])
    assert not window.form.isVisible()
    window.view.setCurrentIndex(window.model.index(1))
    assert window.join_button.text() == "A&sk to join"
    window.join_button.click()
    place = window.model.index(1)
    anna.wait(lambda: place.data(RowRole.LOOK).aside == "Asked" and not window.pending)
    assert window.view.hasFocus() and not window.join_button.isEnabled()
    members = tom.messenger.rooms.members
    tom.wait(lambda: any(one.number == ANNA and one.role is RoomRole.ASKING for one in members(asks)))
    tom.reply(tom.messenger.request(ChangeRoom(asks, (RoomSetting(RoomChange.MEMBER, ANNA, "0"),))))
    anna.wait(window.join_button.isEnabled)
    assert place.data(RowRole.LOOK).aside != "Asked"
    window.join_button.click()
    anna.wait(lambda: "You can ask again after a day" in window.message.text())
    window.view.setCurrentIndex(window.model.index(0))
    assert window.join_button.text() == "&Join"
    window.join_button.click()
    anna.wait(lambda: anna.messenger.rooms.get(is_open).is_mine)
    anna.wait(lambda: ConversationId.room(is_open) in windows.chats.open_conversations())
    anna.wait(lambda: window.model.rowCount() == 1)
    window.kinds.setCurrentIndex(0)
    assert window.form.isVisible() and not window.join_button.isVisible()


def test_the_first_chat_opens_beside_the_list(anna: Desk, windows: WindowManager) -> None:
    windows.main.move(0, 0)
    windows.main.resize(260, 500)
    windows.chats.main.resize(420, 400)
    windows.open(routes.Chat(ConversationId.person(BEN)))
    assert not windows.chats.main.frameGeometry().intersects(windows.main.frameGeometry())
