"""What every system has to tell, and which sources this one has."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Idle:
    """`seconds` since the last key, click or movement anywhere on this computer; None where nobody can tell.

    A computer whose screen is locked is used by nobody, whatever was pressed to lock it.
    """

    seconds: float | None = None
    is_locked: bool = False


class IdleSource(Protocol):
    def look(self) -> Idle:
        """May wait for another program for a second or two: not for the thread of the windows."""
        ...

    def close(self) -> None: ...


class Sources:
    """Asks one after the other until it is known how long nobody was there, and whether the screen is locked.

    A source that cannot be used (no such library, no bus, no screen) is not asked again.
    """

    def __init__(self, makers: Sequence[Callable[[], IdleSource]]) -> None:
        """`makers` are called at the first look, in the thread that looks."""
        self._makers = list(makers)
        self._sources: list[IdleSource] | None = None

    def look(self) -> Idle:
        if self._sources is None:
            self._sources = [source for source in map(_made, self._makers) if source is not None]
        seconds: float | None = None
        is_locked = False
        for source in list(self._sources):
            try:
                idle = source.look()
            except OSError as error:
                _log.info("%s tells nothing any more: %s", type(source).__name__, error)
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
    """Those of the system that this is. Under Wayland an X server knows of its own windows only, and is not asked."""
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
