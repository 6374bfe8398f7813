"""A sentence for the person where none of our own windows can be made: on the error stream, and by what the system
has for it."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from qqdesk.system.crash.native import FAILED
from qqdesk.system.crash.traces import without_home

_WAYS = (
    ("zenity", "--error", "--no-markup", "--title=qqdesk", "--text"),
    ("kdialog", "--title", "qqdesk", "--error"),
    ("gxmessage", "-title", "qqdesk", "-center"),
    ("xmessage", "-title", "qqdesk", "-center"),
    ("notify-send", "-u", "critical", "qqdesk"),
)
"""What may be installed beside a desktop; the sentence comes behind."""


def tell(sentence: str) -> None:
    """Does not wait for the person, but on Windows, where the window is ours."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"qqdesk: {sentence}\n")
            sys.stderr.flush()
    show(sentence)


def tell_cannot_load(error: Exception) -> int:
    """Report a failed import and return the exit code. The error text is safe: no user data is loaded yet."""
    why = without_home(str(error))
    tell(f"The program cannot be loaded: {why}. Install the missing library, or reinstall qqdesk.")
    return FAILED


def show(sentence: str) -> None:
    """The window alone."""
    with suppress(OSError):
        _show(sentence)


def _show(sentence: str) -> None:
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, sentence, "qqdesk", 0x10)
    elif sys.platform == "darwin":
        quoted = sentence.replace("\\", "\\\\").replace('"', '\\"')
        _start(["osascript", "-e", f'display alert "qqdesk" message "{quoted}" as critical'])
    elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        way = next((way for way in _WAYS if shutil.which(way[0])), None)
        if way is not None:
            _start([*way, sentence])


def _start(command: Sequence[str]) -> None:
    nothing = subprocess.DEVNULL
    subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
