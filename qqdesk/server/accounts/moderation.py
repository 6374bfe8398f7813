"""What whoever runs the server does about a user: shut them out, let them in again, delete them.

Plain functions on a connection, for the command line beside a server that may be running. That one finds out by the
counter of `tokens.shut_out`, at its next sweep, and ends the user's session.
"""

import contextlib

from qqdesk.protocol.codes import MessageKind, Status
from qqdesk.server.accounts import accounts, rosters, tokens
from qqdesk.server.delivery import mailbox
from qqdesk.server.errors import RefusedError
from qqdesk.server.storage.interface import Database


def ban(db: Database, number: int, now: int) -> bool:
    """Shut a user out; False where they were. Everything that is theirs stays."""
    changed = db.execute("UPDATE users SET banned = ? WHERE number = ? AND banned IS NULL", (now, number)).rowcount
    tokens.ban(db, number, now)
    return bool(changed)


def unban(db: Database, number: int) -> bool:
    """Let a user in again; False where they were not shut out."""
    return bool(
        db.execute("UPDATE users SET banned = NULL WHERE number = ? AND banned IS NOT NULL", (number,)).rowcount
    )


def delete(db: Database, number: int, now: int) -> None:
    """Delete a user and all that is theirs. What they wrote to others stays in those mailboxes.

    Those who have them on their list are told through the mailbox that they are offline: with the list gone, the
    running server would not know any more whom to tell.
    """
    for owner in rosters.watchers(db, number):
        with contextlib.suppress(RefusedError):  # their mailbox is full
            mailbox.put(db, owner, MessageKind.STATUS_CHANGED, number, str(int(Status.OFFLINE)), now, limited=True)
    tokens.ban(db, number, now)
    for table, columns in (
        ("sessions", ("number",)),
        ("replies", ("number",)),
        ("fetches", ("number",)),
        ("roster", ("owner", "contact")),
        ("grants", ("giver", "receiver")),
        ("requests", ("asker", "asked")),
        ("blocks", ("owner", "blocked")),
        ("known_origins", ("number",)),
        ("held_receipts", ("owner", "sender")),
        ("book", ("owner",)),
        ("book_changes", ("owner",)),
        ("mail", ("owner",)),
        ("received", ("owner",)),
        ("mailboxes", ("number",)),
        ("client_ids", ("sender",)),
    ):
        for column in columns:
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
    accounts.delete(db, number, now)
