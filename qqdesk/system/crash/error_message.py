"""An error message without Qt, for a program that cannot show a window of its own."""

import ctypes
import sys
from contextlib import suppress

from qqdesk.system.crash.traces import without_home

FAILED = 70
"""The exit code after a bug; EX_SOFTWARE of sysexits.h."""


def write_error(sentence: str) -> None:
    """Write a sentence to stderr. On Windows a program without a console has none."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"{sentence}\n")
            sys.stderr.flush()


def show_error(sentence: str) -> None:
    """Write a sentence to stderr, and show it on Windows."""
    write_error(f"qqdesk: {sentence}")
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, sentence, "qqdesk", 0x10)


def show_import_error(error: Exception) -> int:
    """Report a failed import and return the exit code. The error text is safe: no user data is loaded yet."""
    why = without_home(str(error))
    show_error(f"The program cannot be loaded: {why}. Install the missing library, or reinstall qqdesk.")
    return FAILED
