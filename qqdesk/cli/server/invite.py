"""`qqdesk-server invite`: creates, lists and revokes invitations."""

import argparse
import sys
import time

from qqdesk.cli.server.common import (
    CommandError,
    bounded,
    database,
    database_command,
    fail,
    load_configuration,
    print_line,
    room_number,
)
from qqdesk.cli.server.invitation_links import ServerReach, make_link, print_link, reach_of, where_it_works
from qqdesk.cli.terminal import print_rows
from qqdesk.clock import SystemClock
from qqdesk.domain.invitation_link import CODE_SYMBOLS, InvitationLink
from qqdesk.protocol.place_commands import CreateInvitation, EndInvitation
from qqdesk.server.accounts import invitations, place_log
from qqdesk.server.accounts.invitations import DAYS, MOST_DAYS, MOST_USES, USES, Invitation
from qqdesk.server.rooms import rooms


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    invite = commands.add_parser(
        "invite",
        help="create, list and revoke invitations, also while the server runs",
        description="Create, list and revoke invitations, which new accounts need if registration is by invitation.",
    )
    actions = invite.add_subparsers(required=True, metavar="ACTION")
    new = database_command(
        actions,
        "new",
        _new,
        "create an invitation and print its link and its code; they are not stored, so pass one on",
    )
    new.add_argument("--uses", type=_uses, default=USES, metavar="N", help="number of accounts (default: %(default)s)")
    new.add_argument("--days", type=_days, default=DAYS, metavar="D", help="days of validity (default: %(default)s)")
    new.add_argument("--admin", action="store_true", help="the new accounts are administrators")
    new.add_argument(
        "--room",
        type=room_number,
        metavar="NUMBER",
        help="it also admits to this room, and people who have an account use it to join",
    )
    new.add_argument(
        "--address",
        default="",
        metavar="ADDRESS",
        help="the address in the link: a name or an IP address, or https://NAME of a proxy with HTTPS "
        "(default: those of this computer's network cards)",
    )
    database_command(
        actions, "list", _list,
        "list the valid ones, newest first: id, accounts left, last day, accounts made, number of the inviter (- for "
        "the operator), whether it makes administrators, and the room to which it admits, or -; with a heading on a "
        "terminal, with tabs in a pipe",
    )  # fmt: skip
    revoke = database_command(actions, "revoke", _revoke, "revoke an invitation")
    revoke.add_argument("id", metavar="ID", help="the id from `invite list`")


def _uses(text: str) -> int:
    return bounded(text, 1, MOST_USES, "how many accounts")


def _days(text: str) -> int:
    return bounded(text, 1, MOST_DAYS, "how many days")


def _new(options: argparse.Namespace) -> int:
    now, room = SystemClock().now(), options.room
    reach = reach_of(options.data_dir, load_configuration(options).settings)
    _link("0" * CODE_SYMBOLS, reach, options.address)  # a wrong address makes no invitation
    with database(options) as db:
        if room is not None and not rooms.exists(db, room):
            raise CommandError(f"There is no room {room}.")
        invitation = invitations.create(db, now, options.uses, options.days, makes_admin=options.admin, room=room)
        id_ = invitations.id_of(invitations.digest_of(invitation))
        place_log.note(db, now, place_log.OPERATOR, CreateInvitation.NAME, room or 0, id_)
    link = _link(invitation, reach, options.address)
    print_link(link)
    print_line(invitation)
    if sentence := where_it_works(link):
        print(sentence, file=sys.stderr)
    return 0


def _link(code: str, reach: ServerReach, address: str) -> InvitationLink | None:
    try:
        return make_link(code, reach, address)
    except ValueError as error:
        raise CommandError(f"--address {address}: {error}.") from None


def _list(options: argparse.Namespace) -> int:
    with database(options) as db:
        valid = invitations.valid(db, SystemClock().now())
    print_rows(
        ("id", "accounts left", "last day", "used", "inviter", "makes", "room"),
        (_row(invitation) for invitation in valid),
    )
    return 0


def _row(invitation: Invitation) -> tuple[str, ...]:
    last_day = time.strftime("%Y-%m-%d", time.localtime(invitation.expires / 1000))
    inviter = "-" if invitation.inviter is None else str(invitation.inviter)
    kind = "administrators" if invitation.makes_admin else "-"
    room = "-" if invitation.room is None else str(invitation.room)
    return invitation.id, str(invitation.uses_left), last_day, str(invitation.used), inviter, kind, room


def _revoke(options: argparse.Namespace) -> int:
    with database(options) as db:
        now = SystemClock().now()
        found = invitations.revoke(db, options.id, now)
        if found:
            place_log.note(db, now, place_log.OPERATOR, EndInvitation.NAME, detail=options.id.lower())
    if not found:
        return fail(f"There is no invitation {options.id} that is good.")
    print_line(f"took back {options.id.lower()}")
    return 0
