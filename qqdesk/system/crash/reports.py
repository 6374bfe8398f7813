"""Crash reports, in English and without values. The log folder keeps the last ten.

While the program runs, Python writes the stacks of a crash to `crash.running`. The next run makes a report of them. Its
name ends in `.unseen.txt` until it is shown.
"""

import faulthandler
import logging
import os
import re
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from qqdesk.atomic_file import replace_file, retry_denied
from qqdesk.system.crash.traces import SourceLocation, location_of, short_paths, without_values
from qqdesk.version import platform_line, short_line

KEPT = 10
RUNNING = "crash.running"
_UNSEEN = ".unseen.txt"
_FATAL = re.compile(r"^(?:Fatal Python error|Windows fatal exception(?!: code 0x))", re.MULTILINE)
"""The first line of a crash. Libraries of Windows raise and catch exceptions that have only a code."""

_log = logging.getLogger(__name__)


class Crashed(Enum):
    """The event that the window reports."""

    GOES_ON = "an uncaught exception in the main thread"
    A_PART = "an uncaught exception ended a thread, or the start of the program"
    LAST_TIME = "the previous run crashed"
    TWICE = "several runs crashed before a report was shown"
    AT_THE_START = "no window could be shown"


class Bug(NamedTuple):
    """An uncaught exception, without its values."""

    location: SourceLocation
    trace: str
    thread: str
    goes_on: bool
    happened: str

    @staticmethod
    def of(error: BaseException, thread: str, *, goes_on: bool) -> "Bug":
        return Bug(location_of(error), without_values(error), thread, goes_on, _text_of(datetime.now()))


class CrashReports:
    """The reports of one run and of previous runs in one folder, readable by their owner only.

    Errors of files go to the log: a report is shown all the same.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._header = f"{short_line()}\n{platform_line()}\nStarted: {_text_of(datetime.now())}\n"
        self._running: IO[str] | None = None

    def open(self) -> None:
        """Make a report of the previous run's crash, and let Python write its stacks. Needs the instance lock."""
        path = self._folder / RUNNING
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            stacks = path.read_text("utf-8", "replace") if path.exists() else ""
            if _FATAL.search(stacks):
                crashed = datetime.fromtimestamp(path.stat().st_mtime)
                self.write(f"Happened: {_text_of(crashed)}\n{short_paths(stacks)}", self._new_path(_UNSEEN))
            self._running = _open_private(path)
        except OSError as error:
            _log.warning("a crash will not be reported: %s", error.strerror)
            return
        self._running.write(self._header)
        faulthandler.enable(self._running)

    def describe(self, platform: str) -> None:
        """Add the platform of Qt to the reports of this run."""
        line = f"Windows on: {platform}\n"
        self._header += line
        if self._running is not None:
            self._running.write(line)

    def close(self) -> None:
        """Delete the crash file: the program ends without a crash."""
        if self._running is not None:
            faulthandler.disable()
            self._running.close()
            self._running = None
            try:
                retry_denied(lambda: (self._folder / RUNNING).unlink(missing_ok=True))
            except OSError as error:
                _log.warning("the crash file cannot be deleted: %s", error.strerror)

    def text_of(self, bugs: Sequence[Bug], count: int = 1) -> str:
        """Return the report of uncaught exceptions. `count`: how many there were, with repeated ones."""
        threads = ", ".join(dict.fromkeys(bug.thread for bug in bugs))
        often = f"How often: {count}\n" if count > 1 else ""
        traces = "\n\n".join(bug.trace for bug in bugs)
        return f"{self._header}Happened: {bugs[0].happened}\nThread: {threads}\n{often}\n{traces}\n"

    def write(self, text: str, path: Path | None = None) -> Path | None:
        """Write a new report, or overwrite `path`. Return the path, None after an error."""
        path = path or self._new_path(".txt")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _open_private(path) as file:
                file.write(text)
            for old in sorted(self._folder.glob("crash-*.txt"))[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("a crash report cannot be written: %s", error.strerror)
            return None
        return path

    def pop_unseen(self) -> list[str]:
        """Return the reports that were not shown, the newest first. They count as shown now."""
        texts = []
        for path in sorted(self._folder.glob(f"crash-*{_UNSEEN}"), reverse=True):
            texts.append(path.read_text("utf-8", "replace"))
            replace_file(path, path.with_name(path.name.replace(_UNSEEN, ".txt")))
        return texts

    def _new_path(self, suffix: str) -> Path:
        # The names are in order of time.
        return self._folder / f"crash-{datetime.now():%Y%m%d-%H%M%S-%f}{suffix}"


def _open_private(path: Path) -> IO[str]:
    return open(path, "w", 1, "utf-8", opener=partial(os.open, mode=0o600))


def _text_of(time: datetime) -> str:
    return time.astimezone().isoformat(" ", "seconds")
