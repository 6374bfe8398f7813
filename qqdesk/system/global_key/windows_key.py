"""Windows: RegisterHotKey, whose messages come to the thread that registered the key."""

import ctypes
import threading
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

_CONTROL_ALT_NO_REPEAT = 0x4003
_HOT_KEY, _QUIT = 0x0312, 0x0012


class WindowsKey:
    """Tests pass a fake library."""

    def __init__(self, letter: str, on_pressed: Callable[[], None], user32: Any = None) -> None:
        libraries: Any = getattr(ctypes, "windll", None)
        if libraries is None and user32 is None:
            raise OSError("this is not Windows")
        self._user32 = user32 if user32 is not None else libraries.user32
        self._letter, self._on_pressed = letter, on_pressed
        self._is_ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="global key", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        is_registered = self._user32.RegisterHotKey(None, 1, _CONTROL_ALT_NO_REPEAT, ord(self._letter))
        self._is_ready.set()
        message = wintypes.MSG()
        while is_registered and self._user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            if message.message == _HOT_KEY:
                self._on_pressed()

    def stop(self) -> None:
        """End the thread, and the registration with it."""
        self._is_ready.wait()
        self._user32.PostThreadMessageW(self._thread.native_id, _QUIT, 0, 0)
        self._thread.join()
