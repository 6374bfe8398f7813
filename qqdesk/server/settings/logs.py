"""The server's log: one line per event on standard error. Rotation is left to the service manager.

Data of an event are fields: `logger.info("…", extra={"port": 8000})`. Message texts, passwords and tokens are never
logged.
"""

import logging
import sys
import threading
import time
from types import TracebackType
from typing import Any, TextIO

from qqdesk.server.settings.settings import Settings
from qqdesk.version import long_line

logger = logging.getLogger(__name__)

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up(settings: Settings) -> None:
    """Configure logging for the whole process, replacing an earlier configuration."""
    # Ignore errors of writing the log, such as a full disk or a closed pipe.
    logging.raiseExceptions = False
    handler = _Handler(sys.stderr)
    handler.setFormatter(_json() if settings.log_format == "json" else ConsoleFormatter())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = _log_unhandled
    threading.excepthook = lambda args: _log_unhandled(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _log_unhandled(args.exc_type, args.exc_value, args.exc_traceback)


def _log_unhandled(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Log an exception that nothing has caught; the server continues."""
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        logging.getLogger(__name__).critical("Unhandled %s", kind.__name__, exc_info=(kind, error, trace))


def log_answer(command: str, result: int, user: int, began: float) -> None:
    """Log a reply at level DEBUG. `began` is in monotonic seconds."""
    if logger.isEnabledFor(logging.DEBUG):
        ms = round((time.monotonic() - began) * 1000, 1)
        logger.debug("Answered", extra={"command": command, "result": int(result), "user": user, "ms": ms})


class _Handler(logging.StreamHandler[TextIO]):
    """Writes the version before the first line. A command that fails before it logs anything prints no version."""

    _has_started = False

    def emit(self, record: logging.LogRecord) -> None:
        if not self._has_started:
            self._has_started = True
            first = logging.LogRecord(logger.name, logging.INFO, "", 0, long_line("qqdesk-server"), (), None)
            first.created, first.msecs = record.created, record.msecs  # not later than the second line
            super().emit(first)
        super().emit(record)


class ConsoleFormatter(logging.Formatter):
    """Formats time, level, message and fields."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        line = super().formatMessage(record)
        for name, value in fields(record).items():
            line += f" {name}={value}"
        # Fields may contain remote input, which must not break the line. A traceback follows on its own lines.
        return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return the data that was given as `extra`."""
    return {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}


def _json() -> logging.Formatter:
    # Imported on demand, for a faster start without JSON.
    from pythonjsonlogger.json import JsonFormatter

    return JsonFormatter(
        "%(levelname)s %(name)s %(message)s",
        timestamp="time",
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception", "stack_info": "stack"},
        json_ensure_ascii=False,
    )
