"""The folder with the contents of files. No database; all calls may block, so they belong into a thread.

A whole file is `ab/cd/<digest>`: equal files are stored once. A part is `parts/<id>`.
"""

import contextlib
import errno
import hashlib
import os
import shutil
from pathlib import Path

from qqdesk.server.storage.durable_files import sync_folder, write_new

_PARTS = "parts"


class WrongPositionError(Exception):
    """A piece does not continue the part, which has `position` bytes."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class FileFolder:
    """Ids have 16 bytes, digests are SHA-256. All methods raise OSError if the disk fails or is full.

    Servers that share the folder may write the same part at once: they write the same bytes to the same place.
    """

    def __init__(self, path: Path, keep_free_percent: int) -> None:
        """At least `keep_free_percent` of the disk stays free: it counts as full before."""
        self.path = path
        self._keep_free_percent = keep_free_percent

    def create(self) -> None:
        self.path.mkdir(0o700, parents=True, exist_ok=True)
        (self.path / _PARTS).mkdir(0o700, exist_ok=True)

    def content_path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.path / name[:2] / name[2:4] / name

    def part_path(self, id_: bytes) -> Path:
        return self.path / _PARTS / id_.hex()

    def bytes_left(self) -> int:
        """Return how many bytes may be added; below 0 if the disk has less free space than it has to keep."""
        disk = shutil.disk_usage(self.path)
        return disk.free - disk.total * self._keep_free_percent // 100

    def _check_space(self, size: int) -> None:
        if size > self.bytes_left():
            raise OSError(errno.ENOSPC, "the disk has less free space than it has to keep")

    # Uploads

    def part_size(self, id_: bytes) -> int:
        """Return the bytes of a part; 0 if there is none."""
        try:
            return self.part_path(id_).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, id_: bytes, position: int, piece: bytes) -> int:
        """Add a piece to a part, flush it to disk and return the new size.

        Raises WrongPositionError.
        """
        size = self.part_size(id_)
        if position != size:
            raise WrongPositionError(size)
        self._check_space(len(piece))
        path = self.part_path(id_)
        path.touch(0o600)
        with path.open("rb+", 0) as file:
            file.seek(position)
            rest = memoryview(piece)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
        if not position:
            sync_folder(path.parent)
        return position + len(piece)

    def keep(self, id_: bytes, digest: bytes) -> bool:
        """Make a part a whole file, and return True. If the digest is another one, delete the part instead.

        The part stays beside the file until `drop_part`: its owner may not know yet that the file is whole.
        """
        part, target = self.part_path(id_), self.content_path(digest)
        part.touch(0o600)  # An empty file needs no piece.
        with part.open("rb") as file:
            is_right = hashlib.file_digest(file, "sha256").digest() == digest
        if not is_right:
            part.unlink()
            return False
        self._make_folder(target.parent)
        try:
            os.link(part, target)
        except FileExistsError:
            pass
        except OSError:  # The file system has no links.
            part.replace(target)
        sync_folder(target.parent)
        return True

    def drop_part(self, id_: bytes) -> None:
        self.part_path(id_).unlink(missing_ok=True)

    def put(self, content: bytes) -> bytes:
        """Store a small file whole, and return its digest."""
        self._check_space(len(content))
        digest = hashlib.sha256(content).digest()
        target = self.content_path(digest)
        if not target.exists():
            self._make_folder(target.parent)
            temporary = target.with_name(f"{target.name}-{os.urandom(4).hex()}")
            write_new(temporary, content)
            temporary.replace(target)
            sync_folder(target.parent)
        return digest

    def _make_folder(self, folder: Path) -> None:
        for path in (folder.parent, folder):
            with contextlib.suppress(FileExistsError):
                path.mkdir(0o700)
                sync_folder(path.parent)

    # Whole files

    def has(self, digest: bytes, size: int) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return self.size(digest) == size
        return False

    def size(self, digest: bytes) -> int:
        """Return the bytes of a whole file. Raises FileNotFoundError."""
        return self.content_path(digest).stat().st_size

    def read(self, digest: bytes, position: int, size: int) -> bytes:
        """Return a piece of a whole file. The file is open only meanwhile: a slow reader holds nothing."""
        with self.content_path(digest).open("rb", 0) as file:
            file.seek(position)
            piece = file.read(size)
        if len(piece) < size:
            raise OSError(errno.EIO, "the file is too short")
        return piece
