"""Copy the contents of files into the folder beside a backup, `NAME.files`, and back.

A content never changes: a copy that is there stays. Every copy is compared with its digest.
"""

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, cast

from qqdesk.atomic_file import sync_folder
from qqdesk.server.backups.backup import OnProgress, opened
from qqdesk.server.errors import BackupError
from qqdesk.server.files.file_folder import FileFolder, WrongFolderError
from qqdesk.server.server_info import read_place_id
from qqdesk.server.storage.interface import Database

_PIECE_BYTES = 4 * 1024 * 1024
"""Flushed to disk one by one: commits of the running server wait for the disk meanwhile."""
_WANTED = """
SELECT digest FROM files WHERE is_whole = 1
UNION SELECT thumbnail FROM files WHERE is_whole = 1 AND thumbnail IS NOT NULL
""".strip()


class CopiedFiles(NamedTuple):
    """How many contents are where they belong, their bytes, and how many are missing or damaged."""

    present: int = 0
    size: int = 0
    missing: int = 0


def folder_of(backup: Path) -> Path:
    """Return the folder with the files of a backup."""
    return backup.with_name(f"{backup.name}.files")


def count(backup: Path) -> int:
    """Return the number of files in the database of `backup`. Raises BackupError."""
    return len(_read(backup)[0])


def back_up(
    backup: Path, source: Path, earlier: Path | None, on_progress: OnProgress = lambda share: None
) -> CopiedFiles:
    """Copy the contents of all files in the database of `backup` from the folder `source`.

    What an `earlier` backup has is linked if the disk can do that. Raises BackupError.
    """
    wanted, _ = _read(backup)
    target = FileFolder(folder_of(backup), 0)
    if not wanted and not target.path.exists():
        return CopiedFiles()
    before = FileFolder(source if earlier is None else folder_of(earlier), 0)

    def put(digest: bytes, path: Path) -> bool:
        if path.exists():
            return True
        if earlier is not None:
            with contextlib.suppress(OSError):
                path.hardlink_to(before.content_path(digest))
                return True
        return _copy(FileFolder(source, 0).content_path(digest), path, digest)

    with _errors(f"The files were not copied into {target.path}. Run the command again"):
        copied = _put_all(target, wanted, put, on_progress)
        for path in _contents(target):
            if bytes.fromhex(path.name) not in wanted:
                path.unlink()
    return copied


def restore(backup: Path, folder: Path) -> tuple[CopiedFiles, Path | None]:
    """Copy the contents of all files in the database of `backup` into the folder of a server that is stopped.

    What else is in the folder stays for a day, for the old database. The folder of another place is renamed: return its
    new name. Raises BackupError.
    """
    wanted, place_id = _read(backup)
    if not wanted and not folder.exists():
        return CopiedFiles(), None
    source, target = FileFolder(folder_of(backup), 0), FileFolder(folder, 0)

    def put(digest: bytes, path: Path) -> bool:
        return _is_intact(path, digest) or _copy(source.content_path(digest), path, digest)

    with _errors(f"The database is restored, but its files are not, in {folder}. Run the command again"):
        aside = None
        if target.place_id() not in (None, place_id):
            aside = folder.rename(folder.with_name(f"{folder.name}.before-restore-{secrets.token_hex(4)}"))
        target.create(place_id)
        for path in _contents(target):
            os.utime(path)
        return _put_all(target, wanted, put), aside


def _read(backup: Path) -> tuple[set[bytes], str]:
    """Return the digests of all contents, and the id of the place."""
    with opened(backup) as db:
        return {digest for (digest,) in db.execute(_WANTED)}, read_place_id(cast(Database, db))


def _put_all(
    target: FileFolder,
    wanted: set[bytes],
    put: Callable[[bytes, Path], bool],
    on_progress: OnProgress = lambda share: None,
) -> CopiedFiles:
    present = size = 0
    for index, digest in enumerate(sorted(wanted)):
        on_progress(index / len(wanted))
        path = target.content_path(digest)
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        if put(digest, path):
            present += 1
            size += path.stat().st_size
    return CopiedFiles(present, size, len(wanted) - present)


def _contents(folder: FileFolder) -> Iterator[Path]:
    return folder.path.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/" + "[0-9a-f]" * 64)


def _copy(source: Path, target: Path, digest: bytes) -> bool:
    """Return whether the source is there, and intact."""
    temporary, found = target.with_name(f"{target.name}.part"), hashlib.sha256()
    try:
        with source.open("rb") as reader, temporary.open("wb") as writer:
            temporary.chmod(0o600)
            while piece := reader.read(_PIECE_BYTES):
                found.update(piece)
                writer.write(piece)
                writer.flush()
                os.fsync(writer.fileno())
        if found.digest() != digest:
            return False
        temporary.replace(target)
        sync_folder(target.parent)
        return True
    except FileNotFoundError:
        return False
    finally:
        temporary.unlink(missing_ok=True)


def _is_intact(path: Path, digest: bytes) -> bool:
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest() == digest
    return False


@contextmanager
def _errors(sentence: str) -> Iterator[None]:
    try:
        yield
    except WrongFolderError as error:
        raise BackupError(f"{sentence}. {error}") from None
    except OSError as error:
        reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
        raise BackupError(f"{sentence}: {reason}.") from None
