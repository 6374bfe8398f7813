"""Where the program writes down what went wrong: warnings to stderr, everything to a file of its own."""

import logging
import os
import sys
import threading
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_MAX_BYTES = 1_000_000
_KEPT_FILES = 3
_MOST_EARLY = 500
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


class _Early(logging.Handler):
    """Keeps what is logged before the file is open: rotating files take some milliseconds to import."""

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
        self._errors: logging.Handler = logging.StreamHandler(sys.stderr)
        self._errors.setLevel(logging.WARNING)
        self._errors.setFormatter(logging.Formatter("qqdesk: %(levelname)s %(name)s: %(message)s"))

    def start(self) -> None:
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        if sys.stderr is not None:  # on Windows a program without a console has none
            root.addHandler(self._errors)
        root.addHandler(self._early)
        sys.excepthook = _log_exception
        threading.excepthook = _log_thread_exception
        qInstallMessageHandler(_log_qt)

    def open_file(self) -> None:
        """From now on into the file, which only its owner can read."""
        if self._file is not None:
            return
        from logging.handlers import RotatingFileHandler

        class PrivateFile(RotatingFileHandler):
            def _open(self) -> TextIOWrapper:
                return open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)

        root = logging.getLogger()
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = PrivateFile(self._folder / "qqdesk.log", maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES)
        except OSError as error:
            _program.warning("there is no log file: %s", error)
            return
        self._file.setFormatter(logging.Formatter(_FORMAT))
        root.removeHandler(self._early)
        for record in self._early.records:
            self._file.handle(record)
        root.addHandler(self._file)

    def stop(self) -> None:
        """Whatever was kept goes into the file."""
        if self._file is None and self._early.records:
            self.open_file()
        qInstallMessageHandler(None)
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        root = logging.getLogger()
        for handler in (self._errors, self._early, self._file):
            if handler is not None:
                root.removeHandler(handler)
                handler.close()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        _program.critical("a bug", exc_info=(kind, error, trace))


def _log_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _program.critical("a bug in a thread", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    # Wayland and screens that are not there cannot raise a window: nothing that anyone could mend.
    routine = message.startswith("This plugin does not support")
    _qt.log(logging.DEBUG if routine else _LEVELS.get(kind, logging.WARNING), "%s", message)
