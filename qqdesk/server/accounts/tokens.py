"""Sessions in the database, which survive a restart: functions on a connection.

These are sessions with EXT; on a database that nodes share, classic sessions too.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.server.accounts import accounts
from qqdesk.server.storage.interface import Database

ENDED_KEPT_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A live session as stored."""

    token: bytes = field(repr=False)
    number: int
    device: str
    status: Status
    password: str = field(repr=False)
    """The account's stored password hash."""


def new_token() -> str:
    return secrets.token_hex(20)


def digest(token: str) -> bytes:
    """Return the form in which a token is stored; it cannot be used as a token."""
    return hashlib.sha256(token.encode()).digest()


def create(
    db: Database, token: bytes, number: int, device: str, now: int, seen: int = 0, wanted: Status | None = None
) -> Status:
    """Create a session and end the account's other sessions; return its status.

    The status is `wanted`, else that of the previous session of this device, else ONLINE. The previous session of this
    device is deleted.
    """
    replaced = db.execute(
        "DELETE FROM devices WHERE number = ? AND device = ? AND ended IS NULL RETURNING status", (number, device)
    ).fetchall()
    status = wanted or (Status(replaced[0][0]) if replaced else Status.ONLINE)
    end_all(db, number, EndReason.SIGNED_IN_ELSEWHERE, now)
    db.execute(
        # SELECT FROM users: the account may have been deleted while the password was hashed.
        "INSERT INTO devices (token, number, device, status, changed, seen, version) "
        "SELECT ?, number, ?, ?, ?, ?, ? FROM users WHERE number = ?",
        (token, device, int(status), now, seen, next_version(db), number),
    )
    return status


def next_version(db: Database) -> int:
    """Return the next version number. A node reads the changes with a version above its last one."""
    row = db.execute("UPDATE facts SET value = value + 1 WHERE name = 'session_changes' RETURNING value").fetchone()
    return int(row[0])


def end_all(db: Database, number: int, why: EndReason, now: int) -> None:
    db.execute(
        "UPDATE devices SET ended = ?, changed = ?, version = ? WHERE number = ? AND ended IS NULL",
        (int(why), now, next_version(db), number),
    )


def end(db: Database, token: bytes, why: EndReason, now: int) -> None:
    db.execute(
        "UPDATE devices SET ended = ?, changed = ?, version = ? WHERE token = ? AND ended IS NULL",
        (int(why), now, next_version(db), token),
    )


def end_classic_externally(db: Database, number: int, now: int) -> None:
    """End this account's classic session from another process."""
    db.execute(
        "UPDATE devices SET ended = ?, changed = ?, version = ? WHERE number = ? AND device = '' AND ended IS NULL",
        (int(EndReason.SHUT_OUT), now, next_version(db), number),
    )
    request_recheck(db)


def end_all_externally(db: Database, number: int, now: int) -> None:
    """End this account's sessions from another process; a running server notices the counter."""
    end_all(db, number, EndReason.SHUT_OUT, now)
    request_recheck(db)


def request_recheck(db: Database) -> None:
    """Request that a running server checks its sessions against the stored passwords and bans."""
    db.execute(
        "INSERT INTO facts VALUES ('recheck_requests', 1) ON CONFLICT (name) DO UPDATE SET value = facts.value + 1"
    )


def recheck_count(db: Database) -> int:
    """Return the counter that `request_recheck` increments."""
    row = db.execute("SELECT value FROM facts WHERE name = 'recheck_requests'").fetchone()
    return int(row[0]) if row else 0


def set_status(db: Database, token: bytes, status: Status) -> None:
    db.execute("UPDATE devices SET status = ?, version = ? WHERE token = ?", (int(status), next_version(db), token))


def end_reason(db: Database, token: bytes, number: int) -> EndReason:
    """Return why this session has ended. Of a deleted account only the deletion is known."""
    row = db.execute("SELECT ended FROM devices WHERE token = ? AND number = ?", (token, number)).fetchone()
    if row is None and accounts.was_deleted(db, number):
        return EndReason.SHUT_OUT
    return EndReason(row[0]) if row and row[0] is not None else EndReason.UNKNOWN_OR_TIMED_OUT


def live_sessions(db: Database) -> list[StoredSession]:
    rows = db.execute(
        "SELECT token, number, device, status, password FROM devices JOIN users USING (number) WHERE ended IS NULL"
    ).fetchall()
    return [
        StoredSession(token, number, device, Status(status), password)
        for token, number, device, status, password in rows
    ]


def purge(db: Database, now: int) -> None:
    db.execute("DELETE FROM devices WHERE ended IS NOT NULL AND changed < ?", (now - ENDED_KEPT_MS,))
