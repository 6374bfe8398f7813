"""Mark files as downloaded: the system then asks before it opens a program, and editors protect the user."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

_XATTR = "/usr/bin/xattr"
_TIMEOUT_S = 5.0


def mark_as_downloaded(path: Path) -> None:
    """Mark a file in Windows (Zone.Identifier) and macOS (quarantine), where the disk can store it."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        if sys.platform == "win32":
            Path(f"{path}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
        elif sys.platform == "darwin":
            value = f"0083;{int(time.time()):08x};qqdesk;"
            command = [_XATTR, "-w", "com.apple.quarantine", value, str(path)]
            subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_S)
