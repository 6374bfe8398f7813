"""The server on this computer: the real command, and scripts that fail like it."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.worker.local_server import LocalServer, own_addresses
from qqdesk.worker.place_settings import PlaceSettings, create_place, open_place, read_place
from tests.worker.conftest import MakeDesk

REAL = [sys.executable, "-m", "qqdesk.cli.server"]
Make = Callable[..., LocalServer]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setenv("QQDESK_ANNOUNCE", "no")  # on whatever network the tests run
    made: list[LocalServer] = []

    def build(argv: list[str], **options: Any) -> LocalServer:
        made.append(LocalServer(argv, tmp_path / "server", **{"port": 0, **options}))
        return made[-1]

    yield build
    for server in made:
        server.stop()
        server.deleteLater()


def stand_in(tmp_path: Path, script: str) -> list[str]:
    """A program that does what `script` says; `arguments` are its arguments."""
    path = tmp_path / "stand_in.py"
    path.write_text("import sys, pathlib\narguments = sys.argv[1:]\n" + textwrap.dedent(script))
    return [sys.executable, str(path)]


def test_it_starts_serves_and_stops(make: Make, qtbot: QtBot, desk: MakeDesk) -> None:
    server = make(REAL)
    assert server.address() == ""
    with qtbot.waitSignal(server.started, timeout=20_000) as blocker:
        server.start()
        server.start()
    assert blocker.args is not None
    assert blocker.args == [server.address()]
    assert server.address().startswith("http://127.0.0.1:")
    assert server.lan_addresses() == []
    with Client(server.address()) as client:
        number = client.register(password_hash("secret"), "me")
    one = desk(number).sign_in(server.address(), place="local")
    one.messenger.shut_down()
    with qtbot.waitSignal(server.stopped, timeout=20_000):
        server.stop()
    assert not server.is_running


def test_a_server_that_runs_already_is_used_and_left_alone(make: Make, qtbot: QtBot) -> None:
    first, second = make(REAL), make(REAL)
    with qtbot.waitSignal(first.started, timeout=20_000):
        first.start()
    with qtbot.waitSignal(second.started, timeout=20_000):
        second.start()
    assert second.address() == first.address()
    assert not second.is_running
    second.stop()
    assert first.is_running


def test_when_another_ones_server_ends_ours_takes_its_place(make: Make, qtbot: QtBot) -> None:
    first, second = make(REAL), make(REAL)
    with qtbot.waitSignal(first.started, timeout=20_000):
        first.start()
    with qtbot.waitSignal(second.started, timeout=20_000):
        second.start()
    # It is not open to others, so there is no address for them.
    assert second.lan_addresses() == []
    address = first.address()
    with qtbot.waitSignal(first.stopped, timeout=20_000):
        first.stop()
    with qtbot.waitSignal(second.started, timeout=20_000):
        second.start()
    assert second.is_running
    assert second.address() == address
    assert second.lan_addresses() == []


def test_a_taken_port_is_given_up(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    other = LocalServer(REAL, tmp_path / "other", port=0)
    with qtbot.waitSignal(other.started, timeout=20_000):
        other.start()
    port = int(other.address().rpartition(":")[2])
    server = make(REAL, port=port)
    with qtbot.waitSignal(server.started, timeout=20_000):
        server.start()
    assert server.address() != other.address()
    third = make(REAL, port=port)
    third._data_dir = tmp_path / "third"
    third.may_change_port = False
    with qtbot.waitSignal(third.port_taken, timeout=20_000) as blocker:
        third.start()
    assert blocker.args == [port]
    other.stop()


def test_a_place_is_for_this_computer_until_it_is_opened(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    create_place(folder, "Home")
    server = make(REAL)
    codes: list[str] = []
    server.invited.connect(codes.append)
    with qtbot.waitSignals([server.started, server.invited], timeout=20_000):
        server.start()
    assert len(codes) == 1
    assert server.lan_addresses() == []
    port = int(server.address().rpartition(":")[2])
    assert read_place(folder) == PlaceSettings("Home", is_open=False, port=port)
    server.stop()
    open_place(folder, is_open=True)
    with qtbot.waitSignal(server.started, timeout=20_000):
        server.start()
    assert server.address() == f"http://127.0.0.1:{port}"
    assert server.lan_addresses() == [f"{host}:{port}" for host in own_addresses()]


def test_the_administrators_invitation_is_not_logged(
    make: Make, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    script = """
        print("listening on http://127.0.0.1:8126", flush=True)
        print("invitation ABCD-EFGH-JKLM-NPQR-STUV, for one account, 7 days", flush=True)
        sys.stdin.read()
    """
    server = make(stand_in(tmp_path, script))
    with qtbot.waitSignal(server.invited, timeout=20_000) as blocker:
        server.start()
    assert blocker.args == ["ABCD-EFGH-JKLM-NPQR-STUV"]
    assert "8126" in caplog.text
    assert "ABCD" not in caplog.text


def test_a_port_for_https_that_is_taken_is_given_up(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    script = """
        if "--tls-port" not in arguments:
            print("port 8443, which is for HTTPS: Address already in use", flush=True)
            sys.exit(4)
        print("listening on http://0.0.0.0:8000", flush=True)
        sys.stdin.read()
    """
    create_place(tmp_path / "server", "Home")
    server = make(stand_in(tmp_path, script), port=8000)
    with qtbot.waitSignal(server.started, timeout=20_000):
        server.start()
    assert server.address() == "http://127.0.0.1:8000"


def test_a_server_that_does_not_start_says_why(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    server = make(stand_in(tmp_path, "sys.exit('The folder is not ours')"))
    with qtbot.waitSignal(server.failed, timeout=20_000) as blocker:
        server.start()
    assert blocker.args == [Problem(ProblemKind.LOCAL_SERVER_FAILED, "The folder is not ours")]
    missing = make([str(tmp_path / "nothing here")])
    with qtbot.waitSignal(missing.failed, timeout=20_000):
        missing.start()


def test_a_server_that_dies_is_started_again_on_its_port(
    make: Make, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    script = """
        port = arguments[arguments.index("--port") + 1]
        mark = pathlib.Path(sys.argv[0] + ".mark")
        print("listening on http://127.0.0.1:%s" % ("8124" if port == "0" else port), flush=True)
        if not mark.exists():
            mark.touch()
            sys.exit("I give up")
        sys.stdin.read()
    """
    server = make(stand_in(tmp_path, script))
    urls: list[str] = []
    server.started.connect(urls.append)
    server.start()
    qtbot.waitUntil(lambda: len(urls) == 2, timeout=20_000)
    assert urls == ["http://127.0.0.1:8124"] * 2
    assert "I give up" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_old_log_line_is_not_the_reason_for_a_kill(
    make: Make, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    script = """
        import os, signal
        print("listening on http://127.0.0.1:8127", flush=True)
        print("INFO The server serves", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    server = make(stand_in(tmp_path, script))
    with qtbot.waitSignals([server.started, server.stopped], timeout=20_000):
        server.start()
    (record,) = (record for record in caplog.records if record.levelname == "ERROR")
    assert record.getMessage() == "The local server crashed or was killed (code 9)"


def test_a_server_that_does_not_want_to_end_is_killed(
    make: Make, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qqdesk.worker.local_server._STOP_MS", 200)
    script = """
        import threading
        print("listening on http://127.0.0.1:8125", flush=True)
        threading.Event().wait()
    """
    server = make(stand_in(tmp_path, script))
    with qtbot.waitSignal(server.started, timeout=20_000):
        server.start()
    with qtbot.waitSignal(server.stopped, timeout=20_000):
        server.stop()
