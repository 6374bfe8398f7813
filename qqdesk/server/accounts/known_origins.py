"""Where accounts signed in recently: functions on a connection.

An origin is a device id, an address group (see `client_address.group`), or a group with a classic client. Guesses from
elsewhere cannot lock out an owner at a known origin, so origins must survive a restart.
"""

from collections.abc import Iterable

from qqdesk.server.addresses import group
from qqdesk.server.storage.interface import Database

KEPT_MS = 30 * 24 * 3600 * 1000
_EXACT_TO_MS = 24 * 3600 * 1000
"""The time of a known origin is updated once a day, not at every sign-in."""


def of(db: Database, number: int, now: int) -> dict[str, int]:
    """Return the origins of an account with the time of the last sign-in, in milliseconds since 1970."""
    rows = db.execute("SELECT origin, time FROM known_origins WHERE number = ? AND time > ?", (number, now - KEPT_MS))
    return dict(rows.fetchall())


def is_recent(known: int | None, now: int) -> bool:
    """Whether the stored time of an origin (None: not stored) is recent enough to keep."""
    return known is not None and abs(now - known) < _EXACT_TO_MS


def add(db: Database, number: int, origins: Iterable[str], now: int) -> None:
    """Record a successful sign-in."""
    for origin in origins:
        db.execute(
            # SELECT FROM users: the account may have been deleted while the password was hashed.
            "INSERT INTO known_origins (number, origin, time) SELECT number, ?, ? FROM users WHERE number = ? "
            "ON CONFLICT (number, origin) DO UPDATE SET time = excluded.time",
            (origin, now, number),
        )


def add_classic(db: Database, number: int, address: str, now: int) -> bool:
    """Record a classic sign-in. Return whether it is the first one from this place."""
    origin = f"classic {group(address)}"
    known = of(db, number, now).get(origin)
    if not is_recent(known, now):
        add(db, number, [origin], now)
    return known is None


def purge(db: Database, now: int) -> None:
    db.execute("DELETE FROM known_origins WHERE time < ?", (now - KEPT_MS,))
