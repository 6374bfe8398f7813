"""The command line beside the desktop program of the same person: what one remembers the other knows, and neither ends
the other."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.saved_accounts import load_accounts
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.command_line import CommandLine, waiting_for
from tests.helpers.secret_service import needs_secret_service, secret_service
from tests.helpers.server import local_server
from tests.journeys.person import PASSWORD, Person


@needs_secret_service
def test_one_person_with_both(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "desk"
    with local_server(tmp_path) as server, secret_service(monkeypatch, tmp_path / "home"):
        server.add_user(10001, PASSWORD, nickname="Anna")
        server.add_user(10002, nickname="Bela")
        server.befriend(10001, 10002)
        cli = CommandLine(tmp_path / "cli", server.address)
        desktop = ["--config-dir", str(folder / "config"), "--data-dir", str(folder / "data")]
        anna = Person(qtbot, qapp, folder, "Anna")
        anna.desk.sign_in_window.page.stays.click()
        anna.sign_in(server.address, 10001)
        anna.wait(lambda: load_accounts(anna.desk.settings)[0].has_password)
        anna.desk.store.save()
        phases = []
        anna.desk.messenger.connection_changed.connect(lambda state: phases.append(state.phase))

        def run(*words: str) -> tuple[int | None, str]:
            with cli.started(*words, *desktop) as process:
                anna.wait(lambda: process.poll() is not None)
                assert process.stdout is not None
                return process.returncode, process.stdout.read().decode()

        assert run("send", "bela", "from a script") == (0, "")
        anna.say(10002, "from the window")
        anna.wait(lambda: len(waiting_for(server.address, 10002)) == 2)
        assert run("contacts")[1].startswith("10002\t")
        assert run("status") == (0, "online\n")
        assert run("send", "--user", "anna", "10002", "again") == (0, "")
        assert [one.text for one in waiting_for(server.address, 10002)] == ["from a script", "from the window", "again"]
        assert run("status", "busy", "--for", "0") == (0, "")
        assert phases == []
        assert anna.desk.messenger.connection.phase is ConnectionPhase.CONNECTED
        anna.desk.shut_down()
