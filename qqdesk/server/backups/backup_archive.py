"""A backup as one tar archive, for an administrator's own computer. It is not stored: each piece is made when needed.

It has the file of the backup and the folder with its files, under the names that `restore` wants.
"""

import asyncio
import bisect
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from qqdesk.server.backups import file_backup

_PIECE_BYTES = 256 * 1024
_BLOCK = tarfile.BLOCKSIZE


class _Part(NamedTuple):
    """Where a header, a file or filling begins in the archive. `content` is its bytes, or the path of the file."""

    start: int
    size: int
    content: bytes | Path


class BackupArchive:
    """`size` is in bytes."""

    def __init__(self, path: Path) -> None:
        """Read the sizes of the files. Raises OSError."""
        self.name = path.name
        self._parts: list[_Part] = []
        self.size = 0
        folder = file_backup.folder_of(path)
        for file in (path, *sorted(one for one in folder.rglob("*") if one.is_file())):
            entry = tarfile.TarInfo(file.relative_to(path.parent).as_posix())
            status = file.stat()
            entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), 0o600
            self._add(header := entry.tobuf(tarfile.GNU_FORMAT), len(header))
            self._add(file, entry.size)
            self._add(filling := bytes(-entry.size % _BLOCK), len(filling))
        self._add(bytes(2 * _BLOCK), 2 * _BLOCK)

    def _add(self, content: bytes | Path, size: int) -> None:
        if size:
            self._parts.append(_Part(self.size, size, content))
            self.size += size

    async def pieces(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Read a part of the archive. Raises OSError."""
        index = bisect.bisect_right(self._parts, start, key=lambda part: part.start) - 1
        while start < end:
            part = self._parts[index]
            offset = start - part.start
            wanted = min(_PIECE_BYTES, part.size - offset, end - start)
            piece = await asyncio.to_thread(_read, part.content, offset, wanted)
            yield piece
            start += len(piece)
            if start == part.start + part.size:
                index += 1


def _read(content: bytes | Path, offset: int, size: int) -> bytes:
    """Raises OSError, also if the file became shorter."""
    if isinstance(content, bytes):
        return content[offset : offset + size]
    with content.open("rb") as file:
        file.seek(offset)
        piece = file.read(size)
    if len(piece) < size:
        raise OSError(f"{content} became shorter")
    return piece
