"""Whole programs beside each other: one runs in each data folder, also after a crash of the previous one."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.gui.start.activation_request import ActivationRequest
from qqdesk.gui.start.instance import LOCK, SOCKET, Instance, Outcome
from tests.helpers.programs import PATIENCE_S, end, start

Start = Callable[..., subprocess.Popen[str]]
PATIENCE_MS = round(PATIENCE_S * 1000)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Start]:
    """Starts in one folder; none of them outlives the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, folder: Path = tmp_path, **environment: str) -> subprocess.Popen[str]:
        running.append(start(folder, *arguments, **environment))
        return running[-1]

    yield begin
    for program in running:
        end(program)


def wait_listening(qtbot: QtBot, folder: Path) -> str:
    """Until later starts can be answered; where."""
    place = folder / "data" / SOCKET
    qtbot.waitUntil(place.exists, timeout=PATIENCE_MS)
    return place.read_text("utf-8")


def test_of_many_starts_at_once_one_continues(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    programs = [begin() for _ in range(4)]
    qtbot.waitUntil(lambda: sum(p.poll() is not None for p in programs) == len(programs) - 1, timeout=PATIENCE_MS)
    assert [p.returncode for p in programs if p.poll() is not None] == [0] * (len(programs) - 1)
    (first,) = [p for p in programs if p.poll() is None]
    wait_listening(qtbot, tmp_path)
    assert begin().wait(PATIENCE_S) == 0
    assert begin("--hidden").wait(PATIENCE_S) == 0
    assert first.poll() is None


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_start_after_a_kill(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    first = begin()
    place = wait_listening(qtbot, tmp_path)
    end(first)
    assert (tmp_path / "data" / LOCK).exists()
    second = begin()
    qtbot.waitUntil(lambda: wait_listening(qtbot, tmp_path) != place, timeout=PATIENCE_MS)
    assert second.poll() is None
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE_S) == 0
    assert not (tmp_path / "data" / LOCK).exists()
    assert not (tmp_path / "data" / SOCKET).exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_program_that_hangs_is_reported(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    first = begin()
    wait_listening(qtbot, tmp_path)
    first.send_signal(signal.SIGSTOP)
    second = begin("--hidden")
    _, said = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 3
    assert f"qqdesk is running already (process {first.pid}), and does not answer." in said
    first.send_signal(signal.SIGCONT)
    assert begin().wait(PATIENCE_S) == 0


def test_other_folders_and_profiles_run_beside_it(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    programs = [begin(), begin("--profile", "Work"), begin(folder=tmp_path / "other")]
    for folder in (tmp_path / "data", tmp_path / "data" / "profiles" / "Work", tmp_path / "other" / "data"):
        qtbot.waitUntil((folder / SOCKET).exists, timeout=PATIENCE_MS)
    assert [program.poll() for program in programs] == [None] * 3


def test_quit_ends_them_and_waits_for_it(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    programs = {name: begin("--profile", name) for name in ("Home", "Work")}
    programs[""] = begin()
    for folder in ("profiles/Home", "profiles/Work", ""):
        qtbot.waitUntil((tmp_path / "data" / folder / SOCKET).exists, timeout=PATIENCE_MS)
    assert begin("--quit", "--profile", "Work").wait(PATIENCE_S) == 0
    assert programs["Work"].wait(PATIENCE_S) == 0
    assert [programs[name].poll() for name in ("Home", "")] == [None, None]
    assert begin("--quit", DISPLAY="", QT_QPA_PLATFORM="").wait(PATIENCE_S) == 0
    assert not list((tmp_path / "data").rglob(LOCK))
    assert [programs[name].wait(PATIENCE_S) for name in ("Home", "")] == [0, 0]
    assert begin("--quit").wait(PATIENCE_S) == 0


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_quit_reports_a_program_that_does_not_end(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    first = begin()
    wait_listening(qtbot, tmp_path)
    first.send_signal(signal.SIGSTOP)
    unheard = begin("--quit")
    _, said = unheard.communicate(timeout=PATIENCE_S)
    assert unheard.returncode == 3
    assert f"qqdesk is running (process {first.pid}), and does not end." in said
    first.send_signal(signal.SIGCONT)  # then it hears
    assert first.wait(PATIENCE_S) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="what a lock says is the system's matter")
@pytest.mark.parametrize("of", ["this process", "before a restart"])
def test_a_stale_lock_is_taken_over(begin: Start, qtbot: QtBot, tmp_path: Path, of: str) -> None:
    """Its process number is another program's by now, or the computer was restarted since."""
    first = begin()
    wait_listening(qtbot, tmp_path)
    lock = tmp_path / "data" / LOCK
    process, name, *rest = lock.read_text("utf-8").split("\n")
    assert int(process) == first.pid
    end(first)
    if of == "this process":
        process = str(os.getpid())
    else:
        rest = [line if "-" not in line else "0" * len(line) for line in rest]
    lock.write_text("\n".join([process, name, *rest]), "utf-8")
    instance = Instance(tmp_path / "data")
    try:
        assert instance.acquire() or instance.send(ActivationRequest(), timeout_s=2) is Outcome.GONE
    finally:
        instance.release()
