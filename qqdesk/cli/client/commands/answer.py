"""`qqdesk-cli answer`: answers a contact request."""

import argparse

from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import ExitCode
from qqdesk.cli.client.contact_lookup import find_user
from qqdesk.cli.client.options import add_account_options
from qqdesk.cli.client.retrier import Retrier
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.commands import AnswerAdd


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = "Answer a contact request that `listen` or the desktop program showed."
    parser.add_argument("who", metavar="WHO", help="a number, or the whole nickname of one person on the server")
    parser.add_argument("answer", choices=("yes", "no"))
    parser.add_argument("--note", default="", metavar="TEXT", help="a text with a refusal")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    answer = AddAnswer.GRANT if options.answer == "yes" else AddAnswer.REFUSE
    with authenticated_client(options) as client:
        retrier = Retrier(options.timeout)
        number = retrier.call(lambda: find_user(client, options.who))
        retrier.call(lambda: client.request(AnswerAdd(number, answer, options.note)))
    return ExitCode.OK
