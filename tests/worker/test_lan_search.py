"""The search for servers on the local network, in a separate process."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from qqdesk.client.lan_server import LanServer
from qqdesk.server.storage.lock import FILE_NAME
from qqdesk.worker import lan_search
from qqdesk.worker.lan_search import ServerSearch, running_port
from tests.helpers.neighbourhood import announced

PATIENCE_MS = 60_000


@pytest.fixture
def search(qtbot: QtBot, tmp_path: Path, loopback_network: None) -> Iterator[ServerSearch]:
    search = ServerSearch(tmp_path)
    yield search
    search.stop()
    assert search.process.state() is QProcess.ProcessState.NotRunning


@pytest.fixture
def found(search: ServerSearch) -> list[tuple[LanServer, ...]]:
    """The lists of servers that the search has reported."""
    lists: list[tuple[LanServer, ...]] = []
    search.changed.connect(lists.append)
    return lists


def test_servers_are_found_when_they_come_and_go(
    search: ServerSearch, found: list[tuple[LanServer, ...]], qtbot: QtBot
) -> None:
    search.start()
    with announced("Office", 8123):
        qtbot.waitUntil(lambda: bool(found), timeout=PATIENCE_MS)
        assert [(server.name, server.address) for server in found[-1]] == [("Office", "127.0.0.1:8123")]
    qtbot.waitUntil(lambda: found[-1] == (), timeout=PATIENCE_MS)


def test_the_server_of_this_program_is_not_found(
    search: ServerSearch, found: list[tuple[LanServer, ...]], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / FILE_NAME).write_text("http://0.0.0.0:8123\n")
    search.start()
    with announced("Mine", 8123), announced("Theirs", 8124):
        qtbot.waitUntil(lambda: bool(found) and bool(found[-1]), timeout=PATIENCE_MS)
        assert all([server.name for server in servers] in ([], ["Theirs"]) for servers in found)


@pytest.mark.parametrize(
    ("text", "port"), [(None, 0), ("http://0.0.0.0:8001\n", 8001), ("http://[::1]:9\n", 9), ("", 0), ("http://x:y", 0)]
)
def test_the_lock_file_has_the_port_of_the_own_server(tmp_path: Path, text: str | None, port: int) -> None:
    if text is not None:
        (tmp_path / FILE_NAME).write_text(text)
    assert running_port(tmp_path) == port


def test_a_search_can_be_stopped_while_it_starts(search: ServerSearch) -> None:
    search.start()
    search.stop()
    assert search.process.state() is QProcess.ProcessState.NotRunning


def test_errors_of_the_process_are_logged(
    search: ServerSearch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    script = "import sys; print('[{}]'); print('no such network', file=sys.stderr)"
    monkeypatch.setattr(lan_search, "search_command", lambda: [sys.executable, "-c", script])
    search.start()
    qtbot.waitUntil(lambda: "invalid line" in caplog.text and "no such network" in caplog.text, timeout=PATIENCE_MS)


def test_a_missing_program_is_logged(
    search: ServerSearch,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(lan_search, "search_command", lambda: [str(tmp_path / "nowhere")])
    search.start()
    qtbot.waitUntil(lambda: "cannot be found" in caplog.text, timeout=PATIENCE_MS)


@pytest.mark.parametrize("command", [["qqdesk.client.lan_browser"], ["qqdesk.cli.server", "discover"]])
def test_the_process_ends_with_its_input(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-P", "-m", *command], input=b"", capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
