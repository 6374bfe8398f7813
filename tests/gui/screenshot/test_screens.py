"""Screenshots on other screens than the one of the tests. Each is a program of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.screen import x_screen
from tests.helpers.screen_file import write_screens

ROOT = Path(__file__).resolve().parents[3]


def run(environment: dict[str, str]) -> list[str]:
    command = [sys.executable, "-m", "tests.helpers.screenshot_program"]
    done = subprocess.run(command, cwd=ROOT, env=environment, timeout=60, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_two_screens_with_different_scales(tmp_path: Path) -> None:
    screens = write_screens(tmp_path / "screens.json", (800, 600, 1), (1600, 1200, 2))
    lines = run({**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screens}"})
    assert lines[0] == "True (800, 600) True"
    assert lines[1] == "True (1600, 1200) False"
    assert lines[2].startswith("(120, 120)")


def test_the_screen_of_an_x_server() -> None:
    with x_screen() as environment:
        lines = run(environment)
    assert lines == ["True (800, 600) False", "(60, 60) False", "#204a70 False"]
