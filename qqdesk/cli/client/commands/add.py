"""`qqdesk-cli add`: adds a contact, or sends a contact request."""

import argparse

from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.contact_lookup import find_user
from qqdesk.cli.client.options import add_account_options
from qqdesk.cli.client.retrier import Retrier
from qqdesk.protocol.codes import AddAnswer, AddOutcome
from qqdesk.protocol.commands import AddToList, AnswerAdd


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Add a person to the contact list. Prints `added` if the person lets anyone add them, and `asked` if "
        "the person has to agree: then they get a request, and `listen` prints the answer. The exit code is 1 "
        "if the person does not let others add them."
    )
    parser.add_argument("who", metavar="WHO", help="a number, or the whole nickname of one person on the server")
    parser.add_argument("--note", default="", metavar="TEXT", help="a text in the request")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    with authenticated_client(options) as client:
        retrier = Retrier(options.timeout)
        number = retrier.call(lambda: find_user(client, options.who))
        outcome = retrier.call(lambda: client.request(AddToList(number))).outcome
        if outcome == AddOutcome.NOBODY:
            raise CommandError(f"{number} lets nobody add them.", ExitCode.REFUSED)
        if outcome == AddOutcome.CONSENT_NEEDED:
            retrier.call(lambda: client.request(AnswerAdd(number, AddAnswer.ASK, options.note)))
    print("added" if outcome == AddOutcome.ADDED else "asked")
    return ExitCode.OK
