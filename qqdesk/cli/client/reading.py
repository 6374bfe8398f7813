"""What comes in by the standard input: bytes, whatever the system's own encoding is."""

import sys
from typing import BinaryIO

from qqdesk.cli.client.exit_codes import CommandError, ExitCode


def standard_input() -> BinaryIO:
    """Raises CommandError."""
    if sys.stdin is None:
        raise CommandError("There is no standard input.", ExitCode.BAD_INPUT)
    return sys.stdin.buffer


def read_line(most: int) -> bytes:
    """The next line, of at most so many bytes. Raises CommandError."""
    try:
        return standard_input().readline(most)
    except OSError as error:
        raise unreadable(error) from None


def read_rest(most: int) -> bytes:
    """All that comes; one byte more than `most` where that is too much. Raises CommandError."""
    try:
        return standard_input().read(most + 1)
    except OSError as error:
        raise unreadable(error) from None


def unreadable(error: OSError) -> CommandError:
    return CommandError(f"The standard input cannot be read: {error.strerror or error}.", ExitCode.BAD_INPUT)
