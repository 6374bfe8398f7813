"""Administrators of the place: functions on a connection.

An account becomes one by an invitation or by the operator, never by its number or age.
"""

from qqdesk.server.accounts import invitations
from qqdesk.server.storage.interface import Database


def has(db: Database, number: int) -> bool:
    """Whether the account is an administrator, and not banned."""
    row = db.execute("SELECT 1 FROM users WHERE number = ? AND is_admin = 1 AND banned IS NULL", (number,)).fetchone()
    return row is not None


def numbers(db: Database) -> list[int]:
    """Return the administrators who are not banned."""
    rows = db.execute("SELECT number FROM users WHERE is_admin = 1 AND banned IS NULL ORDER BY number")
    return [row[0] for row in rows.fetchall()]


def appoint(db: Database, number: int) -> bool:
    """Make the account an administrator; return False if it is one."""
    return db.execute("UPDATE users SET is_admin = 1 WHERE number = ? AND is_admin = 0", (number,)).rowcount == 1


def dismiss(db: Database, number: int) -> bool:
    """Make the account an ordinary one; return False if it is one. Its invitations end, and the codes for
    new passwords that it made."""
    changed = db.execute("UPDATE users SET is_admin = 0 WHERE number = ? AND is_admin = 1", (number,)).rowcount == 1
    invitations.end_those_of(db, number)
    return changed


def is_last(db: Database, number: int) -> bool:
    """Whether the place has no other administrator who can sign in."""
    return numbers(db) == [number]
