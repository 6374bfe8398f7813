"""Run parts of a bench in their own processes. This module imports nothing that the program does not."""

import os
import sys
from pathlib import Path

ME, FIRST = 10001, 20001


def in_a_process_of_its_own(module: str, *arguments: str) -> str:
    """Run a part of a bench in its own process and return its output."""
    import subprocess  # the parts that are measured do without

    environment = dict(os.environ)
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its .pyc files
    environment["PYTHONPATH"] = str(Path.cwd())
    command = [sys.executable, "-P", "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return done.stdout.strip()
