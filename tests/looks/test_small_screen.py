"""Every window fits a small screen, or scrolls."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.screen_file import write_screen_file

SMALLEST = (683, 384)
"""1366 x 768 at 200 %, in logical pixels; 800 x 600 at 100 % is larger both ways."""


def test_every_window_fits_a_small_screen(tmp_path: Path) -> None:
    screen = write_screen_file(tmp_path / "screen.json", *SMALLEST)
    done = subprocess.run(
        [sys.executable, "-m", "tests.looks.small_screen"],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screen}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
