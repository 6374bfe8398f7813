"""What a click on a picture or file does."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.gui.kit import routes
from qqdesk.gui.message_log.file_actions import FileActions
from qqdesk.gui.message_log.file_state import FileAction
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.question_box import QuestionBox
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.shown_log import Named, show_log
from tests.gui.stub_files import StubFiles, file_message, info_of, picture_message


class Desktop(QObject):
    """What the system was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def files() -> StubFiles:
    return StubFiles()


@pytest.fixture
def log(qtbot: QtBot, faces: FaceSource, files: StubFiles) -> MessageListView:
    return show_log(qtbot, faces, Named("Anna"), files)


@pytest.fixture
def actions(files: StubFiles, navigator: RecordingNavigator, log: MessageListView) -> FileActions:
    return FileActions(files, navigator, log)


def test_a_picture_opens_in_the_viewer(actions: FileActions, navigator: RecordingNavigator) -> None:
    shown = picture_message(1)
    actions.run(shown, FileAction.OPEN)
    assert navigator.calls == [routes.Viewer(shown.conversation, shown.id)]


def test_a_document_opens_and_a_program_asks(
    qtbot: QtBot, actions: FileActions, files: StubFiles, log: MessageListView, tmp_path: Path
) -> None:
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")  # type: ignore[arg-type]  # the stub says bytes
    for name in ("plan.pdf", "setup.exe", "run.sh"):
        shown = file_message(1, name)
        files.store(info_of(shown), tmp_path / name)
        actions.run(shown, FileAction.OPEN)
    QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [str(tmp_path / "plan.pdf")]
    questions = log.findChildren(QuestionBox)
    assert [("setup.exe" in one.text(), "run.sh" in one.text()) for one in questions] == [(True, False), (False, True)]
    for one in questions:
        one.close()


def test_a_download_is_stopped_and_an_upload_ends_with_its_message(
    qtbot: QtBot, actions: FileActions, files: StubFiles, log: MessageListView
) -> None:
    theirs, mine = file_message(1), file_message(2, delivery=Delivery.SENDING)
    files.move(info_of(theirs), 10)
    actions.run(theirs, FileAction.CANCEL)
    assert files.asked == [("cancel", info_of(theirs).id)]
    with qtbot.waitSignal(actions.discard_requested) as discarded:
        actions.run(mine, FileAction.CANCEL)
    assert discarded.args == [mine]


def test_a_copied_picture_is_an_image_and_a_file(
    qtbot: QtBot, actions: FileActions, files: StubFiles, tmp_path: Path
) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("#00ff00"))
    image.save(str(tmp_path / "cat.png"))
    shown = picture_message(1)
    files.store(info_of(shown), tmp_path / "cat.png")
    clipboard = QGuiApplication.clipboard()
    with qtbot.waitSignal(clipboard.dataChanged):
        actions.run(shown, FileAction.COPY)
    data = clipboard.mimeData()
    assert data.urls() == [QUrl.fromLocalFile(str(tmp_path / "cat.png"))]
    assert clipboard.image().pixelColor(5, 5) == QColor("#00ff00")
