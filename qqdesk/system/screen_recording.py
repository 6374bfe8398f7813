"""macOS: the permission to record the screen. Without it, a picture of the screen has the wallpaper only."""

import ctypes
from typing import Any

_GRAPHICS = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"


def may_record_screen(graphics: Any = None) -> bool:
    """Return whether the screen can be seen. If not, the system asks the user. Tests pass a fake library."""
    graphics = graphics or ctypes.CDLL(_GRAPHICS)
    for function in (graphics.CGPreflightScreenCaptureAccess, graphics.CGRequestScreenCaptureAccess):
        function.restype = ctypes.c_bool
    return bool(graphics.CGPreflightScreenCaptureAccess() or graphics.CGRequestScreenCaptureAccess())
