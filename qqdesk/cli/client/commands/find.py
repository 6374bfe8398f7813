"""`qqdesk-cli find`: searches users by number or part of the nickname."""

import argparse

from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.contact_lookup import search_users, status_word
from qqdesk.cli.client.options import add_account_options, add_json_option
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.terminal import print_json, print_rows

_MAX_RESULTS = 1000


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = "Find people on the server: number, status, nickname. The exit code is 5 if there is no match."
    parser.add_argument("what", metavar="WHAT", help="a number, or a part of a nickname")
    parser.add_argument(
        "--most", type=_limit, default=50, metavar="N", help="the maximum number of results (default: %(default)d)"
    )
    add_json_option(parser, "print each of them (number, status, nickname, age, sex, province)")
    add_account_options(parser)


def _limit(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= _MAX_RESULTS:
        return int(text)
    raise argparse.ArgumentTypeError(f"N is a number from 1 to {_MAX_RESULTS}, not {text[:40]!r}")


def run(options: argparse.Namespace) -> int:
    with authenticated_client(options) as client:
        found = Retrier(options.timeout).call(lambda: search_users(client, options.what, options.most))
    if not found:
        raise CommandError(f"Nobody was found by {options.what}.", ExitCode.UNKNOWN_PERSON)
    if options.json:
        for user in found:
            print_json(
                {
                    "number": user.number,
                    "status": status_word(user.status),
                    "nickname": user.nickname,
                    "age": user.age,
                    "sex": user.sex,
                    "province": user.province,
                }
            )
    else:
        print_rows(
            ("number", "status", "nickname"),
            ((str(user.number), status_word(user.status), user.nickname) for user in found),
        )
    return ExitCode.OK
