"""`qqdesk-cli register`: creates an account."""

import argparse

from qqdesk.cli.client import password_source
from qqdesk.cli.client.account_selection import select_server
from qqdesk.cli.client.authentication import create_client, reach_server
from qqdesk.cli.client.command_error import CommandError, ExitCode, command_errors
from qqdesk.cli.client.options import add_password_options, add_server_options, add_timeout_option
from qqdesk.cli.terminal import ask_password
from qqdesk.client.address import password_hash
from qqdesk.client.client import COMMAND_TIMEOUT_S
from qqdesk.domain.saved_accounts import MIN_PASSWORD_CHARS


def declare(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Create an account and print its number. The password is asked for twice on the terminal, unless an "
        "option gives it. If you need an invitation, ask the operator of the server."
    )
    parser.add_argument("nickname", metavar="NICKNAME", help="the name in the lists of others")
    parser.add_argument("--invitation", metavar="CODE", help="an invitation code, such as ABCD-EFGH-JKMN-PQRS-TVWX")
    add_password_options(parser)
    add_server_options(parser)
    add_timeout_option(parser)


def run(options: argparse.Namespace) -> int:
    server = select_server(options)
    hashed = password_hash(_new_password(options))
    with command_errors(), create_client(server, options) as client:
        reach_server(server, options, client)
        # Not repeated: after a lost reply, a second request would create a second account.
        client.timeout = COMMAND_TIMEOUT_S
        number = client.register(hashed, options.nickname, options.invitation)
    print(number)
    return ExitCode.OK


def _new_password(options: argparse.Namespace) -> str:
    password = password_source.from_options(options)
    if password is None:
        password = ask_password("New password: ")
        if password is not None and len(password) >= MIN_PASSWORD_CHARS and ask_password("Once more: ") != password:
            raise CommandError("The two passwords differ.", ExitCode.BAD_INPUT)
    if password is None:
        raise CommandError("Give a password with --password-stdin or --password-file.", ExitCode.USAGE)
    if len(password) < MIN_PASSWORD_CHARS:
        raise CommandError(f"A password has at least {MIN_PASSWORD_CHARS} characters.", ExitCode.BAD_INPUT)
    return password
