"""The chat window and the dialogs on the real facade, against the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.account_keys import READ_MARKS_ASKED
from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.message_log.file_state import FileAction, actions_of
from qqdesk.gui.message_log.picture_part import PicturePart
from qqdesk.gui.message_log.read_face import read_text
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.gui.people.profile_window import ProfileWindow
from qqdesk.gui.people.requests_dialog import RequestsDialog
from qqdesk.gui.pictures.decode import decode
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.password_dialog import PasswordDialog
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import AddToList, AnswerAdd, ModifyInfo
from qqdesk.protocol.file_info import FileKind
from qqdesk.protocol.room_commands import JoinRule
from qqdesk.worker.files import DownloadRules
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.desk import Desk
from tests.helpers.history import open_history
from tests.helpers.messages import chat_with
from tests.helpers.picture_files import landscape
from tests.helpers.pictures_with_metadata import SECRET, SIZE, jpeg, picture
from tests.helpers.server import LocalServer, local_server

ANNA, BO = 10001, 3_456_789_012


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        server.add_user(ANNA, nickname="Anna", face=270, province="Oslo")
        server.add_user(BO, nickname="Bo 波", face=141, age=30)
        yield server


@pytest.fixture
def desks(qtbot: QtBot, tmp_path: Path, server: LocalServer) -> Iterator[tuple[Desk, Desk]]:
    anna, bo = (Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, BO))
    for desk in (anna, bo):
        desk.sign_in(server.address)
    yield anna, bo
    for desk in (anna, bo):
        desk.messenger.shut_down()


@pytest.fixture
def befriended(server: LocalServer) -> None:
    server.befriend(ANNA, BO)


@pytest.fixture
def friends(befriended: None, desks: tuple[Desk, Desk]) -> tuple[Desk, Desk]:
    return desks


def test_a_talk(qtbot: QtBot, friends: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore) -> None:
    anna, bo = friends
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    window = windows.main
    qtbot.addWidget(window)
    window.open_chat(chat_with(BO))
    QTest.qWaitForWindowActive(window)
    page = window.page(chat_with(BO))
    assert page is not None
    page.input.set_draft("在吗 & <b>hello</b>?")
    QTest.keyClick(page.input, Qt.Key.Key_Return)

    def state() -> Delivery | None:
        message = page.log.rows.message(0)
        return message.delivery if message else None

    qtbot.waitUntil(lambda: state() is Delivery.DELIVERED, timeout=20_000)
    bo.wait_texts(ANNA, "在吗 & <b>hello</b>?")
    bo.send(ANNA, "yes 😀")
    qtbot.waitUntil(lambda: len(page.log.rows) == 2, timeout=20_000)
    anna.wait(lambda: anna.messenger.unread == 0)
    assert page.log.rows[1].text == "yes 😀"
    assert window.pages.tabs.unread(chat_with(BO)) == 0
    window.close()
    # Off the screen a window that was hidden alone is never told that it is active again.
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    bo.send(ANNA, "still there?")
    qtbot.waitUntil(lambda: window.pages.tabs.unread(chat_with(BO)) == 1, timeout=20_000)
    assert not window.isVisible()
    assert windows.activate_next_unread()
    other.close()
    anna.wait(lambda: anna.messenger.unread == 0)
    window.close()


@pytest.mark.parametrize("shows_read", [True, False])
def test_read_marks_are_asked_for_once(
    qtbot: QtBot, friends: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore, shows_read: bool
) -> None:
    anna, _ = friends

    def is_shown() -> object:
        return anna.reply(anna.messenger.request_profile(ANNA)).shows_read

    def open_chat(conversation: ConversationId) -> ChatPage:
        windows.main.open_chat(conversation)
        page = windows.main.page(conversation)
        assert page is not None
        return page

    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    page = open_chat(chat_with(BO))
    assert not page.read_marks.isVisible() and is_shown() is False
    page.input.set_draft("hello")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(page.read_marks.isVisible, timeout=20_000)
    yes, no = page.read_marks.button, page.read_marks.other_button
    assert (yes.text(), no.text()) == ("Show", "Do not show") and yes.property("role") == no.property("role")
    room = ConversationId.room(anna.reply(anna.messenger.rooms.create("Family", 30, JoinRule.CLOSED, (BO,))).number)
    anna.wait(lambda: anna.messenger.conversation(room).messages)
    in_room = open_chat(room)
    assert is_shown() is False and not in_room.read_marks.isVisible(), "nobody has written here yet"
    in_room.input.set_draft("hello, all")
    QTest.keyClick(in_room.input, Qt.Key.Key_Return)
    qtbot.waitUntil(in_room.read_marks.isVisible, timeout=20_000)
    windows.move_to_new_window(room)
    assert page.read_marks.isVisible() and in_room.read_marks.isVisible()
    answer = in_room.read_marks.button if shows_read else in_room.read_marks.other_button
    answer.click()
    qtbot.waitUntil(lambda: not in_room.read_marks.isVisible(), timeout=20_000)
    assert page.isVisible() and not page.read_marks.isVisible()
    assert is_shown() is shows_read
    for window in windows.windows:
        window.close()


def test_read_marks_that_are_on_are_not_asked_for(
    qtbot: QtBot, friends: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, _ = friends
    anna.reply(anna.messenger.request(ModifyInfo({}, shows_read=True)))
    anna.reply(anna.messenger.own_messages.send(chat_with(BO), Text("hello")))
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    windows.main.open_chat(chat_with(BO))
    page = windows.main.page(chat_with(BO))
    assert page is not None
    qtbot.waitUntil(lambda: anna.messenger.account.get(READ_MARKS_ASKED), timeout=20_000)
    assert not page.read_marks.isVisible()


def test_the_log_of_a_room_shows_who_has_read(
    qtbot: QtBot, friends: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = friends
    for desk in friends:
        desk.reply(desk.messenger.request(ModifyInfo({}, shows_read=True)))
    room = ConversationId.room(anna.reply(anna.messenger.rooms.create("Family", 30, JoinRule.CLOSED, (BO,))).number)
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    windows.main.open_chat(room)
    page = windows.main.page(room)
    assert page is not None
    key = anna.reply(anna.messenger.own_messages.send(room, Text("lunch?"))).id
    bo.wait(lambda: bo.messenger.conversation(room).find(key) is not None)
    bo.messenger.mark_read(room)
    rows = page.log.contents.rows
    qtbot.waitUntil(lambda: bool(rows.read[1]), timeout=20_000)
    assert (rows.read[0], read_text(rows.read[1], in_room=True)) == (key, "Seen by 1")


def test_a_new_device_shows_what_the_others_have_read(
    qtbot: QtBot,
    tmp_path: Path,
    server: LocalServer,
    friends: tuple[Desk, Desk],
    faces: FaceSource,
    store: SettingsStore,
) -> None:
    anna, bo = friends
    for desk in friends:
        desk.reply(desk.messenger.request(ModifyInfo({}, shows_read=True)))
    room = ConversationId.room(anna.reply(anna.messenger.rooms.create("Family", 30, JoinRule.CLOSED, (BO,))).number)
    read: list[ConversationId] = []
    keys = {}
    anna.messenger.read_by_changed.connect(read.append)
    for conversation, of_bo in ((chat_with(BO), chat_with(ANNA)), (room, room)):
        key = anna.reply(anna.messenger.own_messages.send(conversation, Text("lunch?"))).id
        bo.wait(lambda: bo.messenger.conversation(of_bo).find(key) is not None)  # noqa: B023 (called in this turn)
        bo.messenger.mark_read(of_bo)
        anna.wait(lambda: conversation in read)  # noqa: B023 (called in this turn)
        keys[conversation] = key
        anna.reply(anna.messenger.own_messages.send(conversation, Text("dinner?")))
    anna.wait_written()
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    new = Desk(qtbot, tmp_path / "new", ANNA).sign_in(server.address)
    windows = ChatWindows(AppContext(new.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    for conversation, key in keys.items():
        new.wait(lambda: conversation in new.messenger.recent_conversations())  # noqa: B023 (called in this turn)
        windows.main.open_chat(conversation)
        page = windows.main.page(conversation)
        assert page is not None
        rows = page.log.contents.rows
        new.wait(lambda: rows.read[0] == key)  # noqa: B023 (called in this turn)
        assert [reader.person for reader in rows.read[1]] == [BO]
    new.messenger.shut_down()


def test_a_dropped_picture_arrives_without_its_metadata(
    qtbot: QtBot,
    friends: tuple[Desk, Desk],
    faces: FaceSource,
    store: SettingsStore,
    tmp_path: Path,
) -> None:
    anna, bo = friends
    qtbot.waitUntil(lambda: anna.messenger.files.has_files, timeout=20_000)
    (tmp_path / "lake.jpg").write_bytes(jpeg(picture()))
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    page = windows.open_chat(chat_with(BO))
    page.composer.attach_files([tmp_path / "lake.jpg"])
    page.input.set_draft("Six in the morning")
    page.send_button.click()
    qtbot.waitUntil(lambda: bool(bo.messenger.conversation(chat_with(ANNA)).messages), timeout=20_000)
    body = bo.messenger.conversation(chat_with(ANNA)).messages[0].body
    assert isinstance(body, File) and (body.info.name, body.caption.text) == ("lake.jpg", "Six in the morning")
    files = bo.messenger.files
    files.want_thumbnail(body.info)
    files.download(body.info, chat_with(ANNA))
    anna.wait(lambda: files.path(body.info.id) is not None and files.thumbnail(body.info.id) is not None)
    path = files.path(body.info.id)
    assert path is not None and SECRET not in path.read_bytes() and decode(path).size() == SIZE
    assert page.input.text() == "" and not page.composer.attachments.items
    assert list(anna.folder.glob("accounts/*/unsent/*")) == []


def test_a_message_that_is_sent_late_moves_below_those_accepted_before(
    qtbot: QtBot, friends: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = friends
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    windows.main.open_chat(chat_with(BO))
    page = windows.main.page(chat_with(BO))
    assert page is not None
    anna.messenger.set_status(Status.OFFLINE)
    anna.wait_lost()
    page.input.set_draft("written first")
    page.send_button.click()
    anna.wait(lambda: len(page.log.rows) == 1)
    bo.wait_state(ANNA, bo.send(ANNA, "accepted first"), Delivery.SENT)
    anna.messenger.set_status(Status.ONLINE)

    def texts() -> list[str]:
        return [page.log.rows[row].text for row in range(len(page.log.rows))]

    anna.wait(lambda: texts() == ["accepted first", "written first"])
    assert anna.texts(BO) == texts()


def test_asking_and_accepting(qtbot: QtBot, desks: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore) -> None:
    anna, bo = desks
    dialog = AddPeopleDialog(AppContext(anna.messenger, RecordingNavigator(), faces, store), text=str(BO))
    requests = RequestsDialog(AppContext(bo.messenger, RecordingNavigator(), faces, store))
    for widget in (dialog, requests):
        qtbot.addWidget(widget)
        widget.show()
    qtbot.waitUntil(dialog.add_button.isEnabled, timeout=20_000)
    QTest.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(NameDialog)), timeout=20_000)
    (question,) = dialog.findChildren(NameDialog)
    question.edit.setText("It is me")
    QTest.mouseClick(question.ok_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: requests.current_number() == ANNA, timeout=20_000)
    qtbot.waitUntil(lambda: "Anna" in str(requests.view.currentIndex().data()), timeout=20_000)
    assert requests.reason.text() == "It is me"
    QTest.mouseClick(requests.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(requests.isHidden, timeout=20_000)
    anna.wait(lambda: BO in anna.messenger.roster and not anna.messenger.roster.get(BO).stranger)
    bo.wait(lambda: ANNA in bo.messenger.roster and not bo.messenger.roster.get(ANNA).stranger)
    dialog.close()
    requests.close()


def test_a_new_computer_shows_the_open_requests(
    qtbot: QtBot, tmp_path: Path, desks: tuple[Desk, Desk], server: LocalServer, faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = desks
    anna.reply(anna.messenger.request(AnswerAdd(BO, AddAnswer.ASK, "It is me")))
    bo.wait(lambda: bo.messenger.requests)
    laptop = Desk(qtbot, tmp_path / "laptop", BO)
    main = MainWindow(AppContext(laptop.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(main)
    main.show()
    laptop.sign_in(server.address)
    requests = RequestsDialog(AppContext(laptop.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(requests)
    requests.show()
    assert main.banners.requests.text().strip() == "1 person asks to add you"
    assert (requests.current_number(), requests.reason.text()) == (ANNA, "It is me")
    bo.reply(bo.messenger.answer_request(ANNA, AddAnswer.REFUSE))
    anna.wait(main.banners.requests.isHidden)
    assert requests.model.rowCount() == 0
    laptop.messenger.shut_down()
    requests.close()
    main.close()


def test_finding_and_reading(qtbot: QtBot, desks: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore) -> None:
    anna, _ = desks
    window = AddPeopleDialog(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(window)
    window.show()
    window.form.edit.setText("波")
    window.search()
    qtbot.waitUntil(lambda: window.model.rowCount() == 1, timeout=20_000)
    assert window.current_number() == BO
    window.form.edit.setText("nobody")
    window.search()
    qtbot.waitUntil(lambda: window.model.rowCount() == 0, timeout=20_000)
    window.close()


def test_a_profile_is_written(qtbot: QtBot, desks: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore) -> None:
    anna, bo = desks
    mine = ProfileWindow(AppContext(anna.messenger, RecordingNavigator(), faces, store), ANNA)
    qtbot.addWidget(mine)
    mine.show()
    qtbot.waitUntil(lambda: mine.form.isVisible(), timeout=20_000)
    assert mine.form.value("province") == "Oslo"
    mine.form.set_value("nickname", "Anna, 100% & more")
    mine.form.set_value("about", "line 1\nline 2")
    mine.form.set_value("face", 36)
    mine.form.set_value("allow", AddOutcome.ADDED)
    mine.form.confirm()
    qtbot.waitUntil(lambda: mine.message.isVisible(), timeout=20_000)
    assert not mine.form.changes()
    assert anna.messenger.me.nickname == "Anna, 100% & more"
    mine.close()
    profile = bo.reply(bo.messenger.request_profile(ANNA)).profile
    assert (profile.nickname, profile.about, profile.face) == ("Anna, 100% & more", "line 1\nline 2", 36)
    assert bo.reply(bo.messenger.request(AddToList(ANNA))).outcome == AddOutcome.ADDED


def test_a_password_is_changed(qtbot: QtBot, desks: tuple[Desk, Desk], server: LocalServer) -> None:
    anna, _ = desks
    dialog = PasswordDialog(anna.messenger)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.new_edit.setText("new secret")
    dialog.again_edit.setText("new secret")
    dialog.old_edit.setText("wrong")
    QTest.mouseClick(dialog.change_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.message.isVisible(), timeout=20_000)
    assert "old password" in dialog.message.text()
    dialog.old_edit.setText("secret")
    QTest.mouseClick(dialog.change_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)


def test_on_a_full_disk_nothing_written_is_lost(
    qtbot: QtBot, friends: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore
) -> None:
    anna, bo = friends
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(windows.main)
    windows.main.open_chat(chat_with(BO))
    page = windows.main.page(chat_with(BO))
    assert page is not None
    history = open_history(anna.messenger)
    connection = history.file.connection
    most = connection.execute("PRAGMA max_page_count").fetchone()[0]
    connection.execute("PRAGMA max_page_count = 1")  # SQLite takes what there is now
    text = "好" * 4096
    stored = 0
    while not page.composer.bar.isVisible():
        page.input.set_draft(text)
        page.send_button.click()
        anna.wait(lambda: page.composer.bar.isVisible() or not page.input.text())
        stored += not page.composer.bar.isVisible()
        assert stored < 50
    assert page.input.text() == text
    assert anna.texts(BO) == [text] * stored
    page.composer.bar.message.other_button.click()
    bo.wait_texts(ANNA, *[text] * (stored + 1))
    anna.wait(lambda: page.input.text() == "")
    connection.execute(f"PRAGMA max_page_count = {most}")
    page.input.set_draft("there is room again")
    page.send_button.click()
    bo.wait_texts(ANNA, *[text] * (stored + 1), "there is room again")
    assert not page.composer.bar.isVisible()
    assert history.latest(chat_with(BO), 1)[0].text == "there is room again"
    windows.close()


def test_a_picture_and_a_document_arrive_in_the_chat(
    qtbot: QtBot, friends: tuple[Desk, Desk], faces: FaceSource, store: SettingsStore, tmp_path: Path
) -> None:
    anna, bo = friends
    windows = ChatWindows(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    window = windows.main
    qtbot.addWidget(window)
    window.open_chat(chat_with(BO))
    page = window.page(chat_with(BO))
    assert page is not None
    landscape(800, 600, 210).save(str(tmp_path / "lake.jpg"))
    (tmp_path / "plan.pdf").write_bytes(b"%PDF" + bytes(5000))
    anna.messenger.files.rules = DownloadRules(tmp_path / "downloads", picture_mib=10)
    qtbot.waitUntil(lambda: bo.messenger.files.has_files, timeout=20_000)
    lake = Attachment(
        tmp_path / "lake.jpg", "lake.jpg", (tmp_path / "lake.jpg").stat().st_size, FileKind.JPEG, 800, 600
    )
    plan = Attachment(tmp_path / "plan.pdf", "plan.pdf", 5004)
    bo.messenger.files.send(chat_with(ANNA), lake, Text(""))
    bo.messenger.files.send(chat_with(ANNA), plan, Text("for Sunday"))
    qtbot.waitUntil(lambda: len(page.log.rows) == 2, timeout=20_000)
    picture = page.log.contents.block(0).content.parts[0]
    assert isinstance(picture, PicturePart)
    top = page.log.contents.layout.visible[0].top
    middle = (page.log.contents.block(0).content_origin + picture.rect.center()).toPoint() + QPoint(0, top)

    def colour() -> QColor:
        return page.log.viewport().grab().toImage().pixelColor(middle)

    wanted = QImage(str(tmp_path / "lake.jpg")).pixelColor(400, 300)
    qtbot.waitUntil(lambda: abs(colour().blue() - wanted.blue()) < 12, timeout=20_000)
    document = page.log.rows.message(1)
    assert document is not None and document.text == "plan.pdf\nfor Sunday"
    page.file_actions.run(document, FileAction.DOWNLOAD)
    saved = tmp_path / "downloads" / "plan.pdf"
    qtbot.waitUntil(lambda: FileAction.SHOW in actions_of(document, anna.messenger.files), timeout=20_000)
    assert saved.stat().st_size == 5004
