"""With the keyring of a real desktop: start, remember, quit, start again, and no one types a password."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.saved_accounts import load_accounts
from tests.helpers.secret_service import needs_secret_service, secret_service
from tests.helpers.server import LocalServer, local_server
from tests.journeys.person import Person

NUMBER, PASSWORD = 3_456_789_012, "correct horse"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        server.add_user(NUMBER, PASSWORD, nickname="Anna")
        yield server


@needs_secret_service
def test_no_one_types_the_password_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "desk"
    with secret_service(monkeypatch, tmp_path / "home"):
        anna = Person(qtbot, qapp, folder, "Anna")
        window = anna.desk.sign_in_window
        window.page.stays.click()
        anna.sign_in(server.address, NUMBER, PASSWORD)
        anna.wait(lambda: load_accounts(anna.desk.settings)[0].has_password)
        anna.desk.shut_down()

        anna = Person(qtbot, qapp, folder, "Anna")
        anna.wait(lambda: anna.desk.windows.main.isVisible())
        assert anna.number == NUMBER
        anna.desk.windows.sign_out()
        anna.wait(lambda: anna.desk.sign_in_window.isVisible())
        assert not anna.desk.sign_in_window.is_busy
        anna.desk.shut_down()
    # The desktop's keyring is gone: the password is asked for, and no one is locked out.
    anna = Person(qtbot, qapp, folder, "Anna")
    window = anna.desk.sign_in_window
    anna.wait(lambda: window.message.isVisible() and not window.is_busy)
    assert "Type your password." in window.message.text()
    anna.sign_in(server.address, NUMBER, PASSWORD)
    anna.desk.shut_down()
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert written
    assert not any(PASSWORD.encode() in path.read_bytes() for path in written)
