"""Where accounts signed in lately: plain functions on a connection.

An origin is a device id or a place, see `client_address.group`. Kept over a restart, for an owner who signs in from a
known origin cannot be locked out by guesses from elsewhere.
"""

from collections.abc import Iterable

from qqdesk.server.storage.interface import Database

KEPT_MS = 30 * 24 * 3600 * 1000
_EXACT_TO_MS = 24 * 3600 * 1000
"""The time of an origin is written once a day, not with each sign-in."""


def of(db: Database, number: int, now: int) -> dict[str, int]:
    """Return the origins of an account, and when it signed in from each: milliseconds since 1970."""
    rows = db.execute("SELECT origin, time FROM known_origins WHERE number = ? AND time > ?", (number, now - KEPT_MS))
    return dict(rows.fetchall())


def is_fresh(known: int | None, now: int) -> bool:
    """Whether the time of an origin, None for a new one, need not be written."""
    return known is not None and abs(now - known) < _EXACT_TO_MS


def add(db: Database, number: int, origins: Iterable[str], now: int) -> None:
    """Note a successful sign-in."""
    for origin in origins:
        db.execute(
            # Not of a user who was deleted while the password was looked at.
            "INSERT INTO known_origins (number, origin, time) SELECT number, ?, ? FROM users WHERE number = ? "
            "ON CONFLICT (number, origin) DO UPDATE SET time = excluded.time",
            (origin, now, number),
        )


def purge(db: Database, now: int) -> None:
    db.execute("DELETE FROM known_origins WHERE time < ?", (now - KEPT_MS,))
