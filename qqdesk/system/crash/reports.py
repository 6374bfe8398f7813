"""Crash reports: their text, in English and without values, and the last ten as files in the log folder.

The name of a report that was not shown yet ends in `.unseen.txt`.
"""

import logging
import os
import re
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path

from qqdesk.system.crash.traces import short_paths
from qqdesk.version import long_line

KEPT = 10
_BEGIN, _END, _UNSEEN = "crash-", ".txt", ".unseen.txt"
_MOST_BYTES = 200_000
_HEADER = re.compile(r"^.+\nWindows on: .*\nStarted: (.*)\n", re.MULTILINE)
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


def header_of(started: datetime, platform: str) -> str:
    """Return the header of a report of this program. `platform` is Qt's."""
    return f"{long_line()}\nWindows on: {platform}\nStarted: {started.isoformat(' ', 'seconds')}\n"


def bug_report(header: str, happened: float, threads: str, traces: Sequence[str], count: int = 1) -> str:
    """Return the report of uncaught exceptions."""
    often = f"How often: {count}\n" if count > 1 else ""
    body = "\n\n".join(traces)
    return f"{header}{_happened(header, happened)}Thread: {threads}\n{often}\n{body}\n"


def native_report(text: str, happened: float) -> str:
    """Return the report of a crash from the crash file: header and stacks. "" if it has no stacks of a crash."""
    if not _FATAL.search(text):
        return ""
    found = _HEADER.search(text)
    header = found[0] if found else f"{long_line()}, or an earlier version\n"
    return f"{header}{_happened(header, happened)}\n{short_paths(text.replace(header, '', 1)).strip()}\n"


def _happened(header: str, happened: float) -> str:
    when = datetime.fromtimestamp(happened).astimezone()
    line = f"Happened: {when.isoformat(' ', 'seconds')}"
    if found := _HEADER.search(header):
        ran = (when - datetime.fromisoformat(found[1])).total_seconds()
        line += f", {max(0, round(ran))} s after the start"
    return f"{line}\n"


class CrashReports:
    """The files in one folder, readable by their owner only. Errors go to the log: the dialog works without files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, text: str, path: Path | None = None) -> Path | None:
        """Write a new unseen report, or overwrite `path`. Return the path, None after an error."""
        # The names are in order of time.
        path = path or self._folder / f"{_BEGIN}{datetime.now():%Y%m%d-%H%M%S-%f}{_UNSEEN}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            for old in sorted(self._folder.glob(f"{_BEGIN}*{_END}"))[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("a crash report cannot be written: %s", error.strerror)
            return None
        return path

    def unseen(self) -> list[Path]:
        """Return the reports that were not shown, the newest first."""
        try:
            return sorted(self._folder.glob(f"{_BEGIN}*{_UNSEEN}"), reverse=True)
        except OSError:
            return []

    def mark_seen(self, path: Path) -> Path:
        """Return the new path."""
        try:
            return path.replace(path.with_name(path.name.replace(_UNSEEN, _END)))
        except OSError:
            return path

    def read(self, path: Path) -> str:
        """Return the text, "" if the file cannot be read."""
        try:
            with path.open("rb") as file:
                return file.read(_MOST_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""
