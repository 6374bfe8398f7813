"""A screen of any size for Qt's offscreen platform."""

import json
from pathlib import Path


def write_screen_file(path: Path, width: int, height: int) -> Path:
    """Write the description of a screen, in pixels of the device, for `QT_QPA_PLATFORM=offscreen:configfile=…`."""
    screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    path.write_text(json.dumps({"screens": [{**screen, "logicalDpi": 96, "logicalBaseDpi": 96}]}), encoding="utf-8")
    return path
