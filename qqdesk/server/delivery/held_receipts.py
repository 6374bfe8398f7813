"""Receipts (MT=91) of users who look offline: plain functions on a connection.

A receipt would tell the sender of a message that its invisible recipient is there. So it is held back until the
recipient is visible, or writes to that sender.
"""

from qqdesk.server.delivery import delivery
from qqdesk.server.storage.interface import Database


def owners(db: Database) -> list[int]:
    """Return all users whose receipts are held back."""
    return [row[0] for row in db.execute("SELECT DISTINCT owner FROM held_receipts").fetchall()]


def are_owed(db: Database, owner: int, sender: int) -> bool:
    row = db.execute("SELECT 1 FROM held_receipts WHERE owner = ? AND sender = ? LIMIT 1", (owner, sender)).fetchone()
    return row is not None


def release(db: Database, owner: int, sender: int | None, now: int) -> list[int]:
    """Deliver the receipts that `owner` owes `sender`, or everybody. Return whose mailboxes changed."""
    which, values = ("owner = ?", (owner,)) if sender is None else ("owner = ? AND sender = ?", (owner, sender))
    rows = db.execute(f"DELETE FROM held_receipts WHERE {which} RETURNING sender, client_id", values).fetchall()
    return delivery.append_receipts(db, owner, rows, now)
