"""`qqdesk-cli bot`: a script runs as with `python FILE`."""

from pathlib import Path

import pytest

from tests.bot.programs import EXAMPLES
from tests.helpers.command_line import CommandLine

SCRIPT = """'''What it is.'''
import sys, helper
print(__name__, __doc__, sys.argv[1:], helper.VALUE)
assert len(sys.argv) != 2, "kept with -OO"
sys.exit(int(sys.argv[-1]))
"""


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home", "127.0.0.1:9")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    folder = tmp_path / "我的 bots"
    folder.mkdir()
    (folder / "helper.py").write_text("VALUE = 7\n", "utf-8")
    file = folder / "mine.py"
    file.write_text(SCRIPT, "utf-8")
    return file


def test_a_program_gets_its_arguments_and_gives_its_exit_code(line: CommandLine, script: Path) -> None:
    done = line.run("bot", str(script), "--help", "send", "--", "5")
    assert (done.code, done.err) == (5, "")
    assert done.out == "__main__ What it is. ['--help', 'send', '--', '5'] 7\n"


def test_an_exception_is_shown_where_it_was_raised(line: CommandLine, script: Path) -> None:
    done = line.run("bot", str(script), "7")
    assert done.code == 1
    assert done.err.startswith("Traceback (most recent call last):\n  File ")
    assert "AssertionError: kept with -OO" in done.err
    assert done.err.count("  File ") == 1


def test_a_missing_file_is_reported(line: CommandLine, tmp_path: Path) -> None:
    done = line.run("bot", str(tmp_path / "no.py"))
    assert (done.code, done.err) == (7, f"{tmp_path / 'no.py'} cannot be read: No such file or directory.\n")


def test_the_echo_example_prints_its_usage(line: CommandLine) -> None:
    assert line.run("bot", str(EXAMPLES / "echo.py")).err == "usage: echo.py ADDRESS NUMBER\n"
