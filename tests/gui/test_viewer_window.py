"""The viewer of pictures, with a session and a history on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.engine.events import TransferChanged
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.viewer.viewer_window import ViewerWindow
from qqdesk.history.eraser import Selection
from qqdesk.protocol.file_info import FileInfo, FileKind
from tests.gui.history_world import BO, fill, newest
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.desk import PATIENCE_MS, Desk
from tests.helpers.history import open_history
from tests.helpers.messages import chat_with, file_message
from tests.helpers.moving_pictures import gif
from tests.helpers.picture_files import put_here
from tests.helpers.server import LocalServer

SIZES = ((1600, 1200), (60, 40), (300, 2000))


def pictures() -> list[Message]:
    start = round(newest().timestamp() * 1000)
    made = []
    for at, (width, height) in enumerate(SIZES):
        name = f"lake {at}.png"
        picture = file_message(
            f"{at:032x}", BO, name, start + at, kind=FileKind.PNG, width=width, height=height, caption=f"caption {at}"
        )
        made += [picture, file_message(f"{at + 100:032x}", BO, "minutes.pdf", start + at)]
    return made


def info_of(message: Message) -> FileInfo:
    assert isinstance(message.body, File)
    return message.body.info


class Viewing:
    """A session with three pictures; the last one is on the server only."""

    def __init__(self, qtbot: QtBot, desk: Desk, folder: Path) -> None:
        self._qtbot, self.files = qtbot, desk.messenger.files
        self.messages = pictures()[::2]
        history = open_history(desk.messenger)
        put_here(history.local_files, self.messages[:2], folder)
        put_here(history.local_files, self.messages[2:], folder, only_thumbnails=True)
        self.navigator = RecordingNavigator()
        self.window = ViewerWindow(
            AppContext(desk.messenger, self.navigator, FaceSource(), SettingsStore(folder / "settings.toml")),
            chat_with(BO),
            self.messages[0].id,
        )
        show(self.window)
        self.wait_for(0)

    def wait_for(self, at: int) -> None:
        """Wait for a picture that is on this computer."""
        name = info_of(self.messages[at]).name
        self._qtbot.waitUntil(
            lambda: self.window.windowTitle() == name and self.window.bar.copy.isEnabled(), timeout=PATIENCE_MS
        )

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.window, key)

    def set_transfer(self, transfer: Transfer) -> None:
        self.files.apply(TransferChanged(transfer.id, transfer))


@pytest.fixture
def viewing(qtbot: QtBot, history_session: Desk, history_server: LocalServer, tmp_path: Path) -> Iterator[Viewing]:
    viewing = Viewing(qtbot, fill(history_session, history_server, pictures()), tmp_path / "pictures")
    yield viewing
    if isValid(viewing.window):
        viewing.window.close()


def test_keys_and_buttons_lead_through_the_pictures_of_the_conversation(viewing: Viewing) -> None:
    window = viewing.window
    assert (window.position.text(), window.caption.text()) == ("1 of 3", "caption 0")
    assert not window.previous.isVisible() and window.next.isVisible()

    viewing.press(Qt.Key.Key_Right)
    viewing.wait_for(1)
    assert (window.position.text(), window.caption.text()) == ("2 of 3", "caption 1")
    window.next.click()
    assert window.position.text() == "3 of 3"
    assert window.previous.isVisible() and not window.next.isVisible()
    viewing.press(Qt.Key.Key_Home)
    viewing.wait_for(0)


def test_a_picture_is_shown_whole_and_zoomed_around_the_pointer(viewing: Viewing) -> None:
    window, canvas = viewing.window, viewing.window.canvas
    assert canvas.is_fitting and canvas.zoom < 1
    assert canvas.rect().contains(canvas.picture_rect().toAlignedRect())

    at = QPointF(400, 250)
    before = canvas.picture_rect()
    x = (at.x() - before.x()) / before.width()
    canvas.toggle_fit(at)
    after = canvas.picture_rect()
    assert canvas.zoom == 1.0
    assert (at.x() - after.x()) / after.width() == pytest.approx(x)

    viewing.press(Qt.Key.Key_0, Qt.Key.Key_R)
    turned = canvas.picture_rect()
    assert turned.height() / turned.width() == pytest.approx(1600 / 1200)
    viewing.press(Qt.Key.Key_Right)
    viewing.wait_for(1)
    assert canvas.zoom == window.devicePixelRatioF(), "a small picture is not enlarged"
    assert canvas.turns == 0, "the turn was for the view of the other picture"


def test_the_user_copies_saves_and_finds_the_picture(viewing: Viewing, tmp_path: Path) -> None:
    window = viewing.window
    window.bar.copy.click()
    assert QGuiApplication.clipboard().image().width() == 1600
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    (call,) = viewing.navigator.calls
    assert isinstance(call, routes.Message) and call.message.id == viewing.messages[0].id


def test_a_download_shows_its_progress_and_a_failure_can_be_tried_again(viewing: Viewing) -> None:
    window, info = viewing.window, info_of(viewing.messages[2])
    viewing.press(Qt.Key.Key_End)
    viewing.set_transfer(Transfer(info.id, TransferState.RUNNING, 250, 1000))
    assert window.picture is not None and window.picture.progress == 0.25
    problem = Problem(ProblemKind.NO_CONNECTION)
    viewing.set_transfer(Transfer(info.id, TransferState.STOPPED, 250, 1000, problem=problem))
    assert window.failed.isVisible() and not window.bar.copy.isEnabled()
    viewing.set_transfer(Transfer(info.id, TransferState.RUNNING, 250, 1000))
    assert not window.failed.isVisible()  # continued elsewhere
    viewing.set_transfer(Transfer(info.id, TransferState.STOPPED, 250, 1000, problem=problem))
    window.failed.retry.click()
    assert not window.failed.isVisible()


def test_an_animated_picture_plays_while_it_is_visible(
    history_session: Desk, history_server: LocalServer, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = history_session.sign_in(history_server.address)
    history = open_history(desk.messenger)
    moving = file_message(f"{50:032x}", BO, "cat.gif", 0, kind=FileKind.GIF, width=8, height=8)
    (tmp_path / "cat.gif").write_bytes(gif(8, 3))
    history.put(moving)
    history.local_files.put(moving.id, tmp_path / "cat.gif")
    window = ViewerWindow(
        AppContext(desk.messenger, RecordingNavigator(), FaceSource(), SettingsStore(tmp_path / "settings.toml")),
        chat_with(BO),
        moving.id,
    )
    show(window)
    qtbot.waitUntil(lambda: window.picture is not None, timeout=PATIENCE_MS)
    picture = window.picture
    assert picture is not None
    seen = set[str]()
    picture.changed.connect(lambda: seen.add(picture.images[0].pixelColor(4, 4).name() if picture.images else ""))
    qtbot.waitUntil(lambda: len(seen) >= 3, timeout=PATIENCE_MS)
    animation = picture.animation
    assert animation is not None
    window.hide()
    qtbot.waitUntil(lambda: not animation._is_decoding and not animation._timer.isActive(), timeout=PATIENCE_MS)
    window.close()


def test_deleted_pictures_leave_the_viewer(viewing: Viewing, history_session: Desk, qtbot: QtBot) -> None:
    window, service = viewing.window, history_session.messenger.history_service
    service.delete(Selection((viewing.messages[0].id,)))
    qtbot.waitUntil(lambda: window.position.text() == "1 of 2", timeout=PATIENCE_MS)
    viewing.wait_for(1)
    service.delete(Selection(conversation=chat_with(BO)))
    with qtbot.waitSignal(window.destroyed, timeout=PATIENCE_MS):
        pass
