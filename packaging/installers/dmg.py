"""The disk image for macOS: qqdesk.app, and a link to the folder that it is to be pulled into.

It is signed ad hoc, which Apple's processors ask of every program; nobody vouches for it, so the system asks the person
at the first start.
"""

import platform
import shutil
import subprocess
import time
from pathlib import Path

from installers import licences
from installers.maker import BUILD, MakingError, run

NAME = "macos"
WORK = BUILD / "macos"
_TRIES = 5
_LOG = BUILD / "log" / "dmg.txt"


def cannot() -> str:
    return "" if platform.system() == "Darwin" else "a disk image with a program for macOS is made on macOS"


def signing(app: Path) -> list[list[str]]:
    """The commands that sign it and look whether that holds."""
    return [
        ["codesign", "--force", "--deep", "--timestamp=none", "--sign", "-", str(app)],
        ["codesign", "--verify", "--deep", "--strict", str(app)],
    ]


def imaging(folder: Path, result: Path) -> list[str]:
    """The command that makes an image of what lies in `folder`, as small as macOS has it."""
    command = ["hdiutil", "create", "-volname", "qqdesk", "-srcfolder", str(folder), "-fs", "HFS+"]
    return [*command, "-format", "ULMO", "-ov", str(result)]


def arrange(app: Path, frozen: Path, folder: Path) -> None:
    """Put what the image shows into `folder`, made anew. The licences come after the bundle is made: they are taken
    from the frozen folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(app, folder / app.name, symlinks=True)
    resources = folder / app.name / "Contents" / "Resources"
    shutil.copytree(frozen / "_internal" / licences.FOLDER, resources / licences.FOLDER, dirs_exist_ok=True)
    (folder / "Applications").symlink_to("/Applications")


def make(frozen: Path, out: Path, version: str) -> list[Path]:
    app = frozen.with_name("qqdesk.app")
    if not app.is_dir():
        raise MakingError(f"{app} is not there; qqdesk.spec makes it on macOS")
    folder, result = WORK / "image", out / f"qqdesk-{version}-macos-{platform.machine()}.dmg"
    arrange(app, frozen, folder)
    for command in signing(folder / app.name):
        run(command, _LOG)
    for left in reversed(range(_TRIES)):
        try:
            run(imaging(folder, result), _LOG)
            break
        except MakingError:
            # "Resource busy": the system's own search looks into what was just written.
            if not left:
                raise
            time.sleep(5)
    subprocess.run(["hdiutil", "verify", "-quiet", str(result)], check=True)
    return [result]
