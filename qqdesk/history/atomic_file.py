"""A file that is there whole, or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path


@contextmanager
def atomic_write(path: Path, encoding: str, newline: str | None) -> Iterator[TextIOWrapper]:
    """What is written takes the place of `path` at the end, on disk and in one step; when the block raises or is left
    early, nothing is left and a file that was there stays. Nobody else can read it. Raises OSError."""
    # A link stays one: what it points to is replaced.
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # Nor may a device of the system be replaced, which root could do.
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
    with suppress(OSError):  # a system on which folders cannot be opened keeps them by itself
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
