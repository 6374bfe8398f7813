"""The program's icon in every size that a desktop asks for, where a desktop looks for it."""

import shutil
from pathlib import Path

from installers.icons import SOURCE, png

SIDES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""In pixels: the folders of the theme `hicolor`."""


def write_icons(hicolor: Path) -> None:
    """The theme's folders with the icon in each: `48x48/apps/qqdesk.png`, `scalable/apps/qqdesk.svg`."""
    for side in SIDES:
        folder = hicolor / f"{side}x{side}" / "apps"
        folder.mkdir(parents=True)
        (folder / "qqdesk.png").write_bytes(png(side))
    folder = hicolor / "scalable" / "apps"
    folder.mkdir(parents=True)
    shutil.copyfile(SOURCE, folder / "qqdesk.svg")
