"""Check the data folder and its disk. The checks change nothing."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from qqdesk.protocol.admin_commands import IssueKind
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.settings.certificate import KEY_FILE
from qqdesk.server.settings.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.sqlite import FILE_NAME, SIDE_FILES

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
