"""X11: a grabbed key, over libxcb, which Qt needs there."""

import ctypes
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

_CONTROL_ALT = 4 | 8
_LOCKS = (0, 2, 16, 2 | 16)
"""A grab is for exact modifiers: Caps Lock and Num Lock count, too."""
_ASYNC = 1
_KEY_PRESS = 2
_KEYCODES = 34
"""Where the setup has the first and the last key code."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (("data", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class X11Key:
    """Has its own connection to the X server."""

    def __init__(self, letter: str, on_pressed: Callable[[], None], display: str | None = None) -> None:
        """Raise OSError without an X server, or a key for the letter."""
        self._xcb, self._free = _library()
        self._on_pressed = on_pressed
        self._connection = self._xcb.xcb_connect(display.encode() if display else None, None)
        try:
            if self._xcb.xcb_connection_has_error(self._connection):
                raise OSError("no connection to the X server")
            setup = self._xcb.xcb_get_setup(self._connection)
            root = self._xcb.xcb_setup_roots_iterator(setup).data[0]
            code = self._key_code(setup, ord(letter.lower()))
        except OSError:
            self._xcb.xcb_disconnect(self._connection)
            raise
        for locks in _LOCKS:
            self._xcb.xcb_grab_key(self._connection, 1, root, _CONTROL_ALT | locks, code, _ASYNC, _ASYNC)
        self._xcb.xcb_flush(self._connection)
        self._thread = threading.Thread(target=self._run, name="global key", daemon=True)
        self._thread.start()

    def _key_code(self, setup: int, symbol: int) -> int:
        first, last = ctypes.string_at(setup + _KEYCODES, 2)
        cookie = self._xcb.xcb_get_keyboard_mapping(self._connection, first, last - first + 1)
        reply = self._xcb.xcb_get_keyboard_mapping_reply(self._connection, cookie, None)
        if not reply:
            raise OSError("the X server does not answer")
        per_code = ctypes.string_at(reply, 2)[1]
        symbols = self._xcb.xcb_get_keyboard_mapping_keysyms(reply)[: per_code * (last - first + 1)]
        self._free(reply)
        if symbol not in symbols:
            raise OSError("the keyboard has no such key")
        return int(first + symbols.index(symbol) // per_code)

    def _run(self) -> None:
        while event := self._xcb.xcb_wait_for_event(self._connection):
            kind = ctypes.string_at(event, 1)[0]
            self._free(event)
            if kind == _KEY_PRESS:
                self._on_pressed()

    def stop(self) -> None:
        # The thread waits for the server until the connection ends.
        with socket.socket(fileno=os.dup(self._xcb.xcb_get_file_descriptor(self._connection))) as connection:
            connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._xcb.xcb_disconnect(self._connection)


def _library() -> tuple[Any, Any]:
    xcb = ctypes.CDLL("libxcb.so.1")
    pointer, byte = ctypes.c_void_p, ctypes.c_uint8
    xcb.xcb_connect.restype = pointer
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, pointer]
    xcb.xcb_get_setup.restype = pointer
    xcb.xcb_setup_roots_iterator.restype = _Screens
    xcb.xcb_get_keyboard_mapping.restype = _Cookie
    xcb.xcb_get_keyboard_mapping.argtypes = [pointer, byte, byte]
    xcb.xcb_get_keyboard_mapping_reply.restype = pointer
    xcb.xcb_get_keyboard_mapping_reply.argtypes = [pointer, _Cookie, pointer]
    xcb.xcb_get_keyboard_mapping_keysyms.restype = ctypes.POINTER(ctypes.c_uint32)
    xcb.xcb_grab_key.argtypes = [pointer, byte, ctypes.c_uint32, ctypes.c_uint16, byte, byte, byte]
    xcb.xcb_grab_key.restype = _Cookie
    xcb.xcb_wait_for_event.restype = pointer
    for name in (
        *("xcb_connection_has_error", "xcb_get_setup", "xcb_setup_roots_iterator", "xcb_flush", "xcb_disconnect"),
        *("xcb_get_keyboard_mapping_keysyms", "xcb_wait_for_event", "xcb_get_file_descriptor"),
    ):
        getattr(xcb, name).argtypes = [pointer]
    free = ctypes.CDLL(None).free
    free.argtypes = [pointer]
    free.restype = None
    return xcb, free
