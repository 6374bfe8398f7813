"""Sessions in the database, which outlive the server: plain functions on a connection.

Those with EXT, and where servers share the database the others, too, see `shared_sessions`.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.server.accounts import accounts
from qqdesk.server.storage.interface import Database

ENDED_KEPT_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Stored:
    """A living session as it was stored."""

    token: bytes = field(repr=False)
    number: int
    device: str
    status: Status
    password: str = field(repr=False)
    """The user's, as it is stored."""


def new_token() -> str:
    return secrets.token_hex(20)


def digest(token: str) -> bytes:
    """What is kept of a token: it opens nothing."""
    return hashlib.sha256(token.encode()).digest()


def begin(
    db: Database, token: bytes, number: int, device: str, now: int, seen: int = 0, wanted: Status | None = None
) -> Status:
    """Store a new session, which ends the user's others; its status, which is that of one of the same device if
    there is one, unless another is wanted: that one is replaced and forgotten."""
    replaced = db.execute(
        "DELETE FROM sessions WHERE number = ? AND device = ? AND ended IS NULL RETURNING status", (number, device)
    ).fetchall()
    status = wanted or (Status(replaced[0][0]) if replaced else Status.ONLINE)
    end_all(db, number, EndReason.SIGNED_IN_ELSEWHERE, now)
    db.execute(
        # Not of a user who was deleted while the password was looked at.
        "INSERT INTO sessions (token, number, device, status, changed, seen, version) "
        "SELECT ?, number, ?, ?, ?, ?, ? FROM users WHERE number = ?",
        (token, device, int(status), now, seen, next_version(db), number),
    )
    return status


def next_version(db: Database) -> int:
    """The number of one more change: whoever knows of all up to some number looks for those with higher ones."""
    row = db.execute("UPDATE facts SET value = value + 1 WHERE name = 'session_changes' RETURNING value").fetchone()
    return int(row[0])


def end_all(db: Database, number: int, why: EndReason, now: int) -> None:
    db.execute(
        "UPDATE sessions SET ended = ?, changed = ?, version = ? WHERE number = ? AND ended IS NULL",
        (int(why), now, next_version(db), number),
    )


def end(db: Database, token: bytes, why: EndReason, now: int) -> None:
    db.execute(
        "UPDATE sessions SET ended = ?, changed = ?, version = ? WHERE token = ? AND ended IS NULL",
        (int(why), now, next_version(db), token),
    )


def end_classic(db: Database, number: int, now: int) -> None:
    """End this user's session without a token from outside, where it is stored."""
    db.execute(
        "UPDATE sessions SET ended = ?, changed = ?, version = ? WHERE number = ? AND device = '' AND ended IS NULL",
        (int(EndReason.SHUT_OUT), now, next_version(db), number),
    )
    recheck(db)


def ban(db: Database, number: int, now: int) -> None:
    """End this user's sessions from outside of the server; one that runs finds out by the counter."""
    end_all(db, number, EndReason.SHUT_OUT, now)
    recheck(db)


def recheck(db: Database) -> None:
    """Have a running server look whether its sessions still are what their users' passwords open."""
    db.execute("INSERT INTO facts VALUES ('shut_outs', 1) ON CONFLICT (name) DO UPDATE SET value = facts.value + 1")


def shut_outs(db: Database) -> int:
    """How often somebody was shut out."""
    row = db.execute("SELECT value FROM facts WHERE name = 'shut_outs'").fetchone()
    return int(row[0]) if row else 0


def set_status(db: Database, token: bytes, status: Status) -> None:
    db.execute("UPDATE sessions SET status = ?, version = ? WHERE token = ?", (int(status), next_version(db), token))


def why_ended(db: Database, token: bytes, number: int) -> EndReason:
    """Why this session of this user is none any more. Of a user who was deleted nothing is kept but that."""
    row = db.execute("SELECT ended FROM sessions WHERE token = ? AND number = ?", (token, number)).fetchone()
    if row is None and accounts.was_deleted(db, number):
        return EndReason.SHUT_OUT
    return EndReason(row[0]) if row and row[0] is not None else EndReason.UNKNOWN_OR_TIMED_OUT


def living(db: Database) -> list[Stored]:
    rows = db.execute(
        "SELECT token, number, device, status, password FROM sessions JOIN users USING (number) WHERE ended IS NULL"
    ).fetchall()
    return [Stored(token, number, device, Status(status), password) for token, number, device, status, password in rows]


def purge(db: Database, now: int) -> None:
    db.execute("DELETE FROM sessions WHERE ended IS NOT NULL AND changed < ?", (now - ENDED_KEPT_MS,))
