"""Reads bytes from standard input, independent of the system's encoding."""

import sys
from typing import BinaryIO

from qqdesk.cli.client.exit_codes import CommandError, ExitCode


def _stream() -> BinaryIO:
    if sys.stdin is None:
        raise CommandError("There is no standard input.", ExitCode.BAD_INPUT)
    return sys.stdin.buffer


def read_line(limit: int) -> bytes:
    """Return the next line, at most `limit` bytes. Raises CommandError."""
    try:
        return _stream().readline(limit)
    except OSError as error:
        raise _unreadable(error) from None


def read_rest(limit: int) -> bytes:
    """Return the rest of the input; `limit` + 1 bytes if it is longer than `limit`. Raises CommandError."""
    try:
        return _stream().read(limit + 1)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> CommandError:
    return CommandError(f"The standard input cannot be read: {error.strerror or error}.", ExitCode.BAD_INPUT)
