"""Atomic writing of a file, and errors that name its folder."""

import errno
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


class FolderError(OSError):
    """The folder cannot be written, and not because its disk is full. `filename` is its path."""


@contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Raise FolderError for an OSError of the block, which writes into the folder, unless the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise FolderError(error.errno, error.strerror or str(error), str(folder)) from error


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
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names of a folder's files to disk."""
    with suppress(OSError):  # not on every system
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
