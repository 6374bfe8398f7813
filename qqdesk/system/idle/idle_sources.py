"""The sources of idle time on this system."""

import logging
import os
import sys
from collections.abc import Callable, Sequence

from qqdesk.system.idle.idle import Idle, IdleSource

_log = logging.getLogger(__name__)


class Sources:
    """Queries the sources in order for the idle time, and all of them for a locked screen.

    A source that fails (no library, no bus, no screen) is not queried again.
    """

    def __init__(self, makers: Sequence[Callable[[], IdleSource]]) -> None:
        """`makers` are called by the first `read`, in its thread."""
        self._makers = list(makers)
        self._sources: list[IdleSource] | None = None

    def read(self) -> Idle:
        if self._sources is None:
            self._sources = [source for source in map(_made, self._makers) if source is not None]
        seconds: float | None = None
        is_locked = False
        for source in list(self._sources):
            try:
                idle = source.read()
            except OSError as error:
                _log.info("%s does not work any more: %s", type(source).__name__, error)
                source.close()
                self._sources.remove(source)
                continue
            is_locked = is_locked or idle.is_locked
            if seconds is None:
                seconds = idle.seconds
        return Idle(seconds, is_locked)

    def close(self) -> None:
        for source in self._sources or ():
            source.close()
        self._sources = None


def _made(maker: Callable[[], IdleSource]) -> IdleSource | None:
    try:
        return maker()
    except OSError as error:
        _log.info("%s: %s", getattr(maker, "__name__", maker), error)
        return None


def system_sources() -> Sources:
    """Return the sources of this system. Under Wayland an X server knows only its own windows, and is not queried."""
    if sys.platform == "win32":
        from qqdesk.system.idle.windows import WindowsIdle

        return Sources([WindowsIdle])
    if sys.platform == "darwin":
        from qqdesk.system.idle.macos import MacIdle

        return Sources([MacIdle])
    from qqdesk.system.idle.bus import LoginIdle, SessionIdle
    from qqdesk.system.idle.x11 import X11Idle

    if os.environ.get("WAYLAND_DISPLAY") or not os.environ.get("DISPLAY"):
        return Sources([SessionIdle, LoginIdle])
    return Sources([X11Idle, SessionIdle, LoginIdle])
