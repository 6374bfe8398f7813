"""The program's start, as a process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="there it is so for every program with windows; here it is made so")
def test_the_program_starts_without_standard_streams(tmp_path: Path) -> None:
    homes = {f"XDG_{name}_HOME": str(tmp_path) for name in ("CONFIG", "DATA", "STATE")}
    environment = {**os.environ, **homes, "QQDESK_PRINT_FIRST_PAINT": "1", "QT_QPA_PLATFORM": "offscreen"}
    command = ["/bin/sh", "-c", 'exec "$0" -P -m qqdesk >&- 2>&-', sys.executable]
    done = subprocess.run(command, env=environment, cwd=Path(__file__).parents[1], timeout=60)
    assert done.returncode == 0
