"""What `qqdesk-cli` prints: UTF-8 into a pipe, and to a terminal what it can show."""

import sys

from qqdesk.cli.printing import complain, hush


def prepare() -> None:
    """Whatever the system's own encoding is: what goes through a pipe is the same everywhere."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        else:
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def finish() -> bool:
    """Whether all that was printed has left this program; said on the error stream where it has not."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has read enough
        hush()
    except OSError as error:
        hush()
        complain(f"The output cannot be written: {error.strerror or error}.")
        return False
    return True
