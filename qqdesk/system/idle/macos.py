"""macOS: the idle time and the lock of the session, from Core Graphics."""

import ctypes
from typing import Any

from qqdesk.system.idle.idle import Idle

_GRAPHICS = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_SESSION_STATE = 0  # kCGEventSourceStateCombinedSessionState
_ANY_INPUT = 0xFFFFFFFF  # kCGAnyInputEventType
_UTF_8 = 0x08000100
_LOCKED = b"CGSSessionScreenIsLocked"


class MacIdle:
    """Tests pass fake libraries."""

    def __init__(self, graphics: Any = None, foundation: Any = None) -> None:
        """Raise OSError without these libraries."""
        self._graphics = graphics if graphics is not None else ctypes.CDLL(_GRAPHICS)
        self._foundation = foundation if foundation is not None else ctypes.CDLL(_FOUNDATION)
        since = self._graphics.CGEventSourceSecondsSinceLastEventType
        since.restype = ctypes.c_double
        since.argtypes = [ctypes.c_int32, ctypes.c_uint32]
        self._graphics.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
        core = self._foundation
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
        core.CFDictionaryGetValue.restype = ctypes.c_void_p
        core.CFDictionaryGetValue.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        core.CFBooleanGetValue.restype = ctypes.c_ubyte
        core.CFBooleanGetValue.argtypes = [ctypes.c_void_p]
        core.CFRelease.argtypes = [ctypes.c_void_p]
        self._key = core.CFStringCreateWithCString(None, _LOCKED, _UTF_8)

    def read(self) -> Idle:
        seconds = float(self._graphics.CGEventSourceSecondsSinceLastEventType(_SESSION_STATE, _ANY_INPUT))
        return Idle(seconds, self._is_locked())

    def _is_locked(self) -> bool:
        session = self._graphics.CGSessionCopyCurrentDictionary()
        if not session:
            return False
        try:
            value = self._foundation.CFDictionaryGetValue(session, self._key)
            return bool(value) and bool(self._foundation.CFBooleanGetValue(value))
        finally:
            self._foundation.CFRelease(session)

    def close(self) -> None:
        if self._key:
            self._foundation.CFRelease(self._key)
            self._key = None
