"""What comes in by the standard input: bytes, whatever the system's own encoding is."""

import sys
from typing import BinaryIO

from qqdesk.cli.client.exit_codes import CommandError, ExitCode


def _stream() -> BinaryIO:
    """Raises CommandError."""
    if sys.stdin is None:
        raise CommandError("There is no standard input.", ExitCode.BAD_INPUT)
    return sys.stdin.buffer


def read_line(limit: int) -> bytes:
    """The next line, of at most so many bytes. Raises CommandError."""
    try:
        return _stream().readline(limit)
    except OSError as error:
        raise _unreadable(error) from None


def read_rest(limit: int) -> bytes:
    """All that comes; one byte more than `limit` where that is too much. Raises CommandError."""
    try:
        return _stream().read(limit + 1)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> CommandError:
    return CommandError(f"The standard input cannot be read: {error.strerror or error}.", ExitCode.BAD_INPUT)
