"""A place whose people know each other, with the real windows, the real facade and the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.client.client import Client
from qqdesk.gui.contacts.contact_row import Role
from qqdesk.gui.kit import routes
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.gui.settings.row_controls import ProfileSwitch
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Result
from qqdesk.protocol.commands import AddToList, DeleteFromList
from qqdesk.server.accounts import accounts, shared_roster
from qqdesk.server.errors import RefusedError
from qqdesk.server.settings.settings import Settings
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, local_server, md5

ANNA, BERT = 10001, 10002
HOME = Settings(name="Home", registration="invite", introduce=True, open_here=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path, settings=HOME) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(BERT, nickname="Bert")
        yield server


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, server: LocalServer) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "desk", ANNA)
    desk.sign_in(server.address)
    yield desk
    desk.messenger.shut_down()


@pytest.fixture
def windows(qapp: QWidget, desk: Desk, faces: FaceSource, store: SettingsStore) -> Iterator[WindowManager]:
    store.settings.close_action = "quit"
    windows = WindowManager(desk.messenger, faces, store, qapp)
    windows.open(routes.Main())
    yield windows
    windows.close()
    windows.deleteLater()


def come_in(server: LocalServer, nickname: str) -> int:
    with Client(server.address) as client:
        return client.register(md5("secret"), nickname)


def listed(server: LocalServer, number: int) -> tuple[int, ...]:
    with Client(server.address, number) as client:
        client.login(md5("secret"))
        return client.list_contacts()


def rows(windows: WindowManager) -> list[str]:
    model = windows.main.contacts.model
    return [model.index(row).data() for row in range(model.rowCount())]


def tip_of(windows: WindowManager, row: int) -> str:
    """Point at a row, and return the tool tip that appears."""
    view = windows.main.contacts.view
    place = view.visualRect(windows.main.contacts.model.index(row)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    return QToolTip.text()


def test_the_group_has_the_name_of_the_place_and_a_newcomer_appears(
    desk: Desk, windows: WindowManager, server: LocalServer
) -> None:
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    assert "Everyone in Home" in tip_of(windows, 0)
    notices = len(desk.of("notice_received"))
    number = come_in(server, "Carl")
    desk.wait(lambda: rows(windows) == ["Home", "Bert", "Carl"])
    assert len(desk.of("notice_received")) == notices
    desk.messenger.contact_notes.move_to_group([number], "Family")
    desk.messenger.contact_notes.set_remark(BERT, "Bertie")
    desk.wait(lambda: rows(windows) == ["Home", "Bertie", "Family", "Carl"])


def test_a_member_is_deleted_and_comes_back_with_undo(desk: Desk, windows: WindowManager, server: LocalServer) -> None:
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    desk.reply(desk.messenger.request(DeleteFromList(BERT)))
    assert not [contact for contact in desk.messenger.roster if contact.is_shown and contact.number == BERT]
    number = come_in(server, "Carl")
    desk.wait(lambda: rows(windows) == ["Home", "Carl"])
    desk.reply(desk.messenger.request(AddToList(BERT)))
    desk.wait(lambda: rows(windows) == ["Home", "Bert", "Carl"])
    assert listed(server, number) == (ANNA, BERT)


def test_add_people_shows_them_without_a_question(desk: Desk, windows: WindowManager) -> None:
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    windows.open(routes.AddPeople())
    window = next(one for one in windows.passing.windows if isinstance(one, AddPeopleDialog))
    desk.wait(window.model.rowCount)
    assert window.model.index(0).data() == "Bert"
    assert window.focusWidget() is window.form.edit
    assert not window.add_button.isEnabled(), "on the list already"


def test_a_person_opts_out_and_in_again(desk: Desk, windows: WindowManager, server: LocalServer) -> None:
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    window = windows.settings.open("privacy")
    switch = window.findChildren(ProfileSwitch)[0]
    desk.wait(switch.isEnabled)
    assert switch.isChecked()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    desk.wait(lambda: switch.isEnabled() and not switch.isChecked())
    desk.wait(windows.main.contacts.no_contacts.isVisible)
    assert listed(server, BERT) == ()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    assert listed(server, BERT) == (ANNA,)


def test_a_switch_that_cannot_be_saved_goes_back(
    desk: Desk, windows: WindowManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise RefusedError(Result.REFUSED_BY_SERVER, "not today")

    monkeypatch.setattr(accounts, "set_listed", refuse)
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    window = windows.settings.open("privacy")
    switch = window.findChildren(ProfileSwitch)[0]
    desk.wait(switch.isEnabled)
    refused: list[str] = []
    switch.refused.connect(refused.append)
    switch.click()
    desk.wait(lambda: switch.isChecked() and any(refused))


def test_a_large_place_says_why_newcomers_are_missing(
    desk: Desk, windows: WindowManager, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_roster, "MOST_INTRODUCED", 2)
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    come_in(server, "Carl")
    desk.messenger.sign_out()
    desk.wait_for("signed_out")
    desk.sign_in(server.address)
    desk.wait(lambda: windows.main.contacts.model.index(0).data(Role.ROW).title == "Home")
    assert rows(windows) == ["Home", "Bert"]
    assert "more than 200 people" in tip_of(windows, 0)
    window = windows.settings.open("privacy")
    switch = window.findChildren(ProfileSwitch)[0]
    assert "more than 200 people" in switch.accessibleDescription()


def test_a_blocked_person_moves_to_the_blocked_and_back(
    desk: Desk, windows: WindowManager, server: LocalServer
) -> None:
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    desk.reply(desk.messenger.contact_notes.block(BERT))
    desk.wait(lambda: rows(windows)[:2] == ["Home", "Blocked"])
    assert listed(server, BERT) == ()
    desk.reply(desk.messenger.contact_notes.unblock(BERT))
    desk.wait(lambda: rows(windows) == ["Home", "Bert"])
    assert listed(server, BERT) == (ANNA,)
