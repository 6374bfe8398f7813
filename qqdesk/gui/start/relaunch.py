"""Start the program again with its arguments."""

import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QProcess

from qqdesk.system.own_command import own_command


def relaunch_arguments(arguments: Sequence[str]) -> list[str]:
    """Return the arguments for a new start: with its windows, and without a link, which may be the cause of a crash."""
    return [] if "--open" in arguments else [word for word in arguments if word != "--hidden"]


def relaunch() -> None:
    """Start the program as a process of its own. The instance lock must be free."""
    if getattr(sys, "frozen", False):  # else PyInstaller takes the new process for a part of this one
        os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    program, *words = own_command()
    QProcess.startDetached(program, [*words, *relaunch_arguments(sys.argv[1:])])
