"""Whole programs that crash: the window, the restart, the report of the next start, and its privacy."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.gui.kit import routes
from qqdesk.gui.start.instance import LOCK
from qqdesk.system.crash.reports import RUNNING
from qqdesk.version import platform_line, short_line
from tests.helpers.broken_program import ANNA, BO, DRAFT, MARK, SENT, SERVER
from tests.helpers.messages import chat_with
from tests.helpers.programs import PATIENCE_S, command
from tests.helpers.server import local_server
from tests.journeys.person import Person

PATIENCE_MS = round(PATIENCE_S * 1000)
linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up as Linux shows them")


class Runs:
    """Programs in one folder."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self._qtbot = qtbot
        self.folder, self.log = folder, folder / "data" / "log"
        self.lock = folder / "data" / LOCK
        self._started: list[subprocess.Popen[str]] = []

    def start(self, bug: str = "none", press: str = "", *arguments: str) -> subprocess.Popen[str]:
        """Start the program with a bug of broken_program."""
        _, _, _, _, *words = command(self.folder, *arguments)
        broken = [sys.executable, "-P", "-m", "tests.helpers.broken_program", bug, press, *words]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"}
        pipe = subprocess.PIPE
        self._started.append(subprocess.Popen(broken, env=environment, stdout=pipe, stderr=pipe, text=True))
        return self._started[-1]

    def wait_running(self, *others: int) -> int:
        """Wait until another program has its windows. Return its process."""

        def is_running() -> bool:
            return self.owner() not in (0, *others) and self.has_windows()

        self._qtbot.waitUntil(is_running, timeout=PATIENCE_MS)
        return self.owner()

    def wait_idle(self, process: int) -> None:
        """Wait until a process rests: the stacks of running threads change while they are written after a crash."""
        times: list[list[str]] = []

        def is_idle() -> bool:
            times.append(Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13])
            return times[-20:].count(times[-1]) == 20

        self._qtbot.waitUntil(is_idle, timeout=PATIENCE_MS)

    def has_windows(self) -> bool:
        """Return whether the header in the crash file is complete."""
        try:
            return "Windows on:" in (self.log / RUNNING).read_text("utf-8")
        except OSError:
            return False

    def owner(self) -> int:
        """Return the process with the lock, 0 without a lock."""
        try:
            return int(self.lock.read_text("utf-8").split("\n")[0])
        except (OSError, ValueError):
            return 0

    def reports(self) -> list[Path]:
        return sorted(self.log.glob("crash-*.txt"))

    def wait_report(self, count: int = 1) -> str:
        """Wait until `count` reports were shown. Return the text of the last one."""

        def shown() -> bool:
            return len([path for path in self.reports() if ".unseen." not in path.name]) == count

        self._qtbot.waitUntil(shown, timeout=PATIENCE_MS)
        return self.reports()[-1].read_text("utf-8")

    def end(self) -> None:
        # A restarted program is not a child of this process.
        for process in processes_of(self.folder):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for program in self._started:
            program.kill()
            program.communicate()
        self._qtbot.waitUntil(lambda: not processes_of(self.folder), timeout=PATIENCE_MS)


def processes_of(folder: Path) -> list[int]:
    """Return the processes with this folder in their arguments."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.fsencode(folder / "data") in (place / "cmdline").read_bytes() and int(place.name) != os.getpid():
                found.append(int(place.name))
    return found


@pytest.fixture
def runs(qtbot: QtBot, tmp_path: Path) -> Iterator[Runs]:
    runs = Runs(qtbot, tmp_path)
    yield runs
    runs.end()


def ended(program: subprocess.Popen[str]) -> tuple[dict[str, Any], str]:
    """Wait for the end. Return the content of the window, and stderr."""
    out, err = program.communicate(timeout=PATIENCE_S)
    return json.loads(out.splitlines()[0]), err


# Exceptions


@pytest.mark.parametrize(
    ("bug", "press", "code", "crashed"),
    [
        ("slot", "quit", 0, "GOES_ON"),
        ("thread", "quit", 0, "A_PART"),
        ("qthread", "quit", 0, "A_PART"),
        ("behind", "quit", 0, "A_PART"),
        ("start", "go_on", 70, "AT_THE_START"),
        ("rebuild", "go_on", 70, "AT_THE_START"),
    ],
)
def test_a_bug_is_shown_once_without_user_data(runs: Runs, bug: str, press: str, code: int, crashed: str) -> None:
    program = runs.start(bug, press)
    state, err = ended(program)
    assert program.returncode == code
    assert state["crashed"] == crashed
    assert state["go_on"] is (crashed != "A_PART")
    assert state["default"]
    (report,) = runs.reports()
    written = report.read_text("utf-8")
    assert written.startswith(f"{short_line()}\n{platform_line()}\nStarted: ")
    assert ("\nWindows on: offscreen\n" in written) is (bug != "behind")
    assert written.startswith(state["report"].rpartition("How often")[0] or state["report"].strip())
    assert "in _raise" in written and written.rstrip().endswith("ValueError")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    everything = [err, json.dumps(state), *(path.read_text("utf-8") for path in runs.log.iterdir())]
    assert not [text for text in everything if MARK in text]
    assert ("qqdesk cannot start (ValueError). The report is in" in err) is (crashed == "AT_THE_START")
    assert RUNNING not in {path.name for path in runs.log.iterdir()}


@linux
def test_a_start_that_failed_halfway_answers_later_starts(runs: Runs) -> None:
    program = runs.start("behind")
    assert program.stdout is not None
    assert json.loads(program.stdout.readline())["crashed"] == "A_PART"
    second = runs.start()
    second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 0
    third = runs.start("none", "", "--quit")
    third.communicate(timeout=PATIENCE_S)
    assert third.returncode == 0
    assert program.wait(PATIENCE_S) == 0


@linux
@pytest.mark.parametrize("bug", ["start", "rebuild"])
def test_sigterm_closes_the_report_of_a_failed_start(runs: Runs, bug: str) -> None:
    program = runs.start(bug)
    assert program.stdout is not None
    assert json.loads(program.stdout.readline())["crashed"] == "AT_THE_START"
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE_S) == 70


@linux
def test_a_restart_has_the_arguments_of_the_broken_program(runs: Runs) -> None:
    program = runs.start("slot", "restart", "--profile", "Work", "--user", "10001", "--hidden")
    profile = runs.folder / "data" / "profiles" / "Work"
    runs.lock, runs.log = profile / LOCK, profile / "log"
    process = runs.wait_running(program.pid)
    words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    assert words[words.index("--profile") : words.index("--profile") + 4] == ["--profile", "Work", "--user", "10001"]
    assert "--hidden" not in words  # the user clicked Restart
    assert program.wait(PATIENCE_S) == 0
    runs.wait_report()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_a_failed_import_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    text = "raise ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')"
    (tmp_path / "PySide6" / "__init__.py").write_text(text, "utf-8")
    root = Path(__file__).parent.parent.parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(root)])}
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    program = subprocess.run(
        [sys.executable, "-m", "qqdesk"], env=environment, capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert program.returncode == 70
    assert program.stderr == (
        "qqdesk: The program cannot be loaded: libEGL.so.1: cannot open shared object file: No such file or directory. "
        "Install the missing library, or reinstall qqdesk.\n"
    )
    for option, beginning in (("--version", "qqdesk 0"), ("--help", "usage: qqdesk ")):
        answer = subprocess.run(
            [*program.args, option], env=environment, capture_output=True, text=True, timeout=60, cwd=tmp_path
        )
        assert (answer.returncode, answer.stderr) == (0, "")
        assert answer.stdout.startswith(beginning)


# The end of a process


@linux
@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_is_shown_once_at_the_next_start(runs: Runs, qtbot: QtBot, number: signal.Signals) -> None:
    first = runs.start()
    process = runs.wait_running()
    runs.wait_idle(process)
    os.kill(process, number)
    first.communicate(timeout=PATIENCE_S)
    assert not processes_of(runs.folder)
    assert not runs.reports()
    second = runs.start("none", "go_on")
    runs.wait_running(process)
    report = runs.wait_report()
    assert report.startswith("Happened: ")
    assert f"\n{short_line()}\n" in report and "\nWindows on: offscreen\n" in report
    assert "Fatal Python error" in report
    assert "most recent call first" in report and 'File "qqdesk/gui/start/program.py", line ' in report
    assert str(Path(__file__).parent.parent.parent) not in report
    assert second.stdout is not None
    assert json.loads(second.stdout.readline())["crashed"] == "LAST_TIME"
    second.send_signal(signal.SIGTERM)
    assert "a bug" not in second.communicate(timeout=PATIENCE_S)[1]
    third = runs.start()
    runs.wait_running(process, second.pid)
    third.send_signal(signal.SIGTERM)
    assert third.communicate(timeout=PATIENCE_S)[0] == ""
    assert len(runs.reports()) == 1


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_signal_that_ends_the_program_leaves_no_report(runs: Runs, number: signal.Signals) -> None:
    program = runs.start()
    os.kill(runs.wait_running(), number)
    program.communicate(timeout=PATIENCE_S)
    second = runs.start()
    runs.wait_running(program.pid)
    second.send_signal(signal.SIGTERM)
    assert second.communicate(timeout=PATIENCE_S)[0] == ""
    assert not runs.reports()


@linux
def test_a_crash_loses_no_message_and_no_draft(
    runs: Runs, qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_server(tmp_path / "server") as server:
        for number in (ANNA, BO):
            server.add_user(number, "secret")
        server.befriend(ANNA, BO)
        monkeypatch.setenv(SERVER, server.address)
        program = runs.start("writing")
        program.communicate(timeout=PATIENCE_S)
        assert program.returncode == -signal.SIGSEGV
        runs.start()
        runs.wait_report()
        runs.end()
        anna = Person(qtbot, qapp, runs.folder, "Anna")
        anna.sign_in(server.address, ANNA, "secret")
        anna.desk.windows.open(routes.Chat(chat_with(BO)))
        page = anna.desk.windows.chats.main.page(chat_with(BO))
        assert page is not None
        composer = page.composer
        anna.wait(lambda: composer.input.toPlainText() == DRAFT)
        anna.wait(lambda: [one.text for one in anna.desk.messenger.conversation(chat_with(BO)).messages] == [SENT])
        anna.desk.shut_down()
    assert not [path for path in runs.reports() if SENT in path.read_text("utf-8")]
