"""The whole program as a process of its own, with folders of its own."""

import os
import subprocess
import sys
from pathlib import Path

PATIENCE_S = 60.0


def command(folder: Path, *arguments: str) -> list[str]:
    """What starts the program with its files in this folder."""
    places = ["--data-dir", str(folder / "data"), "--config-dir", str(folder / "config")]
    return [sys.executable, "-P", "-m", "qqdesk", *places, *arguments]


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A start; what it says can be read from it."""
    return subprocess.Popen(
        command(folder, *arguments),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(program: subprocess.Popen[str]) -> None:
    """Whatever state it is in."""
    program.kill()
    program.communicate()
