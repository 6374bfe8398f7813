"""Check the data folder, its disk and its files. The checks change nothing."""

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from qqdesk.protocol.admin_commands import IssueKind
from qqdesk.server.errors import DataFolderError
from qqdesk.server.files.file_folder import FileFolder, WrongFolderError
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.server_info import read_place_id
from qqdesk.server.settings.certificate import KEY_FILE
from qqdesk.server.settings.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.settings.settings import NO_FILES_FOLDER, Settings, files_folder
from qqdesk.server.storage import untouched
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME, SIDE_FILES

_LITTLE_MIB = 500
"""Less space than this is a problem, even if files may be larger."""
_MOST_READ_BYTES = 1_000_000_000
_WHOLE = "SELECT DISTINCT digest, size FROM files WHERE is_whole = 1"


class _Stored(NamedTuple):
    """What the database says: the id of the place, and digest and size of each whole file."""

    place_id: str
    contents: list[tuple[bytes, int]]


def check_files(data_folder: Path, settings: Settings, *, with_digests: bool) -> Iterator[Finding]:
    """`with_digests`: read some of the files, and compare their digests."""
    path = files_folder(data_folder, settings)
    if path is None:
        if settings.files:
            yield Finding(NO_FILES_FOLDER, is_note=True)
        return
    try:
        stored = untouched.read(data_folder, settings.database, _query)
    except (DataFolderError, sqlite3.Error):
        return  # Another check says why.
    if stored is None or not (path.exists() or stored.contents):
        return  # The next start creates the folder.
    problems = list(check_files_folder(path, settings, stored.place_id))
    yield from problems
    if all(problem.kind is IssueKind.DISK for problem in problems):
        yield from _check_contents(FileFolder(path, 0), stored, with_digests)


def check_files_folder(path: Path, settings: Settings, place_id: str) -> Iterator[Finding]:
    """Check whether people can send files. The folder contains the files of the place `place_id`."""
    folder = FileFolder(path, settings.files_keep_free_percent)
    try:
        folder.check(place_id)
        left = folder.bytes_left()
    except (WrongFolderError, OSError) as error:
        yield Finding(f"People cannot send files: {error}", IssueKind.DATA)
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(f"{path} cannot be read and written by you. Run this as the server's user.", IssueKind.DATA)
    elif left < min(settings.most_file_mib, _LITTLE_MIB) * 1024 * 1024:
        yield Finding(
            f"The disk of {path} has space for {max(left, 0) / 1e6:.0f} MB of new files, if "
            f"{settings.files_keep_free_percent} % of it stay free (files_keep_free_percent). Free some space, or move "
            "the folder to another disk (files_folder).",
            IssueKind.DISK,
            is_note=left > 0,
        )


def _check_contents(folder: FileFolder, stored: _Stored, with_digests: bool) -> Iterator[Finding]:
    whole = [item for item in stored.contents if folder.has(*item)]
    missing = len(stored.contents) - len(whole)
    if missing:
        yield Finding(
            f"{missing} of {len(stored.contents)} files are missing in {folder.path}, and cannot be downloaded. Copy "
            "them from a backup: its folder .files has the same subfolders."
        )
    if not with_digests:
        return
    random.shuffle(whole)
    read = number = 0
    for digest, size in whole:
        if read and read + size > _MOST_READ_BYTES:
            break
        read, number = read + size, number + 1
        with folder.content_path(digest).open("rb") as file:
            if hashlib.file_digest(file, "sha256").digest() != digest:
                yield Finding(
                    f"{folder.content_path(digest)} is damaged. Replace it with the one of a backup, or delete it."
                )
    yield Finding(f"Of {len(whole)} files {number} were read, {read / 1e6:.1f} MB.", is_note=True)


def _query(db: Database) -> _Stored:
    return _Stored(read_place_id(db), [(bytes(digest), size) for digest, size in db.execute(_WHOLE).fetchall()])


_LEAST_FREE_BYTES = 100 * 1000 * 1000
_NETWORK = ("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse.sshfs", "fuse.rclone", "davfs")
_MOUNTS = Path("/proc/self/mounts")


def check_folder(folder: Path, settings: Settings) -> Iterator[Finding]:
    for path in (
        folder,
        *(folder / name for name in (FILE_NAME, *(FILE_NAME + side for side in SIDE_FILES), KEY_FILE)),
    ):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            yield Finding(
                f"{path} cannot be read and written by you. Run this as the server's user; if you are that user, "
                "change the owner (chown), or check whether the disk is mounted read-only.",
                IssueKind.DATA,
            )
        elif path.exists() and path.stat().st_uid == 0 != folder.stat().st_uid:
            yield Finding(
                f"{path} belongs to root, so the owner of {folder} cannot open it. Give it to the owner: "
                f"chown --reference={folder} {path}",
                IssueKind.DATA,
            )
    for path in (folder, folder / SETTINGS_FILE):
        if os.name == "posix" and path.exists() and path.stat().st_mode & 0o022:
            yield Finding(f"Other users of this computer can change {path}. To prevent that: chmod go-w {path}")
    if settings.installers_folder and not Path(settings.installers_folder).is_dir():
        yield Finding(
            f"The folder {settings.installers_folder} (installers_folder) is missing, so the page of invitations "
            "offers no installer. Create it, or correct the setting.",
            is_note=True,
        )
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE_BYTES:
        yield Finding(
            f"The disk of {folder} is nearly full: {free / 1e6:.0f} MB are free. A server with a full disk refuses "
            "messages. Free some space, keep messages for fewer days (retention_days), or move the data folder to "
            "another disk.",
            IssueKind.DISK,
        )
    kind = file_system(folder.resolve(), _MOUNTS.read_text("utf-8", "replace")) if _MOUNTS.exists() else ""
    if kind in _NETWORK and not settings.database:
        yield Finding(
            f"The data folder {folder} is on a network disk ({kind}), where file locks are unreliable and can let the "
            "database be damaged. Move it to a disk of this computer.",
            IssueKind.DATA,
        )


def file_system(path: Path, mounts: str) -> str:
    """Return the type of the file system of a path, from the content of /proc/self/mounts; "" if unknown."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        _, mount, mounted, *_ = line.split(" ")
        place = Path(mount.replace("\\040", " "))
        # Of several mounts on one path the last one is visible.
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), mounted
    return kind
