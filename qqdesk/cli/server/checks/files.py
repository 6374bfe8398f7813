"""Checks of the data folder: existence, permissions, free space and file system."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from qqdesk.cli.server.checks.finding import CheckContext, Finding
from qqdesk.server.operations.certificate import KEY_FILE
from qqdesk.server.operations.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.storage.lock import FILE_NAME as LOCK_FILE
from qqdesk.server.storage.sqlite import FILE_NAME, SIDE_FILES

LEAST_FREE_BYTES = 100 * 1000 * 1000
_LEAST_FREE_FILES = 100
_PRIVATE = (FILE_NAME, *(FILE_NAME + side for side in SIDE_FILES), KEY_FILE, SETTINGS_FILE)
_NETWORK = ("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse.sshfs", "fuse.rclone", "davfs")
_MOUNTS = Path("/proc/self/mounts")


def check_folder(context: CheckContext) -> Iterator[Finding]:
    folder = context.folder
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        yield Finding(
            f"There is no data folder {folder}. Say with --data-dir where it is; the command run makes a new one."
        )
        return
    except OSError as error:
        yield Finding(f"The data folder {folder} cannot be read: {error.strerror}. Run this as the server's user.")
        return
    if not stat.S_ISDIR(mode):
        yield Finding(f"{folder} is no folder. Say with --data-dir where the server's data is.")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(
            f"The data folder {folder} cannot be written by you. Run this as the server's user; if you are that user, "
            "change the owner of the folder (chown), or check whether its disk is mounted read-only."
        )
    if os.name == "posix" and mode & 0o022 and not mode & stat.S_ISVTX:
        yield Finding(
            f"Other users of this computer can put files into the data folder {folder}. To prevent that: "
            f"chmod go-w {folder}"
        )


def check_files(context: CheckContext) -> Iterator[Finding]:
    for name in (*_PRIVATE, LOCK_FILE):
        path = context.folder / name
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if not os.access(path, os.R_OK if name == SETTINGS_FILE else os.R_OK | os.W_OK):
            yield Finding(
                f"{path} cannot be read and written by you. If you are the server's user, change the owner of the file "
                "(chown)."
            )
        elif os.name == "posix" and name != LOCK_FILE and mode & 0o077 and not _may_be_read(name, mode):
            yield Finding(f"Other users of this computer can read {path}. To prevent that: chmod 600 {path}")


def _may_be_read(name: str, mode: int) -> bool:
    """Whether others may read the file: the settings usually contain no secret, but others must not write them."""
    return name == SETTINGS_FILE and not mode & 0o022


def check_disk(context: CheckContext) -> Iterator[Finding]:
    folder = context.folder
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        yield Finding(
            f"The disk of {folder} is nearly full: {free / 1e6:.0f} MB are free. A server with a full disk refuses "
            "messages. Free some space, or move the data folder to another disk."
        )
    if hasattr(os, "statvfs"):
        found = os.statvfs(folder)
        if found.f_files and found.f_favail < _LEAST_FREE_FILES:
            yield Finding(f"The disk of {folder} has hardly any free inodes. Delete files that are not needed.")


def check_file_system(context: CheckContext) -> Iterator[Finding]:
    try:
        kind = file_system(context.folder.resolve(), _MOUNTS.read_text("utf-8", "replace"))
    except OSError:  # this system has no such list
        return
    if kind in _NETWORK and not context.settings.database:
        yield Finding(
            f"The data folder {context.folder} is on a network disk ({kind}), where file locks are unreliable and can "
            "let the database be damaged. Move it to a disk of this computer."
        )


def file_system(path: Path, mounts: str) -> str:
    """Return the type of the file system of a path, from the content of /proc/self/mounts; "" if unknown."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # Spaces in a path are octal escapes.
        place = Path(fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        # Of several mounts on one path the last one is visible.
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), fields[2]
    return kind
