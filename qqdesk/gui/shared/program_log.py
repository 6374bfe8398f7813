"""The log of the program: warnings on stderr, everything in a file.

Exceptions are logged without their message, which may contain user data. So may addresses in messages of Qt.
"""

import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from qqdesk.system.crash.traces import SourceLocation, location_of, without_values
from qqdesk.version import long_line

_MAX_BYTES = 1_000_000
_KEPT_FILES = 3
_MOST_EARLY = 500
_MOST_SAME = 5
_ADDRESS = re.compile(r"(?i)\b(https?|mailto|file):\S+")
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_qt = logging.getLogger("qt")
_program = logging.getLogger("qqdesk")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _Format(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        return without_values(ei[1]) if ei[1] is not None else ""


class _Early(logging.Handler):
    """Keeps the records before the file is open."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.records) < _MOST_EARLY:
            self.records.append(record)


class ProgramLog:
    """`start` before anything else, `open_file` when the first window is there, `stop` at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._early = _Early()
        self._file: logging.Handler | None = None
        self._is_open = False
        """Also true if the file could not be opened."""
        self._errors: logging.Handler = logging.StreamHandler(sys.stderr)
        self._errors.setLevel(logging.WARNING)
        self._errors.setFormatter(_Format("qqdesk: %(levelname)s %(name)s: %(message)s"))
        self._hooks_before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._bugs: dict[SourceLocation, int] = {}
        self.on_bug: Callable[[BaseException], None] | None = None
        """Called with each uncaught exception, in its thread."""

    def start(self) -> None:
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        if sys.stderr is not None:  # on Windows a program without a console has none
            root.addHandler(self._errors)
        root.addHandler(self._early)
        self._hooks_before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = _log_unraisable
        qInstallMessageHandler(self._on_qt_message)

    def open_file(self) -> None:
        """Log to the file, which only its owner can read."""
        if self._is_open:
            return
        self._is_open = True

        class PrivateFile(RotatingFileHandler):
            def _open(self) -> TextIOWrapper:
                file = open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)  # noqa: SIM115
                file.write(f"{_first_line()}\n")  # at the start of each file and of each run
                return file

        root = logging.getLogger()
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = PrivateFile(self._folder / "qqdesk.log", maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES)
        except OSError as error:
            _program.warning("there is no log file: %s", error)
            return
        self._file.setFormatter(_Format(_FORMAT))
        root.removeHandler(self._early)
        for record in self._early.records:
            self._file.handle(record)
        root.addHandler(self._file)

    def stop(self) -> None:
        """Write the kept records, and restore the hooks."""
        if self._file is None and self._early.records:
            self.open_file()
        qInstallMessageHandler(None)
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks_before
        root = logging.getLogger()
        for handler in (self._errors, self._early, self._file):
            if handler is not None:
                root.removeHandler(handler)
                handler.close()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report_bug("a bug", error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report_bug("a bug in a thread", args.exc_value)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        # Wayland and the offscreen platform cannot raise a window.
        routine = message.startswith("This plugin does not support")
        message = _ADDRESS.sub(r"\1:…", message)
        _qt.log(logging.DEBUG if routine else _LEVELS.get(kind, logging.WARNING), "%s", message)

    def report_bug(self, words: str, error: BaseException) -> None:
        """Log a bug and show it. Of a repeated one, log the 10th, the 100th and so on: the file has a limited size."""
        location = location_of(error)
        count = self._bugs[location] = self._bugs.get(location, 0) + 1
        if count <= _MOST_SAME:
            _program.critical(words, exc_info=error)
        elif str(count).rstrip("0") == "1":
            _program.critical("%s for the %dth time: %s", words, count, location.kind)
        if self.on_bug is not None:
            try:
                self.on_bug(error)
            except Exception:
                _program.exception("the bug cannot be shown")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _first_line() -> str:
    record = logging.LogRecord(_program.name, logging.INFO, "", 0, long_line(), (), None)
    return logging.Formatter(_FORMAT).format(record)


def _log_unraisable(args: "sys.UnraisableHookArgs") -> None:
    """Log an exception that Python cannot raise, as in a destructor."""
    if args.exc_value is not None:
        _program.error("a bug in a destructor or callback", exc_info=args.exc_value)
