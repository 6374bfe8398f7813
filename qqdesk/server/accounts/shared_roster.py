"""Introductions: in a place whose people know each other, everyone is on everyone's list. Functions on a connection.

The pairs are not stored: the view `members` computes them from the accounts. It excludes accounts that have opted out
(`users.unlisted`) or are banned, and pairs with a block. When the place becomes too large, its pairs are stored as
ordinary contacts, and newcomers are not introduced any more.
"""

from collections.abc import Sequence

from qqdesk.protocol.codes import Result, SharedRoster
from qqdesk.protocol.limits import MOST_INTRODUCED
from qqdesk.server.errors import RefusedError
from qqdesk.server.storage.interface import Database, execute_rows
from qqdesk.server.storage.notifications import LIST


def state(db: Database) -> SharedRoster:
    return SharedRoster(db.execute("SELECT value FROM facts WHERE name = 'introduce'").fetchone()[0])


def people(db: Database) -> int | None:
    """Return the number of accounts if they are introduced to each other, else None."""
    return _count(db) if state(db) is SharedRoster.ON else None


def apply_setting(db: Database, is_wanted: bool) -> Sequence[int]:
    """Store the setting, and return the accounts whose lists it changes.

    A place that was too large once has no introductions until the setting was off, or `prepare` was called.
    """
    before = state(db)
    if not is_wanted:
        after = SharedRoster.OFF
    elif before is SharedRoster.OFF:
        after = SharedRoster.ON if _count(db) <= MOST_INTRODUCED else SharedRoster.FULL
    else:
        after = before
    if after is before:
        return ()
    numbers = everyone(db)
    _set(db, after)
    numbers = numbers or everyone(db)
    if numbers:
        db.notify(LIST, *numbers)
    return numbers


def prepare(db: Database) -> None:
    """Let a place that was too large once begin with introductions again. Raises RefusedError while it is too large."""
    if _count(db) > MOST_INTRODUCED:
        raise RefusedError(Result.REFUSED_BY_SERVER, f"the place has more than {MOST_INTRODUCED} people")
    if state(db) is SharedRoster.FULL:
        _set(db, SharedRoster.OFF)


def before_account(db: Database) -> None:
    """Store the pairs if the place becomes too large with the account that the caller is about to create."""
    if state(db) is SharedRoster.ON and _count(db) >= MOST_INTRODUCED:
        # Not INSERT … SELECT: the view asks `roster` for each pair, and PostgreSQL would visit all new rows each time.
        pairs = db.execute("SELECT owner, contact FROM members").fetchall()
        execute_rows(db, "INSERT INTO roster (owner, contact) VALUES {rows}", pairs)
        _set(db, SharedRoster.FULL)


def changed(db: Database, *owners: int) -> Sequence[int]:
    """Notify the other servers that introductions have changed the lists of `owners`, without any: of all people.

    Returns the owners of the lists, for the sessions of this server; none while the setting is off.
    """
    numbers = everyone(db) if not owners else owners if state(db) is SharedRoster.ON else ()
    if numbers:
        db.notify(LIST, *numbers)
    return numbers


def everyone(db: Database) -> Sequence[int]:
    """Return all accounts if they are introduced to each other, else none."""
    if state(db) is not SharedRoster.ON:
        return ()
    return [row[0] for row in db.execute("SELECT number FROM users ORDER BY number").fetchall()]


def exclude(db: Database, owner: int, contact: int) -> None:
    """Introduce `contact` to `owner` no more."""
    if state(db) is SharedRoster.ON:
        db.execute(
            "INSERT INTO left_out (owner, contact) SELECT number, ? FROM users WHERE number = ? ON CONFLICT DO NOTHING",
            (contact, owner),
        )


def reinclude(db: Database, owner: int, contact: int) -> bool:
    """Undo `exclude`; return whether that puts `contact` on the list of `owner`."""
    if not db.execute("DELETE FROM left_out WHERE owner = ? AND contact = ?", (owner, contact)).rowcount:
        return False
    row = db.execute("SELECT 1 FROM members WHERE owner = ? AND contact = ?", (owner, contact)).fetchone()
    return row is not None


def _count(db: Database) -> int:
    return int(db.execute("SELECT count(*) FROM users").fetchone()[0])


def _set(db: Database, state: SharedRoster) -> None:
    db.execute("UPDATE facts SET value = ? WHERE name = 'introduce'", (int(state),))
