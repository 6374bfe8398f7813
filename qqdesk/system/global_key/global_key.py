"""Which systems let a program have a key everywhere. Wayland and macOS ask the user to set one up."""

import logging
import os
import sys
from collections.abc import Callable
from typing import Protocol

_log = logging.getLogger(__name__)


class GlobalKey(Protocol):
    def stop(self) -> None:
        """Give the key back."""


def has_global_keys() -> bool:
    is_x11 = bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")
    return sys.platform == "win32" or (sys.platform.startswith("linux") and is_x11)


def grab_key(letter: str, on_pressed: Callable[[], None]) -> GlobalKey | None:
    """Take Ctrl+Alt and a letter from the system; `on_pressed` is called in a thread. Return None if that fails.

    If another program has the key already, it is never pressed here.
    """
    if not has_global_keys():
        return None
    try:
        if sys.platform == "win32":
            from qqdesk.system.global_key.windows_key import WindowsKey

            return WindowsKey(letter, on_pressed)
        from qqdesk.system.global_key.x11_key import X11Key

        return X11Key(letter, on_pressed)
    except OSError as error:
        _log.info("no key for all programs: %s", error)
        return None
