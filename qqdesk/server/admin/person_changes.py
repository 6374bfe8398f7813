"""What administrators and the operator do with an account: functions on a connection, which note it in the log.

At least one administrator who can sign in stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qqdesk.protocol.admin_commands import MakeResetCode, PersonAction
from qqdesk.protocol.codes import Result
from qqdesk.server.accounts import accounts, administrators, invitations, place_log, rosters, shared_roster
from qqdesk.server.admin import moderation
from qqdesk.server.errors import RefusedError, no_such_user
from qqdesk.server.rooms import membership
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import ASKS, LIST

_REMOVES_ADMINISTRATOR = {
    PersonAction.BAN: "banned",
    PersonAction.DELETE: "deleted",
    PersonAction.DISMISS: "made an ordinary user",
}


@dataclass(frozen=True, slots=True)
class PersonChange:
    """The result of an action. `is_change`: the account was not in this state already.

    `lists` are the accounts whose contact lists changed; `left` is what leaving the rooms changed.
    """

    is_change: bool
    lists: Sequence[int] = ()
    left: membership.Changed = field(default_factory=membership.Changed)


def change_person(
    db: Database, number: int, action: PersonAction, now: int, actor: int = place_log.OPERATOR
) -> PersonChange:
    """Ban, unban, delete, appoint or dismiss an account. Raises RefusedError."""
    nickname = _nickname(db, number)
    if action in _REMOVES_ADMINISTRATOR and administrators.is_last(db, number):
        what = _REMOVES_ADMINISTRATOR[action]
        raise RefusedError(
            Result.REFUSED_BY_SERVER,
            f"{number} is the last administrator and cannot be {what}; first appoint another one",
        )
    change = _carry_out(db, number, action, now)
    if change.is_change:
        place_log.note(db, now, actor, action, number, nickname)
    return change


def _carry_out(db: Database, number: int, action: PersonAction, now: int) -> PersonChange:
    match action:
        case PersonAction.BAN:
            is_change = moderation.ban(db, number, now)
        case PersonAction.UNBAN:
            is_change = moderation.unban(db, number)
        case PersonAction.DELETE:
            watchers = rosters.watchers(db, number)
            left = moderation.delete(db, number, now)
            db.notify(LIST, *watchers)
            return PersonChange(True, watchers, left)
        case PersonAction.APPOINT:
            is_change = administrators.appoint(db, number)
        case PersonAction.DISMISS:
            is_change = administrators.dismiss(db, number)
    if action in (PersonAction.APPOINT, PersonAction.DISMISS):
        db.notify(ASKS, number)
        return PersonChange(is_change)
    return PersonChange(is_change, shared_roster.changed(db))


def make_reset_code(db: Database, number: int, now: int, actor: int = place_log.OPERATOR) -> str:
    """Create the code with which the account gets a new password once. It ends an earlier one.

    Raises RefusedError for a banned account.
    """
    nickname = _nickname(db, number)
    if accounts.required_password(db, number, classic=False) is None:
        raise RefusedError(Result.REFUSED_BY_SERVER, f"{number} is banned")
    place_log.note(db, now, actor, MakeResetCode.NAME, number, nickname)
    return invitations.create_reset(db, number, now, actor or None)


def _nickname(db: Database, number: int) -> str:
    found = accounts.summaries(db, [number])
    if not found:
        raise no_such_user()
    return found[0].nickname
