"""Where an invitation link that the system opens is shown."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.clock import SystemClock
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.instance import ActivationRequest
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.server.accounts import invitations
from qqdesk.server.rooms import membership
from tests.gui.signing_in import sign_in
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.server import LocalServer, transaction

PATIENCE_MS = 60_000
Invite = Callable[[], str]


@pytest.fixture
def invite(server: LocalServer) -> Invite:
    return lambda: InvitationLink((server.address.removeprefix("http://"),), server.invite()).scheme()


def wait_for_page(
    controller: ApplicationController, window: Callable[[], WizardWindow | None], server: LocalServer, qtbot: QtBot
) -> None:
    """Until the visible window has the page of the place, with nothing joined."""

    def is_there() -> bool:
        shown = window()
        if shown is None or not shown.isVisible() or not isinstance(shown.page, JoinByLinkPage):
            return False
        return shown.page.button.isEnabled()

    qtbot.waitUntil(is_there, timeout=PATIENCE_MS)
    with transaction(server.place) as db:
        assert db.execute("SELECT number FROM users").fetchall() == [(10001,)]


def test_a_link_at_the_first_start(
    controller: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot
) -> None:
    controller.show()
    controller.links.open(invite())
    wait_for_page(controller, lambda: controller.first_window, server, qtbot)
    window = controller.first_window
    assert window is not None
    first = window.page
    # Another link replaces it.
    controller.on_activation_requested(ActivationRequest(link=invite()))
    wait_for_page(controller, lambda: window if window.page is not first else None, server, qtbot)


def test_a_link_beside_the_sign_in_window_and_in_the_tray(
    controller: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot
) -> None:
    controller.show_sign_in_window()
    controller.show(hidden=True)
    controller.sign_in_window.hide()
    controller.on_activation_requested(ActivationRequest(link=invite()))
    wait_for_page(controller, lambda: controller.first_window, server, qtbot)
    assert not controller.sign_in_window.isVisible()


def test_a_link_while_signed_in_and_hidden(
    controller: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot
) -> None:
    controller.show_sign_in_window()
    sign_in(controller, server)
    qtbot.waitUntil(controller.windows.main.isVisible, timeout=PATIENCE_MS)
    controller.windows.main.hide()
    controller.on_activation_requested(ActivationRequest(link=invite()))
    wait_for_page(controller, lambda: controller.joins.window, server, qtbot)
    assert controller.joins.own_window is not None
    assert not controller.windows.main.isVisible()
    assert controller.messenger.me.number == 10001


def test_a_link_waits_for_a_running_sign_in(
    controller: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot
) -> None:
    controller.show_sign_in_window()
    sign_in(controller, server)
    controller.links.open(invite())
    assert controller.sign_in_window.is_busy
    assert controller.joins.window is None
    wait_for_page(controller, lambda: controller.joins.window, server, qtbot)
    assert controller.windows.main.isVisible()


@pytest.mark.parametrize("end", ["cancelled", "refused"])
def test_a_link_opens_after_a_failed_sign_in(
    controller: ApplicationController, server: LocalServer, invite: Invite, qtbot: QtBot, end: str
) -> None:
    controller.show_sign_in_window()
    sign_in(controller, server, "wrong" if end == "refused" else "secret")
    controller.links.open(invite())
    if end == "cancelled":
        controller.sign_in_window.cancel.click()
    wait_for_page(controller, lambda: controller.first_window, server, qtbot)


# Rooms


def link_to_room(server: LocalServer, *members: int) -> tuple[int, str]:
    """Create a room with these keepers; return its number and an invitation of the first one."""
    now = SystemClock().now()
    with transaction(server.place) as db:
        room = membership.create_room(db, SYSTEM_NUMBER, "Family", now, people=members).number
        code = invitations.create(db, now, inviter=members[0], room=room)
    return room, InvitationLink((server.address.removeprefix("http://"),), code).scheme()


def wait_for_room(controller: ApplicationController, room: int, qtbot: QtBot) -> None:
    """Wait until the chat of the room is in front and I am a member."""
    chats, rooms = controller.windows.chats.main, controller.messenger.rooms
    qtbot.waitUntil(lambda: chats.current_conversation() == ConversationId.room(room), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: rooms.get(room).is_mine, timeout=PATIENCE_MS)


def test_a_newcomer_joins_a_room(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{MemoryKeyring.__module__}.{MemoryKeyring.__qualname__}")
    room, link = link_to_room(server, 10001)
    controller.show()
    controller.links.open(link)
    wait_for_page(controller, lambda: controller.first_window, server, qtbot)
    assert controller.first_window is not None
    page = controller.first_window.page
    assert isinstance(page, JoinByLinkPage)
    assert "Family" in page.second.text()
    page.fields.nickname.setText("Ben")
    page.button.click()
    wait_for_room(controller, room, qtbot)


def test_a_person_with_an_account_is_asked_before_joining_a_room(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    server.add_user(10002, nickname="Bob")
    room, link = link_to_room(server, 10002)
    controller.show_sign_in_window()
    sign_in(controller, server)
    controller.links.open(link)
    questions = controller.room_invitations
    qtbot.waitUntil(lambda: questions.question is not None, timeout=PATIENCE_MS)
    assert questions.question is not None
    assert "Family" in questions.question.text() and "Bob" in questions.question.informativeText()
    assert controller.joins.window is None
    assert not controller.messenger.rooms.get(room).is_mine
    questions.question.join_button.click()
    wait_for_room(controller, room, qtbot)


def test_a_link_to_my_room_opens_it(controller: ApplicationController, server: LocalServer, qtbot: QtBot) -> None:
    room, link = link_to_room(server, 10001)
    controller.show_sign_in_window()
    sign_in(controller, server)
    controller.links.open(link)
    wait_for_room(controller, room, qtbot)
    assert controller.room_invitations.question is None
