"""The search for servers on the network, in a process that ends with it."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.server.storage.lock import FILE_NAME
from qqdesk.worker import discovery
from qqdesk.worker.discovery import FoundServers, ServerSearch, running_port
from tests.helpers.neighbourhood import announced, looking_on_loopback

PATIENCE_MS = 20_000


@pytest.fixture
def search(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerSearch]:
    monkeypatch.setattr(discovery, "search_command", looking_on_loopback)
    search = ServerSearch(tmp_path)
    yield search
    assert search.stop_now()


def test_what_comes_and_goes(search: ServerSearch, qtbot: QtBot) -> None:
    found_lists: list[FoundServers] = []
    search.changed.connect(found_lists.append)
    search.start()
    with announced("Office", 8123):
        qtbot.waitUntil(lambda: bool(found_lists), timeout=PATIENCE_MS)
        assert [(server.name, server.address) for server in found_lists[-1].servers] == [("Office", "127.0.0.1:8123")]
    qtbot.waitUntil(lambda: found_lists[-1] == FoundServers(), timeout=PATIENCE_MS)


def test_the_programs_own_server_is_not_offered(search: ServerSearch, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("http://0.0.0.0:8123\n")
    found_lists: list[FoundServers] = []
    search.changed.connect(found_lists.append)
    search.start()
    with announced("Mine", 8123), announced("Theirs", 8124):
        qtbot.waitUntil(lambda: bool(found_lists) and bool(found_lists[-1].servers), timeout=PATIENCE_MS)
        assert all([server.name for server in found.servers] in ([], ["Theirs"]) for found in found_lists)
    search.stop()
    qtbot.waitUntil(lambda: search.is_over, timeout=PATIENCE_MS)


def test_where_the_own_server_listens(tmp_path: Path) -> None:
    assert running_port(tmp_path) == 0
    for text, port in (("http://0.0.0.0:8001\n", 8001), ("http://[::1]:9\n", 9), ("", 0), ("http://x:y", 0)):
        (tmp_path / FILE_NAME).write_text(text)
        assert running_port(tmp_path) == port


def test_a_search_that_ends_before_it_began(search: ServerSearch) -> None:
    search.start()
    assert search.stop_now()


def logged(caplog: pytest.LogCaptureFixture, level: int = logging.WARNING) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= level]


def test_what_goes_wrong_is_in_the_log(
    search: ServerSearch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    says = "import sys; print('[{}]'); print('no such network', file=sys.stderr)"
    monkeypatch.setattr(discovery, "search_command", lambda: [sys.executable, "-c", says])
    search.start()
    qtbot.waitUntil(lambda: search.is_over, timeout=PATIENCE_MS)
    assert any("invalid line" in line for line in logged(caplog)) and "no such network" in logged(caplog)


def test_a_program_that_is_not_there(
    search: ServerSearch,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(discovery, "search_command", lambda: [str(tmp_path / "nowhere")])
    search.start()
    qtbot.waitUntil(lambda: search.is_over, timeout=PATIENCE_MS)
    assert any("cannot be found" in line for line in logged(caplog))


def test_one_that_does_not_end_is_killed(
    search: ServerSearch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    says = "import time\nprint('[]', flush=True)\nwhile True: time.sleep(60)"
    monkeypatch.setattr(discovery, "search_command", lambda: [sys.executable, "-c", says])
    monkeypatch.setattr(discovery, "STOP_S", 0.1)
    with qtbot.waitSignal(search.changed, timeout=PATIENCE_MS):
        search.start()
    assert not search.stop_now()
    assert any("is killed" in line for line in logged(caplog, logging.ERROR))


@pytest.mark.parametrize("command", [["qqdesk.client.lan_browser"], ["qqdesk.cli.server", "discover"]])
def test_the_process_ends_with_its_input(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-P", "-m", *command], input=b"", capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
