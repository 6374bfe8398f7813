"""Whole programs beside each other: one runs in each data folder, also after a crash."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.gui.start.instance import LOCK, SOCKET, Instance
from tests.helpers.programs import PATIENCE_S, end, start

Start = Callable[..., subprocess.Popen[str]]
PATIENCE_MS = round(PATIENCE_S * 1000)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Start]:
    """Start programs in one folder. They end with the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, folder: Path = tmp_path, **environment: str) -> subprocess.Popen[str]:
        running.append(start(folder, *arguments, **environment))
        return running[-1]

    yield begin
    for program in running:
        end(program)


def wait_listening(qtbot: QtBot, folder: Path) -> str:
    """Wait until the program answers later starts. Return the name of its socket."""
    place = folder / "data" / SOCKET
    qtbot.waitUntil(place.exists, timeout=PATIENCE_MS)
    return place.read_text("utf-8")


def test_of_four_starts_at_once_one_continues(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    programs = [begin() for _ in range(4)]
    qtbot.waitUntil(lambda: sum(p.poll() is not None for p in programs) == len(programs) - 1, timeout=PATIENCE_MS)
    assert [p.returncode for p in programs if p.poll() is not None] == [0] * (len(programs) - 1)
    (first,) = [p for p in programs if p.poll() is None]
    wait_listening(qtbot, tmp_path)
    assert begin().wait(PATIENCE_S) == 0
    assert begin("--hidden").wait(PATIENCE_S) == 0
    assert first.poll() is None


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_start_after_a_kill_locks_the_folder(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
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
def test_a_start_reports_a_program_that_hangs(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    first = begin()
    wait_listening(qtbot, tmp_path)
    first.send_signal(signal.SIGSTOP)
    second = begin("--hidden")
    _, said = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 3
    assert f"qqdesk is running already (process {first.pid}), and does not answer." in said
    first.send_signal(signal.SIGCONT)
    assert begin().wait(PATIENCE_S) == 0


def test_programs_in_other_folders_and_profiles_run_at_once(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    programs = [begin(), begin("--profile", "Work"), begin(folder=tmp_path / "other")]
    for folder in (tmp_path / "data", tmp_path / "data" / "profiles" / "Work", tmp_path / "other" / "data"):
        qtbot.waitUntil((folder / SOCKET).exists, timeout=PATIENCE_MS)
    assert [program.poll() for program in programs] == [None] * 3


def test_quit_ends_programs_and_waits_for_their_end(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
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
    quitting = begin("--quit")
    _, said = quitting.communicate(timeout=PATIENCE_S)
    assert quitting.returncode == 3
    assert f"qqdesk is running (process {first.pid}), and does not end." in said
    first.send_signal(signal.SIGCONT)
    assert first.wait(PATIENCE_S) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads the lock file of Linux")
def test_a_lock_from_before_a_restart_of_the_computer_is_stale(begin: Start, qtbot: QtBot, tmp_path: Path) -> None:
    first = begin()
    wait_listening(qtbot, tmp_path)
    lock = tmp_path / "data" / LOCK
    end(first)
    lines = lock.read_text("utf-8").split("\n")
    assert int(lines[0]) == first.pid
    lines[0] = str(os.getpid())
    lock.write_text("\n".join(line if "-" not in line else "0" * len(line) for line in lines), "utf-8")
    instance = Instance(tmp_path / "data")
    assert instance.acquire()
    instance.release()
