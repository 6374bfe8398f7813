"""`qqdesk-cli add`: somebody onto the contact list, or a request to let one."""

import argparse

from qqdesk.cli.client.entry import errand
from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.cli.client.options import account_options
from qqdesk.cli.client.people import find_number
from qqdesk.cli.client.trouble import Patience
from qqdesk.protocol.codes import AddAnswer, AddOutcome


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Put somebody onto the contact list. Prints `added` where they let anybody, and `asked` where they have to "
        "agree first: then they get a request, and `listen` tells of their answer. Ends with 1 where they let nobody."
    )
    parser.add_argument("who", metavar="WHO", help="a number, or the whole nickname of one person on the server")
    parser.add_argument("--note", default="", metavar="TEXT", help="what they read beside a request")
    account_options(parser)


def run(options: argparse.Namespace) -> int:
    with errand(options) as client:
        patience = Patience(options.timeout)
        number = patience.call(lambda: find_number(client, options.who))
        outcome = patience.call(lambda: client.add_to_list(number)).outcome
        if outcome == AddOutcome.NOBODY:
            raise CommandError(f"{number} lets nobody add them.", ExitCode.REFUSED)
        if outcome == AddOutcome.CONSENT_NEEDED:
            patience.call(lambda: client.answer_add(number, AddAnswer.ASK, options.note))
    print("added" if outcome == AddOutcome.ADDED else "asked")
    return ExitCode.OK
