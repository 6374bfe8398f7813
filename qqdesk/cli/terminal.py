"""Questions at the terminal, independent of standard input."""

import getpass
import sys


def has_terminal() -> bool:
    """Whether there is a terminal."""
    if sys.platform == "win32":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        with open("/dev/tty", "rb"):  # noqa: PTH123 - it is no file
            return True
    except OSError:
        return False


def ask_password(prompt: str) -> str | None:
    """Ask for a password without echo; return None without a terminal."""
    if not has_terminal():
        return None
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return ""
