"""The host of a place, a real process with the real server, and the windows that use it."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from qqdesk.system.settings_file import write_file
from qqdesk.worker import server_host_link
from qqdesk.worker.local_server import LocalServer, PlaceState
from qqdesk.worker.place_settings import FILE_NAME, create_place, open_place
from qqdesk.worker.server_host import LOCK
from qqdesk.worker.server_host_link import SERVER_FOLDER, ServerHostLink, end_host, host_command
from tests.helpers.ports import free_ports
from tests.helpers.server_host import stand_in_command

PATIENCE_MS = 60_000
PATIENCE_S = 60
REAL = [sys.executable, "-m", "qqdesk.cli.server"]
Open = Callable[[], ServerHostLink]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a place that was never started."""
    monkeypatch.setenv("QQDESK_ANNOUNCE", "no")
    monkeypatch.setenv("QQDESK_TLS_PORT", "0")
    folder = tmp_path / "data"
    (folder / SERVER_FOLDER).mkdir(parents=True)
    create_place(folder / SERVER_FOLDER, "Home")
    set_port(folder, free_ports())
    return folder


@pytest.fixture
def open_link(qtbot: QtBot, data: Path) -> Iterator[Open]:
    made: list[ServerHostLink] = []

    def open_link() -> ServerHostLink:
        made.append(ServerHostLink(data))
        made[-1].open()
        return made[-1]

    yield open_link
    for link in made:
        link.quit()


def set_port(data: Path, port: int) -> None:
    file = data / SERVER_FOLDER / FILE_NAME
    write_file(file, {"name": "Home", "host": "127.0.0.1", "tls": False, "port": port})


def wait_for_server(qtbot: QtBot, link: ServerHostLink) -> str:
    qtbot.waitUntil(lambda: bool(link.state.address) and link.state.is_own, timeout=PATIENCE_MS)
    return link.state.address


def host_of(data: Path) -> int:
    """Return the process id of the host, 0 if no host runs."""
    try:
        return int((data / SERVER_FOLDER / LOCK).read_text().partition("\n")[0])
    except (OSError, ValueError):
        return 0


def has_ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_place_stays_open_when_a_window_leaves(open_link: Open, data: Path, qtbot: QtBot) -> None:
    first = open_link()
    address, host = wait_for_server(qtbot, first), host_of(data)
    first.close()
    assert first.state == PlaceState()
    second = open_link()
    assert (wait_for_server(qtbot, second), host_of(data)) == (address, host)
    log = data / SERVER_FOLDER / "log" / "qqdesk.log"
    qtbot.waitUntil(lambda: "The server serves" in log.read_text("utf-8"), timeout=PATIENCE_MS)
    assert "invitation" not in log.read_text("utf-8")
    second.quit()
    assert not (data / SERVER_FOLDER / LOCK).exists()
    qtbot.waitUntil(lambda: has_ended(host), timeout=PATIENCE_MS)


def test_a_restart_has_the_new_settings_and_a_new_process(open_link: Open, data: Path, qtbot: QtBot) -> None:
    link = open_link()
    address, host = wait_for_server(qtbot, link), host_of(data)
    open_place(data / SERVER_FOLDER, is_open=True)
    link.restart()
    link.open()
    assert not link.state.address
    assert wait_for_server(qtbot, link) == address
    assert link.state.is_open
    assert host_of(data) != host


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_host_that_is_killed_is_started_again_with_its_server(open_link: Open, data: Path, qtbot: QtBot) -> None:
    link = open_link()
    address, host = wait_for_server(qtbot, link), host_of(data)
    os.kill(host, signal.SIGKILL)
    qtbot.waitUntil(lambda: not link.state.address, timeout=PATIENCE_MS)
    assert wait_for_server(qtbot, link) == address
    assert host_of(data) != host


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_signal_ends_the_host_and_its_server(data: Path, qtbot: QtBot, open_link: Open) -> None:
    with subprocess.Popen(host_command(data)) as host:
        qtbot.waitUntil(lambda: host_of(data) == host.pid, timeout=PATIENCE_MS)
        wait_for_server(qtbot, link := open_link())
        second = subprocess.run(host_command(data), timeout=PATIENCE_S, check=False)
        assert second.returncode == 0, "one host is enough"
        assert host_of(data) == host.pid
        link.close()
        host.send_signal(signal.SIGTERM)
        assert host.wait(PATIENCE_S) == 0
    assert not host_of(data)


def test_a_command_ends_the_host_even_if_the_window_wants_it(open_link: Open, data: Path, qtbot: QtBot) -> None:
    link = open_link()
    wait_for_server(qtbot, link)
    link.close()
    assert subprocess.run([*host_command(data), "--quit"], timeout=PATIENCE_S, check=False).returncode == 0
    assert not host_of(data)
    assert end_host(data / SERVER_FOLDER), "none runs"


def test_a_write_that_is_pending_as_on_windows_reaches_the_host(
    open_link: Open, data: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PendingSocket(QLocalSocket):
        def flush(self) -> bool:
            return False

    monkeypatch.setattr(server_host_link, "QLocalSocket", PendingSocket)
    link = open_link()
    wait_for_server(qtbot, link)
    link.close()
    assert end_host(data / SERVER_FOLDER)
    assert not host_of(data)


def test_the_server_of_somebody_else_is_used_until_it_ends(open_link: Open, data: Path, qtbot: QtBot) -> None:
    other = LocalServer(REAL, data / SERVER_FOLDER)
    other.start()
    qtbot.waitUntil(lambda: bool(other.state.address), timeout=PATIENCE_MS)
    link = open_link()
    qtbot.waitUntil(lambda: bool(link.state.address), timeout=PATIENCE_MS)
    assert link.state == PlaceState(other.state.address, is_own=False)
    other.stop()
    wait_for_server(qtbot, link)


def test_a_host_whose_folder_is_gone_ends(open_link: Open, data: Path, qtbot: QtBot) -> None:
    link = open_link()
    wait_for_server(qtbot, link)
    host = host_of(data)
    link.close()
    shutil.rmtree(data / SERVER_FOLDER)
    qtbot.waitUntil(lambda: has_ended(host), timeout=PATIENCE_MS)
    assert subprocess.run(host_command(data), timeout=PATIENCE_S, check=False).returncode == 2


def test_a_missing_server_program_is_named(
    open_link: Open, data: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "server.py"
    monkeypatch.setattr(server_host_link, "own_command", lambda: stand_in_command(str(script)))
    link = open_link()
    qtbot.waitUntil(lambda: "server.py" in link.state.problem, timeout=PATIENCE_MS)
    # It comes back, as after an update.
    script.write_text("print('listening on http://127.0.0.1:8000', flush=True)\ninput()")
    wait_for_server(qtbot, link)


def test_a_host_that_cannot_be_started_is_reported(
    open_link: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(server_host_link, "own_command", lambda: [str(tmp_path / "nothing")])
    link = ServerHostLink(tmp_path / "data")
    with qtbot.waitSignal(link.failed, timeout=PATIENCE_MS) as failed:
        link.open()
    assert failed.args is not None and "nothing" in failed.args[0]


def test_a_window_that_gives_up_at_once_leaves_no_host(open_link: Open, data: Path, qtbot: QtBot) -> None:
    link = open_link()
    link.quit()
    assert not host_of(data)


@pytest.mark.skipif(sys.platform != "linux", reason="systemd")
def test_a_host_belongs_to_the_systemd_of_the_user(
    open_link: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs, log = tmp_path / "bin", tmp_path / "scope"
    programs.mkdir()
    stand_ins = {
        "systemctl": "echo running",
        "systemd-run": f'echo "$1 $2" > {log}\nwhile [ "$1" != -- ]; do shift; done\nshift; exec "$@"',
    }
    for name, text in stand_ins.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    # A process of the session or of the desktop's app may end with it, or outlive the sign-out.
    assert wait_for_server(qtbot, open_link())
    assert log.read_text() == "--user --scope\n"
