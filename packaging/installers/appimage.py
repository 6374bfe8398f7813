"""An AppImage: one executable file for any Linux."""

import os
import platform
import shutil
from pathlib import Path

from installers.linux.folder import copy_frozen, lacking
from installers.linux.share import lay_desktop
from installers.maker import BUILD, run

RUNTIME = "APPIMAGE_RUNTIME"
"""A variable that names the file at the head of every AppImage. Without it the tool downloads one."""
TREE = BUILD / "qqdesk.AppDir"
_APP_RUN = """#!/bin/sh
# A link to the image with the name qqdesk-server or qqdesk-cli starts that program.
name=$(basename "${ARGV0:-qqdesk}")
case $name in
    qqdesk-server | qqdesk-cli) ;;
    *) name=qqdesk ;;
esac
exec "$(dirname "$(readlink -f "$0")")/usr/lib/qqdesk/$name" "$@"
"""


def cannot() -> str:
    if reason := lacking():
        return reason
    return "" if shutil.which("appimagetool") else "appimagetool is not on the path; the AppImage project has it"


def make(frozen: Path, out: Path, version: str) -> list[Path]:
    """`qqdesk-VERSION-ARCH.AppImage`."""
    lay_out(frozen, TREE, version)
    image = out / f"qqdesk-{version}-{platform.machine()}.AppImage"
    runtime = [f"--runtime-file={os.environ[RUNTIME]}"] if RUNTIME in os.environ else []
    command = ["appimagetool", "--no-appstream", *runtime, str(TREE), str(image)]
    # The tool is an AppImage, too, and the builder may have no FUSE.
    run(command, BUILD / "log" / "appimage.txt", ARCH=platform.machine(), APPIMAGE_EXTRACT_AND_RUN="1")
    return [image]


def lay_out(frozen: Path, tree: Path, version: str) -> None:
    """Write the files of the image, with the `AppRun` that starts it. Raises MakingError."""
    shutil.rmtree(tree, ignore_errors=True)
    copy_frozen(frozen, tree / "usr" / "lib" / "qqdesk")
    share = tree / "usr" / "share"
    lay_desktop(share, version)
    shutil.copy(share / "applications" / "qqdesk.desktop", tree)
    shutil.copy(share / "icons" / "hicolor" / "scalable" / "apps" / "qqdesk.svg", tree)
    (tree / "AppRun").write_text(_APP_RUN, encoding="utf-8")
    (tree / "AppRun").chmod(0o755)
