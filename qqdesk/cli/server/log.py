"""`qqdesk-server log`: prints what administrators and the operator did."""

import argparse

from qqdesk.cli.server.common import bounded, database, database_command
from qqdesk.cli.terminal import print_rows
from qqdesk.clock import format_time
from qqdesk.server.accounts import place_log


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    log = database_command(
        commands, "log", _log,
        "print what administrators and this command changed, newest first: time (UTC), number of the administrator (- "
        "for this command), action, number of the person or room or -, and detail; with a heading on a terminal, with "
        "tabs in a pipe",
    )  # fmt: skip
    log.add_argument(
        "--lines", type=_lines, default=100, metavar="N", help="at most this many lines (default: %(default)s)"
    )


def _lines(text: str) -> int:
    return bounded(text, 1, place_log.MOST_KEPT, "how many lines")


def _log(options: argparse.Namespace) -> int:
    with database(options) as db:
        lines = place_log.lines(db, options.lines)
    print_rows(
        ("time", "administrator", "action", "number", "detail"),
        (
            (format_time(one.time), str(one.actor or "-"), one.action, str(one.subject or "-"), one.detail or "-")
            for one in lines
        ),
    )
    return 0
