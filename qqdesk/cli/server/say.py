"""`qqdesk-server say`: sends a notice to users."""

import argparse
import sys

from qqdesk.cli.server.common import database, database_command, fail, number
from qqdesk.clock import SystemClock
from qqdesk.server.accounts import accounts
from qqdesk.server.admin import operator_notices

_MOST_BYTES = 64 * 1024


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    say = database_command(commands, "say", _say, "send a notice to all users, or to some; users cannot reply to it")
    say.add_argument("text", nargs="?", metavar="TEXT", help="the notice, at most 4,096 characters")
    say.add_argument("--stdin", action="store_true", help="read the notice from standard input")
    say.add_argument("--to", type=number, nargs="+", metavar="NUMBER", help="to these users only")


def _say(options: argparse.Namespace) -> int:
    if (options.text is None) != options.stdin:
        options.parser.error('say "TEXT", or --stdin')
    try:
        text = operator_notices.clean_text(_from_stdin() if options.stdin else options.text)
        text.encode()
    except UnicodeError:
        return fail("The notice is not text in UTF-8.")
    except ValueError as error:
        return fail(str(error))
    with database(options) as db:
        unknown = [number for number in options.to or () if not accounts.exists(db, number)]
        if unknown:
            return fail(f"There is no user {unknown[0]}. Nothing was sent.")
        sent, left_out = operator_notices.send(db, text, SystemClock().now(), options.to)
    print("sent to 1 user" if sent == 1 else f"sent to {sent} users")
    if left_out:
        print(f"{left_out} did not get it, because their mailboxes are full", file=sys.stderr)
    return 0


def _from_stdin() -> str:
    """Read standard input, up to more than the longest notice."""
    return sys.stdin.read(_MOST_BYTES) if sys.stdin is not None else ""
