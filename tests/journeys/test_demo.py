"""The demo as a newcomer starts it, with no screen: it talks, photographs, cleans up, and ends by itself."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage


def test_the_demo_talks_and_takes_a_picture(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "qqdesk", "--demo", "--screenshot", str(tmp_path / "demo.png")],
        env=environment | {"TMPDIR": str(scratch), "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert str(tmp_path / "demo.png") in done.stdout
    picture = QImage(str(tmp_path / "demo.png"))
    assert picture.width() > 800
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 8) for y in range(0, picture.height(), 8)}
    assert len(colours) > 100
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "home").exists()
