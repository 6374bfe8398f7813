"""What `qqdesk-cli` prints: UTF-8 into a pipe, and to a terminal what it can show."""

import errno
import json
import sys

from qqdesk.cli.printing import complain, hush, printable

_OF_OUTPUT = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))


def finish() -> bool:
    """Whether all that was printed has left this program; said on the error stream where it has not."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has read enough
        hush()
    except OSError as error:
        _give_up(error)
        return False
    return True


def is_of_output(error: OSError) -> bool:
    """Whether it says that the output has no room or is broken; that is said on the error stream then. What goes wrong
    with another file is told with its name, and with a connection by other codes."""
    if error.errno not in _OF_OUTPUT or error.filename is not None:
        return False
    _give_up(error)
    return True


def _give_up(error: OSError) -> None:
    hush()
    complain(f"The output cannot be written: {error.strerror or error}.")


def print_json(row: object) -> None:
    print(json.dumps(row, ensure_ascii=False))


def one_line(text: str) -> str:
    r"""A text on one line: backslash, line feed and tab as \\, \n and \t; what a terminal would obey is replaced."""
    return printable(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"))
