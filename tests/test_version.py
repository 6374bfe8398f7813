"""One version, said the same way by everything that says one."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qqdesk import __version__, paths, version
from tests.helpers.programs import PATIENCE_S, command, end, start
from tests.helpers.server import start_server

LINE = version.long_line()
"""Qt is loaded here, as in the program."""


def said_by(*words: str) -> str:
    return subprocess.run(
        [sys.executable, "-P", "-m", *words, "--version"], check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def without_qt(line: str) -> str:
    return ", ".join(part for part in line.split(", ") if not part.startswith("Qt "))


def test_all_commands_say_the_same() -> None:
    assert LINE.startswith(f"qqdesk {__version__} (")
    assert said_by("qqdesk") == LINE
    assert said_by("qqdesk.cli.server") == without_qt(LINE).replace("qqdesk", "qqdesk-server", 1)
    assert said_by("qqdesk.cli.client") == without_qt(LINE).replace("qqdesk", "qqdesk-cli", 1)


def test_every_log_begins_with_it(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "data" / "log" / "qqdesk.log"
    program = start(tmp_path)
    try:
        qtbot.waitUntil(lambda: log.exists() and "\n" in log.read_text("utf-8"), timeout=round(PATIENCE_S * 1000))
    finally:
        end(program)
    assert log.read_text("utf-8").splitlines()[0].endswith(f" INFO qqdesk: {LINE}")
    server = start_server(tmp_path, arguments=["--log-format", "json"])
    assert server.terminate() in (0, -15)
    first = json.loads(server.log().splitlines()[0])
    assert first["message"] == without_qt(LINE).replace("qqdesk", "qqdesk-server", 1)


def test_a_new_file_of_the_log_begins_with_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    from qqdesk.gui.shared import program_log

    monkeypatch.setattr(program_log, "_MAX_BYTES", 1000)
    log = program_log.ProgramLog(tmp_path)
    log.start()
    log.open_file()
    for _ in range(20):
        logging.getLogger("qqdesk.test").info("%s", "x" * 100)
    log.stop()
    files = sorted(tmp_path.glob("qqdesk.log*"))
    assert len(files) > 1
    assert all(LINE in file.read_text("utf-8").splitlines()[0] for file in files)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Resources with such a build.json."""

    def write(text: str) -> None:
        (tmp_path / version.BUILD).write_text(text, "utf-8")

    monkeypatch.setattr(paths, "_resource_root", lambda: tmp_path)
    return write


def test_a_package_says_what_it_was_built_from(package: Callable[[str], None]) -> None:
    package('{"commit": "1a2b3c4", "date": "2026-11-26"}')
    assert version.short_line() == f"qqdesk {__version__} (build 1a2b3c4, 2026-11-26)"
    assert version.long_line().startswith(f"qqdesk {__version__} (build 1a2b3c4, 2026-11-26; Python ")


def test_a_package_that_was_built_without_git_says_its_date(package: Callable[[str], None]) -> None:
    package('{"commit": "", "date": "2026-11-26"}')
    assert version.short_line() == f"qqdesk {__version__} (build of 2026-11-26)"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"commit": 1, "date": 2}', '{"commit": "a\\nb", "date": "c"}', "\0"])
def test_without_a_build_that_can_be_read_it_is_from_source(package: Callable[[str], None], text: str) -> None:
    assert version.short_line() == f"qqdesk {__version__} (from source)"
    package(text)
    assert version.short_line() == f"qqdesk {__version__} (from source)"


def test_the_metadata_of_the_package_takes_it_from_the_same_place() -> None:
    project = (Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8")
    assert 'dynamic = ["version"]' in project
    assert 'path = "qqdesk/__init__.py"' in project


def test_what_a_start_is_given_does_not_matter(tmp_path: Path) -> None:
    ended = subprocess.run(command(tmp_path, "--version"), check=True, capture_output=True, text=True, timeout=60)
    assert ended.stdout == f"{LINE}\n"
    assert not (tmp_path / "data").exists()
