"""Atomic writing of a file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path


@contextmanager
def atomic_write(path: Path, encoding: str = "utf-8", newline: str | None = "\n") -> Iterator[TextIOWrapper]:
    """Replace `path` at the end of the block, atomically and synced to disk. If the block raises, `path` is unchanged.

    Only the user can read the file. Raises OSError.
    """
    # Replace the target of a link, not the link.
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # Root could replace a device.
        raise FileExistsError(f"{target} is no file, and is left as it is")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline=newline) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # not on every system
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
