"""The viewer and a real server: a picture that is not on this computer yet."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from qqdesk.domain.body import File, Text
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.pictures.prepare import prepare_picture
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.viewer.viewer_window import ViewerWindow
from tests.gui.history_world import ANNA, BO
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.desk import PATIENCE_MS, Desk
from tests.helpers.messages import chat_with
from tests.helpers.picture_files import landscape
from tests.helpers.server import LocalServer


def test_a_picture_is_downloaded_when_it_is_opened(
    qtbot: QtBot, history_session: Desk, history_server: LocalServer, tmp_path: Path
) -> None:
    bo = Desk(qtbot, tmp_path / "bo", BO)
    try:
        anna = history_session.sign_in(history_server.address)
        bo.sign_in(history_server.address)
        bo.wait(lambda: bo.messenger.files.has_files)
        picture = prepare_picture(landscape(900, 700, 120), "lake.png", tmp_path / "copies", is_original=True)
        bo.messenger.files.send(chat_with(ANNA), picture, Text("look"))
        anna.wait(lambda: anna.messenger.conversation(chat_with(BO)).messages)
        (message,) = anna.messenger.conversation(chat_with(BO)).messages
        assert isinstance(message.body, File)
        assert anna.messenger.files.path(message.body.info.id) is None, "nothing is downloaded by itself here"

        window = ViewerWindow(
            AppContext(anna.messenger, RecordingNavigator(), FaceSource(), SettingsStore(tmp_path / "settings.toml")),
            chat_with(BO),
            message.id,
        )
        show(window)
        qtbot.waitUntil(window.bar.copy.isEnabled, timeout=PATIENCE_MS)
        assert window.picture is not None and window.picture.images[0].width() == 900
        assert window.caption.text() == "look" and not window.failed.isVisible()
        window.close()
    finally:
        bo.messenger.shut_down()
