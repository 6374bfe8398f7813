"""How the server's log is written: on standard error, a line an event; rotating is the service manager's business.

What belongs to an event but is no part of its sentence goes along as fields: `logger.info("…", extra={"port": 8000})`.
Texts, passwords and tokens go into neither.
"""

import logging
import sys
import threading
import time
from types import TracebackType
from typing import Any, TextIO

from qqdesk.server.operations.settings import Settings
from qqdesk.version import long_line

logger = logging.getLogger(__name__)

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up(settings: Settings) -> None:
    """Log as the settings say, for the whole process; an earlier set-up is replaced."""
    # A log that cannot be written, to a full disk or a pipe that nobody reads, is no reason to stop or to complain.
    logging.raiseExceptions = False
    handler = _Handler(sys.stderr)
    handler.setFormatter(_json() if settings.log_format == "json" else ConsoleFormatter())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = _log_unhandled
    threading.excepthook = lambda args: _log_unhandled(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _log_unhandled(args.exc_type, args.exc_value, args.exc_traceback)


def _log_unhandled(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """A bug that nobody caught. The others go on."""
    if error is not None and not isinstance(error, KeyboardInterrupt | SystemExit):
        logging.getLogger(__name__).critical("Unhandled %s", kind.__name__, exc_info=(kind, error, trace))


def log_answer(command: str, result: int, user: int, began: float) -> None:
    """A request was answered, `began` in monotonic seconds: a line in a log that wants everything."""
    if logger.isEnabledFor(logging.DEBUG):
        ms = round((time.monotonic() - began) * 1000, 1)
        logger.debug("Answered", extra={"command": command, "result": int(result), "user": user, "ms": ms})


class _Handler(logging.StreamHandler[TextIO]):
    """Before the first line it says which version writes them. A command that ends with a complaint has none."""

    _has_begun = False

    def emit(self, record: logging.LogRecord) -> None:
        if not self._has_begun:
            self._has_begun = True
            super().emit(logging.LogRecord(logger.name, logging.INFO, "", 0, long_line("qqdesk-server"), (), None))
        super().emit(record)


class ConsoleFormatter(logging.Formatter):
    """Time, level, sentence, and the fields behind it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        line = super().formatMessage(record)
        for name, value in fields(record).items():
            line += f" {name}={value}"
        # What others sent may be in it: an event is one line. A traceback comes behind it.
        return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What was given as `extra`."""
    return {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}


def _json() -> logging.Formatter:
    # Where nobody asks for JSON, the server starts that much sooner.
    from pythonjsonlogger.json import JsonFormatter

    return JsonFormatter(
        "%(levelname)s %(name)s %(message)s",
        timestamp="time",
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception", "stack_info": "stack"},
        json_ensure_ascii=False,
    )
