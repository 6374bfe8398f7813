"""Rooms in the contact list and the quick switch: their rows, menus, keys, and people dropped on them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Body, File, RoomEvent, Text
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import RoomChanged
from qqdesk.domain.message import Message, new_message_id
from qqdesk.domain.room import Room
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_row import ContactRow, Role
from qqdesk.gui.contacts.list_drag import PEOPLE
from qqdesk.gui.contacts.quick_switch import QuickModel
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.commands import AnswerAdd, DeleteFromList
from qqdesk.protocol.record import Done
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomMember, RoomRole
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.gui.stub_files import file_message, info_of, picture_message
from tests.helpers.messages import NOON, chat_with
from tests.kit.messenger import Backend

ANNA, BO, EVE = 10001, 3_456_789_012, 10003
FAMILY, CLUB, STREET = 3_456_789_021, 20002, 20003


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(BO, "Bo"), Contact(EVE, "Eve", group="Work"))
    backend.enter(
        Room(FAMILY, "一家人", 480, RoomRole.ADMIN, "Lunch at one", members=3),
        Room(CLUB, "Club", 486, RoomRole.MEMBER, members=9),
        Room(STREET, "Our street", 0, RoomRole.INVITED),
        Room(20004, "The old flat", 0, RoomRole.NONE),
    )


@pytest.fixture
def navigator() -> RecordingNavigator:
    return RecordingNavigator()


@pytest.fixture
def pane(qtbot: QtBot, context: AppContext) -> ContactPane:
    pane = ContactPane(context)
    qtbot.addWidget(pane)
    pane.resize(280, 700)
    pane.show_everything()
    show(pane)
    pane.view.setFocus()
    return pane


def shown(pane: ContactPane) -> list[str]:
    return [pane.model.index(row).data() for row in range(pane.model.rowCount())]


def row_of(pane: ContactPane, number: int) -> ContactRow:
    row = pane.model.index(pane.model.row_of(number)).data(Role.ROW)
    assert isinstance(row, ContactRow)
    return row


def spoken(pane: ContactPane, number: int) -> str:
    return str(pane.model.index(pane.model.row_of(number)).data(Qt.ItemDataRole.AccessibleTextRole))


def write(backend: Backend, room: int, sender: int, *bodies: Body) -> Message:
    return backend.write(sender, *bodies, room=ConversationId.room(room))[-1]


def let_add(backend: Backend) -> None:
    """Let Bo add Anna to the club."""
    event = Message(
        new_message_id(NOON), ConversationId.room(CLUB), BO, NOON, RoomEvent(RoomChange.MEMBER, ANNA, "1"), None
    )
    backend.receive(RoomChanged(1, event.id, BO, NOON, event, 1, is_me=False, log=CLUB))


def question(pane: ContactPane) -> QMessageBox:
    return next(box for box in pane.findChildren(QMessageBox) if box.isVisible())


def test_rooms_are_a_group_on_top(pane: ContactPane) -> None:
    assert shown(pane) == ["Rooms", "Club", "Our street", "一家人", "My friends", "Anna", "Bo", "Work", "Eve"]
    pane._store.change("hide_offline", True)
    assert shown(pane) == ["Rooms", "Club", "Our street", "一家人", "My friends", "Anna", "Work"]
    pane.view.fold(" rooms", True)
    assert shown(pane)[:2] == ["Rooms", "My friends"]


def test_the_second_line_is_the_last_message(backend: Backend, pane: ContactPane) -> None:
    assert row_of(pane, FAMILY).line.text == "Lunch at one"
    asked = write(backend, FAMILY, ANNA, Text("@Mei", (backend.messenger.me.number,)), Text("Who brings\nthe cake?"))
    line = row_of(pane, FAMILY).line
    assert (line.author, line.text, line.time) == ("Anna", "Who brings the cake?", asked.time)
    assert row_of(pane, FAMILY).unread == 2
    assert spoken(pane, FAMILY) == "一家人, room, 2 unread messages, mentions you, Anna: Who brings the cake?"
    backend.send(ConversationId.room(FAMILY), "I do")
    assert row_of(pane, FAMILY).line.author == "You"
    let_add(backend)
    assert row_of(pane, CLUB).line.text == "Bo added Anna"
    assert spoken(pane, STREET) == "Our street, room, You are invited to join"


def test_the_second_line_names_pictures_and_files(backend: Backend, pane: ContactPane) -> None:
    write(backend, FAMILY, ANNA, File(info_of(picture_message(1)), Text("at the lake")))
    assert row_of(pane, FAMILY).line.text == "Picture · at the lake"
    write(backend, FAMILY, ANNA, File(info_of(file_message(1))))
    assert spoken(pane, FAMILY).endswith("Anna: File: plan.pdf")


@pytest.mark.parametrize("number", [ANNA, BO])
def test_the_second_line_shows_a_name_that_changes(pane: ContactPane, backend: Backend, number: int) -> None:
    let_add(backend)
    painted: list[int] = []
    pane.model.dataChanged.connect(lambda first, last: painted.extend(range(first.row(), last.row() + 1)))
    backend.change(Contact(number, "Zoe"))
    assert pane.model.row_of(CLUB) in painted
    assert "Zoe" in spoken(pane, CLUB)


def test_a_room_is_found_by_its_pinyin(pane: ContactPane, qtbot: QtBot) -> None:
    pane.search.setText("yijia")
    qtbot.waitUntil(lambda: shown(pane) == ["Rooms", "一家人"])


def test_enter_opens_a_room_or_its_invitation(pane: ContactPane, navigator: RecordingNavigator) -> None:
    for number in (CLUB, STREET, ANNA):
        pane.view.choose(number)
        QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert navigator.calls == [
        routes.Chat(ConversationId.room(CLUB)),
        routes.Room(STREET),
        routes.Chat(ConversationId.person(ANNA)),
    ]


def test_a_room_that_i_leave_leaves_the_list(pane: ContactPane, backend: Backend) -> None:
    backend.enter(Room(CLUB, "Club", 486, RoomRole.NONE))
    assert "Club" not in shown(pane)


def test_delete_asks_before_it_leaves(pane: ContactPane, backend: Backend) -> None:
    backend.show_members(
        FAMILY,
        RoomMember(backend.messenger.me.number, RoomRole.ADMIN, Status.ONLINE, 0, 0, "Mei"),
        RoomMember(ANNA, RoomRole.MEMBER, Status.ONLINE, 0, 0, "Anna"),
        RoomMember(BO, RoomRole.MEMBER, Status.ONLINE, 0, 0, "Bo"),
    )
    backend.requests.clear()
    pane.view.choose(FAMILY)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    box = question(pane)
    assert box.text() == "Leave 一家人?"
    assert "only keeper: the member who is there longest becomes keeper" in box.informativeText()
    assert "you need an invitation" in box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert backend.requests == []
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    next(button for button in question(pane).buttons() if button.text() == "Leave").click()
    assert backend.requests == [DeleteFromList(FAMILY)]


def test_the_menu_of_an_invitation(pane: ContactPane, backend: Backend, navigator: RecordingNavigator) -> None:
    pane.contact_actions.open_contact_menu(STREET, QPoint(5, 5))
    menu = pane.contact_actions._menu
    assert menu is not None
    assert [action.text().partition("\t")[0] for action in menu.actions()] == [
        "Join",
        "Not now",
        "Members and settings",
    ]
    menu.actions()[0].trigger()
    assert backend.requests == [AnswerAdd(STREET, AddAnswer.GRANT)]
    backend.answer(Done())
    assert navigator.calls == [routes.Chat(ConversationId.room(STREET))]
    menu.close()
    pane.view.choose(STREET)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    assert backend.requests[-1] == AnswerAdd(STREET, AddAnswer.REFUSE)


def test_only_those_who_may_invite_have_the_entries(pane: ContactPane, backend: Backend) -> None:
    def entries(number: int, *, enabled: bool = True) -> set[str]:
        pane.contact_actions.open_contact_menu(number, QPoint(5, 5))
        menu = pane.contact_actions._menu
        assert menu is not None
        menu.close()
        return {action.text().partition("\t")[0] for action in menu.actions() if action.isEnabled() is enabled}

    assert {"Add members…", "Invite by link…", "Members and settings"} <= entries(FAMILY)
    assert not {"Add members…", "Invite by link…"} & entries(CLUB)
    assert "Add members…" in entries(CLUB, enabled=False), "with the reason"
    backend.enter(Room(CLUB, "Club", 486, RoomRole.MEMBER, join_rule=JoinRule.OPEN))
    assert {"Add members…", "Invite by link…", "Members and settings", "Leave…"} <= entries(CLUB)


def test_a_key_copies_the_number_of_a_room(pane: ContactPane) -> None:
    pane.view.choose(FAMILY)
    pane.view.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == str(FAMILY)


def drop(pane: ContactPane, people: list[int], number: int, *, on_face: bool = False) -> bool:
    """Drop people on the row of a contact or a room. Return whether it takes them."""
    data = QMimeData()
    data.setData(PEOPLE, ",".join(map(str, people)).encode())
    rect = pane.view.visualRect(pane.model.index(pane.model.row_of(number)))
    place = QPointF(rect.left() + (20 if on_face else 150), rect.center().y())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = QDragMoveEvent(place.toPoint(), Qt.DropAction.MoveAction, data, left, none)
    move.source = lambda: pane.view  # type: ignore[method-assign]
    pane.view.dragMoveEvent(move)
    pane.view.grab()
    event = QDropEvent(place, Qt.DropAction.MoveAction, data, left, none)
    event.source = lambda: pane.view  # type: ignore[method-assign]
    pane.view.dropEvent(event)
    return event.isAccepted()


def test_a_contact_on_another_makes_a_room(
    pane: ContactPane, messenger: Messenger, navigator: RecordingNavigator
) -> None:
    assert drop(pane, [BO], ANNA)
    assert navigator.calls == [routes.NewRoom((ANNA, BO))]
    assert drop(pane, [ANNA, BO], EVE, on_face=True), "a face of another group"
    assert navigator.calls[1:] == [routes.NewRoom((EVE, ANNA, BO))]
    assert messenger.roster.get(ANNA).group == ""
    assert drop(pane, [BO], EVE), "beside the face it is the group"
    assert messenger.roster.get(BO).group == "Work"
    assert len(navigator.calls) == 2


def test_people_on_a_room_are_added(pane: ContactPane, navigator: RecordingNavigator) -> None:
    assert drop(pane, [ANNA, EVE], FAMILY)
    assert navigator.calls == [routes.AddMembers(FAMILY, [ANNA, EVE])]
    assert not drop(pane, [ANNA], CLUB), "I may not add people there"
    assert len(navigator.calls) == 1


def test_rooms_are_in_the_quick_switch(messenger: Messenger) -> None:
    model = QuickModel(messenger)
    model.set_filter("club")
    assert model.number_at(0) == CLUB
    assert model.listed.conversation(CLUB) == ConversationId.room(CLUB)
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Club, room"


def test_files_on_a_row_open_its_chat(pane: ContactPane, navigator: RecordingNavigator) -> None:
    for number, conversation in ((ANNA, chat_with(ANNA)), (FAMILY, ConversationId.room(FAMILY))):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile("/tmp/cat.png")])
        place = QPointF(pane.view.visualRect(pane.model.index(pane.model.row_of(number))).center())
        actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        pane.view.dragMoveEvent(QDragMoveEvent(place.toPoint(), actions, data, left, none))
        pane.view.grab()
        event = QDropEvent(place, actions, data, left, none)
        pane.view.dropEvent(event)
        assert event.isAccepted() and event.dropAction() is Qt.DropAction.CopyAction
        assert navigator.calls.pop() == routes.Attach(conversation, [Path("/tmp/cat.png")])
