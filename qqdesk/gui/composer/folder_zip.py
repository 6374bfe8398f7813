"""Pack a folder into a .zip file. Any thread may call."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_PIECE = 1024 * 1024


class TooLargeError(Exception):
    """The packed folder has more bytes than the server takes."""


class StoppedError(Exception):
    """Packing was cancelled."""


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and of its subfolders, without links. Raises OSError."""
    return sorted(_walk(folder))


def _walk(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def pack(folder: Path, files: list[Path], target: Path, most: int | None, go_on: Callable[[int], bool]) -> None:
    """Write files of a folder, under its name, into a new .zip file of at most `most` bytes.

    `go_on` gets the number of bytes that are read, and returns False to cancel. Raises OSError, TooLargeError,
    StoppedError: then no file is left.
    """
    try:
        with ZipFile(target, "w") as archive:
            done = 0
            for path in files:
                entry = ZipInfo.from_file(path, folder.name / path.relative_to(folder), strict_timestamps=False)
                entry.compress_type = ZIP_DEFLATED
                with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
                    while piece := source.read(_PIECE):
                        packed.write(piece)
                        done += len(piece)
                        if not go_on(done):
                            raise StoppedError
                        if most is not None and target.stat().st_size > most:
                            raise TooLargeError
    except BaseException:
        target.unlink(missing_ok=True)
        raise
