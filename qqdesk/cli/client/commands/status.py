"""`qqdesk-cli status`: prints the own status, or stays signed in with a status."""

import argparse
import time

from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.contact_lookup import status_word
from qqdesk.cli.client.live_session import STATUSES, open_session
from qqdesk.cli.client.options import add_account_options, seconds

_SLICE_S = 1.0


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Without STATUS, print your status: online, away, busy or offline. With STATUS, sign in with that status "
        "until you end this program. It counts for all your devices. No message counts as received. The exit code is "
        "4 if another device signs this one out."
    )
    parser.add_argument("status", nargs="?", choices=tuple(STATUSES), metavar="STATUS", help=", ".join(STATUSES))
    parser.add_argument("--for", dest="duration", type=seconds, metavar="SECONDS", help="end after this time")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    if options.status is not None:
        return _stay_signed_in(options)
    with authenticated_client(options) as client:
        reply = client.login_reply
    if reply is None or reply.status is None:
        raise CommandError("A classic server does not tell your own status.", ExitCode.REFUSED)
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
