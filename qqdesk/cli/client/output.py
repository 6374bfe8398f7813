"""What `qqdesk-cli` prints: UTF-8 into a pipe, and to a terminal what it can show."""

import errno
import json
import sys

from qqdesk.cli.printing import discard_output, print_error, printable

_OUTPUT_ERRNOS = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))


def flush_output() -> bool:
    """Whether all that was printed has left this program; said on the error stream where it has not."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has read enough
        discard_output()
    except OSError as error:
        _report(error)
        return False
    return True


def report_output_error(error: OSError) -> bool:
    """Whether it says that the output has no room or is broken; that is said on the error stream then. What goes wrong
    with another file is told with its name, and with a connection by other codes."""
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
    r"""A text on one line: backslash, line feed and tab as \\, \n and \t; what a terminal would obey is replaced."""
    return printable(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"))
