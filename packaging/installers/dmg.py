"""The disk image for macOS: qqdesk.app, and a link to the folder into which the user drags it."""

import platform
import shutil
from pathlib import Path

from installers.licences import FOLDER
from installers.maker import BUILD, run


def cannot() -> str:
    return "" if platform.system() == "Darwin" else "a disk image with a program for macOS is made on macOS"


def make(frozen: Path, out: Path, version: str) -> list[Path]:
    """`qqdesk-VERSION-macos-ARCH.dmg`, of the bundle that qqdesk.spec makes beside the frozen folder."""
    folder, result = BUILD / "image", out / f"qqdesk-{version}-macos-{platform.machine()}.dmg"
    app, log = folder / "qqdesk.app", BUILD / "log" / "dmg.txt"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(frozen.with_name(app.name), app, symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    # The licences come after the bundle was signed, ad hoc as macOS asks of every program.
    shutil.copytree(frozen / "_internal" / FOLDER, app / "Contents" / "Resources" / FOLDER, dirs_exist_ok=True)
    run(["codesign", "--force", "--deep", "--sign", "-", str(app)], log)
    command = ["hdiutil", "create", "-volname", "qqdesk", "-srcfolder", str(folder), "-format", "ULMO", "-ov"]
    run([*command, str(result)], log)
    return [result]
