"""Output of `qqdesk-cli`: lines, JSON, and errors of standard output."""

import errno
import json
import sys

from qqdesk.cli.printing import discard_output, print_error, printable

_OUTPUT_ERRNOS = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))


def flush_output() -> bool:
    """Flush standard output; return False after printing the reason if that fails."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader ended, like `head`
        discard_output()
    except OSError as error:
        _report(error)
        return False
    return True


def report_output_error(error: OSError) -> bool:
    """Return whether the error is of standard output, and print it in that case.

    Errors of other files have a file name, and errors of connections have other codes.
    """
    if error.errno not in _OUTPUT_ERRNOS or error.filename is not None:
        return False
    _report(error)
    return True


def _report(error: OSError) -> None:
    discard_output()
    print_error(f"The output cannot be written: {error.strerror or error}.")


def print_json(row: object) -> None:
    print(json.dumps(row, ensure_ascii=False))


def one_line(text: str) -> str:
    r"""Escape a text to one line: backslash, line feed and tab as \\, \n and \t; control characters are replaced."""
    return printable(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"))
