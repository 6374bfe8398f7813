"""The choice of a server in the sign-in window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from qqdesk.domain.saved_accounts import SavedAccount, with_account
from qqdesk.domain.settings import LOCAL_SERVER, MAX_SERVERS, Settings
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.account_controller import remember_sign_in
from qqdesk.gui.sign_in.server_choice import ADDRESS, LOCAL, Place, ServerChoice
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.gui.start import application_controller
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from tests.gui.showing import show, texts
from tests.helpers.neighbourhood import announced, is_searching
from tests.helpers.server import local_server

PATIENCE_MS = 60_000
OFFICE = Place("192.168.1.5:8000", "Office")
UPSTAIRS = Place("192.168.1.20:8000", "二楼 & more")


@pytest.fixture
def window(qtbot: QtBot, faces: FaceSource) -> SignInWindow:
    settings = Settings(number=10001, servers=["chat.example.org", OFFICE.address])
    settings.accounts = with_account(settings, SavedAccount(10001))
    window = SignInWindow(faces, settings)
    window.page.show_fields()
    qtbot.addWidget(window)
    show(window)
    return window


def rows(server: ServerChoice) -> list[str]:
    return [server.kind.itemText(row) for row in range(server.kind.count())]


def test_found_and_used_servers_are_listed(window: SignInWindow) -> None:
    server = window.page.server
    ways = ["Place on this computer", "Place at an address", "Found on this network"]
    assert rows(server) == [*ways, "None so far", "Used before", "chat.example.org", OFFICE.address]
    window.set_found([OFFICE, UPSTAIRS])
    assert rows(server) == [
        *ways,
        f"Office · {OFFICE.address}",
        f"二楼 & more · {UPSTAIRS.address}",
        "Used before",
        "chat.example.org",
    ]
    assert server.kind.itemData(3, Qt.ItemDataRole.AccessibleTextRole) == "Office, 192.168.1.5:8000"
    window.set_found([])
    assert server.server() == LOCAL_SERVER


@pytest.mark.parametrize("has_place", [True, False])
def test_the_place_on_this_computer_is_listed_with_an_account_there(
    qtbot: QtBot, faces: FaceSource, has_place: bool
) -> None:
    settings = Settings()
    if has_place:
        settings.accounts = with_account(settings, SavedAccount(10001, LOCAL_SERVER, "Anna"))
    window = SignInWindow(faces, settings)
    qtbot.addWidget(window)
    show(window)
    window.page.show_fields()
    server = window.page.server
    assert server.server() == (LOCAL_SERVER if has_place else "")
    assert server.address.isVisible() is not has_place
    server.kind.showPopup()
    view = server.kind.view()
    assert isinstance(view, QListView)
    assert view.isRowHidden(LOCAL) is not has_place
    server.kind.hidePopup()


def test_the_wheel_does_not_change_fields(window: SignInWindow) -> None:
    page = window.page
    page.more.click()
    for box in (page.server.kind, page.status):
        before = box.currentIndex()
        place = box.mapTo(window, box.rect().center())
        QTest.wheelEvent(window.windowHandle(), place, QPoint(0, -120))
        QApplication.processEvents()
        assert box.currentIndex() == before
        assert not box.hasFocus()


def test_a_found_server_is_chosen_with_the_keyboard(window: SignInWindow, qtbot: QtBot) -> None:
    window.set_found([OFFICE, UPSTAIRS])
    box = window.page.server.kind
    box.setFocus()
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    for _ in range(3):  # the other way, past the headline, to the second one
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert window.page.server.server() == UPSTAIRS.address
    assert box.currentIndex() == ADDRESS
    assert texts(window.page.server) == ["二楼 & more, found on this network"]
    assert not window.page.server.found_link.isVisible()


def test_an_open_list_stays_open_when_servers_change(window: SignInWindow, qtbot: QtBot) -> None:
    window.set_found([UPSTAIRS])
    box = window.page.server.kind
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().data().startswith(UPSTAIRS.name)
    window.set_found([OFFICE, UPSTAIRS])
    assert view.isVisible()
    assert view.currentIndex().data().startswith(UPSTAIRS.name)
    window.set_found([])
    assert view.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert box.currentIndex() == LOCAL


def test_a_found_server_is_offered_in_a_link(window: SignInWindow) -> None:
    link = window.page.server.found_link
    assert not link.isVisible()
    window.set_found([UPSTAIRS])
    assert link.isVisible()
    assert link.text() == "Found on this network: 二楼 && more"
    link.click()
    assert window.page.server.server() == UPSTAIRS.address
    assert not link.isVisible()
    window.set_found([])
    assert window.page.server.server() == UPSTAIRS.address
    assert texts(window.page.server) == []


def test_the_link_of_several_servers_opens_the_list(window: SignInWindow, qtbot: QtBot) -> None:
    window.set_found([OFFICE, UPSTAIRS])
    assert window.page.server.found_link.text() == "Found on this network: 2 places"
    window.page.server.found_link.click()
    qtbot.waitUntil(window.page.server.kind.view().isVisible)
    window.page.server.kind.hidePopup()


def test_the_last_five_remembered_servers_are_kept(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")
    for number in range(7):
        remember_sign_in(store, SignInForm(f"host{number % 6}", 1, "x"))
    remember_sign_in(store, SignInForm(LOCAL_SERVER, 1, "x"))
    store.save()
    wanted = ["host0", "host5", "host4", "host3", "host2"]
    assert len(wanted) == MAX_SERVERS
    assert SettingsStore(tmp_path / "settings.toml").settings.servers == wanted


@pytest.fixture
def desk(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, loopback_network: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ApplicationController]:
    """The whole program on the loopback network."""
    monkeypatch.setattr(application_controller, "SEARCH_DELAY_MS", 0)
    folders = folders_for(Arguments(data_dir=tmp_path / "data", config_dir=tmp_path / "config"))
    desk = ApplicationController(qapp, SettingsStore(folders.settings), folders)
    with qtbot.waitSignal(desk.sign_in_window.painted, timeout=PATIENCE_MS):
        desk.show_sign_in_window()
    yield desk
    desk.shut_down()
    desk.deleteLater()


def test_a_session_on_a_found_server(desk: ApplicationController, qtbot: QtBot, tmp_path: Path) -> None:
    window = desk.sign_in_window
    with local_server(tmp_path) as server, announced("Office", server.port):
        qtbot.waitUntil(window.page.server.found_link.isVisible, timeout=PATIENCE_MS)
        window.page.server.found_link.click()
        assert window.page.server.server() == f"127.0.0.1:{server.port}"
        server.add_user(10001, "secret")
        window.page.number.setText("10001")
        window.page.password.setText("secret")
        with qtbot.waitSignal(desk.messenger.signed_in, timeout=PATIENCE_MS):
            window.submit.click()
        assert not is_searching(desk.flow)
        assert window.page.server.found_link.isHidden()
        with qtbot.waitSignal(desk.messenger.signed_out, timeout=PATIENCE_MS):
            desk.messenger.sign_out()
        qtbot.waitUntil(lambda: is_searching(desk.flow), timeout=PATIENCE_MS)


def test_the_list_is_as_wide_as_the_names(window: SignInWindow) -> None:
    box = window.page.server.kind
    box.showPopup()
    narrow = box.view().minimumWidth()
    box.hidePopup()
    window.set_found([Place("192.168.1.5:8000", "The workshop on the second floor")])
    box.showPopup()
    wide = box.view().minimumWidth()
    window.set_found([Place("192.168.1.5:8000", "W" * 63)])
    most = box.view().minimumWidth()
    box.hidePopup()
    assert narrow < wide < most < 500
