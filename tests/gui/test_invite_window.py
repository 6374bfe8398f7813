"""The window *Invite people* in its states."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.connection import PlaceInfo, Security
from qqdesk.domain.contact import Contact
from qqdesk.domain.incoming import AddedMe, NewcomerJoined
from qqdesk.domain.invitation_link import find_link
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.events import Connecting
from qqdesk.gui.invite import invite_window
from qqdesk.gui.invite.invite_window import InviteWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.shared.faces import place_face
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.protocol.place_commands import (
    CreateInvitation,
    CreateInvitationReply,
    ListedInvitation,
    ListInvitations,
    ListInvitationsReply,
)
from qqdesk.protocol.record import Request
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.kit.messenger import ME, Backend

CODE, OTHER_CODE = "K7QX2MPA9RTWB4HE6CDF", "0123456789ABCDEFGHJK"
FINGERPRINT = "ab" * 32
NOW = int(time.time() * 1000)
EXPIRES = NOW + 7 * 24 * 3600 * 1000
HOME = PlaceInfo(
    "0123456789abcdef", "Home", ("192.168.178.20:8000",), 8443, FINGERPRINT, RegistrationMode.INVITE, may_invite=True
)


class Server:
    """Answers requests about invitations."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.place = backend, HOME

    def open(self, *, here: bool = True) -> None:
        address = "127.0.0.1:8000" if here else "home.example.org:8443"
        fingerprint = "" if here else FINGERPRINT
        security = Security(encrypted=not here, fingerprint=fingerprint, on_this_computer=here, server=address)
        self.backend.open(security=security, place=self.place)

    def created(self, code: str = CODE, invitation_id: str = "11111111") -> None:
        self.backend.answer(CreateInvitationReply(code, invitation_id, EXPIRES), to=CreateInvitation)

    def listed(self, *rows: ListedInvitation, reached: int = 0) -> None:
        self.backend.messenger.invitations.follow(self.place)
        self.backend.answer(ListInvitationsReply(reached, rows), to=ListInvitations)

    def listed_again(self, *rows: ListedInvitation, reached: int = 0) -> None:
        self.backend.messenger.invitations.refresh()
        self.listed(*rows, reached=reached)

    def asked(self, kind: type[Request]) -> list[Any]:
        return [request for request in self.backend.requests if isinstance(request, kind)]


def row(left: int, used: int, invitation_id: str = "11111111") -> ListedInvitation:
    return ListedInvitation(invitation_id, ME.number, ME.nickname, left, used, EXPIRES, False)


@pytest.fixture
def server(backend: Backend) -> Server:
    return Server(backend)


@pytest.fixture
def invite(qtbot: QtBot, context: AppContext, server: Server) -> Iterator[InviteWindow]:
    server.open()
    window = InviteWindow(context, can_open_place=True)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def test_it_creates_a_link_and_shows_it_everywhere(invite: InviteWindow, server: Server) -> None:
    assert not invite.copy_link.isEnabled()
    server.listed()
    assert [(task.uses, task.days) for task in server.asked(CreateInvitation)] == [(10, 7)]
    server.created()
    link = find_link(invite.link_edit.text())
    assert link is not None
    assert (link.addresses, link.code, link.fingerprint) == (("192.168.178.20:8000",), CODE, FINGERPRINT)
    assert invite.windowTitle() == "Invite people to Home"
    assert invite.face.face == place_face(HOME.id)
    assert invite.reach.text() == "Works in this network only"
    assert invite.link_edit.text() in invite.text.toPlainText()
    assert "Home" in invite.text.toPlainText()
    assert "10 left, until " in invite.left.text()
    assert invite.copy_link.hasFocus()
    server.listed_again(row(9, 1))
    assert "9 left, until " in invite.left.text()


def test_the_last_link_of_the_session_is_shown_again(
    invite: InviteWindow, qtbot: QtBot, context: AppContext, server: Server
) -> None:
    server.listed()
    server.created()
    first = invite.link_edit.text()
    invite.close()
    again = InviteWindow(context)
    qtbot.addWidget(again)
    server.listed(row(10, 0))
    assert again.link_edit.text() == first
    assert len(server.asked(CreateInvitation)) == 1


def test_it_may_open_before_there_is_a_connection(
    qtbot: QtBot, backend: Backend, context: AppContext, server: Server
) -> None:
    backend.sign_in()
    window = InviteWindow(context)
    qtbot.addWidget(window)
    assert (window.state.kind, window.state.text(), backend.requests) == (BarKind.NOTICE, "Connecting…", [])
    server.open()
    server.listed()
    server.created()
    assert CODE in window.link_edit.text()


def test_another_limit_is_another_link(invite: InviteWindow, server: Server) -> None:
    server.listed()
    server.created()
    invite.uses.setCurrentIndex(0)
    invite.uses.activated.emit(0)
    asked = server.asked(CreateInvitation)[-1]
    assert (asked.uses, asked.days) == (1, 7)
    server.created(OTHER_CODE, "22222222")
    assert OTHER_CODE in invite.link_edit.text()
    assert OTHER_CODE in invite.text.toPlainText()


def test_a_link_that_is_used_up_makes_room_for_a_new_one(invite: InviteWindow, server: Server) -> None:
    server.listed()
    server.created()
    server.listed_again()
    server.created(OTHER_CODE, "22222222")
    assert OTHER_CODE in invite.link_edit.text()


def test_copying_is_confirmed(invite: InviteWindow, server: Server, qtbot: QtBot) -> None:
    server.listed()
    server.created()
    width = invite.copy_link.width()
    invite.copy_link.click()
    assert QGuiApplication.clipboard().text() == invite.link_edit.text()
    assert invite.copy_link.text() == "Copied"
    assert invite.copy_link.width() == width
    invite.copy_link._confirmed.timeout.emit()
    assert invite.copy_link.text() == "Copy link"
    invite.text.setPlainText("come!")
    invite.copy_text.click()
    assert QGuiApplication.clipboard().text() == "come!"


@pytest.mark.parametrize("focus", ["link_edit", "text", "done"])
def test_ctrl_c_copies_the_link_unless_something_is_selected(
    invite: InviteWindow, server: Server, qtbot: QtBot, focus: str
) -> None:
    server.listed()
    server.created()
    invite.activateWindow()
    qtbot.waitUntil(invite.isActiveWindow)
    QGuiApplication.clipboard().clear()
    widget = getattr(invite, focus)
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == invite.link_edit.text()
    if focus == "text":
        invite.text.selectAll()
        QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == invite.text.toPlainText()
    QTest.keyClick(widget, Qt.Key.Key_Escape)
    assert not invite.isVisible()


def test_enter_presses_the_button_with_the_focus(invite: InviteWindow, server: Server, qtbot: QtBot) -> None:
    server.listed()
    server.created()
    invite.activateWindow()
    qtbot.waitUntil(invite.isActiveWindow)
    QGuiApplication.clipboard().clear()
    QTest.keyClick(invite.copy_link, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == invite.link_edit.text()


def test_the_text_follows_its_language(invite: InviteWindow, server: Server) -> None:
    server.listed()
    server.created()
    assert [invite.language.itemText(row) for row in range(invite.language.count())] == ["English", "简体中文"]
    invite.language.setCurrentIndex(1)
    invite.language.activated.emit(1)
    assert "我们现在在“Home”聊天" in invite.text.toPlainText()
    assert invite.link_edit.text() in invite.text.toPlainText()


def test_the_strip_follows_the_arrivals(
    invite: InviteWindow, server: Server, backend: Backend, navigator: RecordingNavigator
) -> None:
    server.listed()
    server.created()
    height = invite.state.height()
    assert (invite.state.kind, invite.state.text()) == (BarKind.NOTICE, "Nobody from another computer yet")
    invite.state.button.click()
    server.listed_again(row(10, 0), reached=NOW)
    assert (invite.state.kind, invite.state.text()) == (
        BarKind.SUCCESS, f"Last reached from another computer: {moment_text(NOW)}",
    )  # fmt: skip
    assert invite.state.second() == "This line changes when somebody joins.", "others may have joined before"
    assert invite.state.button.text() == "What to check", "the contact may be older than a firewall"
    for number, name in ((10005, "Ben Carter"), (10006, "Eva")):
        backend.notify(NewcomerJoined, Contact(number, name), time=NOW)
        if number == 10005:
            assert (invite.state.text(), invite.state.second().partition(", ")[2]) == (
                "Ben Carter has joined", "from another computer",
            )  # fmt: skip
    assert (invite.state.kind, invite.state.text()) == (BarKind.SUCCESS, "Eva and 1 other(s) have joined")
    invite.state.button.click()
    assert navigator.calls == [routes.ConnectionCheck(), routes.Chat(chat_with(10006))]
    assert invite.state.height() == height
    # Somebody who adds me without an invitation has not come in.
    backend.notify(AddedMe, Contact(10007, "Tom"))
    assert invite.state.text() == "Eva and 1 other(s) have joined"


def test_a_closed_place_can_be_opened_in_a_network(
    qtbot: QtBot, backend: Backend, navigator: RecordingNavigator, context: AppContext, server: Server,
    monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    network = ""
    monkeypatch.setattr(invite_window, "own_network", lambda: network)
    server.place = PlaceInfo("0123456789abcdef", "Home", registration=RegistrationMode.INVITE, may_invite=True)
    server.open()
    window = InviteWindow(context, can_open_place=True)
    qtbot.addWidget(window)
    server.listed()
    server.created()
    assert window.link_edit.text() == f"http://127.0.0.1:8000/i#{CODE}"
    assert window.reach.text() == "Works on this computer only"
    assert window.state.text() == "This computer is not in a network"
    assert window.state.button.isHidden()
    network = "192.168.178.*"
    window.state.refresh()
    assert (window.state.kind, window.state.text()) == (BarKind.WARNING, "Not open to this network")
    window.state.button.click()
    assert navigator.calls == [routes.OpenPlace()]
    assert (window.state.kind, window.state.text()) == (BarKind.NOTICE, "Opening Home to this network…")
    backend.emit(Connecting())
    assert window.state.text() == "Opening Home to this network…"
    backend.connect()
    # The server has started again; the code is the same.
    server.place = HOME
    backend.messenger.invitations.follow(HOME)
    assert window.link_edit.text().startswith(f"http://192.168.178.20:8000/i#{CODE}.")
    assert window.state.text() == "Nobody from another computer yet"


def test_a_guest_sends_the_address_in_use_first(
    qtbot: QtBot, backend: Backend, context: AppContext, server: Server
) -> None:
    server.open(here=False)
    window = InviteWindow(context)
    qtbot.addWidget(window)
    server.listed()
    server.created()
    link = find_link(window.link_edit.text())
    assert link is not None
    assert link.addresses == ("home.example.org:8000", "192.168.178.20:8000")
    assert window.reach.text() == ""
    assert window.state.text() == "Waiting for somebody to join"
    # With the certificate of an authority the name is enough.
    backend.connect(Security(True, FINGERPRINT, True, server="home.example.org:443"))
    assert window.link_edit.text() == f"https://home.example.org/i#{CODE}"


def test_without_encryption_there_is_no_link(qtbot: QtBot, context: AppContext, server: Server) -> None:
    server.place = PlaceInfo("0123456789abcdef", "Home", HOME.addresses, may_invite=True)
    server.open()
    window = InviteWindow(context)
    qtbot.addWidget(window)
    server.listed()
    server.created()
    assert (window.link_edit.text(), window.copy_link.isEnabled()) == ("", False)
    assert window.reach.text() == "No link: Home has no encryption for other computers"


def test_a_failure_says_what_and_offers_another_try(invite: InviteWindow, server: Server) -> None:
    server.listed()
    server.backend.fail(Problem(ProblemKind.REFUSED_BY_SERVER, ""))
    words = "You have too many invitations. Withdraw one of them."
    assert (invite.state.kind, invite.state.second()) == (BarKind.ERROR, words)
    server.listed_again()
    assert invite.state.kind is BarKind.ERROR
    before = len(server.asked(ListInvitations))
    invite.state.button.click()
    assert len(server.asked(ListInvitations)) == before + 1
    server.listed()
    server.created()
    assert invite.state.text() == "Nobody from another computer yet"
