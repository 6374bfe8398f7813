"""Options that several subcommands have."""

import argparse
import math
from pathlib import Path

from qqdesk.bot.bot_password import VARIABLE as PASSWORD_FILE_VARIABLE

USER_VARIABLE = "QQDESK_USER"
SERVER_VARIABLE = "QQDESK_SERVER"
TIMEOUT_S = 20.0
MAX_TIMEOUT_S = 24 * 3600.0


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the server and of the desktop program's folders."""
    group = parser.add_argument_group("which server")
    group.add_argument(
        "--server",
        metavar="ADDRESS",
        help=f"its address, or `local` for the server that the desktop program runs on this computer (default: "
        f"{SERVER_VARIABLE}, else the server of your account in the desktop program)",
    )
    group.add_argument(
        "--fingerprint",
        metavar="SHA256",
        help="accept only the certificate with this fingerprint, which the server prints at its start; without it, a "
        "certificate from a trusted authority, or one that was accepted here before",
    )
    group.add_argument(
        "--unencrypted",
        action="store_true",
        help="sign in although the server has no encryption; the choice is remembered. On a terminal you are asked",
    )
    group.add_argument("--profile", default="", metavar="NAME", help="a profile of the desktop program")
    group.add_argument("--config-dir", type=Path, metavar="DIR", help="the folder of its settings")
    group.add_argument("--data-dir", type=Path, metavar="DIR", help="the folder of its messages")


def add_account_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the account, its password and its server."""
    group = parser.add_argument_group(
        "account",
        "With one account in the desktop program no option is needed. The password comes from the keyring if the "
        "desktop program remembers it there, else it is asked for on the terminal.",
    )
    group.add_argument("--user", metavar="NUMBER|NAME", help=f"an account (default: {USER_VARIABLE})")
    add_password_options(group)
    add_server_options(parser)
    add_timeout_option(parser)


def add_password_options(group: "argparse._ArgumentGroup | argparse.ArgumentParser") -> None:
    group.add_argument(
        "--password-stdin", action="store_true", help="the first line of the standard input is the password"
    )
    group.add_argument(
        "--password-file",
        metavar="FILE",
        help="the first line of this file is the password, as with LoadCredential= of a systemd unit: %%d/NAME there "
        f"(default: {PASSWORD_FILE_VARIABLE})",
    )


def add_timeout_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=TIMEOUT_S,
        metavar="SECONDS",
        help="how long to retry if the server does not answer (default: %(default)g)",
    )


def add_json_option(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--json", action="store_true", help=f"{what}, as JSON, one object a line")


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if 0 <= value <= MAX_TIMEOUT_S:
        return value
    raise argparse.ArgumentTypeError(f"seconds are a number from 0 to {MAX_TIMEOUT_S:.0f}, not {text[:40]!r}")
