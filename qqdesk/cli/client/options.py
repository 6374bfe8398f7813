"""Options that several subcommands have."""

import argparse
import math
from pathlib import Path

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
        help=f"its address, or `local` for that of the desktop program on this computer (else {SERVER_VARIABLE}, else "
        "what the desktop program knows)",
    )
    group.add_argument(
        "--fingerprint",
        metavar="SHA256",
        help="the one certificate to take, as the server prints it at its start; without it, one that the system's "
        "authorities vouch for, or that was accepted here before",
    )
    group.add_argument(
        "--unencrypted",
        action="store_true",
        help="sign in although the server has no encryption; it is remembered, and on a terminal it is asked",
    )
    group.add_argument("--profile", default="", metavar="NAME", help="a profile of the desktop program")
    group.add_argument("--config-dir", type=Path, metavar="DIR", help="where its settings are")
    group.add_argument("--data-dir", type=Path, metavar="DIR", help="where its messages are")


def add_account_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the account, its password and its server."""
    group = parser.add_argument_group(
        "who does it",
        "With one account in the desktop program nothing has to be said. The password comes from the keyring if the "
        "desktop program remembers it there, else it is asked for on the terminal.",
    )
    group.add_argument("--user", metavar="NUMBER|NAME", help=f"an account (else {USER_VARIABLE})")
    add_password_options(group)
    add_server_options(parser)
    group.add_argument(
        "--take-over",
        action="store_true",
        help="where this takes a session, end that of another computer; all but listen and status take none, unless "
        "the server is one of the old kind",
    )
    add_timeout_option(parser)


def add_password_options(group: "argparse._ArgumentGroup | argparse.ArgumentParser") -> None:
    group.add_argument(
        "--password-stdin", action="store_true", help="the first line of the standard input is the password"
    )
    group.add_argument(
        "--password-file",
        metavar="FILE",
        help="the first line of this file is the password (as with LoadCredential= of a systemd unit: %%d/NAME there)",
    )


def add_timeout_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=TIMEOUT_S,
        metavar="SECONDS",
        help="how long it is tried again where the server does not answer (default: %(default)g)",
    )


def add_json_option(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--json", action="store_true", help=f"{what}, as JSON, an object a line")


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if 0 <= value <= MAX_TIMEOUT_S:
        return value
    raise argparse.ArgumentTypeError(f"seconds are wanted, from 0 to {MAX_TIMEOUT_S:.0f}, not {text[:40]!r}")
