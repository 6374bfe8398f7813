"""Blocking: functions on a connection.

A blocked user cannot send a message or a contact request to the one who blocked them, and sees them as offline. Contact
lists and earlier messages stay as they are.
"""

from collections.abc import Sequence

from qqdesk.protocol.codes import Result
from qqdesk.server.accounts import accounts
from qqdesk.server.errors import RefusedError, no_such_user
from qqdesk.server.storage.interface import Database

MOST = 1000
"""The most users that one account can block."""


def has(db: Database, owner: int, blocked: int) -> bool:
    row = db.execute("SELECT 1 FROM blocks WHERE owner = ? AND blocked = ?", (owner, blocked)).fetchone()
    return row is not None


def page(db: Database, owner: int, after: int, limit: int) -> list[int]:
    """Return at most `limit` blocked numbers above `after`, ascending."""
    rows = db.execute(
        "SELECT blocked FROM blocks WHERE owner = ? AND blocked > ? ORDER BY blocked LIMIT ?", (owner, after, limit)
    )
    return [row[0] for row in rows.fetchall()]


def add(db: Database, owner: int, blocked: int) -> None:
    """Block a user. Raises RefusedError."""
    if owner == blocked:
        raise RefusedError(Result.REFUSED_BY_SERVER, "nobody blocks themselves")
    if not accounts.exists(db, blocked):
        raise no_such_user()
    if has(db, owner, blocked):
        return
    (count,) = db.execute("SELECT count(*) FROM blocks WHERE owner = ?", (owner,)).fetchone()
    if count >= MOST:
        raise RefusedError(Result.REFUSED_BY_SERVER, f"at most {MOST} users can be blocked")
    db.execute("INSERT INTO blocks (owner, blocked) VALUES (?, ?)", (owner, blocked))


def remove(db: Database, owner: int, blocked: int) -> None:
    """Unblock a number. It need not be blocked or exist."""
    db.execute("DELETE FROM blocks WHERE owner = ? AND blocked = ?", (owner, blocked))


def who_block(db: Database, blocked: int, among: Sequence[int]) -> frozenset[int]:
    """Return which of `among` have blocked this user."""
    if not among:
        return frozenset()
    marks = ", ".join("?" * len(among))
    rows = db.execute(f"SELECT owner FROM blocks WHERE blocked = ? AND owner IN ({marks})", (blocked, *among))
    return frozenset(row[0] for row in rows.fetchall())
