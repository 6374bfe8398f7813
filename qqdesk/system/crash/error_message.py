"""An error message without Qt, for a program that cannot show a window of its own."""

import ctypes
import sys
from contextlib import suppress

FAILED = 70
"""The exit code after a bug; EX_SOFTWARE of sysexits.h."""


def write_error(sentence: str) -> None:
    """Write a sentence to stderr. On Windows a program without a console has none."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def show_error(sentence: str) -> None:
    """Write a sentence to stderr, and show it on Windows."""
    write_error(f"qqdesk: {sentence}")
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, sentence, "qqdesk", 0x10)
