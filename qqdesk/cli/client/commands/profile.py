"""`qqdesk-cli profile`: prints a profile, or changes one's own."""

import argparse

from qqdesk.cli.client.authentication import authenticated_client
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.contact_lookup import find_user
from qqdesk.cli.client.options import add_account_options, add_json_option
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.terminal import one_line, print_json, print_rows
from qqdesk.client.client import Client
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import GetInfo, ModifyInfo
from qqdesk.protocol.profile import EDITABLE
from qqdesk.protocol.wire import parse_number

_DETAILED = 3
_MAX_VALUES = {"face": 65535, "age": 255, "sex": 2}
"""Highest value of each numeric field."""
_ALLOW = {"anyone": AddOutcome.ADDED, "ask": AddOutcome.CONSENT_NEEDED, "nobody": AddOutcome.NOBODY}


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Print a profile: a field a line, those that are not empty. Without WHO it is your own, and --set changes it. "
        "Fields: "
        + ", ".join(EDITABLE)
        + "; and allow, which says who may add you: anyone, ask or nobody. sex is 0 male, 1 female, 2 not "
        "given."
    )
    parser.add_argument("who", nargs="?", metavar="WHO", help="a number, or the whole nickname of one person")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="change a field of your own profile; may be repeated",
    )
    add_json_option(parser, "print all fields")
    add_account_options(parser)


def run(options: argparse.Namespace) -> int:
    changes, allow = _parse_changes(options.set)
    if options.who is not None and options.set:
        raise CommandError("Only your own profile can be changed: leave WHO out.", ExitCode.USAGE)
    with authenticated_client(options) as client:
        retrier = Retrier(options.timeout)
        if options.set:
            retrier.call(lambda: client.request(ModifyInfo(changes, allow)))
            return ExitCode.OK
        who = options.who
        number = client.number if who is None else retrier.call(lambda: find_user(client, who))
        _print_profile(client, retrier, number, options.json)
    return ExitCode.OK


def _print_profile(client: Client, retrier: Retrier, number: int, as_json: bool) -> None:
    reply = retrier.call(lambda: client.request(GetInfo(number, _DETAILED if client.extended else 2)))
    row: dict[str, object] = {"number": reply.profile.number}
    row |= {name: getattr(reply.profile, name) for name in EDITABLE}
    if reply.allow is not None:
        row["allow"] = next((word for word, code in _ALLOW.items() if code == reply.allow), str(reply.allow))
    if as_json:
        print_json(row)
    else:
        print_rows((), ((name, one_line(str(value))) for name, value in row.items() if value not in ("", None)))


def _parse_value(field: str, text: str) -> str | int:
    if field not in _MAX_VALUES:
        return text
    try:
        return parse_number(text, highest=_MAX_VALUES[field])
    except ValueError as error:
        raise CommandError(f"{field}: {error}.", ExitCode.USAGE) from None


def _parse_changes(arguments: list[str]) -> tuple[dict[str, str | int], AddOutcome | None]:
    changes: dict[str, str | int] = {}
    allow = None
    for pair in arguments:
        field, equals, value = pair.partition("=")
        field = field.strip().lower().replace("-", "_")
        if not equals:
            raise CommandError(f"--set wants FIELD=VALUE, not {pair[:80]!r}.", ExitCode.USAGE)
        if field == "allow":
            allow = _ALLOW.get(value.strip().lower())
            if allow is None:
                raise CommandError("allow is anyone, ask or nobody.", ExitCode.USAGE)
        elif field in EDITABLE:
            changes[field] = _parse_value(field, value)
        else:
            raise CommandError(f"There is no field {field[:40]!r}: {', '.join(EDITABLE)}, allow.", ExitCode.USAGE)
    return changes, allow
