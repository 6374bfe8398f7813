"""What is left of a program that the system ended: Python's stacks in a file that is open beforehand.

`begin` comes before the first window and costs next to nothing: this module has nothing but what is loaded anyway.
While the program runs there is `crash.running`, which is empty, and once the windows are there `crash.about`, which
says what runs since when. A crash fills the first; a good end takes both away.
"""

import faulthandler
import os
from contextlib import suppress

RUNNING, ABOUT = "crash.running", "crash.about"
FAILED = 70
"""The exit code of a program that a bug has ended, EX_SOFTWARE of sysexits.h."""
_LEFT = ".left"
"""At the end of these names, where a later start has put them aside."""


class NativeCrash:
    """In the folder of the log. Of one process at a time: whoever holds the lock of the instance."""

    def __init__(self, folder: str) -> None:
        self.path, self._about = os.path.join(folder, RUNNING), os.path.join(folder, ABOUT)  # noqa: PTH118
        self._file: int | None = None
        self.was_cut_short = False
        """Whether the run before has neither ended well nor left a word."""

    def begin(self) -> None:
        """From now on. Where the folder cannot be written, a crash writes on the error stream, as far as there is
        one."""
        try:
            self._put_aside()
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
            try:
                self._file = os.open(self.path, flags, 0o600)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(self.path), 0o700, exist_ok=True)  # noqa: PTH103, PTH120
                self._file = os.open(self.path, flags, 0o600)
        except OSError:
            with suppress(RuntimeError, ValueError, AttributeError, OSError):  # there is no error stream
                faulthandler.enable()
            return
        faulthandler.enable(self._file)

    def _put_aside(self) -> None:
        """What the last run has left, for `take` to find."""
        try:
            is_left = os.stat(self.path).st_size > 0  # noqa: PTH116
        except FileNotFoundError:
            return
        for path in (self._about, self.path):
            with suppress(FileNotFoundError):
                if is_left:
                    os.replace(path, path + _LEFT)  # noqa: PTH105
                else:
                    os.unlink(path)  # noqa: PTH108
                    self.was_cut_short = True

    def describe(self, about: str) -> None:
        """What runs, for the report of its crash."""
        if self._file is not None:
            with suppress(OSError):
                file = os.open(self._about, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                try:
                    os.write(file, about.encode())
                finally:
                    os.close(file)

    def end(self) -> None:
        """The program ends well."""
        faulthandler.disable()
        if self._file is None:
            return
        os.close(self._file)
        self._file = None
        for path in (self._about, self.path):
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108


def take(folder: str, *, running: bool = False) -> tuple[str, str, float] | None:
    """What a crash wrote, what had been said of the program, and when it was, as time.time(); once only, for the files
    go. `running` is of a program that is known to have ended and that no later start has come after."""
    end = "" if running else _LEFT
    path, about = (os.path.join(folder, name) + end for name in (RUNNING, ABOUT))  # noqa: PTH118
    mine = f"{path}.{os.getpid()}"
    try:
        if os.stat(path).st_size == 0:  # noqa: PTH116
            return None
        os.replace(path, mine)  # noqa: PTH105  # of two that look, one has it
        when = os.stat(mine).st_mtime  # noqa: PTH116
        stacks = _read(mine)
    except OSError:
        return None
    described = ""
    with suppress(OSError):
        described = _read(about)
    for used in (mine, about):
        with suppress(OSError):
            os.unlink(used)  # noqa: PTH108
    return stacks, described, when


def _read(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read(100_000).decode("utf-8", "replace")
