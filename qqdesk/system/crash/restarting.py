"""Starting the program again with the arguments that it had, and not for ever."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from qqdesk.system.own_command import own_command

OPTION = "--crash-report"
"""With the file of a crash: whoever shows it. No person types it."""
_HIDDEN = "--hidden"
_OPEN = "--open"
PAUSE_S = 60.0
"""A crash so soon after a restart is the same again: the next restart is the person's."""
_STAMP = "crash.restarted"


def words_of_a_start(argv: Sequence[str] | None = None) -> list[str]:
    """Return the arguments that this program was started with, without a report, and without a link to open.

    A link stands alone on a command line, and it may be what the program crashes of.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for option in (OPTION, _OPEN):
        if option in words:
            place = words.index(option)
            del words[place : place + 2]
    return words


def by_a_person() -> list[str]:
    """The same where a person has asked for it, who wants to see it come."""
    return [word for word in words_of_a_start() if word != _HIDDEN]


def command_for_report(path: str) -> list[str]:
    """What shows the crash that is in this file, and starts the program again."""
    return [*own_command(), *words_of_a_start(), OPTION, path]


def may_restart(folder: Path, crashed: float) -> bool:
    """Whether a crash at this moment, as time.time(), is followed by a restart; then it is noted."""
    stamp = folder / _STAMP
    try:
        if 0 <= crashed - stamp.stat().st_mtime < PAUSE_S:
            return False
    except FileNotFoundError:
        pass
    except OSError:
        return False
    try:
        stamp.touch(0o600)
        now = time.time()
        os.utime(stamp, (now, now))
    except OSError:
        return False  # nobody would know of it the next time
    return True


def environment_of_a_start() -> dict[str, str]:
    """A frozen program marks itself for those that it starts, which take themselves for parts of it then: a start
    anew is none."""
    frozen = getattr(sys, "frozen", False)
    return {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"} if frozen else dict(os.environ)


def start_anew(words: Sequence[str]) -> NoReturn:
    """The program with these arguments, in the place of this one. Raises OSError where it cannot be started."""
    command = [*own_command(), *words]
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if sys.platform == "win32":
        detached = subprocess.DETACHED_PROCESS
        subprocess.Popen(command, creationflags=detached, close_fds=True, env=environment_of_a_start())
        sys.exit(0)
    os.execve(command[0], command, environment_of_a_start())
