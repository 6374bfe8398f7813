"""The server on this computer: the real command, and stand-ins for what goes wrong."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.worker.local_server import LocalServer, own_addresses
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
    assert blocker.args[0].url == server.address()
    assert server.address().startswith("http://127.0.0.1:")
    assert server.lan_addresses() == []
    clerk = desk()
    from qqdesk.worker.api import Registration

    number = clerk.answer(clerk.messenger.register(Registration(server.address(), "secret", "me")), "registered").number
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
    first, second = make(REAL), make(REAL, shared=True)
    with qtbot.waitSignal(first.started, timeout=20_000):
        first.start()
    with qtbot.waitSignal(second.started, timeout=20_000):
        second.start()
    # It was not asked to let others in, so there is no address to tell them.
    assert second.lan_addresses() == []
    address = first.address()
    with qtbot.waitSignal(first.stopped, timeout=20_000):
        first.stop()
    with qtbot.waitSignal(second.started, timeout=20_000):
        second.start()
    assert second.is_running
    assert second.address() == address
    assert second.lan_addresses() == [f"{host}:{address.rpartition(':')[2]}" for host in own_addresses()]


def test_a_taken_port_is_given_up(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    other = LocalServer(REAL, tmp_path / "other", port=0)
    with qtbot.waitSignal(other.started, timeout=20_000):
        other.start()
    port = int(other.address().rpartition(":")[2])
    server = make(REAL, port=port)
    with qtbot.waitSignal(server.started, timeout=20_000):
        server.start()
    assert server.address() != other.address()
    shared = make(REAL, port=port, shared=True)
    shared._data_dir = tmp_path / "third"
    with qtbot.waitSignal(shared.failed, timeout=20_000) as blocker:
        shared.start()
    assert blocker.args is not None
    assert blocker.args[0].kind is ProblemKind.LOCAL_SERVER_FAILED
    other.stop()


def test_who_shares_a_server_lets_others_find_it_and_get_a_number(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    script = """
        print(" ".join(arguments), flush=True)
        pathlib.Path(sys.argv[0] + ".arguments").write_text(" ".join(arguments))
        print("listening on http://127.0.0.1:8123", flush=True)
        sys.stdin.read()
    """
    program = stand_in(tmp_path, script)
    given = {}
    for shared in (False, True):
        server = make(program, shared=shared)
        with qtbot.waitSignal(server.started, timeout=20_000):
            server.start()
        given[shared] = Path(program[1] + ".arguments").read_text().split()
    assert {"--no-announce", "--no-tls", "--no-ops"} <= set(given[False])
    assert "--registration open" in " ".join(given[True])
    assert not {"--no-announce", "--no-tls"} & set(given[True])


def test_a_port_for_https_that_is_taken_is_given_up(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    script = """
        if arguments[arguments.index("--tls-port") + 1] != "0":
            print("port 8443, which is for HTTPS: Address already in use", flush=True)
            sys.exit(4)
        print("listening on http://0.0.0.0:8000", flush=True)
        sys.stdin.read()
    """
    server = make(stand_in(tmp_path, script), shared=True, port=8000)
    with qtbot.waitSignal(server.started, timeout=20_000):
        server.start()
    assert server.address() == "http://127.0.0.1:8000"


def test_a_shared_server_tells_its_addresses(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    script = """
        assert arguments[arguments.index("--host") + 1] == "0.0.0.0"
        print("listening on http://0.0.0.0:8123", flush=True)
        sys.stdin.read()
    """
    server = make(stand_in(tmp_path, script), shared=True)
    with qtbot.waitSignal(server.started, timeout=20_000):
        server.start()
    assert server.address() == "http://127.0.0.1:8123"
    assert server.lan_addresses() == [f"{address}:8123" for address in own_addresses()]


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
    server.started.connect(lambda ready: urls.append(ready.url))
    server.start()
    qtbot.waitUntil(lambda: len(urls) == 2, timeout=20_000)
    assert urls == ["http://127.0.0.1:8124"] * 2
    assert "I give up" in caplog.text


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
