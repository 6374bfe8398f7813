"""Atomic writing of a file."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_DENIED_S = 1.0
_STEP_S = 0.05


def retry_denied(action: Callable[[], T]) -> T:
    """Return the result of the action. Repeat it for a second while it raises PermissionError.

    Windows refuses to replace, rename or open a file while a virus scanner or a backup program reads it.
    """
    deadline = time.monotonic() + _DENIED_S
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_STEP_S)


def replace_file(source: Path, target: Path) -> None:
    """Rename a file, and replace the target in one step. Raises OSError."""
    retry_denied(lambda: source.replace(target))


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
        replace_file(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # not on every system
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
