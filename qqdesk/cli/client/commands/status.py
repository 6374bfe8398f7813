"""`qqdesk-cli status`: prints the own status, or stays signed in with a status."""

import argparse
import time

from qqdesk.cli.client.authentication import check_password
from qqdesk.cli.client.contact_lookup import status_word
from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.cli.client.live_session import STATUSES, open_session
from qqdesk.cli.client.options import add_account_options, seconds

_SLICE_S = 1.0


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Without STATUS, print how others see you: online, busy or offline. With one, be there with that status until "
        "this program is ended: a status lasts as long as a session does. No message is taken off the server "
        "meanwhile. It ends with 4 where you are signed in already, unless --take-over is said, and where you sign in "
        "elsewhere."
    )
    parser.add_argument("status", nargs="?", choices=tuple(STATUSES), metavar="STATUS", help=", ".join(STATUSES))
    parser.add_argument("--for", dest="duration", type=seconds, metavar="SECONDS", help="end by itself after that")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    if options.status is not None:
        return _stay_signed_in(options)
    reply = check_password(options)
    if reply is None or reply.status is None:
        raise CommandError("This server is one of the old kind, which does not tell.", ExitCode.REFUSED)
    print(status_word(reply.status))
    return ExitCode.OK


def _stay_signed_in(options: argparse.Namespace) -> int:
    with open_session(options, STATUSES[options.status]) as (session, stop):
        until = None if options.duration is None else time.monotonic() + options.duration
        while stop.exit_code is None:
            left = _SLICE_S if until is None else min(_SLICE_S, until - time.monotonic())
            if left <= 0:
                return ExitCode.OK
            # No event is acknowledged, so that all messages stay on the server.
            session.take(left)
    return ExitCode.OK if stop.exit_code is None else stop.exit_code
