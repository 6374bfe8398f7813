"""Files that must survive a power cut, and that only their owner can read."""

import os
from pathlib import Path


def write_new(path: Path, data: bytes) -> None:
    """Write a file, in place of one that is there, and flush it to disk."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Flush a file to disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
