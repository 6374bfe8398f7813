"""Ban, unban and delete accounts: functions on a connection.

A running server notices the write, reads the sessions again and ends those of the account.
"""

import contextlib
from dataclasses import replace

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.accounts import accounts, devices, invitations, rosters
from qqdesk.server.delivery import delivery
from qqdesk.server.errors import RefusedError
from qqdesk.server.rooms import membership
from qqdesk.server.rooms.membership import Changed
from qqdesk.server.storage.interface import Database


def ban(db: Database, number: int, now: int) -> bool:
    """Ban an account and end its sessions and invitations; return False if it was banned already. Its data stays.

    An administrator is an ordinary user after the end of the ban.
    """
    changed = db.execute(
        "UPDATE users SET banned = ?, is_admin = 0 WHERE number = ? AND banned IS NULL", (now, number)
    ).rowcount
    devices.end_all(db, number, EndReason.ENDED_BY_OPERATOR, now)
    invitations.end_all_of(db, number)
    return bool(changed)


def unban(db: Database, number: int) -> bool:
    """Lift a ban; return False if there was none."""
    return bool(
        db.execute("UPDATE users SET banned = NULL WHERE number = ? AND banned IS NOT NULL", (number,)).rowcount
    )


def delete(db: Database, number: int, now: int) -> Changed:
    """Delete an account and its data. Messages that it sent stay in other mailboxes.

    Returns the logs that got entries, and the accounts whose rooms changed.

    Contacts get the status OFFLINE through their mailboxes, because the running server can no longer find them by the
    deleted lists.
    """
    watchers = rosters.watchers(db, number)
    for owner in watchers:
        with contextlib.suppress(RefusedError):  # the mailbox is full
            delivery.append(db, owner, MessageKind.STATUS_CHANGED, number, str(int(Status.OFFLINE)), now, limited=True)
    left = membership.leave_all(db, number, now)
    devices.end_all(db, number, EndReason.ENDED_BY_OPERATOR, now)
    invitations.end_all_of(db, number)
    for table, columns in (
        ("devices", ("account",)),
        ("replies", ("number",)),
        ("fetches", ("number",)),
        ("roster", ("owner", "contact")),
        ("grants", ("giver", "receiver")),
        ("requests", ("asker", "asked")),
        ("blocks", ("owner", "blocked")),
        ("left_out", ("owner", "contact")),
        ("known_origins", ("number",)),
        ("held_receipts", ("owner", "sender")),
        ("account_values", ("owner",)),
        ("memberships", ("account",)),
        ("room_asks", ("account",)),
        ("entries", ("log",)),
        ("logs", ("number",)),
        ("cursors", ("account",)),
        ("read_marks", ("account", "peer")),
        ("client_ids", ("sender",)),
    ):
        for column in columns:
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
    accounts.delete(db, number, now)
    return replace(left, logs=(*left.logs, *watchers))
