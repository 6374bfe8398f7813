"""`qqdesk-server user`: adds, lists, changes, bans and deletes accounts."""

import argparse
import hashlib
import sys

from qqdesk.cli.server.common import (
    EXIT_MISUSE,
    CommandError,
    confirm_deletion,
    database,
    database_command,
    face,
    fail,
    nickname,
    number,
    print_line,
)
from qqdesk.cli.terminal import ask_password, print_rows
from qqdesk.clock import SystemClock, format_time
from qqdesk.protocol.admin_commands import RESET_DAYS, PersonAction
from qqdesk.protocol.codes import SYSTEM_NUMBER, EndReason
from qqdesk.protocol.commands import ModifyPassword, Register
from qqdesk.server.accounts import accounts, devices, place_log
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.admin import person_changes
from qqdesk.server.storage.interface import Database


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    user = commands.add_parser(
        "user", help="add, list, change, appoint, ban and delete users, also while the server runs"
    )
    actions = user.add_subparsers(required=True, metavar="ACTION")
    add = database_command(actions, "add", _add_user, "add a user")
    add.add_argument("number", type=number, metavar="NUMBER", help="the user's number, to sign in with")
    add.add_argument("--nick", type=nickname, required=True, metavar="NAME", help="the nickname")
    add.add_argument("--face", type=face, metavar="FC", help="the face id, 0 to 65535 (default: one by number)")
    add.add_argument(
        "--again", action="store_true", help="reuse the number of a deleted user, if the same person returns"
    )
    users = database_command(
        actions, "list", _list_users,
        "list the users: number, face id, nickname, and administrator or -; with a heading on a terminal, with tabs in "
        "a pipe",
    )  # fmt: skip
    users.add_argument(
        "--long",
        action="store_true",
        help="also print when they were added, when they were banned and when they last signed in or out with a new "
        "client (UTC, - for never), and the number of their undelivered messages",
    )
    users.add_argument("--here", action="store_true", help="list only the users who are signed in")
    change = database_command(actions, "passwd", _change_password, "change a user's password and end their session")
    _add_number(change)
    change.add_argument(
        "--classic",
        action="store_true",
        help="set a separate password for old clients, because it can be read on the network: it is valid for old "
        "clients only, and the main password is then invalid for them",
    )
    change.add_argument("--remove", action="store_true", help="with --classic: remove that password")
    for parser in (add, change):
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of standard input"
        )
    _add_number(
        database_command(
            actions,
            "reset",
            _reset_user,
            f"print a code with which a user who forgot the password sets a new one, once and within {RESET_DAYS} day",
        )
    )
    _add_number(
        database_command(actions, "ban", _ban_user, "ban a user: the session ends, and every later sign-in is refused")
    )
    _add_number(database_command(actions, "unban", _unban_user, "lift the ban of a user"))
    admin = database_command(
        actions, "admin", _appoint_user, "make a user an administrator, who looks after the place in the program"
    )
    _add_number(admin)
    admin.add_argument("--off", action="store_true", help="make them an ordinary user again")
    delete = database_command(
        actions, "delete", _delete_user, "delete a user and all their data, except the messages they sent"
    )
    _add_number(delete)
    delete.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=number, metavar="NUMBER", help="the user's number")


def _password(options: argparse.Namespace) -> str:
    """Ask for a password and return the hash to store. Raises CommandError."""
    try:
        if options.password_stdin:
            password = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
        else:
            asked = ask_password("Password: ")
            if asked is None:
                raise CommandError("There is no terminal to ask for a password: give it with --password-stdin.")
            password = asked
            if password and ask_password("Again: ") != password:
                raise CommandError("The two passwords differ.")
        encoded = password.encode()
    except UnicodeError:
        raise CommandError("The password is not text in UTF-8.") from None
    if not password:
        raise CommandError("The password is empty.")
    # Clients send the MD5 of the password.
    return hash_password(hashlib.md5(encoded, usedforsecurity=False).hexdigest())


def _add_user(options: argparse.Namespace) -> int:
    if options.number == SYSTEM_NUMBER:
        return fail(f"{SYSTEM_NUMBER} is the server's own number, the sender of its notices. Choose another.")
    password = _password(options)
    try:
        with database(options, make=True) as db:
            accounts.add(
                db,
                options.number,
                password,
                options.nick,
                SystemClock().now(),
                face=options.face,
                reuse_deleted=options.again,
            )
            place_log.note(db, SystemClock().now(), place_log.OPERATOR, Register.NAME, options.number, options.nick)
    except accounts.TakenError:
        return fail(f"The number {options.number} is taken.")
    except accounts.DeletedError:
        return fail(
            f"{options.number} was the number of a deleted user, and others still know that person by it. "
            "Choose another, or use --again if the same person returns."
        )
    print(f"added {options.number}")
    return 0


def _list_users(options: argparse.Namespace) -> int:
    with database(options) as db:
        users = accounts.overviews(db)
    heading = ["number", "face", "nickname", "role"]
    if options.long:
        heading += ["added", "banned", "last signed in or out", "waiting messages"]
    rows = []
    for overview in users:
        if options.here and not overview.is_present:
            continue
        user = overview.account
        row = [str(user.number), str(user.face), user.nickname, "administrator" if overview.is_admin else "-"]
        if options.long:
            row += [format_time(overview.created), format_time(overview.banned), format_time(overview.signed_in)]
            row.append(str(overview.waiting_messages))
        rows.append(row)
    print_rows(heading, rows)
    return 0


def _require_user(db: Database, number: int) -> None:
    if not accounts.exists(db, number):
        raise CommandError(f"There is no user {number}.")


def _change_person(options: argparse.Namespace, action: PersonAction) -> bool:
    """Return whether the user was not in this state already."""
    with database(options) as db:
        _require_user(db, options.number)
        return person_changes.change_person(db, options.number, action, SystemClock().now()).is_change


def _appoint_user(options: argparse.Namespace) -> int:
    number = options.number
    changed = _change_person(options, PersonAction.DISMISS if options.off else PersonAction.APPOINT)
    what = "an ordinary user" if options.off else "an administrator"
    print(f"{number} is {what} now" if changed else f"{number} is {what} already")
    return 0


def _change_password(options: argparse.Namespace) -> int:
    number = options.number
    if options.remove and not options.classic:
        return fail("Only the password for old clients can be removed: --classic --remove.", EXIT_MISUSE)
    with database(options) as db:
        _require_user(db, number)
    password = None if options.remove else _password(options)
    with database(options) as db:
        _require_user(db, number)
        place_log.note(db, SystemClock().now(), place_log.OPERATOR, ModifyPassword.NAME, number)
        if options.classic:
            accounts.set_classic_password(db, number, password)
            devices.end_classic(db, number, EndReason.ENDED_BY_OPERATOR, SystemClock().now())
        else:
            accounts.set_password(db, number, str(password))
            devices.end_all(db, number, EndReason.ENDED_BY_OPERATOR, SystemClock().now())
    if options.remove:
        print(f"{number} signs in to old clients with the main password")
    else:
        print(f"changed the password of {number}{' for old clients' if options.classic else ''}")
    return 0


def _reset_user(options: argparse.Namespace) -> int:
    with database(options) as db:
        _require_user(db, options.number)
        code = person_changes.make_reset_code(db, options.number, SystemClock().now())
    print_line(code)
    return 0


def _ban_user(options: argparse.Namespace) -> int:
    changed = _change_person(options, PersonAction.BAN)
    print(f"banned {options.number}" if changed else f"{options.number} is banned already")
    return 0


def _unban_user(options: argparse.Namespace) -> int:
    changed = _change_person(options, PersonAction.UNBAN)
    print(f"{options.number} may sign in again" if changed else f"{options.number} is not banned")
    return 0


def _delete_user(options: argparse.Namespace) -> int:
    number = options.number
    with database(options) as db:
        _require_user(db, number)
    if not options.yes:
        confirm_deletion(number)
    _change_person(options, PersonAction.DELETE)
    print(f"deleted {number}")
    return 0
