"""Who wants to hear nothing of whom: plain functions on a connection.

Somebody who is blocked cannot write to whom blocked them, nor ask to be let in, nor see whether they are there. Both
stay on whatever lists they are on, and what had come before stays where it is.
"""

from collections.abc import Sequence

from qqdesk.protocol.codes import Result
from qqdesk.server.accounts import accounts
from qqdesk.server.errors import RefusedError, no_such_user
from qqdesk.server.storage.interface import Database

MOST = 1000
"""One user blocks so many at most."""


def has(db: Database, owner: int, blocked: int) -> bool:
    row = db.execute("SELECT 1 FROM blocks WHERE owner = ? AND blocked = ?", (owner, blocked)).fetchone()
    return row is not None


def page(db: Database, owner: int, after: int, limit: int) -> list[int]:
    """At most `limit` of those whom this user blocked, with higher numbers than `after`, ascending."""
    rows = db.execute(
        "SELECT blocked FROM blocks WHERE owner = ? AND blocked > ? ORDER BY blocked LIMIT ?", (owner, after, limit)
    )
    return [row[0] for row in rows.fetchall()]


def add(db: Database, owner: int, blocked: int) -> None:
    """Raises RefusedError."""
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
    """Also of somebody who is not blocked, or not there any more."""
    db.execute("DELETE FROM blocks WHERE owner = ? AND blocked = ?", (owner, blocked))


def who_block(db: Database, blocked: int, among: Sequence[int]) -> frozenset[int]:
    """Those of them who blocked this user."""
    if not among:
        return frozenset()
    marks = ", ".join("?" * len(among))
    rows = db.execute(f"SELECT owner FROM blocks WHERE blocked = ? AND owner IN ({marks})", (blocked, *among))
    return frozenset(row[0] for row in rows.fetchall())
