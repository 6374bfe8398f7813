"""X11: the MIT-SCREEN-SAVER extension, over libxcb.

Qt needs libxcb under X11, so it is installed. libXss and libxcb-screensaver often are not. Xlib would also end the
program when the X server ends.
"""

import ctypes
import ctypes.util
import os
import struct
from typing import Any

from qqdesk.system.idle.idle import Idle

_QUERY_INFO = 1
_CHECKED = 1
_SCREEN_SAVER_ON = 1
_REPLY = struct.Struct("=BBHIIIIB")
"""Response type, state, sequence, length, window, time to the screen saver, idle time, kind."""


class _Extension(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("global_id", ctypes.c_int))


class _Request(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_size_t),
        ("extension", ctypes.POINTER(_Extension)),
        ("opcode", ctypes.c_uint8),
        ("is_void", ctypes.c_uint8),
    )


class _Part(ctypes.Structure):
    _fields_ = (("base", ctypes.c_char_p), ("length", ctypes.c_size_t))


class _Screens(ctypes.Structure):
    _fields_ = (("data", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class X11Idle:
    """Has its own connection to the X server."""

    def __init__(self, display: str | None = None) -> None:
        """Raise OSError without an X server that has the extension."""
        self._xcb, self._free = _library()
        self._extension = _Extension(b"MIT-SCREEN-SAVER", 0)
        name = (display or os.environ.get("DISPLAY", "")).encode()
        self._connection = self._xcb.xcb_connect(name, None)
        try:
            self._require_connection()
            if not self._xcb.xcb_get_extension_data(self._connection, ctypes.byref(self._extension)):
                raise OSError("no connection to the X server")
            self._root = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection)).data[0]
            self.read()
        except OSError:
            self.close()
            raise

    def _require_connection(self) -> None:
        if self._connection is None or self._xcb.xcb_connection_has_error(self._connection):
            raise OSError("no connection to the X server")

    def read(self) -> Idle:
        self._require_connection()
        # The library writes to the two parts before the given ones.
        parts = (_Part * 4)()
        body = struct.pack("=BBHI", 0, _QUERY_INFO, 2, self._root)
        parts[2] = _Part(body, len(body))
        request = _Request(1, ctypes.pointer(self._extension), _QUERY_INFO, 0)
        vector = ctypes.byref(parts, 2 * ctypes.sizeof(_Part))
        sequence = self._xcb.xcb_send_request(self._connection, _CHECKED, vector, ctypes.byref(request))
        if not sequence:
            raise OSError("the X server has no MIT-SCREEN-SAVER")
        error = ctypes.c_void_p()
        reply = self._xcb.xcb_wait_for_reply(self._connection, sequence, ctypes.byref(error))
        if error.value:
            self._free(error)
        if not reply:
            raise OSError("the X server does not answer")
        try:
            fields = _REPLY.unpack(ctypes.string_at(reply, _REPLY.size))
        finally:
            self._free(reply)
        return Idle(fields[6] / 1000, fields[1] == _SCREEN_SAVER_ON and fields[7] == 2)

    def close(self) -> None:
        if self._connection is not None:
            self._xcb.xcb_disconnect(self._connection)
            self._connection = None


def _library() -> tuple[Any, Any]:
    xcb = ctypes.CDLL("libxcb.so.1")
    pointer = ctypes.c_void_p
    xcb.xcb_connect.restype = pointer
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, pointer]
    xcb.xcb_connection_has_error.argtypes = [pointer]
    xcb.xcb_get_extension_data.restype = pointer
    xcb.xcb_get_extension_data.argtypes = [pointer, pointer]
    xcb.xcb_get_setup.restype = pointer
    xcb.xcb_get_setup.argtypes = [pointer]
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_setup_roots_iterator.argtypes = [pointer]
    xcb.xcb_send_request.restype = ctypes.c_uint
    xcb.xcb_send_request.argtypes = [pointer, ctypes.c_int, pointer, pointer]
    xcb.xcb_wait_for_reply.restype = pointer
    xcb.xcb_wait_for_reply.argtypes = [pointer, ctypes.c_uint, pointer]
    xcb.xcb_disconnect.argtypes = [pointer]
    free = ctypes.CDLL(None).free
    free.argtypes = [pointer]
    free.restype = None
    return xcb, free
