"""The window of the place and its overview, with the real windows, the real facade and the real server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from qqdesk.client.client import Client
from qqdesk.client.invitation_requests import new_code
from qqdesk.domain.connection import Security
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.admin.backup_page import BackupPage
from qqdesk.gui.admin.join_request_bars import UndoableJoinRequestBar
from qqdesk.gui.admin.overview_page import OverviewPage
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.bar import BarKind
from qqdesk.gui.main.hosted_place import AdminOpener
from qqdesk.gui.main.window_manager import WindowManager
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.question_box import QuestionBox, show_message_box
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.protocol.admin_commands import HealthIssue, IssueKind, PersonAction
from qqdesk.protocol.place_commands import JoinRequest
from qqdesk.protocol.record import Done
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.pending_requests import PendingRequest
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, local_server, md5

ANNA, TOM = 10001, 10002


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A place named Home, by invitation. Anna and Tom are its administrators."""
    with local_server(tmp_path, settings=Settings(name="Home", registration="invite")) as server:
        for number, nickname in ((ANNA, "Anna"), (TOM, "Tom")):
            server.add_user(number, nickname=nickname)
            server.appoint(number)
        yield server


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, server: LocalServer) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "desk", ANNA)
    yield desk
    desk.messenger.shut_down()


@pytest.fixture
def windows(
    qapp: QWidget, desk: Desk, server: LocalServer, faces: FaceSource, store: SettingsStore, tmp_path: Path
) -> Iterator[WindowManager]:
    """Anna is signed in."""
    windows = WindowManager(desk.messenger, faces, store, qapp)
    context = AdminContext(desk.messenger, windows, faces, LocalPlace(tmp_path / "place", windows), lambda: False)
    AdminOpener(context, windows, windows)
    desk.sign_in(server.address)
    yield windows
    windows.close()
    windows.deleteLater()


@pytest.fixture
def window(windows: WindowManager, desk: Desk) -> AdminWindow:
    """The window is open, and the place has answered."""
    windows.open(routes.Admin())
    window = windows.passing.find(AdminWindow)
    assert window is not None
    QTest.qWaitForWindowActive(window)
    admin = desk.messenger.admin
    desk.wait(lambda: admin.people and not admin.open_requests)
    return window


@pytest.fixture
def page(window: AdminWindow) -> OverviewPage:
    page = window.page_widget("overview")
    assert isinstance(page, OverviewPage)
    return page


@pytest.fixture
def stranger(server: LocalServer) -> Iterator[Client]:
    with Client(server.address) as client:
        yield client


def show_place(desk: Desk, **changes: object) -> None:
    """Apply a reply of another place, and let no refresh replace it."""
    admin = desk.messenger.admin
    assert admin.place is not None
    admin.open_requests = 1
    admin.place = replace(admin.place, **changes)  # type: ignore[arg-type]
    admin.place_changed.emit()


def ask(desk: Desk, page: OverviewPage, stranger: Client) -> str:
    code = new_code()
    stranger.invitations.request_to_join(code, "Jonas", 57)
    desk.wait(lambda: page.join_requests.bars and page.join_requests.bars[0].isVisible())
    return code


# The window


def test_only_administrators_find_the_window_in_the_menus(
    windows: WindowManager, desk: Desk, server: LocalServer
) -> None:
    home, tray = windows.main.foot.home, windows.tray.menu
    tray.aboutToShow.emit()
    entry = next(action for action in tray.actions() if "Home" in action.text())
    assert home.isVisible() and "Home…" in home.text().replace("\u2068", "").replace("\u2069", "")
    assert entry.isVisible()
    desk.messenger.sign_out()
    desk.wait_for("signed_out")
    tray.aboutToShow.emit()
    assert not home.isVisible() and not entry.isVisible()
    windows.open(routes.Admin())
    assert windows.passing.find(AdminWindow) is None


def test_the_head_says_who_is_here_and_renames_the_place(window: AdminWindow, desk: Desk) -> None:
    assert window.windowTitle() == "Home"
    assert window.head.state().startswith("1 of 2 ")
    window.head.rename.click()
    dialog = window.findChild(NameDialog)
    assert isinstance(dialog, NameDialog)
    dialog.edit.setText("  ")
    assert not dialog.ok_button.isEnabled()
    dialog.edit.setText("The Harbour")
    dialog.ok_button.click()
    desk.wait(lambda: window.windowTitle() == "The Harbour")


def test_keys_change_the_page_and_the_side(window: AdminWindow, windows: WindowManager) -> None:
    assert window.focusWidget() is window.list
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    assert window.page.key == "people"
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.stack.isAncestorOf(window.focusWidget())
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is window.list
    QTest.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert window.page.key == "overview"
    windows.open(routes.Admin("log"))
    assert windows.passing.find(AdminWindow) is window
    assert window.page.key == "log"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_a_narrow_window_has_a_box_of_pages(window: AdminWindow) -> None:
    window.resize(400, 640)
    assert window.box.isVisible() and not window.list.isVisible()
    window.box.activated.emit(window.box.findText("Storage"))
    assert window.page.key == "storage"


def test_the_pages_wait_for_the_first_answer(windows: WindowManager, desk: Desk) -> None:
    windows.open(routes.Admin("backup"))
    window = windows.passing.find(AdminWindow)
    assert window is not None
    page = window.page_widget("backup")
    assert isinstance(page, BackupPage)
    page.start.click()
    desk.wait(page.start.isEnabled)
    assert desk.messenger.admin.place is not None
    assert page.state.currentIndex() == 0, "the press came too early"


def test_without_a_connection_the_rows_stay_greyed(
    window: AdminWindow, page: OverviewPage, desk: Desk, server: LocalServer, announced: list[str]
) -> None:
    messenger = desk.messenger
    connected = messenger.connection
    for phase in (ConnectionPhase.WAITING, ConnectionPhase.CONNECTING, ConnectionPhase.WAITING):
        messenger.change_connection(replace(connected, phase=phase))
    assert announced == [window.message.text()]
    assert "As of" in window.message.text() and window.message.button.isVisible()
    assert page.model.rowCount() == 2 and not page.isEnabled()
    messenger.change_connection(connected)
    assert not window.message.isVisible() and page.isEnabled()


def test_an_unencrypted_place_far_away_shows_one_sentence(window: AdminWindow, desk: Desk) -> None:
    desk.messenger.security = Security(server="192.0.2.1:8000")
    desk.messenger.connection_changed.emit(desk.messenger.connection)
    assert window.unprotected.isVisible() and not window.stack.isVisible()


def test_the_title_of_a_question_has_a_chinese_font_with_a_bold_style(window: AdminWindow) -> None:
    question = QuestionBox(window, "Ban", "Ban Tom?", "", "Ban")
    question.open()
    [title] = question.findChildren(QLabel, "qt_msgbox_label")
    families = title.font().families()
    question.reject()
    assert families == semibold(window.font()).families()


def test_the_text_of_a_message_box_has_a_chinese_font_with_a_bold_style(window: AdminWindow) -> None:
    show_message_box(window, "Ban", "Tom is banned.")
    [box] = window.findChildren(QMessageBox)
    [text] = box.findChildren(QLabel, "qt_msgbox_label")
    families = text.font().families()
    box.reject()
    assert families == semibold(window.font()).families()


def test_the_window_closes_with_a_sentence_if_i_am_dismissed(
    window: AdminWindow, windows: WindowManager, desk: Desk, server: LocalServer, tmp_path: Path, qtbot: QtBot
) -> None:
    question = QuestionBox(window, "Ban", "Ban Tom?", "", "Ban")
    question.open()
    tom = Desk(qtbot, tmp_path / "tom", TOM)
    tom.sign_in(server.address)
    tom.reply(tom.messenger.admin.change_person(ANNA, PersonAction.DISMISS))
    desk.messenger.admin.refresh()
    desk.wait(lambda: not isValid(question))
    assert not isValid(window)
    assert "no longer an administrator" in windows.main.banners.notice.text()
    tom.reply(tom.messenger.admin.change_person(ANNA, PersonAction.APPOINT))
    tom.messenger.shut_down()
    desk.messenger.invitations.fetch_join_requests()
    desk.wait(lambda: not windows.main.banners.notice.text())


def test_the_window_closes_with_the_session(window: AdminWindow, windows: WindowManager, desk: Desk) -> None:
    desk.messenger.sign_out()
    desk.wait_for("signed_out")
    desk.wait(lambda: not isValid(window))
    assert not windows.main.banners.notice.text()


# What needs care


def test_a_place_that_is_well_shows_no_bar(page: OverviewPage, window: AdminWindow, desk: Desk) -> None:
    show_place(desk, issues=())
    assert not page.health.isVisible()


def test_the_worst_is_shown_with_its_button_and_the_others_on_demand(
    page: OverviewPage, window: AdminWindow, desk: Desk
) -> None:
    issues = (
        HealthIssue(IssueKind.DISK, ""),
        HealthIssue(IssueKind.BACKUP, ""),
        HealthIssue("flood", "The cellar is under water."),
    )
    show_place(desk, issues=issues, disk_free=120_000_000, last_backup=0)
    shown = [bar for bar in page.health.bars if bar.isVisible()]
    assert ["120 MB" in bar.text() for bar in shown] == [True]
    page.health.bars[0].other_button.click()
    shown = [bar for bar in page.health.bars if bar.isVisible()]
    assert len(shown) == 3
    assert shown[2].text() == "The place reports a problem. The cellar is under water."
    page.health.bars[0].other_button.setFocus()
    show_place(desk, disk_free=110_000_000)
    assert "110 MB" in shown[0].text() and window.focusWidget() is page.health.bars[0].other_button
    page.health.bars[0].button.click()
    assert window.page.key == "storage"


def test_a_backup_shows_its_progress_and_its_result(page: OverviewPage, desk: Desk) -> None:
    show_place(desk, issues=(HealthIssue(IssueKind.BACKUP, ""),), last_backup=0, backup_percent=None)
    assert page.health.bars[0].isVisible()
    show_place(desk, backup_percent=45)
    backup = page.health.backup
    assert backup.isVisible() and backup.text().endswith(": 45 %") and backup.progress.value() == 45
    assert not any(bar.isVisible() for bar in page.health.bars)
    show_place(desk, backup_percent=None, last_backup=1, issues=())
    assert (backup.kind, page.health.isVisible()) == (BarKind.SUCCESS, True)
    show_place(desk, backup_percent=5)
    show_place(desk, backup_percent=None, backup_error="The disk is full.")
    assert (backup.kind, "The disk is full." in backup.text()) == (BarKind.ERROR, True)
    show_place(desk, backup_percent=5, backup_error="")
    show_place(desk, backup_percent=None)
    assert not page.health.isVisible()


# Who asks to join


def test_who_is_let_in_comes_in_after_the_time_for_undo(page: OverviewPage, desk: Desk, stranger: Client) -> None:
    code = ask(desk, page, stranger)
    (bar,) = page.join_requests.bars
    bar.button.click()
    assert (bar.text(), bar.button.text()) == ("Jonas is admitted", "Undo")
    bar.button.click()
    assert bar.text() == "Jonas asks to join" and len(desk.messenger.invitations.join_requests) == 1
    bar.button.click()
    sent: list[PendingRequest[Done]] = []
    page.join_requests.request_sent.connect(sent.append)
    (undo_timer,) = bar.findChildren(QTimer)
    undo_timer.timeout.emit()
    desk.reply(sent[0])
    assert not page.join_requests.isVisible()
    stranger.number = stranger.register(md5("secret"), "Jonas", code, 57)
    assert stranger.number


def test_the_first_request_is_announced(page: OverviewPage, desk: Desk, stranger: Client, announced: list[str]) -> None:
    ask(desk, page, stranger)
    assert announced == [page.join_requests.bars[0].accessibleName()]


def test_closing_the_window_lets_in_at_once(
    page: OverviewPage, window: AdminWindow, desk: Desk, stranger: Client
) -> None:
    code = ask(desk, page, stranger)
    page.join_requests.bars[0].button.click()
    sent: list[PendingRequest[Done]] = []
    page.join_requests.request_sent.connect(sent.append)
    window.close()
    desk.reply(sent[0])
    stranger.number = stranger.register(md5("secret"), "Jonas", code, 57)
    assert stranger.number


def test_not_now_removes_the_request(page: OverviewPage, desk: Desk, stranger: Client) -> None:
    ask(desk, page, stranger)
    page.join_requests.bars[0].other_button.click()
    assert not page.join_requests.isVisible()


def test_the_row_of_the_network_says_who_reaches_the_place(page: OverviewPage, desk: Desk) -> None:
    show_place(desk, listens_to_all=False)
    assert page.network.title().startswith("Only its own computer"), "the place is not on this computer"
    show_place(desk, listens_to_all=True, addresses=("192.168.178.20:8000",), port=8000, from_outside=0)
    assert page.network.second() == "192.168.178.20, port 8000 · Nobody has come in from another computer yet"
    page.reach._wanted = False
    page.reach._show()
    assert page.network.second() == "The place restarts…"


@pytest.fixture
def request_bar(qtbot: QtBot, faces: FaceSource) -> UndoableJoinRequestBar:
    request_bar = UndoableJoinRequestBar(faces)
    qtbot.addWidget(request_bar)
    return request_bar


def test_a_request_from_another_computer_names_its_address(request_bar: UndoableJoinRequestBar) -> None:
    request_bar.ask(JoinRequest("0" * 8, 57, 0, "Jonas", "10.0.5.20"))
    assert request_bar.accessibleName().endswith("from 10.0.5.20")
    request_bar.ask(JoinRequest("0" * 8, 57, 0, "Jonas", "::1"))
    assert "::1" not in request_bar.accessibleName()


def test_the_time_of_a_request_stays_on_one_line(request_bar: UndoableJoinRequestBar) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        request_bar.ask(JoinRequest("0" * 8, 57, 0, "Jonas"))
    finally:
        QLocale.setDefault(before)
    assert request_bar.second().endswith(("\u202fAM", "\u202fPM"))


def test_the_name_and_the_address_of_a_request_are_plain_text(request_bar: UndoableJoinRequestBar) -> None:
    request_bar.ask(JoinRequest("0" * 8, 57, 0, "<i>Jonas</i> {name}", "<img src='x'>"))
    assert "<i>Jonas</i> {name}" in request_bar.text() and "<img src='x'>" in request_bar.second()
    labels = request_bar.findChildren(QLabel)
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText] * 2
