"""The files for desktops and `man` in a folder `share`: menu entry, icons, description, manual pages, completions."""

import gzip
import os
import shutil
import time
from pathlib import Path

from installers import icons
from installers.freeze import programs
from installers.linux.completion import PLACES, completion
from installers.linux.manual import manual_page

HERE = Path(__file__).parent
ICON_SIDES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""In pixels: the folders of the theme `hicolor`."""


def epoch() -> int:
    """Return the time of all files, in seconds; build.py sets it."""
    return int(os.environ["SOURCE_DATE_EPOCH"])


def day() -> str:
    """Return the same as a date."""
    return time.strftime("%Y-%m-%d", time.gmtime(epoch()))


def lay_desktop(share: Path, version: str) -> None:
    """Write the files for a desktop."""
    applications, metainfo = share / "applications", share / "metainfo"
    applications.mkdir(parents=True)
    for name in ("qqdesk.desktop", "qqdesk-link.desktop"):
        shutil.copyfile(HERE / name, applications / name)
    metainfo.mkdir()
    text = (HERE / "qqdesk.metainfo.xml").read_text("utf-8")
    (metainfo / "qqdesk.metainfo.xml").write_text(text.replace("@VERSION@", version).replace("@DATE@", day()), "utf-8")
    hicolor = share / "icons" / "hicolor"
    for side in ICON_SIDES:
        icons.write(hicolor / f"{side}x{side}" / "apps" / "qqdesk.png", side)
    scalable = hicolor / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copyfile(icons.SOURCE, scalable / "qqdesk.svg")


def lay_manuals(share: Path, version: str) -> None:
    """Write a manual page for each program. Raises MakingError."""
    manuals = share / "man" / "man1"
    manuals.mkdir(parents=True)
    for name in programs():
        compress(manual_page(name, version), manuals / f"{name}.1.gz")


def lay_completions(share: Path) -> None:
    """Write the completions of each program for each shell. Raises MakingError."""
    for name in programs():
        for shell, place in PLACES.items():
            file = share / place.format(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(completion(name, shell), encoding="utf-8")


def compress(text: str, file: Path) -> None:
    """Write a .gz file without name and time: the same text makes the same file."""
    file.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
