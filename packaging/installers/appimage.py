"""An AppImage: one file for any Linux, that is made executable and started."""

import os
import platform
import shutil
from pathlib import Path

from installers.linux.folder import check_links, copy_frozen, lacking
from installers.linux.share import lay_desktop
from installers.maker import BUILD, run

NAME = "appimage"
TOOL = "appimagetool"
RUNTIME = "APPIMAGE_RUNTIME"
"""A variable with the file that stands at the head of every AppImage; without it the tool loads one."""
TREE = BUILD / "qqdesk.AppDir"
_APP_RUN = """#!/bin/sh
# A link to the image that is called qqdesk-server or qqdesk-cli starts that one.
here=$(dirname "$(readlink -f "$0")")
name=$(basename "${ARGV0:-qqdesk}")
case $name in
    qqdesk-server | qqdesk-cli) ;;
    *) name=qqdesk ;;
esac
exec "$here/usr/lib/qqdesk/$name" "$@"
"""


def cannot() -> str:
    """No distribution has the tool."""
    if reason := lacking():
        return reason
    if shutil.which(TOOL) is None:
        return (
            f"{TOOL} cannot be found: the AppImage project has it, as a file to put into a folder of the path. "
            f"Without a network it needs its runtime, too, named by {RUNTIME}"
        )
    return ""


def make(frozen: Path, out: Path, version: str) -> list[Path]:
    """`qqdesk-VERSION-ARCH.AppImage`."""
    lay_out(frozen, TREE, version)
    image = out / f"qqdesk-{version}-{platform.machine()}.AppImage"
    runtime = os.environ.get(RUNTIME, "")
    command = [TOOL, "--no-appstream", *(["--runtime-file", runtime] if runtime else []), str(TREE), str(image)]
    # It wants to be told the machine's kind where it finds several, and must not need FUSE of whoever builds.
    more = {"ARCH": platform.machine(), "APPIMAGE_EXTRACT_AND_RUN": "1", "VERSION": version}
    run(command, BUILD / "log" / "appimage.txt", **more)
    return [image]


def lay_out(frozen: Path, tree: Path, version: str) -> None:
    """What is in the image, with the `AppRun` that starts it. Raises MakingError."""
    shutil.rmtree(tree, ignore_errors=True)
    library = tree / "usr" / "lib" / "qqdesk"
    library.parent.mkdir(parents=True)
    copy_frozen(frozen, library)
    check_links(library)
    share = tree / "usr" / "share"
    lay_desktop(share, version)
    shutil.copyfile(share / "applications" / "qqdesk.desktop", tree / "qqdesk.desktop")
    shutil.copyfile(share / "icons" / "hicolor" / "scalable" / "apps" / "qqdesk.svg", tree / "qqdesk.svg")
    shutil.copyfile(share / "icons" / "hicolor" / "256x256" / "apps" / "qqdesk.png", tree / ".DirIcon")
    start = tree / "AppRun"
    start.write_text(_APP_RUN, encoding="utf-8")
    start.chmod(0o755)
