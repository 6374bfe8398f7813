"""`qqdesk-server invite`: creates, lists and revokes invitations."""

import argparse
import time

from qqdesk.cli.printing import print_rows
from qqdesk.cli.server.common import bounded, database, database_command, fail, print_line
from qqdesk.server.accounts import invitations
from qqdesk.server.accounts.invitations import DAYS, MOST_DAYS, MOST_USES, USES, Invitation
from qqdesk.server.clock import SystemClock


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    invite = commands.add_parser(
        "invite",
        help="create, list and revoke invitations, also while the server runs",
        description="Create, list and revoke invitations, which new accounts need if registration is by invitation.",
    )
    actions = invite.add_subparsers(required=True, metavar="ACTION")
    new = database_command(
        actions, "new", _new, "create an invitation and print it; it is not stored, so pass it on at once"
    )
    new.add_argument("--uses", type=_uses, default=USES, metavar="N", help="number of accounts (default: %(default)s)")
    new.add_argument("--days", type=_days, default=DAYS, metavar="D", help="days of validity (default: %(default)s)")
    new.add_argument("--admin", action="store_true", help="the new accounts are administrators")
    database_command(
        actions, "list", _list,
        "list the valid ones, newest first: id, accounts left, last day, accounts made, number of the inviter (- for "
        "the operator), and whether it makes administrators; with a heading on a terminal, with tabs in a pipe",
    )  # fmt: skip
    revoke = database_command(actions, "revoke", _revoke, "revoke an invitation")
    revoke.add_argument("id", metavar="ID", help="the id from `invite list`")


def _uses(text: str) -> int:
    return bounded(text, 1, MOST_USES, "how many accounts")


def _days(text: str) -> int:
    return bounded(text, 1, MOST_DAYS, "how many days")


def _new(options: argparse.Namespace) -> int:
    with database(options) as db:
        invitation = invitations.create(db, SystemClock().now(), options.uses, options.days, makes_admin=options.admin)
    print_line(invitation)
    return 0


def _list(options: argparse.Namespace) -> int:
    with database(options) as db:
        valid = invitations.valid(db, SystemClock().now())
    print_rows(
        ("id", "accounts left", "last day", "used", "inviter", "makes"), (_row(invitation) for invitation in valid)
    )
    return 0


def _row(invitation: Invitation) -> tuple[str, ...]:
    last_day = time.strftime("%Y-%m-%d", time.localtime(invitation.expires / 1000))
    inviter = "-" if invitation.inviter is None else str(invitation.inviter)
    kind = "administrators" if invitation.makes_admin else "-"
    return invitation.id, str(invitation.uses_left), last_day, str(invitation.used), inviter, kind


def _revoke(options: argparse.Namespace) -> int:
    with database(options) as db:
        found = invitations.revoke(db, options.id, SystemClock().now())
    if not found:
        return fail(f"There is no invitation {options.id} that is good.")
    print_line(f"took back {options.id.lower()}")
    return 0
