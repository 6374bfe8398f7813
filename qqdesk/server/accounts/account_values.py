"""What an account keeps on all its devices (groups, remarks, pins, mutes): functions on a connection.

A value has a key, a time and the revision of its last change. A client fetches the values newer than its revision, and
sends its own changes. The later change of a key wins. The server does not interpret keys and values, and only their
owner can read them.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from qqdesk.protocol.account_data import AccountValue
from qqdesk.protocol.codes import Result
from qqdesk.protocol.limits import MAX_CHANGED_AT_ONCE, MAX_KEY_CHARS, MAX_VALUE_CHARS
from qqdesk.server.accounts import accounts
from qqdesk.server.errors import RefusedError, malformed, not_signed_in
from qqdesk.server.storage.interface import Database

MOST_VALUES = 30_000
"""Per account: a group and a remark for 10,000 contacts, and deleted ones."""
PAGE = 500
"""More than MAX_CHANGED_AT_ONCE: values of one revision must fit on one page."""
_KEY = re.compile(r"[a-z_]+(:.+)?", re.ASCII)
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")


class Page(NamedTuple):
    """One page of values. It completes all changes up to `revision`."""

    values: tuple[AccountValue, ...]
    revision: int
    is_last: bool


def check(value: AccountValue) -> None:
    """Raise RefusedError if a key or a value is invalid."""
    if len(value.key) > MAX_KEY_CHARS or not _KEY.fullmatch(value.key):
        raise malformed(f"KEY: `name` or `name:item` of at most {MAX_KEY_CHARS} characters is wanted")
    if len(value.value) > MAX_VALUE_CHARS:
        raise malformed(f"VAL: at most {MAX_VALUE_CHARS} characters are wanted")
    if _CONTROL.search(value.key + value.value):
        raise malformed("KEY, VAL: control characters are not wanted")


def latest_revision(db: Database, owner: int) -> int:
    """Return the revision of the last change; 0 without any."""
    row = db.execute("SELECT coalesce(max(revision), 0) FROM account_values WHERE owner = ?", (owner,)).fetchone()
    return int(row[0])


def page(db: Database, owner: int, after: int) -> Page:
    """Return a page of the changes after that revision, oldest first."""
    # Read first: a change between the two queries is then fetched again, not missed.
    revision = latest_revision(db, owner)
    rows = db.execute(
        "SELECT key, value, time, revision FROM account_values WHERE owner = ? AND revision > ? "
        "ORDER BY revision, key LIMIT ?",
        (owner, after, PAGE + 1),
    ).fetchall()
    is_last = len(rows) <= PAGE
    if not is_last:
        # The revision may continue on the next page: leave all of it to that page.
        rows = [row for row in rows if row[3] < rows[-1][3]]
        revision = rows[-1][3]
    return Page(tuple(AccountValue(*row[:3]) for row in rows), revision, is_last)


class Change(NamedTuple):
    """The account's revisions before and after a change."""

    before: int
    revision: int


def change(db: Database, owner: int, values: Iterable[AccountValue], now: int) -> Change:
    """Store values, unless the stored ones are later. Raises RefusedError.

    A repeat changes nothing. A time in the future counts as now: the clock of a device may be wrong.
    """
    if not accounts.exists(db, owner):
        # The account was deleted while the request ran.
        raise not_signed_in(None)
    before = latest_revision(db, owner)
    # The clock keeps revisions growing after a restore from an old backup.
    revision = max(before + 1, now)
    changed = sum(
        db.execute(
            "INSERT INTO account_values (owner, key, value, time, revision) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value, time = excluded.time, "
            "revision = excluded.revision "
            "WHERE excluded.time > account_values.time",
            (owner, one.key, one.value, min(one.time, revision), revision),
        ).rowcount
        for one in values
    )
    (count,) = db.execute("SELECT count(*) FROM account_values WHERE owner = ?", (owner,)).fetchone()
    if count > MOST_VALUES:
        raise RefusedError(Result.REFUSED_BY_SERVER, f"an account keeps at most {MOST_VALUES} values")
    return Change(before, revision if changed else before)


assert PAGE > MAX_CHANGED_AT_ONCE
