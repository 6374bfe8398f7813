"""Inviting people with the real windows, the real facade and the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.client.client import Client
from qqdesk.client.invitation_requests import new_code
from qqdesk.domain.invitation_link import find_link
from qqdesk.gui.invite.invitations_window import InvitationsWindow
from qqdesk.gui.invite.invite_window import InviteWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.record import Done
from qqdesk.server.settings.settings import Settings
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer, local_server, md5

ANNA, TOM = 10001, 10002


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A place named Home, by invitation. Anna is its administrator, Tom is not."""
    with local_server(tmp_path, settings=Settings(name="Home", registration="invite", introduce=False)) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(TOM, nickname="Tom")
        server.appoint(ANNA)
        yield server


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "desk", ANNA)
    yield desk
    desk.messenger.shut_down()


@pytest.fixture
def windows(qapp: QWidget, desk: Desk, faces: FaceSource, store: SettingsStore) -> Iterator[WindowManager]:
    store.settings.close_action = "quit"
    windows = WindowManager(desk.messenger, faces, store, qapp)
    yield windows
    windows.close()
    windows.deleteLater()


def shown(desk: Desk, windows: WindowManager, kind: type[QWidget]) -> QWidget:
    found = [window for window in windows.passing.windows if isinstance(window, kind)]
    assert found
    desk.wait(found[-1].isVisible)
    return found[-1]


def question(window: QWidget) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def button(box: QMessageBox, text: str) -> QAbstractButton:
    return next(button for button in box.buttons() if button.text() == text)


def test_from_the_empty_list_to_a_person_who_joined(
    desk: Desk, windows: WindowManager, server: LocalServer, qtbot: QtBot
) -> None:
    desk.sign_in(server.address)
    windows.open(routes.Main())
    pane = windows.main.contacts
    assert pane.no_contacts.isVisible()
    assert pane.no_contacts.button.isVisible()
    pane.no_contacts.button.click()
    window = shown(desk, windows, InviteWindow)
    assert isinstance(window, InviteWindow)
    desk.wait(window.copy_link.isEnabled)
    assert window.windowTitle() == "Invite people to Home"
    link = find_link(window.text.toPlainText())
    assert link is not None
    with Client(f"http://{link.addresses[0]}") as ben:
        ben.number = ben.register(md5("secret"), "Ben", link.code, 270)
    desk.wait(lambda: window.state.text() == "Ben has joined")
    desk.wait(lambda: window.left.text().startswith("9 left"))
    assert window.state.kind is BarKind.SUCCESS
    assert windows.main.banners.notice.text() == "Ben has joined."
    window.state.button.click()
    assert chat_with(ben.number) in windows.chats.open_conversations()
    desk.wait(lambda: not pane.no_contacts.isVisible())

    window.all.click()
    everything = shown(desk, windows, InvitationsWindow)
    assert isinstance(everything, InvitationsWindow)
    desk.wait(lambda: everything.model.rowCount() == 1)
    assert everything.model.index(0).data() == "From you, the current link"
    assert not everything.withdraw.isDefault()
    everything.withdraw.click()
    QTest.keyClick(question(everything), Qt.Key.Key_Escape)
    assert everything.model.rowCount() == 1
    assert link.code in window.link_edit.text()
    everything.withdraw.click()
    button(question(everything), "Withdraw").click()
    # The window shows a new link: the old one leads nowhere.
    desk.wait(lambda: link.code not in window.link_edit.text() and window.copy_link.isEnabled())
    desk.wait(lambda: everything.model.rowCount() == 1)
    QTest.keyClick(everything, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_the_reason_is_shown_if_the_user_may_not_invite(
    qtbot: QtBot, tmp_path: Path, faces: FaceSource, store: SettingsStore, server: LocalServer, qapp: QWidget
) -> None:
    tom = Desk(qtbot, tmp_path / "tom", TOM)
    windows = WindowManager(tom.messenger, faces, store, qapp)
    try:
        action = windows.main.foot.invite
        assert (action.isEnabled(), action.text()) == (False, "Invite people: there is no connection")
        tom.sign_in(server.address)
        windows.open(routes.Main())
        assert (action.isEnabled(), action.text()) == (False, "Invite people: only administrators of Home can")
        assert not windows.main.contacts.no_contacts.button.isVisible()
        QTest.qWaitForWindowActive(windows.main)
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(windows.main, Qt.Key.Key_A, keys)
        assert windows.main.banners.notice.text() == "You cannot invite people: only administrators of Home can."
    finally:
        tom.messenger.shut_down()
        windows.close()
        windows.deleteLater()


def test_an_administrator_lets_people_in(desk: Desk, windows: WindowManager, server: LocalServer) -> None:
    codes = [new_code() for _ in range(2)]
    with Client(server.address) as client:
        for code, name in zip(codes, ("Ben", "Mallory"), strict=True):
            client.invitations.request_to_join(code, name, 270)
        desk.sign_in(server.address)
        windows.open(routes.Main())
        bar = windows.main.banners.join_request
        replies: list[Done] = []
        windows.main.banners.request_sent.connect(lambda pending: pending.then(bar, replies.append))
        desk.wait(lambda: bar.text() == "Ben asks to join")
        assert bar.isVisible() and bar.second() == "1 other(s) ask too"
        bar.button.click()
        desk.wait(lambda: bar.text() == "Mallory asks to join")
        assert bar.second() == ""
        bar.other_button.click()
        desk.wait(lambda: len(replies) == 2)
        assert not bar.isVisible()
        client.number = client.register(md5("secret"), "Ben", codes[0], 270)
    desk.wait(lambda: windows.main.banners.notice.text() == "Ben has joined.")
