"""The file into which Python writes its stacks when the process crashes."""

import faulthandler
import logging
import os
from contextlib import suppress
from pathlib import Path

from qqdesk.system.crash.reports import CrashReports, native_report

RUNNING = "crash.running"
_MOST_BYTES = 100_000

_log = logging.getLogger(__name__)


class CrashFile:
    """The file in the log folder; it exists while the program runs. The process with the instance lock owns it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / RUNNING
        self._file: int | None = None

    def open(self, reports: CrashReports) -> None:
        """Report the crash of the previous run, then enable faulthandler; on stderr if the file cannot be written."""
        try:
            self._collect(reports)
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        except OSError:
            with suppress(RuntimeError, ValueError, AttributeError, OSError):  # without a console there is no stderr
                faulthandler.enable()
            return
        faulthandler.enable(self._file)

    def _collect(self, reports: CrashReports) -> None:
        try:
            with self.path.open("rb") as file:
                text = file.read(_MOST_BYTES).decode("utf-8", "replace")
            crashed = self.path.stat().st_mtime
        except FileNotFoundError:
            return
        if report := native_report(text, crashed):
            reports.write(report)
        else:
            _log.info("the previous run was killed, or Python ended it with an error on stderr")

    def write_header(self, header: str) -> None:
        """Write the header of a report, which says what runs."""
        if self._file is not None:
            with suppress(OSError):
                os.write(self._file, header.encode())

    def close(self) -> None:
        """Disable faulthandler and delete the file: the program ends without a crash."""
        faulthandler.disable()
        if self._file is not None:
            os.close(self._file)
            self._file = None
            with suppress(OSError):
                self.path.unlink()
