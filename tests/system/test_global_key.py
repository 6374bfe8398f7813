"""The key that works in all programs."""

import ctypes
import os
import queue
import shutil
import subprocess
import sys
from ctypes import wintypes
from typing import Any

import pytest

from qqdesk.system.global_key.global_key import grab_key, has_global_keys
from qqdesk.system.global_key.windows_key import WindowsKey
from tests.helpers.screen import x_screen

_PATIENCE_S = 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="an X server")
def test_the_key_is_reported_on_an_x_server_also_with_num_lock() -> None:
    from qqdesk.system.global_key.x11_key import X11Key

    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed")
    pressed: queue.SimpleQueue[bool] = queue.SimpleQueue()
    with x_screen() as environment:
        key = X11Key("A", lambda: pressed.put(True), environment["DISPLAY"])
        for keys in (["ctrl+alt+a"], ["Num_Lock", "ctrl+alt+a"], ["Num_Lock", "Caps_Lock", "ctrl+alt+a"]):
            subprocess.run(["xdotool", "key", "ctrl+a", "alt+a", *keys], env=environment, check=True)
            assert pressed.get(timeout=_PATIENCE_S)
        key.stop()
        assert pressed.empty()
        with pytest.raises(OSError, match="X server"):
            X11Key("A", lambda: None, ":4242")


def test_windows_sends_the_key_to_its_thread() -> None:
    messages: queue.SimpleQueue[int] = queue.SimpleQueue()
    registered: list[tuple[Any, ...]] = []

    class User32:
        def RegisterHotKey(self, *arguments: Any) -> int:
            registered.append(arguments)
            return 1

        def GetMessageW(self, message: Any, *_: Any) -> int:
            kind = messages.get(timeout=_PATIENCE_S)
            ctypes.cast(message, ctypes.POINTER(wintypes.MSG)).contents.message = kind
            return int(kind != 0x0012)

        def PostThreadMessageW(self, thread: int, kind: int, *_: Any) -> int:
            messages.put(kind)
            return 1

    pressed: queue.SimpleQueue[bool] = queue.SimpleQueue()
    key = WindowsKey("A", lambda: pressed.put(True), User32())
    messages.put(0x0312)
    assert pressed.get(timeout=_PATIENCE_S)
    key.stop()
    assert registered == [(None, 1, 0x4003, ord("A"))]
    assert pressed.empty()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Wayland")
def test_wayland_has_no_such_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", os.environ.get("DISPLAY", ":4242"))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not has_global_keys()
    assert grab_key("A", lambda: None) is None
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setenv("DISPLAY", ":4242")
    assert grab_key("A", lambda: None) is None
