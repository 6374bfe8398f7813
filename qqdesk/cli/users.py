"""`qqdesk-server user`: adds, lists and changes users."""

import argparse
import getpass
import hashlib
import sys

from qqdesk.cli.common import EXIT_FAILED, command, database, face, fail, nickname, number
from qqdesk.server import accounts, tokens
from qqdesk.server.clock import SystemClock
from qqdesk.server.passwords import hash_password


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    user = commands.add_parser("user", help="add, list and change users, beside a running server too")
    actions = user.add_subparsers(required=True, metavar="ACTION")
    add = command(actions, "add", _add_user, "add a user")
    add.add_argument("number", type=number, metavar="NUMBER", help="the user's number, to sign in with")
    add.add_argument("--nick", type=nickname, required=True, metavar="NAME", help="the nickname")
    add.add_argument("--face", type=face, metavar="FC", help="the face id, 0 to 65535 (default: one by number)")
    command(actions, "list", _list_users, "list the users: number, face id and nickname, with tabs between")
    change = command(actions, "passwd", _change_password, "give a user another password, and end their session")
    change.add_argument("number", type=number, metavar="NUMBER", help="the user's number")
    for parser in (add, change):
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of standard input"
        )


def _password(options: argparse.Namespace) -> str | None:
    """The hash to store for a password that is asked for; None, and a word of why, where there is none."""
    try:
        if options.password_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        else:
            password = getpass.getpass("Password: ")
            if password and getpass.getpass("Again: ") != password:
                print("Those were two different passwords.", file=sys.stderr)
                return None
        encoded = password.encode()
    except EOFError:
        password, encoded = "", b""
    except UnicodeError:
        print("The password is not text in UTF-8.", file=sys.stderr)
        return None
    if not password:
        print("The password is empty.", file=sys.stderr)
        return None
    # What a client sends for a password.
    return hash_password(hashlib.md5(encoded, usedforsecurity=False).hexdigest())


def _add_user(options: argparse.Namespace) -> int:
    password = _password(options)
    if password is None:
        return EXIT_FAILED
    try:
        with database(options.data_dir, make=True) as db:
            accounts.add(db, options.number, password, options.nick, SystemClock().now(), face=options.face)
    except accounts.TakenError:
        return fail(f"The number {options.number} is taken.")
    print(f"added {options.number}")
    return 0


def _list_users(options: argparse.Namespace) -> int:
    with database(options.data_dir) as db:
        users = accounts.everyone(db)
    for user in users:
        print(user.number, user.face, user.nickname, sep="\t")
    return 0


def _change_password(options: argparse.Namespace) -> int:
    with database(options.data_dir) as db:
        found = accounts.exists(db, options.number)
    if not found:
        return fail(f"There is no user {options.number}.")
    password = _password(options)
    if password is None:
        return EXIT_FAILED
    with database(options.data_dir) as db:
        accounts.set_password(db, options.number, password)
        tokens.shut_out(db, options.number, SystemClock().now())
    print(f"changed the password of {options.number}")
    return 0
