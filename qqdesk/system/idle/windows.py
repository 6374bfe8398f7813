"""Windows: the idle time from GetLastInputInfo, and the lock screen."""

import ctypes
from typing import Any

from qqdesk.system.idle.idle import Idle

_SWITCH_DESKTOP = 0x0100
_WRAP = 1 << 32
"""The clock of milliseconds starts again at 0 after 49 days."""


class _LastInput(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint32), ("time", ctypes.c_uint32))


class WindowsIdle:
    """Tests pass fake libraries."""

    def __init__(self, user32: Any = None, kernel32: Any = None) -> None:
        libraries: Any = getattr(ctypes, "windll", None)
        if libraries is None and (user32 is None or kernel32 is None):
            raise OSError("this is not Windows")
        self._user32 = user32 if user32 is not None else libraries.user32
        self._kernel32 = kernel32 if kernel32 is not None else libraries.kernel32
        # ctypes assumes results of 32 bits, and a handle has 64.
        self._user32.OpenInputDesktop.restype = ctypes.c_void_p
        self._user32.CloseDesktop.argtypes = [ctypes.c_void_p]
        self._kernel32.GetTickCount.restype = ctypes.c_uint32

    def read(self) -> Idle:
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if not self._user32.GetLastInputInfo(ctypes.byref(last)):
            raise OSError("GetLastInputInfo failed")
        return Idle((self._kernel32.GetTickCount() - last.time) % _WRAP / 1000, self._is_locked())

    def _is_locked(self) -> bool:
        """Return whether the lock screen is shown: programs may not open its desktop."""
        desktop = self._user32.OpenInputDesktop(0, False, _SWITCH_DESKTOP)
        if not desktop:
            return True
        self._user32.CloseDesktop(desktop)
        return False

    def close(self) -> None:
        """There is nothing to close."""
