"""Notices about rooms above the contact list."""

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.domain.incoming import RoomInvited, RoomJoined, RoomLeft, RoomNotice
from qqdesk.domain.room import Room
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.room_commands import RoomRole
from tests.gui.showing import show
from tests.gui.stub_messenger import StubMessenger
from tests.helpers.notices import make_notice

FAMILY, CLUB, STREET = 20001, 20002, 20003


@pytest.fixture
def window(qtbot: QtBot, messenger: StubMessenger, context: AppContext) -> MainWindow:
    window = MainWindow(context)
    qtbot.addWidget(window)
    messenger.open()
    show(window)
    return window


def notify(messenger: StubMessenger, kind: type[RoomNotice], person: Contact, room: int, name: str) -> None:
    role = RoomRole.INVITED if kind is RoomInvited else RoomRole.MEMBER
    messenger.rooms.put(Room(room, name, role=role))
    messenger.notice_received.emit(make_notice(kind, person, name, 0, room))


@pytest.mark.parametrize("role", [RoomRole.MEMBER, RoomRole.NONE])
def test_an_invitation_stays_until_it_is_answered(
    window: MainWindow, messenger: StubMessenger, qtbot: QtBot, role: RoomRole
) -> None:
    zoe, notice = Contact(10001, "Zoe"), window.banners.notice
    for number, name in ((FAMILY, "Family"), (CLUB, "Club"), (STREET, "Street")):
        notify(messenger, RoomInvited, zoe, number, name)
    with qtbot.waitSignal(messenger.rooms_changed):
        pass
    assert "Family" in notice.text()
    for number in (FAMILY, CLUB):
        messenger.rooms.put(Room(number, role=role))
    qtbot.waitUntil(lambda: "Street" in notice.text())
    messenger.rooms.put(Room(STREET, role=role))
    qtbot.waitUntil(notice.isHidden)


def test_rooms_to_which_i_was_added_share_a_notice(window: MainWindow, messenger: StubMessenger) -> None:
    operator, notice = Contact(SYSTEM_NUMBER, stranger=True), window.banners.notice
    notify(messenger, RoomJoined, operator, FAMILY, "Family")
    assert notice.text() == "You are in the room Family now."
    notify(messenger, RoomLeft, operator, STREET, "Street")
    notify(messenger, RoomJoined, operator, CLUB, "Club")
    assert notice.text().startswith("You were added to 2 room")
    notice.close_button.click()
    assert "Street" in notice.text()
    notice.close_button.click()
    assert notice.isHidden()
