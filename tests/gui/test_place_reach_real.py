"""Opening a place to its network from its window: the real keeper and server, and a session that goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_window import AdminWindow
from qqdesk.gui.admin.network_page import NetworkPage
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.server.accounts import administrators
from qqdesk.system.settings_file import write_file
from qqdesk.worker.place_settings import FILE_NAME
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.desk import Desk
from tests.helpers.ports import free_ports
from tests.helpers.server import add_user, transaction

ANNA = 10001


@pytest.fixture
def place(qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalPlace]:
    """A place that only this computer can reach. Anna is its administrator."""
    monkeypatch.setenv("QQDESK_ANNOUNCE", "no")
    monkeypatch.setenv("QQDESK_TLS_PORT", "0")
    place = LocalPlace(tmp_path / "data", desk.messenger)
    place.folder.mkdir(parents=True)
    values = {"name": "Home", "host": "127.0.0.1", "tls": False, "port": free_ports()}
    write_file(place.folder / FILE_NAME, values)
    add_user(place.folder, ANNA, nickname="Anna")
    with transaction(place.folder) as db:
        administrators.appoint(db, ANNA)
    place.start()
    desk.wait(lambda: place.is_running)
    yield place
    place.stop()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "desk", ANNA)
    yield desk
    desk.messenger.shut_down()


def test_the_place_is_opened_to_its_network_and_closed_again(
    desk: Desk, place: LocalPlace, navigator: RecordingNavigator, faces: FaceSource
) -> None:
    desk.sign_in(place.address)
    context = AdminContext(desk.messenger, navigator, faces, place, lambda: place.is_running)
    window = AdminWindow(context)
    window.show()
    QTest.qWaitForWindowActive(window)
    window.show_page("network")
    page = window.page_widget("network")
    assert isinstance(page, NetworkPage)
    for is_open in (True, False):
        desk.wait(page.switch.isEnabled)
        assert page.switch.isChecked() is not is_open
        page.switch.click()
        assert page.reach.second() == "The place restarts…"
        desk.wait(page.switch.isEnabled)
        assert page.switch.isChecked() is is_open
        assert place.settings.is_open is is_open
        desk.wait_connected()
    window.close()
    window.deleteLater()
