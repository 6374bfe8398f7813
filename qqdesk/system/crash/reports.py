"""The files of the reports: in the folder of the log, for their owner's eyes only, and the last ten of them.

One that nobody has seen yet is called `crash-….unseen.txt`.
"""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

KEPT = 10
_BEGIN, _END, _UNSEEN = "crash-", ".txt", ".unseen.txt"
_MOST_BYTES = 200_000

_log = logging.getLogger(__name__)


class CrashReports:
    """`folder` is made when something is written. What cannot be written is told in the log, and is no error: the
    window shows it all the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, text: str, path: Path | None = None) -> Path | None:
        """A new one that is not seen yet, or another text for `path`; where it is, None where it cannot be."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = path or self._fresh()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            _log.warning("a crash report cannot be written: %s", error.strerror)
            return None
        self._keep_the_last()
        return path

    def _fresh(self) -> Path:
        """By the time: the names are in its order."""
        seconds, rest = divmod(time.time_ns(), 1_000_000_000)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(seconds))
        return self._folder / f"{_BEGIN}{stamp}-{rest // 1000:06d}{_UNSEEN}"

    def unseen(self) -> list[Path]:
        """The oldest first."""
        return [path for path in self._all() if path.name.endswith(_UNSEEN)]

    def mark_seen(self, path: Path) -> Path:
        """What it is called from now on."""
        seen = path.with_name(path.name.replace(_UNSEEN, _END))
        try:
            path.replace(seen)
        except OSError:
            return path
        return seen

    def read(self, path: Path) -> str:
        """ "" where it is gone."""
        try:
            with path.open("rb") as file:
                return file.read(_MOST_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""

    def _all(self) -> list[Path]:
        return sorted(self._found(), key=lambda path: path.name)

    def _found(self) -> Iterator[Path]:
        try:
            yield from self._folder.glob(f"{_BEGIN}*{_END}")
        except OSError:
            return

    def _keep_the_last(self) -> None:
        for path in self._all()[:-KEPT]:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("an old crash report cannot be deleted: %s", error.strerror)
