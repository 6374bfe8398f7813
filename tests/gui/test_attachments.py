"""Attaching files and pictures to a message: pasting, dropping, the strip, and what is sent."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import File
from qqdesk.domain.contact import Contact
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.composer.attachment_list import AttachmentList, PictureForm
from qqdesk.gui.composer.attachment_view import cross_rect
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.language import ENGLISH, use_language
from qqdesk.protocol.codes import Status
from qqdesk.protocol.file_info import FileKind
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

ANNA, WEI = 10001, 10002
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
COPY_OR_MOVE = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


@pytest.fixture(autouse=True)
def english(themed: None) -> None:
    """Plural forms are translations."""
    use_language(ENGLISH)


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna", status=Status.ONLINE), Contact(WEI, "张伟"), modern=True)
    backend.messenger.files.most_bytes = 100_000_000


@pytest.fixture
def page(window: ChatWindow) -> ChatPage:
    window.open_chat(chat_with(ANNA))
    QTest.qWaitForWindowActive(window)
    page = window.page(chat_with(ANNA))
    assert page is not None
    return page


def picture(path: Path, width: int = 300, height: int = 200) -> Path:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    assert image.save(str(path))
    return path


def text_file(path: Path, content: str = "x" * 100) -> Path:
    path.write_text(content)
    return path


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(map(str, paths)))
    return data


def drop(target: QWidget, data: QMimeData) -> bool:
    """Drag something over a widget and let go of it there, if the widget or a parent accepts it."""
    enter = QDragEnterEvent(QPoint(5, 5), COPY_OR_MOVE, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, enter)
    while not enter.isAccepted() and (parent := target.parentWidget()) is not None:
        target = parent
        QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(5, 5), COPY_OR_MOVE, data, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)
        assert event.dropAction() is Qt.DropAction.CopyAction, "a file manager may delete what was moved"
    return enter.isAccepted()


def names(page: ChatPage) -> list[str]:
    return [item.name for item in page.composer.attachments.items]


def ready(qtbot: QtBot, page: ChatPage) -> AttachmentList:
    attachments = page.composer.attachments
    qtbot.waitUntil(lambda: attachments.is_ready)
    return attachments


def copies(messenger: Messenger) -> list[Path]:
    folder = messenger.files.copies
    return list(folder.iterdir()) if folder is not None and folder.exists() else []


def sent_files(backend: Backend) -> list[File]:
    return [message.body for message in backend.sent if isinstance(message.body, File)]


def test_dropped_files_are_sent_with_the_text_as_caption(
    qtbot: QtBot, backend: Backend, page: ChatPage, messenger: Messenger, tmp_path: Path
) -> None:
    paths = picture(tmp_path / "cat.png"), text_file(tmp_path / "plan.pdf")
    assert not page.composer.strip.isVisible()
    assert drop(page.input.viewport(), mime(*paths))
    assert page.composer.strip.isVisible() and page.input.placeholderText() == "Add a caption"
    ready(qtbot, page)
    assert page.composer.strip.summary.text().startswith("1 picture, 1 file · ")
    assert page.send_button.isEnabled() and page.input.hasFocus()

    QTest.keyClicks(page.input, "look")
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.input.text() == "")

    cat, plan = sent_files(backend)
    assert (cat.caption.text, plan.caption.text) == ("", "look")
    assert (cat.info.kind, plan.info.kind) == (FileKind.PNG, FileKind.OTHER)
    copy = messenger.files.path(cat.info.id)
    assert copy is not None and copy != paths[0], "a copy"
    assert messenger.files.path(plan.info.id) == paths[1]
    assert not page.composer.strip.isVisible() and page.input.placeholderText() != "Add a caption"


def test_a_pasted_picture_is_attached_and_text_beside_it_wins(qtbot: QtBot, backend: Backend, page: ChatPage) -> None:
    # Not as a QMimeData of Python's: it is freed at the end of the process, when there is no Python any more.
    QApplication.clipboard().setImage(QImage(40, 40, QImage.Format.Format_RGB32))
    QTest.keyClick(page.input, Qt.Key.Key_V, CTRL)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert page.composer.note.text() == "Sent as soon as everything is prepared"
    qtbot.waitUntil(lambda: bool(backend.sent))
    (sent,) = sent_files(backend)
    assert sent.info.kind is FileKind.PNG and sent.info.name.startswith("Picture ") and sent.caption.text == ""
    qtbot.waitUntil(lambda: not page.composer.attachments.items)

    cells = QMimeData()
    cells.setText("1\t2")
    cells.setImageData(QImage(40, 40, QImage.Format.Format_RGB32))
    page.input.insertFromMimeData(cells)
    assert page.input.text() == "1\t2" and names(page) == []


def test_the_paper_clip_attaches_files(qtbot: QtBot, page: ChatPage, tmp_path: Path) -> None:
    QTest.keyClick(page.input, Qt.Key.Key_O, CTRL)
    dialog = page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog) and dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(text_file(tmp_path / "a.txt")), str(text_file(tmp_path / "b.txt"))])
    dialog.close()
    assert names(page) == ["a.txt", "b.txt"]
    ready(qtbot, page)


def test_a_folder_is_packed_into_one_file(
    qtbot: QtBot, backend: Backend, page: ChatPage, messenger: Messenger, tmp_path: Path
) -> None:
    folder = tmp_path / "Holiday"
    (folder / "day 1").mkdir(parents=True)
    text_file(folder / "plan.txt", "plan")
    text_file(folder / "day 1" / "notes.txt", "notes")
    (folder / "link").symlink_to(tmp_path)
    page.composer.attach_files([folder])
    attachments = ready(qtbot, page)
    accessible = attachments.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert accessible.startswith("Holiday.zip, 2 files · ")
    page.send_button.click()
    qtbot.waitUntil(lambda: bool(backend.sent))
    packed = messenger.files.path(sent_files(backend)[0].info.id)
    assert packed is not None
    with zipfile.ZipFile(packed) as archive:
        assert archive.read("Holiday/day 1/notes.txt") == b"notes"
        assert sorted(archive.namelist()) == ["Holiday/day 1/notes.txt", "Holiday/plan.txt"]


def test_a_folder_that_is_packed_can_be_removed(
    qtbot: QtBot, page: ChatPage, messenger: Messenger, tmp_path: Path
) -> None:
    (tmp_path / "big").mkdir()
    (tmp_path / "big" / "zeros").write_bytes(bytes(30_000_000))
    page.composer.attach_files([tmp_path / "big"])
    qtbot.waitUntil(lambda: page.composer.attachments.items[0].packed > 0)
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert names(page) == [] and not page.composer.bar.isVisible()
    qtbot.waitUntil(lambda: not copies(messenger))


def test_what_cannot_be_sent_is_said_at_once(
    qtbot: QtBot, page: ChatPage, messenger: Messenger, tmp_path: Path
) -> None:
    bar, files = page.composer.bar, messenger.files
    files.most_bytes = 50
    page.composer.attach_files([text_file(tmp_path / "large.txt"), text_file(tmp_path / "small.txt", "x")])
    qtbot.waitUntil(lambda: names(page) == ["small.txt"])
    assert "large.txt" in bar.text() and "too large" in bar.text() and "50 bytes" in bar.text()
    (tmp_path / "empty").mkdir()
    page.composer.attach_files([tmp_path / "empty", tmp_path / "missing.txt"])
    qtbot.waitUntil(lambda: "no files" in bar.text() and "cannot be read" in bar.text())
    QTest.keyClicks(page.input, "look")
    assert "no files" in bar.text()
    (tmp_path / "noise").mkdir()
    text_file(tmp_path / "noise" / "a", "x" * 1000)
    files.most_bytes = 100
    page.composer.attach_files([tmp_path / "noise"])
    qtbot.waitUntil(lambda: "noise.zip" in bar.text())
    assert names(page) == ["small.txt"] and copies(messenger) == []

    files.most_bytes = None
    assert drop(page, mime(tmp_path / "small.txt"))
    assert names(page) == ["small.txt"] and "does not take them" in bar.text()


def test_an_administrator_is_offered_a_larger_limit(
    qtbot: QtBot, page: ChatPage, messenger: Messenger, navigator: RecordingNavigator, tmp_path: Path
) -> None:
    message, admin = page.composer.bar.message, messenger.admin
    messenger.files.most_bytes = 2 * 2**20
    large = text_file(tmp_path / "large.txt", "x" * (2 * 2**20 + 1))
    page.composer.attach_files([large])
    qtbot.waitUntil(lambda: "up to 2 MB" in message.text())
    assert not message.other_button.isVisible()
    admin.is_allowed = True
    page.composer.attach_files([large])
    qtbot.waitUntil(message.other_button.isVisible)
    assert page.input.hasFocus() and message.other_button.text() == "Change…"
    message.other_button.click()
    assert navigator.calls[-1] == routes.Admin("storage")


def test_attachments_are_moved_and_removed_by_keys_and_pointer(
    qtbot: QtBot, page: ChatPage, messenger: Messenger, tmp_path: Path
) -> None:
    page.composer.attach_files([picture(tmp_path / f"{name}.png") for name in "abcd"])
    attachments, view = ready(qtbot, page), page.composer.strip.view
    view.setFocus()
    view.setCurrentIndex(attachments.index(0))
    QTest.keyClick(view, Qt.Key.Key_Right, CTRL)
    assert names(page) == ["b.png", "a.png", "c.png", "d.png"] and view.currentIndex().row() == 1
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert names(page) == ["b.png", "c.png", "d.png"] and len(copies(messenger)) == 3

    start, end = (view.visualRect(attachments.index(row)).center() for row in (0, 2))
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), end + QPoint(20, 0))
    QTest.mouseRelease(view.viewport(), LEFT, pos=end)
    assert names(page) == ["c.png", "d.png", "b.png"]

    QTest.mouseClick(view.viewport(), LEFT, pos=cross_rect(view.visualRect(attachments.index(1))).center())
    assert names(page) == ["c.png", "b.png"]
    view.setFocus()
    QTest.keyClicks(view, "look")
    assert page.input.text() == "look" and page.input.hasFocus()
    view.setCurrentIndex(attachments.index(1))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert names(page) == [] and page.input.hasFocus() and copies(messenger) == []


def test_esc_asks_before_it_drops_several(
    qtbot: QtBot, page: ChatPage, window: ChatWindow, messenger: Messenger, tmp_path: Path
) -> None:
    page.composer.attach_files([picture(tmp_path / "a.png"), picture(tmp_path / "b.png")])
    ready(qtbot, page)
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    bar = page.composer.bar
    assert bar.isVisible() and bar.text() == "Remove 2 attachments?" and len(names(page)) == 2
    QTest.keyClick(bar.message.other_button, Qt.Key.Key_Escape)
    assert not bar.isVisible() and len(names(page)) == 2
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    QTest.keyClick(bar.message.other_button, Qt.Key.Key_Return)
    assert names(page) == [] and copies(messenger) == [] and not bar.isVisible()
    assert window.open_conversations() == [chat_with(ANNA)]


def test_pictures_are_sent_smaller_or_original_or_as_files(
    qtbot: QtBot, page: ChatPage, messenger: Messenger, tmp_path: Path
) -> None:
    path = picture(tmp_path / "a.png", 4000, 10)
    page.composer.attach_files([path, text_file(tmp_path / "b.txt")])
    choice = page.composer.strip.form_choice
    assert ready(qtbot, page).attachments[0].width == 2560 and choice.currentData() is PictureForm.SMALLER
    for form, width, is_copy in ((PictureForm.ORIGINAL, 4000, True), (PictureForm.FILE, 0, False)):
        choice.setCurrentIndex(choice.findData(form))
        choice.activated.emit(choice.currentIndex())
        sent = ready(qtbot, page).attachments[0]
        assert (sent.width, sent.is_copy, page.composer.attachments.items[0].is_picture) == (width, is_copy, True)
    assert sent.path == path and sent.kind is FileKind.OTHER and copies(messenger) == []


def test_attachments_stay_if_they_cannot_be_stored(
    qtbot: QtBot, backend: Backend, page: ChatPage, messenger: Messenger, tmp_path: Path
) -> None:
    messenger.message_added.connect(backend.fill_disk)
    page.composer.attach_files([text_file(tmp_path / f"{name}.txt") for name in "abc"])
    ready(qtbot, page)
    page.input.set_draft("look")
    page.send_button.click()
    bar = page.composer.bar
    qtbot.waitUntil(lambda: bar.isVisible() and bar.stays)
    assert names(page) == ["b.txt", "c.txt"] and page.input.text() == "look"
    messenger.message_added.disconnect(backend.fill_disk)
    backend.free_disk()
    QTest.mouseClick(bar.message.other_button, LEFT)
    qtbot.waitUntil(lambda: names(page) == [] and page.input.text() == "")
    sent = [(body.info.name, body.caption.text) for body in sent_files(backend)]
    assert sent == [("a.txt", ""), ("b.txt", ""), ("c.txt", "look")]


def test_a_long_text_follows_the_files(qtbot: QtBot, backend: Backend, page: ChatPage, tmp_path: Path) -> None:
    page.composer.attach_files([text_file(tmp_path / "a.txt")])
    ready(qtbot, page)
    page.input.set_draft("word " * 790)
    page.send_button.click()
    qtbot.waitUntil(lambda: page.input.text() == "")
    (file,) = sent_files(backend)
    assert (file.info.name, file.caption.text) == ("a.txt", "")
    assert [message.text for message in backend.sent[1:]] == [("word " * 790).strip()]


def test_files_on_a_tab_go_to_its_chat(
    page: ChatPage, window: ChatWindow, navigator: RecordingNavigator, tmp_path: Path
) -> None:
    window.pages.add_tab(chat_with(WEI))
    tabs, path = window.pages.tabs, text_file(tmp_path / "a.txt")
    place = QPointF(tabs.tabRect(1).center())
    data, none = mime(path), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), COPY_OR_MOVE, data, LEFT, none)
    QApplication.sendEvent(tabs, enter)
    assert enter.isAccepted() and tabs.drop_tab == 1
    tabs.grab()
    event = QDropEvent(place, COPY_OR_MOVE, data, LEFT, none)
    QApplication.sendEvent(tabs, event)
    assert event.dropAction() is Qt.DropAction.CopyAction and tabs.drop_tab == -1
    assert navigator.calls == [routes.Attach(chat_with(WEI), [path])]
    text = QMimeData()
    text.setText("hello")
    assert not drop(tabs, text)


def test_a_chat_with_attachments_closes_after_a_question(
    qtbot: QtBot, page: ChatPage, window: ChatWindow, messenger: Messenger, tmp_path: Path
) -> None:
    page.composer.attach_files([picture(tmp_path / "a.png")])
    ready(qtbot, page)
    window.open_chat(chat_with(WEI))
    window.pages.close_chat(chat_with(ANNA))
    bar = page.composer.bar
    assert window.current_conversation() == chat_with(ANNA) and bar.text() == "1 attachment is not sent yet."
    QTest.mouseClick(bar.message.other_button, LEFT)
    assert window.open_conversations() == [chat_with(WEI)] and copies(messenger) == []


def test_quitting_asks_in_each_chat_with_attachments(
    qtbot: QtBot, messenger: Messenger, context: AppContext, tmp_path: Path
) -> None:
    chats, quits = ChatWindows(context), []

    def quit_program() -> None:
        if not chats.ask_about_attachments("Quit", quit_program):
            quits.append(True)

    for number, name in ((ANNA, "a.png"), (WEI, "b.png")):
        chats.open_chat(chat_with(number)).composer.attach_files([picture(tmp_path / name)])
    quit_program()
    for number in (ANNA, WEI):
        assert chats.main.current_conversation() == chat_with(number) and not quits
        page = chats.page(chat_with(number))
        assert page is not None
        QTest.mouseClick(page.composer.bar.message.other_button, LEFT)
    assert quits and chats.main.open_conversations() == [chat_with(ANNA), chat_with(WEI)]
    qtbot.waitUntil(lambda: copies(messenger) == [])
    chats.close()


def test_a_closed_window_keeps_the_chats_with_attachments(qtbot: QtBot, context: AppContext, tmp_path: Path) -> None:
    chats = ChatWindows(context)
    chats.open_chats([chat_with(ANNA), chat_with(WEI)])
    chats.move_to_new_window(chat_with(ANNA))
    chats.open_chat(chat_with(ANNA)).composer.attach_files([text_file(tmp_path / "a.txt")])
    torn = chats.window_of(chat_with(ANNA))
    assert torn is not None and torn is not chats.main
    torn.closed.emit()
    page = chats.main.page(chat_with(ANNA))
    assert page is not None and names(page) == ["a.txt"]
    ready(qtbot, page)
    chats.close()


def test_a_start_deletes_the_copies_that_a_crash_left(tmp_path: Path) -> None:
    folder = tmp_path / "accounts" / "10001@home"
    kept, left = folder / "files" / "id", folder / "unsent" / "a"
    for path in (kept, left):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("cat")
    Messenger(tmp_path, "0" * 32).shut_down()
    assert kept.exists() and not left.exists()
