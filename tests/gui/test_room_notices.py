"""Notices about rooms above the contact list."""

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.incoming import RoomInvited, RoomJoined, RoomLeft
from qqdesk.domain.room import Room
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.room_commands import RoomRole
from tests.gui.showing import show
from tests.kit.messenger import Backend

FAMILY, CLUB, STREET = 20001, 20002, 20003


@pytest.fixture
def window(qtbot: QtBot, backend: Backend, context: AppContext) -> MainWindow:
    window = MainWindow(context)
    qtbot.addWidget(window)
    backend.open(me=Me(10020, "Mei"))
    show(window)
    return window


@pytest.mark.parametrize("role", [RoomRole.MEMBER, RoomRole.NONE])
def test_an_invitation_stays_until_it_is_answered(window: MainWindow, backend: Backend, role: RoomRole) -> None:
    zoe, notice = Contact(10001, "Zoe"), window.banners.notice
    for number, name in ((FAMILY, "Family"), (CLUB, "Club"), (STREET, "Street")):
        backend.notify(RoomInvited, zoe, name, number)
    backend.settle()
    assert "Family" in notice.text()
    backend.enter(Room(FAMILY, role=role), Room(CLUB, role=role))
    assert "Street" in notice.text()
    backend.enter(Room(STREET, role=role))
    assert notice.isHidden()


def test_rooms_to_which_i_was_added_share_a_notice(window: MainWindow, backend: Backend) -> None:
    operator, notice = Contact(SYSTEM_NUMBER, stranger=True), window.banners.notice
    backend.notify(RoomJoined, operator, "Family", FAMILY)
    assert notice.text() == "You are in the room Family now."
    backend.notify(RoomLeft, operator, "Street", STREET)
    backend.notify(RoomJoined, operator, "Club", CLUB)
    assert notice.text().startswith("You were added to 2 room")
    notice.close_button.click()
    assert "Street" in notice.text()
    notice.close_button.click()
    assert notice.isHidden()
