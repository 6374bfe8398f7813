"""What `qqdesk-cli` prints: UTF-8 into a pipe, and to a terminal what it can show."""

import errno
import sys
import unicodedata
from collections.abc import Iterable, Sequence

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
    import json

    print(json.dumps(row, ensure_ascii=False))


def print_rows(rows: Iterable[Sequence[str]]) -> None:
    """In columns on a terminal; with tabs between them in a pipe, where another program takes them apart."""
    clean = [[printable(cell) for cell in row] for row in rows]
    if sys.stdout is None or not sys.stdout.isatty():
        for row in clean:
            print("\t".join(row))
        return
    widths = [max(map(width, column)) for column in zip(*clean, strict=True)]
    for row in clean:
        cells = [cell + " " * (widths[place] - width(cell)) for place, cell in enumerate(row)]
        print("  ".join(cells).rstrip())


def width(text: str) -> int:
    """The columns of a terminal that it takes: two for a Chinese character, none for a mark on one."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def one_line(text: str) -> str:
    r"""A text on one line: backslash, line feed and tab as \\, \n and \t; what a terminal would obey is replaced."""
    return printable(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"))
