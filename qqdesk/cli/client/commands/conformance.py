"""`qqdesk-cli conformance`: checks whether a server conforms to the protocol."""

import argparse
import time
from collections.abc import Sequence

from qqdesk.cli.client import password_source
from qqdesk.cli.client.account_selection import is_account_number
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.cli.client.options import seconds
from qqdesk.cli.terminal import ask_password
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadAddressError,
    BadReplyError,
    ChangedCertificateError,
    ClientError,
    UnknownCertificateError,
)
from qqdesk.conformance import table
from qqdesk.conformance.errors import Verdict
from qqdesk.conformance.fixture import MAX_ACCOUNTS, Fixture
from qqdesk.conformance.raw_http import Target
from qqdesk.conformance.row import Outcome, Section, examine
from qqdesk.conformance.rows import chosen
from qqdesk.domain.proxy import Proxy, ProxyKind, ProxySource
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.protocol.commands import HelloReply
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import written_fingerprint
from qqdesk.protocol.limits import MAX_NUMBER

_DESCRIPTION = (
    "Try every command of the protocol on a server, and print which statements hold. A row about an extension that the "
    "server lacks says “not offered”, which is no failure."
)
_EPILOG = (
    "The run uses two or three accounts. If anybody may register, it creates them, and prints their numbers at the "
    "end; else supply two with --account. Do not use them during the run: it fetches and drops their waiting messages. "
    "If the server refuses too many requests (RES=40), the run waits. "
    "Exit codes: 0 all offered statements hold; 1 a statement does not hold; 2 wrong use, or no accounts; 3 the server "
    "cannot be reached, or something could not be tried; 4 a password is missing; 130 interrupted."
)


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("url", nargs="?", metavar="URL", help="http://host:8000, https://host:8443, or host alone")
    parser.add_argument(
        "--account", action="append", type=_number, default=[], metavar="NUMBER",
        help="an account to use, two or three times; the passwords are asked for",
    )  # fmt: skip
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the passwords from standard input, one a line, in this order",
    )
    parser.add_argument(
        "--invitation", action="append", default=[], metavar="CODE",
        help="invitation to create an account with; each is for one account",
    )  # fmt: skip
    parser.add_argument(
        "--fingerprint", default="", metavar="HEX", help="accept only the certificate with this SHA-256"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="WORD", help="try only rows with this in their name; see --list"
    )
    parser.add_argument("--list", action="store_true", help="print the rows and their names, without trying them")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    parser.add_argument(
        "--timeout", type=seconds, default=10.0, metavar="S", help="time limit of one reply in seconds (default: 10)"
    )
    parser.add_argument(
        "--limit", type=seconds, default=300.0, metavar="S", help="time limit of the run in seconds (default: 300)"
    )


def _number(text: str) -> int:
    if not is_account_number(text):
        raise argparse.ArgumentTypeError(f"a user's number is one from 1 to {MAX_NUMBER}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    sections = chosen(options.only)
    if not sections:
        raise CommandError(f"No row has {' or '.join(options.only)} in its name; --list prints them.", ExitCode.USAGE)
    if options.list:
        _print_names(sections)
        return ExitCode.OK
    if options.url is None:
        raise CommandError("Give the server's address: qqdesk-cli conformance http://127.0.0.1:8000", ExitCode.USAGE)
    start = time.monotonic()
    hello, target = _probe(options)
    accounts = _accounts(options)
    if any(row.people for section in sections for row in section.rows):
        _require_accounts(hello, len(accounts), len(options.invitation))
    fixture = Fixture(target, hello, accounts, options.invitation)
    outcomes: list[Outcome] = []
    try:
        for outcome in examine(fixture, sections, options.limit):
            if not options.json:
                print(*table.lines(outcome, outcomes[-1] if outcomes else None), sep="\n", flush=True)
            outcomes.append(outcome)
    finally:
        fixture.clean_up()
        if not options.json:
            _print_left_behind(fixture)
    took = time.monotonic() - start
    if options.json:
        print(table.as_json(target.url, outcomes, fixture.left_behind, took))
    else:
        print(table.summary(outcomes, took))
    return _code(outcomes)


def _code(outcomes: Sequence[Outcome]) -> ExitCode:
    if any(outcome.verdict is Verdict.FAILS for outcome in outcomes):
        return ExitCode.REFUSED
    return ExitCode.NO_CONNECTION if any(outcome.is_trouble for outcome in outcomes) else ExitCode.OK


def _probe(options: argparse.Namespace) -> tuple[HelloReply | None, Target]:
    """Return the server's Hello and its address as the client resolves it."""
    try:
        # Without a proxy, which could change requests and replies.
        proxies = ProxySource(Proxy(ProxyKind.NONE))
        with Client(options.url, fingerprint=options.fingerprint, proxies=proxies) as client:
            hello = client.probe(timeout=options.timeout)
            endpoint = client.resolver.endpoint
    except (UnknownCertificateError, ChangedCertificateError) as error:
        digits = written_fingerprint(error.doubt.fingerprint)
        raise CommandError(
            f"{error}. If the operator of the server confirms it, add --fingerprint {digits}", ExitCode.NO_CONNECTION
        ) from None
    except BadReplyError as error:
        raise CommandError(
            f"The other end is not a server of this protocol: {error}.", ExitCode.NO_CONNECTION
        ) from None
    except ClientError as error:
        raise CommandError(f"{error}.", ExitCode.NO_CONNECTION) from None
    except (BadAddressError, LocalError) as error:
        raise CommandError(f"{error}.", ExitCode.USAGE) from None
    assert endpoint is not None
    return hello, Target(endpoint.url, endpoint.trust, options.timeout)


def _accounts(options: argparse.Namespace) -> list[tuple[int, str]]:
    """Ask for the passwords, and return each number with the MD5 of its password."""
    numbers: list[int] = options.account
    if len(set(numbers)) != len(numbers):
        raise CommandError("The same number was given twice: two different accounts are needed.", ExitCode.USAGE)
    if len(numbers) > MAX_ACCOUNTS:
        raise CommandError(f"At most {MAX_ACCOUNTS} accounts are of use.", ExitCode.USAGE)
    accounts = []
    for number in numbers:
        text = password_source.read_line() if options.password_stdin else ask_password(f"Password of {number}: ")
        if not text:
            raise CommandError(
                f"There is no password for {number}: it is asked for on a terminal, or a line with --password-stdin.",
                ExitCode.NOT_SIGNED_IN,
            )
        accounts.append((number, password_hash(text)))
    return accounts


def _require_accounts(hello: HelloReply | None, accounts: int, invitations: int) -> None:
    """Raise CommandError if the run has fewer than two accounts."""
    mode = hello.registration if hello is not None else ""
    if accounts + invitations >= 2 or (mode == RegistrationMode.OPEN and not accounts):
        return
    why = {
        RegistrationMode.INVITE: "Registration needs an invitation here: give two with --invitation, or",
        RegistrationMode.CLOSED: "Registration is closed here: give",
        RegistrationMode.OPEN: "One is not enough: give none to create them, or give",
    }.get(mode, "This server has no registration: give")  # type: ignore[call-overload]
    raise CommandError(
        f"The run needs two accounts. {why} two with --account NUMBER. Without accounts you can try "
        "--only http --only before.session --only before.logout --only before.hello.",
        ExitCode.USAGE,
    )


def _print_names(sections: Sequence[Section]) -> None:
    for section in sections:
        print(f"{section.title}")
        for row in section.rows:
            print(f"  {row.key:<22} {row.statement}")


def _print_left_behind(fixture: Fixture) -> None:
    numbers = [str(number) for number in fixture.left_behind]
    if numbers:
        print(
            f"\nCreated: {'accounts' if len(numbers) > 1 else 'account'} {', '.join(numbers)}. Their settings "
            f"refuse contact requests.\nThe operator deletes them with: qqdesk-server user delete NUMBER"
        )
    print()
