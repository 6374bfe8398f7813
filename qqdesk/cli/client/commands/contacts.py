"""`qqdesk-cli contacts`: who is on the list, and who of them is there."""

import argparse

from qqdesk.cli.client.entry import errand
from qqdesk.cli.client.exit_codes import ExitCode
from qqdesk.cli.client.options import account_options, json_option
from qqdesk.cli.client.output import print_json
from qqdesk.cli.client.people import Person, listed, status_word
from qqdesk.cli.client.trouble import Patience
from qqdesk.cli.printing import print_rows


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Print the contact list: number, status (online, busy, offline), name and nickname; in columns with a heading "
        "on a terminal, with tabs between them and no heading in a pipe. The name is the one that you gave them, else "
        "their nickname."
    )
    parser.add_argument("--online", action="store_true", help="those only who are there")
    json_option(parser, "print each contact (number, status, name, nickname, remark)")
    account_options(parser)


def run(options: argparse.Namespace) -> int:
    with errand(options) as client:
        people = Patience(options.timeout).call(lambda: listed(client))
    shown = [person for person in people if person.is_present or not options.online]
    if options.json:
        for person in shown:
            print_json(_row(person))
    else:
        print_rows(
            ("number", "status", "name", "nickname"),
            ((str(one.number), status_word(one.status), one.name, one.nickname) for one in shown),
        )
    return ExitCode.OK


def _row(person: Person) -> dict[str, object]:
    return {
        "number": person.number,
        "status": status_word(person.status),
        "name": person.name,
        "nickname": person.nickname,
        "remark": person.remark,
    }
