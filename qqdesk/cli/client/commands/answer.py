"""`qqdesk-cli answer`: to somebody who asked to have one on their list."""

import argparse

from qqdesk.cli.client.entry import errand
from qqdesk.cli.client.exit_codes import ExitCode
from qqdesk.cli.client.options import account_options
from qqdesk.cli.client.people import find_number
from qqdesk.cli.client.trouble import Patience
from qqdesk.protocol.codes import AddAnswer


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = "Answer a request to be added, which `listen` or the desktop program showed."
    parser.add_argument("who", metavar="WHO", help="a number, or the whole nickname of one person on the server")
    parser.add_argument("answer", choices=("yes", "no"))
    parser.add_argument("--note", default="", metavar="TEXT", help="what they read beside a no")
    account_options(parser)


def run(options: argparse.Namespace) -> int:
    answer = AddAnswer.GRANT if options.answer == "yes" else AddAnswer.REFUSE
    with errand(options) as client:
        patience = Patience(options.timeout)
        number = patience.call(lambda: find_number(client, options.who))
        patience.call(lambda: client.answer_add(number, answer, options.note))
    return ExitCode.OK
