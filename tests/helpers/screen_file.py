"""Screens of any size for Qt's offscreen platform."""

import json
from pathlib import Path


def write_screen_file(path: Path, width: int, height: int) -> Path:
    """Write the description of a screen, in pixels of the device, for `QT_QPA_PLATFORM=offscreen:configfile=…`."""
    return write_screens(path, (width, height, 1))


def write_screens(path: Path, *screens: tuple[int, int, int]) -> Path:
    """Write the description of screens side by side: width and height in pixels of the device, and the scale."""
    described, left = [], 0
    for width, height, scale in screens:
        place = {"name": f"screen {left}", "x": left, "y": 0, "width": width, "height": height, "dpr": 1}
        described.append({**place, "logicalDpi": 96 * scale, "logicalBaseDpi": 96})
        left += width // scale
    path.write_text(json.dumps({"screens": described}), encoding="utf-8")
    return path
