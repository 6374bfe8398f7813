"""The folder with the contents of files. No database; all calls may block, so they belong into a thread.

A whole file is `ab/cd/<digest>`: equal files are stored once. A part is `parts/<id>`. The file `place` has the id of
the place whose files these are.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import time
from collections.abc import Container
from pathlib import Path

from qqdesk.atomic_file import sync_folder
from qqdesk.server.storage.durable_files import write_new

_PARTS = "parts"
_PLACE = "place"
_REMOVED = ".removed"
_ID = "[0-9a-f]" * 32
_DIGEST = _ID * 2
PREFIXES = 256
"""How many folders the contents are in."""
_YOUNG_S = 24 * 3600.0
"""What is younger may belong to a row that is not written yet."""


class WrongPositionError(Exception):
    """A piece does not continue the part, which has `position` bytes."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class WrongFolderError(Exception):
    """The folder cannot be used for the files of this place; the sentence says why."""


class FileFolder:
    """Ids have 16 bytes, digests are SHA-256. All methods raise OSError if the disk fails or is full.

    Servers that share the folder may write the same part at once: they write the same bytes to the same place.
    """

    def __init__(self, path: Path, keep_free_percent: int) -> None:
        """At least `keep_free_percent` of the disk stays free: it counts as full before."""
        self.path = path
        self._keep_free_percent = keep_free_percent

    def create(self, place_id: str, *, is_new: bool = True) -> None:
        """Create the folder, or check that it belongs to this place. One that is not `is_new` has to exist.

        Raises WrongFolderError.
        """
        try:
            if is_new and self.place_id() is None:
                self.path.mkdir(0o700, parents=True, exist_ok=True)
                temporary = self.path / f"{_PLACE}-{os.urandom(4).hex()}"
                write_new(temporary, place_id.encode())
                temporary.replace(self.path / _PLACE)
                sync_folder(self.path)
            self.check(place_id)
            (self.path / _PARTS).mkdir(0o700, exist_ok=True)
        except OSError as error:
            raise WrongFolderError(
                f"The folder {self.path} cannot be used: {error.strerror}. Choose another one with files_folder, or "
                "switch files off with files = false."
            ) from None

    def check(self, place_id: str) -> None:
        """Raise WrongFolderError if the folder does not belong to this place."""
        found = self.place_id()
        if found is None:
            raise WrongFolderError(
                f"{self.path} is not the folder with the files of this place, or its disk is not mounted. To begin "
                f"with an empty folder, write {place_id} into {self.path / _PLACE}."
            )
        if found != place_id:
            raise WrongFolderError(f"{self.path} has the files of another place. Choose another files_folder.")

    def place_id(self) -> str | None:
        """Return the id of the place that uses the folder; None if no place does."""
        try:
            return (self.path / _PLACE).read_text("utf-8", "replace").strip()
        except FileNotFoundError:
            return None

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
        """Return the bytes of a part, 0 before its first piece."""
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
        except OSError:  # There is one already, perhaps damaged, or the file system has no links.
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
        try:
            os.utime(target)  # It is young, see `delete_aside`.
        except FileNotFoundError:
            self._make_folder(target.parent)
            temporary = self.path / _PARTS / f"{target.name}-{os.urandom(4).hex()}"
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

    # Deletion. Other servers may do the same at the same time.

    def old_parts(self) -> list[Path]:
        return [path for path in (self.path / _PARTS).glob(f"{_ID}*") if self._is_old(path)]

    def old_contents(self, prefix: int) -> list[bytes]:
        """Return the digests of the contents in one of the PREFIXES folders that are not young."""
        # A network disk has files of its own there.
        found = (self.path / f"{prefix:02x}").glob(f"*/{_DIGEST}*")
        return sorted({bytes.fromhex(path.name[:64]) for path in found if self._is_old(path)})

    def take_aside(self, digests: list[bytes]) -> None:
        """Give contents a name under which no upload finds them. `delete_aside` deletes them or gives the name back."""
        for digest in digests:
            path = self.content_path(digest)
            with contextlib.suppress(FileNotFoundError):
                path.rename(path.with_name(path.name + _REMOVED))

    def delete_aside(self, digests: list[bytes], used: Container[bytes]) -> None:
        """Delete contents, except those that are used or young by now."""
        for digest in digests:
            path = self.content_path(digest)
            aside = path.with_name(path.name + _REMOVED)
            with contextlib.suppress(FileNotFoundError):
                if digest not in used and self._is_old(aside):
                    aside.unlink()
                else:
                    aside.replace(path)

    def _is_old(self, path: Path) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return path.stat().st_mtime < time.time() - _YOUNG_S
        return False
