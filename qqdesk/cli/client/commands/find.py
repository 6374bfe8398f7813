"""`qqdesk-cli find`: people of the server, by number or a part of the nickname."""

import argparse

from qqdesk.cli.client.entry import errand
from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.cli.client.options import account_options, json_option
from qqdesk.cli.client.output import print_json
from qqdesk.cli.client.people import search, status_word
from qqdesk.cli.client.trouble import Patience
from qqdesk.cli.printing import print_rows

_MOST = 1000


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = "Find people on the server: number, status, nickname. Ends with 5 where nobody is found."
    parser.add_argument("what", metavar="WHAT", help="a number, or a part of a nickname")
    parser.add_argument("--most", type=_most, default=50, metavar="N", help="how many at most (default: %(default)d)")
    json_option(parser, "print each of them (number, status, nickname, age, sex, province)")
    account_options(parser)


def _most(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= _MOST:
        return int(text)
    raise argparse.ArgumentTypeError(f"a number from 1 to {_MOST} is wanted, not {text[:40]!r}")


def run(options: argparse.Namespace) -> int:
    with errand(options) as client:
        found = Patience(options.timeout).call(lambda: search(client, options.what, options.most))
    if not found:
        raise CommandError(f"Nobody was found by {options.what}.", ExitCode.UNKNOWN_PERSON)
    if options.json:
        for one in found:
            print_json(
                {
                    "number": one.number,
                    "status": status_word(one.status),
                    "nickname": one.nickname,
                    "age": one.age,
                    "sex": one.sex,
                    "province": one.province,
                }
            )
    else:
        print_rows(
            ("number", "status", "nickname"),
            ((str(one.number), status_word(one.status), one.nickname) for one in found),
        )
    return ExitCode.OK
