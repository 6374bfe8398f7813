"""Invitations in the database, which holds only their SHA-256: functions on a connection."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from qqdesk.server.storage.interface import Database

USES = 1
DAYS = 7
MOST_USES = 100_000
MOST_DAYS = 3650
DAY_MS = 24 * 3600 * 1000

# Crockford's base 32: no I, L, O and U, so that a code can be read aloud and typed.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_GROUPS, _GROUP = 4, 4
_STRANGE = re.compile("[^0-9A-Z]")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Invitation:
    """A stored invitation. `id` identifies it but cannot be used to register; times are milliseconds since 1970."""

    id: str
    created: int
    expires: int
    uses_left: int


def create(db: Database, now: int, uses: int = USES, days: int = DAYS) -> str:
    """Create an invitation for `uses` accounts within `days`; return its code, which is not stored."""
    symbols = "".join(secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP))
    db.execute(
        "INSERT INTO invitations (digest, created, expires, uses_left) VALUES (?, ?, ?, ?)",
        (_digest(symbols), now, now + days * DAY_MS, uses),
    )
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))


def create_first(db: Database, now: int) -> str | None:
    """Create the first invitation of a new server; None if it has accounts or ever had an invitation."""
    if db.execute("SELECT 1 FROM users UNION ALL SELECT 1 FROM invitations LIMIT 1").fetchone() is not None:
        return None
    return create(db, now)


def is_valid(db: Database, invitation: str, now: int) -> bool:
    """Whether the code can still be used."""
    row = db.execute(
        "SELECT 1 FROM invitations WHERE digest = ? AND uses_left > 0 AND expires > ?", (_digest(invitation), now)
    ).fetchone()
    return row is not None


def redeem(db: Database, invitation: str, now: int) -> bool:
    """Use the code once, in the transaction that creates the account; return False if it is not valid."""
    used = db.execute(
        "UPDATE invitations SET uses_left = uses_left - 1 WHERE digest = ? AND uses_left > 0 AND expires > ?",
        (_digest(invitation), now),
    )
    return used.rowcount == 1


def valid(db: Database, now: int) -> list[Invitation]:
    """Return the valid invitations, oldest first."""
    rows = db.execute(
        "SELECT digest, created, expires, uses_left FROM invitations WHERE uses_left > 0 AND expires > ? "
        "ORDER BY created",
        (now,),
    ).fetchall()
    return [Invitation(bytes(digest).hex()[:_SHOWN], *rest) for digest, *rest in rows]


def revoke(db: Database, id_: str, now: int) -> int:
    """Delete the invitations with this id and return their number, which is 1 except after a digest collision."""
    digests = [
        bytes(row[0]) for row in db.execute("SELECT digest FROM invitations WHERE expires > ?", (now,)).fetchall()
    ]
    gone = [digest for digest in digests if digest.hex()[:_SHOWN] == id_.lower()]
    for digest in gone:
        db.execute("DELETE FROM invitations WHERE digest = ?", (digest,))
    return len(gone)


def purge(db: Database, now: int) -> None:
    """Delete expired and used invitations."""
    db.execute("DELETE FROM invitations WHERE expires <= ? OR uses_left <= 0", (now,))


def _digest(invitation: str) -> bytes:
    """Hash the code, ignoring letter case, hyphens, spaces and confusable letters."""
    symbols = _STRANGE.sub("", invitation.upper()).translate(_MISREAD)
    return hashlib.sha256(symbols.encode()).digest()
