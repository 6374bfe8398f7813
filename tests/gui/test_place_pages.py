"""The pages about the place itself, in its window, with a real server."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Text
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.admin.backup_page import BackupPage
from qqdesk.gui.admin.log_page import LogPage, PlaceLogTexts
from qqdesk.gui.admin.network_page import NetworkPage
from qqdesk.gui.admin.notice_page import NoticePage
from qqdesk.gui.admin.overview_page import OverviewPage
from qqdesk.gui.admin.storage_page import StoragePage
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.protocol.admin_commands import HealthIssue, IssueKind, LogLine, PersonAction, PlaceReply
from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.server.accounts import administrators, place_log
from qqdesk.server.settings.settings import Settings
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer, add_user, local_server, transaction

ANNA, BEN = 10001, 10002
NOON = 1_764_323_520_000

Open = Callable[[str], AdminWindow]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A place named Home. Anna is its administrator.

    The accounts are there before the server starts: when a process closes a file, it loses all its locks of the file,
    and the process of a backup would take the server for stopped.
    """
    folder = tmp_path / "server"
    add_user(folder, ANNA, nickname="Anna")
    add_user(folder, BEN, nickname="Ben")
    with transaction(folder) as db:
        administrators.appoint(db, ANNA)
    with local_server(tmp_path, settings=Settings(name="Home")) as server:
        yield server


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, server: LocalServer) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "desk", ANNA)
    desk.sign_in(server.address)
    yield desk
    desk.messenger.shut_down()


@pytest.fixture
def is_here() -> list[bool]:
    """Whether the program is on the place's own computer."""
    return [True]


@pytest.fixture
def open_page(
    desk: Desk, navigator: RecordingNavigator, faces: FaceSource, tmp_path: Path, is_here: list[bool]
) -> Iterator[Open]:
    """Opens the window at a page, with the state of the place."""
    place = LocalPlace(tmp_path / "place", desk.messenger)
    context = AdminContext(desk.messenger, navigator, faces, place, lambda: is_here[0])
    windows: list[AdminWindow] = []

    def open_page(key: str) -> AdminWindow:
        window = AdminWindow(context)
        windows.append(window)
        window.show()
        QTest.qWaitForWindowActive(window)
        desk.wait(lambda: desk.messenger.admin.place is not None)
        window.show_page(key)
        return window

    yield open_page
    for window in windows:
        window.close()
        window.deleteLater()


def show_place(desk: Desk, **changes: object) -> PlaceReply:
    """Apply a reply of another place."""
    admin = desk.messenger.admin
    assert admin.place is not None
    place = replace(admin.place, **changes)  # type: ignore[arg-type]
    admin.place = place
    admin.place_changed.emit()
    return place


def question(window: AdminWindow) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def press(box: QMessageBox, text: str) -> None:
    next(button for button in box.buttons() if button.text() == text).click()


# Notice to all


def test_a_notice_is_sent_after_one_question_and_reaches_everybody(desk: Desk, open_page: Open) -> None:
    window = open_page("notice")
    page = window.page_widget("notice")
    assert isinstance(page, NoticePage)
    assert page.audience.text().startswith("2 ")
    assert not page.send.isEnabled()
    page.text.setPlainText("  The place is closed on Sunday.\n")
    assert page.counter.text().startswith("30 of 4")
    page.send.click()
    box = question(window)
    assert "2" in box.text()
    press(box, "Send")
    desk.wait(lambda: page.message.text().startswith("Sent to 2 "))
    assert page.text.toPlainText() == desk.messenger.admin.notice_draft == ""
    assert window.focusWidget() is page.text
    conversation = desk.messenger.conversation(chat_with(SYSTEM_NUMBER))
    desk.wait(lambda: bool(conversation.messages))
    assert conversation.messages[-1].body == Text("The place is closed on Sunday.")


def test_a_cancelled_question_sends_nothing_and_keeps_the_text(desk: Desk, open_page: Open) -> None:
    window = open_page("notice")
    page = window.page_widget("notice")
    assert isinstance(page, NoticePage)
    page.text.setPlainText("Not yet")
    page.send.click()
    QTest.keyClick(question(window), Qt.Key.Key_Escape)
    assert page.text.toPlainText() == "Not yet"
    assert page.send.isEnabled()
    assert not desk.messenger.conversation(chat_with(SYSTEM_NUMBER)).messages


def test_a_notice_that_is_too_long_cannot_be_sent(open_page: Open) -> None:
    page = open_page("notice").page_widget("notice")
    assert isinstance(page, NoticePage)
    page.text.setPlainText("好" * MAX_MESSAGE_CHARS)
    assert page.send.isEnabled()
    page.text.setPlainText("好" * (MAX_MESSAGE_CHARS + 1))
    assert not page.send.isEnabled()
    assert page.counter.property("role") == "fault"


def test_a_notice_that_was_not_sent_is_there_when_the_window_opens_again(open_page: Open) -> None:
    first = open_page("notice")
    page = first.page_widget("notice")
    assert isinstance(page, NoticePage)
    page.text.setPlainText("Half a sent")
    first.close()
    again = open_page("notice").page_widget("notice")
    assert isinstance(again, NoticePage)
    assert again.text.toPlainText() == "Half a sent"


# Log


def note_lines(server: LocalServer, count: int) -> None:
    with transaction(server.place) as db:
        for number in range(1, count + 1):
            place_log.note(db, NOON + number * 60_000, ANNA, PersonAction.BAN, number, f"Person {number}")


def test_the_log_shows_the_newest_line_first_and_loads_older_ones_on_scrolling(
    desk: Desk, server: LocalServer, open_page: Open
) -> None:
    note_lines(server, 250)
    page = open_page("log").page_widget("log")
    assert isinstance(page, LogPage)
    desk.wait(lambda: page.model.rowCount() == 100)
    assert page.model.index(0).data() == "You banned Person 250 (250)"
    page.view.setCurrentIndex(page.model.index(3))
    page.view.scrollToBottom()
    desk.wait(lambda: page.model.rowCount() == 200)
    page.view.scrollToBottom()
    desk.wait(lambda: page.model.rowCount() == 250)
    assert page.model.index(249).data() == "You banned Person 1 (1)"
    assert page.view.currentIndex().data() == "You banned Person 247 (247)"


def test_new_lines_come_above_and_the_selection_stays(desk: Desk, server: LocalServer, open_page: Open) -> None:
    note_lines(server, 2)
    page = open_page("log").page_widget("log")
    assert isinstance(page, LogPage)
    desk.wait(lambda: page.model.rowCount() == 2)
    page.view.setCurrentIndex(page.model.index(0))
    with transaction(server.place) as db:
        place_log.note(db, NOON, 0, PersonAction.UNBAN, 2, "Person 2")
    desk.messenger.admin.refresh()
    desk.wait(lambda: page.model.rowCount() == 3)
    assert page.model.index(0).data() == "The operator lifted the ban of Person 2 (2)"
    assert page.view.currentIndex().row() == 1


def test_selected_lines_of_the_log_are_copied(desk: Desk, server: LocalServer, open_page: Open) -> None:
    note_lines(server, 3)
    page = open_page("log").page_widget("log")
    assert isinstance(page, LogPage)
    desk.wait(lambda: page.model.rowCount() == 3)
    assert not page.copy.isEnabled()
    page.view.setFocus()
    page.view.selectAll()
    page.copy.trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.partition("You")[2] for line in lines] == [f" banned Person {n} ({n})" for n in (3, 2, 1)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (LogLine(1, NOON, BEN, 0, "ChangePlace", "Ben", "registration=invite"),
         "Ben let only people with an invitation create an account"),
        (LogLine(1, NOON, BEN, 0, "ChangePlace", "Ben", "introduce=true"),
         "Ben put everybody on everybody's list"),
        (LogLine(1, NOON, BEN, 0, "ChangePlace", "Ben", "introduce=false"), "Ben let people add each other"),
        (LogLine(1, NOON, 0, 0, "ChangePlace", "", "name="),
         "The operator returned the setting “name” to that of the settings file"),
        (LogLine(1, NOON, BEN, 0, "ChangePlace", "Ben", "name=a = {b}"), "Ben renamed the place to “a = {b}”"),
        (LogLine(1, NOON, ANNA, 0, "NotifyAll", "Anna", "9"), "You sent a notice to 9 person(s)"),
        (LogLine(1, NOON, BEN, 0, "Dance", "", "{who}"), "10002: Dance {who}"),
        (LogLine(1, NOON, BEN, 7, "delete", "Ben", ""), "Ben deleted the account of 7"),
        (LogLine(1, NOON, BEN, 0, "Backup", "Ben", "qqdesk-2026-11-29T10-00-00Z.backup"), "Ben backed up the place"),
        (LogLine(1, NOON, ANNA, 0, "Backup", "Anna", "stopped"), "You stopped a backup"),
        (LogLine(1, NOON, BEN, 0, "Backup", "Ben", "The disk is full."),
         "Ben started a backup, which failed: The disk is full."),
        (LogLine(1, NOON, 0, 0, "Restore", "", "a.backup"), "The operator restored the place from a.backup"),
        (LogLine(1, NOON, ANNA, 0, "RefuseAsk", "Anna", "Jonas"), "You did not let Jonas in"),
    ],
)  # fmt: skip
def test_each_line_of_the_log_is_a_sentence(line: LogLine, sentence: str) -> None:
    assert PlaceLogTexts().sentence(line, ANNA) == sentence


# Storage


def test_the_storage_page_shows_sizes_and_warns_of_a_full_disk(desk: Desk, open_page: Open) -> None:
    page = open_page("storage").page_widget("storage")
    assert isinstance(page, StoragePage)
    assert page.messages.second().endswith("in the database")
    assert page.files.second() == "0.0 of 20 GB used"
    assert page.files_bar.role == "accent"
    for used, role in ((80, "accent"), (81, "away"), (95, "away"), (96, "danger")):
        show_place(desk, files_size=used * 10**9, most_files=100 * 10**9)
        assert page.files_bar.role == role
    show_place(desk, disk_free=2 * 10**9, issues=(HealthIssue(IssueKind.DISK, "The disk is nearly full."),))
    assert page.disk.second() == "2.0 GB free · Nearly full: delete other files on this disk"


def test_the_largest_file_is_changed_on_the_storage_page(desk: Desk, server: LocalServer, open_page: Open) -> None:
    page = open_page("storage").page_widget("storage")
    assert isinstance(page, StoragePage)
    box = page.limit_box
    assert [box.itemText(row) for row in range(box.count())] == ["100 MB", "512 MB", "1 GB", "2 GB", "5 GB", "10 GB"]
    assert box.currentText() == "2 GB" and page.limit.title() == "Largest file"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    desk.wait(lambda: desk.messenger.files.most_bytes == 5 * 2**30)
    desk.wait(lambda: page.admin.place is not None and page.admin.place.most_file_bytes == 5 * 2**30)
    assert box.currentText() == "5 GB"
    show_place(desk, most_file_bytes=300 * 2**20)
    assert box.currentText() == "300 MB" and box.count() == 7
    show_place(desk, fixed=("most_file_mib",))
    assert not box.isEnabled() and page.limit.second().startswith("The operator has set this")
    show_place(desk, most_file_bytes=None)
    assert not page.limit.isVisible()


def test_the_space_of_all_files_is_changed_on_the_storage_page(
    desk: Desk, server: LocalServer, open_page: Open
) -> None:
    page = open_page("storage").page_widget("storage")
    assert isinstance(page, StoragePage)
    box = page.total_box
    choices = ["5 GB", "10 GB", "20 GB", "50 GB", "100 GB", "200 GB", "500 GB"]
    assert [box.itemText(row) for row in range(box.count())] == choices
    assert box.currentText() == "20 GB" and page.total.title() == "All pictures and files"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    desk.wait(lambda: page.admin.place is not None and page.admin.place.most_files == 50 * 2**30)
    assert box.currentText() == "50 GB" and page.limit_box.currentText() == "2 GB"
    show_place(desk, fixed=("most_files_mib",))
    assert not box.isEnabled() and page.total.second().startswith("The operator has set this")
    assert page.limit_box.isEnabled()
    show_place(desk, most_files=None)
    assert not page.total.isVisible()


def test_a_place_with_postgresql_and_without_files_shows_no_sizes(desk: Desk, open_page: Open) -> None:
    page = open_page("storage").page_widget("storage")
    assert isinstance(page, StoragePage)
    show_place(desk, database_size=None, files_size=None, most_files=None, disk_free=None)
    assert page.messages.second() == "The operator keeps them in PostgreSQL"
    assert not page.files_bar.isVisible()
    assert not page.disk.isVisible()


def test_the_overview_of_a_place_with_postgresql_says_only_what_is_free(desk: Desk, open_page: Open) -> None:
    page = open_page("overview").page_widget("overview")
    assert isinstance(page, OverviewPage)
    show_place(desk, database_size=None, files_size=None, most_files=None, disk_free=62_900_000_000)
    assert (page.storage.title(), page.storage.second()) == ("62.9 GB free on its disk", "")


# Network


def test_addresses_and_the_fingerprint_are_copied(desk: Desk, open_page: Open) -> None:
    page = open_page("network").page_widget("network")
    assert isinstance(page, NetworkPage)
    show_place(desk, addresses=("192.168.178.20:8000", "10.0.0.7:8000"), fingerprint="4f1c" * 16, tls_port=8443)
    assert [row.title() for row in page.addresses] == ["192.168.178.20:8000", "10.0.0.7:8000"]
    page.addresses[1].copy.click()
    assert QGuiApplication.clipboard().text() == "10.0.0.7:8000"
    page.fingerprint.copy.click()
    assert QGuiApplication.clipboard().text() == ":".join(["4F", "1C"] * 16)
    assert page.ports.text().endswith("encrypted: 8443")
    show_place(desk, certificate_end=NOON, fingerprint="4f1c" * 16)
    assert page.valid.text().startswith("Expired on ")


def test_the_connection_check_opens(open_page: Open, navigator: RecordingNavigator) -> None:
    page = open_page("network").page_widget("network")
    assert isinstance(page, NetworkPage)
    page.check.click()
    assert navigator.calls == [routes.ConnectionCheck()]


def test_a_far_place_cannot_be_opened_to_its_network(open_page: Open, is_here: list[bool]) -> None:
    is_here[0] = False
    page = open_page("network").page_widget("network")
    assert isinstance(page, NetworkPage)
    assert not page.switch.isEnabled()
    assert page.reach.second() == "This can be changed on the computer of the place only"


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The changes that the page makes: open to the network, or not."""
    changes: list[bool] = []
    monkeypatch.setattr(LocalPlace, "change_reach", lambda self, *, is_open: changes.append(is_open))
    return changes


def test_a_place_on_this_computer_is_opened_to_the_network(desk: Desk, open_page: Open, reach: list[bool]) -> None:
    page = open_page("network").page_widget("network")
    assert isinstance(page, NetworkPage)
    assert page.reach.second() == "Only this computer can reach Home"
    page.switch.click()
    assert reach == [True]
    assert not page.switch.isEnabled()
    assert page.reach.second() == "The place restarts…"
    show_place(desk)
    assert page.switch.isChecked()
    show_place(desk, listens_to_all=True)
    assert page.switch.isEnabled()
    assert page.switch.isChecked()
    assert page.reach.second() == "Other computers can reach Home"


def test_closing_the_place_to_the_network_asks_while_others_are_there(
    desk: Desk, server: LocalServer, open_page: Open, reach: list[bool], qtbot: QtBot, tmp_path: Path
) -> None:
    ben = Desk(qtbot, tmp_path / "ben", BEN)
    ben.sign_in(server.address)
    window = open_page("network")
    page = window.page_widget("network")
    assert isinstance(page, NetworkPage)
    desk.wait(lambda: any(one.number == BEN and one.is_present for one in desk.messenger.admin.people))
    show_place(desk, listens_to_all=True)
    page.switch.click()
    assert page.switch.isChecked()
    press(question(window), "Cancel")
    assert reach == []
    page.switch.click()
    press(question(window), "Close the place")
    assert reach == [False]
    ben.messenger.shut_down()


def test_a_settings_file_that_cannot_be_written_leaves_the_place_as_it_is(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(place: LocalPlace, *, is_open: bool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LocalPlace, "change_reach", refuse)
    page = open_page("network").page_widget("network")
    assert isinstance(page, NetworkPage)
    page.switch.click()
    assert page.message.property("role") == "error"
    assert page.switch.isEnabled()
    assert not page.switch.isChecked()


# Backup


def backup_page(window: AdminWindow) -> BackupPage:
    page = window.page_widget("backup")
    assert isinstance(page, BackupPage)
    return page


def test_the_place_is_backed_up_from_the_page(desk: Desk, server: LocalServer, open_page: Open) -> None:
    page = backup_page(open_page("backup"))
    assert page.last.title() == "No backup yet"
    assert not page.show_folder.isVisible()
    page.start.setFocus()
    page.start.click()
    assert page.state.currentIndex() == 1
    assert page.cancel.hasFocus()
    desk.wait(lambda: page.message.text() == "Backed up just now")
    assert page.message.property("role") == "good"
    assert page.state.currentIndex() == 0
    assert page.start.hasFocus()
    (made,) = (server.folder / "backups").glob("*.backup")
    assert page.last.title().startswith("Last backup: ")
    assert page.last.second().endswith(str(made.parent))
    assert page.show_folder.isVisible()
    log = desk.messenger.admin
    desk.wait(lambda: any(line.action == "Backup" for line in log.log))


def test_a_copy_of_the_backup_is_saved_on_this_computer(
    desk: Desk, server: LocalServer, open_page: Open, is_here: list[bool], tmp_path: Path
) -> None:
    page = backup_page(open_page("backup"))
    assert not page.copy.isVisible()
    page.start.click()
    desk.wait(page.copy.isVisible)
    desk.wait(lambda: page.message.text() == "Backed up just now")
    assert page.elsewhere.title() == "The backups lie on the disk of the place only"
    folder = tmp_path / "copies"
    folder.mkdir()
    page.save_copy(folder)
    assert page.message.text().startswith("This folder is on the disk of the backups")
    is_here[0] = False
    page.save_copy(folder)
    assert page.copy.text() == "Cancel"
    desk.wait(lambda: page.message.text().startswith("The copy is saved: "))
    assert page.copy.text() == "Save a copy here…"
    desk.wait(lambda: page.elsewhere.title().startswith("Last copy on another disk: "))
    page.save_copy(tmp_path / "none")
    desk.wait(
        lambda: page.message.text().startswith(f"The folder {isolated(str(tmp_path / 'none'))} cannot be written.")
    )
    (made,) = (server.folder / "backups").glob("*.backup")
    assert (folder / made.name).read_bytes() == made.read_bytes()


def test_the_place_backs_itself_up_every_night(desk: Desk, server: LocalServer, open_page: Open) -> None:
    page = backup_page(open_page("backup"))
    assert not page.nightly.isChecked()
    page.nightly.click()
    admin = desk.messenger.admin
    desk.wait(lambda: admin.place is not None and admin.place.nightly_backups)
    assert page.nightly.isChecked()
    assert server.daemon.core.settings.nightly_backups
    show_place(desk, fixed=("nightly_backups",))
    assert not page.nightly.isEnabled()


def test_a_backup_into_a_folder_that_cannot_be_written_fails_with_the_reason(
    desk: Desk, server: LocalServer, open_page: Open
) -> None:
    (server.folder / "backups").write_text("This is no folder.")
    page = backup_page(open_page("backup"))
    page.start.click()
    desk.wait(lambda: page.message.property("role") == "error")
    assert "The backup failed:" in page.message.text()
    assert "backups" in page.message.text()
    assert page.state.currentIndex() == 0
    assert page.last.title() == "No backup yet"


def test_a_running_backup_shows_its_progress_and_is_cancelled(desk: Desk, open_page: Open) -> None:
    page = backup_page(open_page("backup"))
    show_place(desk, backup_percent=42)
    assert page.state.currentIndex() == 1
    assert page.bar.value() == 42
    assert page.percent.text() == "42 %"
    page.cancel.setFocus()
    page.cancel.click()
    assert not page.cancel.isEnabled()
    desk.wait(lambda: page.state.currentIndex() == 0)
    assert page.message.text() == "The backup was cancelled."
    assert page.start.hasFocus()


def test_a_backup_can_be_cancelled_again_if_that_failed(desk: Desk, open_page: Open) -> None:
    page = backup_page(open_page("backup"))
    show_place(desk, backup_percent=42)
    admin = desk.messenger.admin
    with pytest.MonkeyPatch.context() as patch:
        refused = desk.messenger.pending.create()
        patch.setattr(admin, "stop_backup", lambda: refused)
        page.cancel.click()
    desk.messenger.pending.fail(refused.ticket, Problem(ProblemKind.TIMED_OUT))
    assert page.message.property("role") == "error" and page.cancel.isEnabled()
    page.cancel.click()
    desk.wait(lambda: page.state.currentIndex() == 0)


def test_a_place_with_postgresql_shows_one_sentence_about_backups(desk: Desk, open_page: Open) -> None:
    page = backup_page(open_page("backup"))
    show_place(desk, last_backup=None, backup_size=None, backup_folder=None)
    assert page.other_way.isVisible()
    assert not page.start.isVisible()
    assert not page.moving.isVisible()


def test_the_steps_to_another_computer_name_the_folder_of_the_backups(desk: Desk, open_page: Open) -> None:
    page = backup_page(open_page("backup"))
    place = desk.messenger.admin.place
    assert place is not None
    assert str(place.backup_folder) in page.steps[1].text()
