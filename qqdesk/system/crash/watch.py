"""Somebody who is still there when the program is not: starts what shows the report of a crash.

On POSIX systems that is a shell of less than a megabyte, asleep in a pipe that the system closes with the program. It
does something only where a crash has written its stacks: who ends the program, or its session, ends it without a word.
Windows starts programs again by itself, when they have run for a minute.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from qqdesk.system.crash.restarting import environment_of_a_start, words_of_a_start

_MOST_LINE = 1024
"""RESTART_MAX_CMD_LINE of Windows, in characters."""
_SHELL = "/bin/sh"
_SCRIPT = 'read -r _; [ -s "$1" ] || exit 0; shift; exec "$@" </dev/null'


class CrashWatch:
    """From `begin` to `end`, which the program calls when it ends well."""

    def __init__(self) -> None:
        self._pipe: int | None = None
        self._child = 0

    def begin(self, path: str, command: Sequence[str]) -> None:
        """`command` is run when the program is gone and something stands in the file `path`. Raises OSError where the
        shell cannot be started."""
        if sys.platform == "win32":
            _let_windows_start(command)
            return
        ours, theirs = os.pipe()  # both are closed in whatever this process starts
        try:
            self._child = _spawn(theirs=ours, words=[_SHELL, "-c", _SCRIPT, "qqdesk-crash-watch", path, *command])
        except OSError:
            os.close(theirs)
            raise
        finally:
            os.close(ours)
        self._pipe = theirs

    def end(self) -> None:
        """The shell ends with it."""
        if sys.platform == "win32":
            _let_windows_start(())
        elif self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None
            with suppress(ChildProcessError):
                os.waitpid(self._child, 0)


def _spawn(theirs: int, words: list[str]) -> int:
    """In a session of its own: Ctrl+C in a terminal is for the program alone."""
    actions = [(os.POSIX_SPAWN_DUP2, theirs, 0)]
    ignored = [signal.SIGPIPE]  # by Python: whatever comes after it has it as everybody has
    environment = environment_of_a_start()
    try:
        return os.posix_spawn(_SHELL, words, environment, file_actions=actions, setsigdef=ignored, setsid=True)
    except NotImplementedError:  # a system that is too old for it
        return os.posix_spawn(_SHELL, words, environment, file_actions=actions, setsigdef=ignored, setpgroup=0)


def _let_windows_start(command: Sequence[str]) -> None:
    """The arguments behind the name of the program; none is nothing any more. It comes back after a crash only: not
    after an update, and not with the computer. From a checkout, what it would start is Python."""
    if sys.platform == "win32" and getattr(sys, "frozen", False):
        kernel = ctypes.windll.kernel32
        if command:
            not_by_an_update, not_with_the_computer = 4, 8
            line = subprocess.list2cmdline(words_of_a_start())
            if len(line) < _MOST_LINE:
                kernel.RegisterApplicationRestart(ctypes.c_wchar_p(line), not_by_an_update | not_with_the_computer)
        else:
            kernel.UnregisterApplicationRestart()
