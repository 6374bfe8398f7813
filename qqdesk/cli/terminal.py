"""Somebody at a terminal, who can be asked, whatever the standard input is."""

import getpass
import sys


def has_terminal() -> bool:
    """Somebody can be asked."""
    if sys.platform == "win32":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        with open("/dev/tty", "rb"):  # noqa: PTH123 - it is no file
            return True
    except OSError:
        return False


def ask_password(prompt: str) -> str | None:
    """What is typed, which is not shown; "" for nothing, and None where there is no terminal."""
    if not has_terminal():
        return None
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""
