"""A place moves to another computer: its backup, a forgotten password there, and who was there before."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from qqdesk.clock import SystemClock
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.password_reset import ForgottenPage
from qqdesk.gui.first_start.restore_controller import RestorePage
from qqdesk.gui.first_start.start_place_page import StartPlacePage
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.server.backups import backup
from qqdesk.system.settings_file import write_file
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.place_settings import create_place, keep_port, read_place
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.ports import free_ports
from tests.helpers.server import local_server

PATIENCE_MS = 60_000
ANNA = 10001
Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def wait(qtbot: QtBot) -> Wait:
    return lambda condition: qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)


@pytest.fixture
def desk(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ApplicationController]:
    """The program in an empty home."""
    monkeypatch.setenv("QQDESK_ANNOUNCE", "no")
    monkeypatch.setenv("QQDESK_TLS_PORT", "0")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{MemoryKeyring.__module__}.{MemoryKeyring.__qualname__}")
    MemoryKeyring.kept.clear()
    folders = folders_for(Arguments(config_dir=tmp_path / "config", data_dir=tmp_path / "data"))
    desk = ApplicationController(qapp, SettingsStore(folders.settings), folders)
    desk.joins.nearby.use_address("127.0.0.1:9")
    desk.show()
    yield desk
    desk.shut_down()
    desk.deleteLater()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The backup of a place with two people, which is open to the network of another computer."""
    folder = tmp_path / "old"
    with local_server(tmp_path, folder=folder) as server:
        server.add_user(ANNA, nickname="Anna", face=45)
        server.add_user(10002, nickname="Ben")
        server.appoint(ANNA)
    write_file(folder / "server.toml", {"name": "Our home", "host": "127.0.0.1", "port": free_ports(), "tls": False})
    target = tmp_path / "qqdesk-2026-11-28T09-31-00Z.backup"
    backup.make(folder, target, SystemClock().now())
    return target


def open_page(desk: ApplicationController) -> RestorePage:
    assert desk.first_window is not None
    desk.first_window.choices.start.click()
    start = desk.first_window.page
    assert isinstance(start, StartPlacePage)
    start.from_backup.click()
    page = desk.first_window.page
    assert isinstance(page, RestorePage)
    return page


def drop(page: RestorePage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))


def test_a_backup_is_looked_for_in_the_home_first(desk: ApplicationController) -> None:
    page = open_page(desk)
    page.card.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().absolutePath()) == Path.home() != Path.cwd()
    dialog.reject()


def test_a_place_from_a_backup_and_a_forgotten_password(
    desk: ApplicationController, saved: Path, tmp_path: Path, wait: Wait
) -> None:
    page = open_page(desk)
    other = tmp_path / "cat.png"
    other.write_bytes(b"no backup")
    drop(page, other)
    wait(page.message.isVisible)
    assert "no backup" in page.message.text() and not page.button.isEnabled()
    earlier = Path(shutil.copy(saved, tmp_path / "earlier.backup"))
    with closing(sqlite3.connect(earlier)) as database:
        database.execute("PRAGMA user_version = 0")
    drop(page, earlier)
    wait(lambda: "another version of this program" in page.message.text())
    drop(page, saved)
    wait(page.contents.isVisible)
    assert "People: 2" in page.contents.text() and "pictures and files" not in page.contents.text()
    assert not page.message.isVisible()
    page.button.click()
    window = desk.sign_in_window
    wait(window.isVisible)
    assert "Our home" in window.message.text()
    assert (window.page.number.number(), window.page.server.server()) == (ANNA, LOCAL_SERVER)

    window.page.forgotten.click()
    reset = desk.joins.resets.window
    assert reset is not None
    forgotten = reset.page
    assert isinstance(forgotten, ForgottenPage) and not forgotten.field.isVisible()
    forgotten.button.click()
    wait(lambda: isinstance(reset.page, JoinByLinkPage) and reset.page.button.isEnabled())
    assert isinstance(reset.page, JoinByLinkPage) and "Anna" in reset.page.second.text()
    reset.page.submit()
    wait(lambda: desk.messenger.connection.phase is ConnectionPhase.CONNECTED and desk.windows.main.isVisible())
    assert desk.messenger.me.nickname == "Anna" and desk.messenger.invitations.place.is_admin
    assert desk.accounts.is_here(ANNA, desk.messenger.place_id)


def test_a_place_that_is_here_is_kept(desk: ApplicationController, saved: Path, wait: Wait) -> None:
    """It is open, and no window belongs to it."""
    create_place(desk.place.folder, "The old one")
    keep_port(desk.place.folder, free_ports())
    desk.place.start()
    wait(lambda: desk.place.is_running)
    desk.place.leave()
    page = open_page(desk)
    drop(page, saved)
    wait(page.contents.isVisible)
    page.button.click()
    (question,) = page.window().findChildren(QuestionBox)
    assert "The old one" in question.text() and str(desk.place.folder) in question.informativeText()
    question.confirmed.emit()
    question.close()
    wait(desk.sign_in_window.isVisible)
    assert read_place(desk.place.folder).name == "Our home"
    (kept,) = desk.place.folder.glob("server.toml.before-restore-*")
    assert "The old one" in kept.read_text()
