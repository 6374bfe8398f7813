"""The server on this computer: the real command, and scripts that fail like it."""

import contextlib
import json
import socket
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.client.address import password_hash
from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.server.storage.sqlite import open_database
from qqdesk.worker import local_server, place_settings
from qqdesk.worker.local_server import LocalServer, PlaceState, parse_state
from qqdesk.worker.place_settings import PlaceSettings, create_place, keep_port, open_place, read_place
from tests.helpers.ports import free_ports
from tests.worker.conftest import MakeDesk

REAL = [sys.executable, "-m", "qqdesk.cli.server"]
Make = Callable[..., LocalServer]
PATIENCE_MS = 60_000


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    # On whatever network the tests run, and beside other tests.
    for name, value in (("ANNOUNCE", "no"), ("PORT", "0"), ("TLS_PORT", "0")):
        monkeypatch.setenv(f"QQDESK_{name}", value)
    made: list[LocalServer] = []

    def build(argv: list[str], folder: str = "server") -> LocalServer:
        (tmp_path / folder).mkdir(exist_ok=True)
        made.append(LocalServer(argv, tmp_path / folder))
        return made[-1]

    yield build
    for server in made:
        server.stop()
        server.deleteLater()


def run(qtbot: QtBot, server: LocalServer) -> str:
    """Start the server, and return its address."""
    server.start()
    qtbot.waitUntil(lambda: bool(server.state.address), timeout=PATIENCE_MS)
    return server.state.address


def stand_in(tmp_path: Path, script: str) -> list[str]:
    """A program that does what `script` says; `arguments` are its arguments."""
    path = tmp_path / "stand_in.py"
    path.write_text("import sys, pathlib\narguments = sys.argv[1:]\n" + textwrap.dedent(script))
    return [sys.executable, str(path)]


def test_it_starts_serves_and_stops(make: Make, qtbot: QtBot, desk: MakeDesk) -> None:
    server = make(REAL)
    server.start()
    address = run(qtbot, server)
    assert address == f"http://127.0.0.1:{server.state.port}"
    assert server.state == PlaceState(address)
    with Client(address) as client:
        number = client.register(password_hash("secret"), "me")
    one = desk(number).sign_in(address, place="local")
    one.messenger.shut_down()
    server.stop()
    assert server.state == PlaceState()


def test_a_server_of_somebody_else_is_used_until_it_ends(make: Make, qtbot: QtBot) -> None:
    first, second = make(REAL), make(REAL)
    address = run(qtbot, first)
    assert run(qtbot, second) == address
    assert second.state == PlaceState(address, is_own=False)
    second.stop()
    assert first.state.address
    run(qtbot, second)
    first.stop()
    qtbot.waitUntil(lambda: second.state.is_own and bool(second.state.address), timeout=PATIENCE_MS)


@pytest.mark.parametrize("is_place", [True, False])
def test_the_next_port_is_used_if_another_program_has_the_first(
    make: Make, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_place: bool
) -> None:
    server, port = make(REAL), free_ports()
    monkeypatch.delenv("QQDESK_PORT")
    if is_place:
        create_place(tmp_path / "server", "Home")
        keep_port(tmp_path / "server", port)
    else:
        monkeypatch.setattr(local_server, "read_place", lambda _: PlaceSettings(port=port))
        monkeypatch.setenv("QQDESK_PORT", str(port))
    with socket.create_server(("127.0.0.1", port)):
        run(qtbot, server)
    assert (server.state.taken_port, server.state.port) == (port, port + 1)
    server.stop()
    # Links contain the port, so the place keeps it.
    assert (read_place(tmp_path / "server").port == port + 1) is is_place


def test_a_place_is_for_this_computer_until_it_is_opened(
    make: Make, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "server"
    server = make(REAL)
    monkeypatch.delenv("QQDESK_PORT")
    monkeypatch.setattr(place_settings, "DEFAULT_PORT", free_ports())
    create_place(folder, "Home")
    address = run(qtbot, server)
    assert server.state == PlaceState(address)
    assert read_place(folder) == PlaceSettings("Home", is_open=False, port=server.state.port)
    server.stop()
    open_place(folder, is_open=True)
    assert run(qtbot, server) == address
    assert server.state == PlaceState(address, is_open=True)
    other = make(REAL)
    run(qtbot, other)
    assert other.state == PlaceState(address, is_open=True, is_own=False)


def test_it_creates_no_invitation(make: Make, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The window creates the one that it needs."""
    caplog.set_level("INFO")
    server = make(REAL)
    create_place(tmp_path / "server", "Home")
    run(qtbot, server)
    server.stop()
    assert "The server serves" in caplog.text
    assert "invitation" not in caplog.text


def test_a_port_for_https_that_is_taken_is_given_up(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    script = """
        if "--tls-port" not in arguments:
            print("port 8443, which is for HTTPS: Address already in use", file=sys.stderr)
            sys.exit(4)
        print("listening on http://0.0.0.0:8000", flush=True)
        sys.stdin.read()
    """
    server = make(stand_in(tmp_path, script))
    create_place(tmp_path / "server", "Home")
    assert run(qtbot, server) == "http://127.0.0.1:8000"
    assert not server.state.taken_port


def test_a_server_that_does_not_start_says_why(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    server = make(stand_in(tmp_path, "sys.exit('The folder is not ours')"))
    server.start()
    qtbot.waitUntil(lambda: server.state.problem == "The folder is not ours", timeout=PATIENCE_MS)
    missing = make([str(tmp_path / "nothing here")])
    with qtbot.waitSignal(missing.changed, timeout=PATIENCE_MS):
        missing.start()
    assert missing.state.problem
    # The reason may end.
    stand_in(tmp_path, "print('listening on http://0.0.0.0:8000', flush=True)\nsys.stdin.read()")
    run(qtbot, server)
    assert not server.state.problem


def test_a_place_of_another_version_is_named_and_left_alone(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    server = make(REAL)
    path = tmp_path / "server" / "server.sqlite3"
    with contextlib.closing(open_database(path.parent)) as database:
        database.execute("PRAGMA user_version = 0")
    before = path.read_bytes()
    server.start()
    qtbot.waitUntil(lambda: server.state.is_other_version, timeout=PATIENCE_MS)
    assert "was written by an earlier version of this program" in server.state.problem
    assert parse_state(server.state.to_line()) == server.state
    assert path.read_bytes() == before


def test_a_server_that_dies_is_started_again_on_its_port(
    make: Make, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    script = """
        port = arguments[arguments.index("--port") + 1] if "--port" in arguments else "8124"
        mark = pathlib.Path(sys.argv[0] + ".mark")
        print("listening on http://127.0.0.1:" + port, flush=True)
        if not mark.exists():
            mark.touch()
            sys.exit("I give up")
        sys.stdin.read()
    """
    server = make(stand_in(tmp_path, script))
    states: list[PlaceState] = []
    server.changed.connect(lambda: states.append(server.state))
    server.start()
    qtbot.waitUntil(lambda: len(states) == 3, timeout=PATIENCE_MS)
    address = PlaceState("http://127.0.0.1:8124")
    assert states == [address, PlaceState(problem="I give up"), address]
    assert "I give up" in caplog.text


def test_a_server_that_dies_soon_each_time_is_started_less_often(
    make: Make, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays: list[float] = []
    next_delay = Backoff.next_delay

    def record(backoff: Backoff) -> float:
        delays.append(next_delay(backoff))
        return 0.0

    monkeypatch.setattr(Backoff, "next_delay", record)
    server = make(stand_in(tmp_path, "print('listening on http://127.0.0.1:8124', flush=True)"))
    server.start()
    qtbot.waitUntil(lambda: len(delays) == 5, timeout=PATIENCE_MS)
    assert delays[-1] > 3 * delays[0]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_old_log_line_is_not_the_reason_for_a_kill(
    make: Make, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    script = """
        import os, signal
        print("listening on http://127.0.0.1:8127", flush=True)
        print("INFO The server serves", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    server = make(stand_in(tmp_path, script))
    with qtbot.waitSignals([server.changed, server.changed], timeout=PATIENCE_MS):
        server.start()
    server.stop()
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
    run(qtbot, server)
    server.stop()
    assert server.state == PlaceState()


@pytest.mark.parametrize("line", [b"\n", b"null\n", b"{\n", b"\xff\n", json.dumps([1]).encode()])
def test_an_invalid_line_is_no_state(line: bytes) -> None:
    assert local_server.parse_state(line) is None


def test_a_state_arrives_as_it_was_sent() -> None:
    state = PlaceState("http://127.0.0.1:8001", is_open=True, is_own=False, problem="小", taken_port=8000)
    assert local_server.parse_state(state.to_line()) == state
    of_newer_version = json.dumps({"address": state.address, "other": 1}).encode()
    assert local_server.parse_state(of_newer_version) == PlaceState(state.address)
