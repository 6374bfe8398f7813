"""What every test of a window needs: the themed application, faces, and settings of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.kit import bar
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.worker.messenger import Messenger
from tests.gui.history_world import empty_world, history_server, history_session, page, wait, world  # noqa: F401 (fixtures)
from tests.gui.people_world import show  # noqa: F401 (a fixture)
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.shown_log import Named, show_log
from tests.helpers.server import LocalServer, local_server
from tests.kit.messenger import Backend


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[None]:
    theme_source().choose("light")
    yield
    left = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
    assert not left, f"windows left open: {left}"
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(QLocale.system())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    """A real server with one person, 10001."""
    with local_server(tmp_path / "server") as server:
        server.add_user(10001, "secret", nickname="小明")
        yield server


@pytest.fixture
def controller(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[ApplicationController]:
    """The program in an empty home. Its first window is not shown yet."""
    folders = folders_for(Arguments(data_dir=tmp_path / "data", config_dir=tmp_path / "config"))
    controller = ApplicationController(qapp, SettingsStore(folders.settings), folders)
    yield controller
    controller.shut_down()
    controller.deleteLater()


@pytest.fixture
def faces() -> FaceSource:
    return FaceSource()


@pytest.fixture
def store(qapp: QApplication, tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings.toml")


@pytest.fixture
def backend(qtbot: QtBot, tmp_path: Path) -> Iterator[Backend]:
    backend = Backend(tmp_path)
    yield backend
    backend.messenger.shut_down()


@pytest.fixture
def session(backend: Backend) -> None:
    """Sign in, without contacts."""
    backend.open()


@pytest.fixture
def messenger(backend: Backend) -> Messenger:
    return backend.messenger


@pytest.fixture
def log(qtbot: QtBot, faces: FaceSource) -> Iterator[MessageListView]:
    log = show_log(qtbot, faces, Named("Anna"))
    yield log
    log.close()


@pytest.fixture
def navigator() -> RecordingNavigator:
    return RecordingNavigator()


@pytest.fixture
def context(messenger: Messenger, navigator: RecordingNavigator, faces: FaceSource, store: SettingsStore) -> AppContext:
    return AppContext(messenger, navigator, faces, store)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What bars announce to a screen reader."""
    texts: list[str] = []
    monkeypatch.setattr(bar, "announce", lambda _, text: texts.append(text))
    return texts


@pytest.fixture
def window(qtbot: QtBot, context: AppContext) -> Iterator[ChatWindow]:
    window = ChatWindow(context)
    qtbot.addWidget(window)
    yield window
    window.close()
