"""`qqdesk-cli contacts`: prints the roster with each contact's status."""

import argparse

from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import ExitCode
from qqdesk.cli.client.contact_lookup import RosterEntry, load_roster, status_word
from qqdesk.cli.client.options import add_account_options, add_json_option
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.terminal import print_json, print_rows


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Print the contact list: number, status (online, away, busy, offline), name, nickname, and the status text "
        "or else the signature. On a terminal in columns with a heading; in a pipe with tabs and no heading. The name "
        "is your remark for the contact, else the nickname."
    )
    parser.add_argument("--online", action="store_true", help="only contacts who are not offline")
    add_json_option(parser, "print each contact (and its remark, signature and status text)")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    with authenticated_client(options) as client:
        roster = Retrier(options.timeout).call(lambda: load_roster(client))
    shown = [entry for entry in roster if entry.is_online or not options.online]
    if options.json:
        for entry in shown:
            print_json(_row(entry))
    else:
        print_rows(
            ("number", "status", "name", "nickname", "says"),
            (
                (
                    str(entry.number),
                    status_word(entry.status),
                    entry.name,
                    entry.nickname,
                    entry.status_text or entry.signature,
                )
                for entry in shown
            ),
        )
    return ExitCode.OK


def _row(entry: RosterEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "status": status_word(entry.status),
        "name": entry.name,
        "nickname": entry.nickname,
        "remark": entry.remark,
        "signature": entry.signature,
        "status_text": entry.status_text,
    }
