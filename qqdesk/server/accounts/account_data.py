"""What users note of others for themselves, and want at each of their computers: plain functions on a connection.

A book is entries, each with a kind and a key, and the revision of its last change. A client asks for what is newer than
the revision that it knows, and sends what changed at its place; whoever changes an entry last has the last word, and
two entries have nothing to do with each other. Nobody but their owner is ever told of them.
"""

from typing import NamedTuple

from qqdesk.protocol.account_data import BookEntry
from qqdesk.protocol.codes import (
    MAX_CHANGED_AT_ONCE,
    MAX_GROUP_CHARS,
    MAX_NUMBER,
    MAX_REMARK_CHARS,
    BookKind,
    Result,
)
from qqdesk.server.accounts import accounts
from qqdesk.server.errors import RefusedError, malformed, not_signed_in
from qqdesk.server.storage.interface import Database

MOST_ENTRIES = 30_000
"""In one book: 10,000 contacts with a group and a remark each, and what was taken away."""
PAGE = 500
"""More than MAX_CHANGED_AT_ONCE: what has one revision is on one page."""
_CHANGES_KEPT = 100


class Page(NamedTuple):
    """`revision` is the one up to which everything is told."""

    entries: tuple[BookEntry, ...]
    revision: int
    is_last: bool


def check(entry: BookEntry) -> None:
    """Raises RefusedError where it is none that a client should send."""
    key, value = entry.key, entry.value
    if any(not char.isprintable() and char < "\xa0" for char in key + value):
        raise malformed("KEY, VAL: control characters are not wanted")
    if entry.kind in (BookKind.GROUP_OF, BookKind.REMARK):
        if not (key.isascii() and key.isdecimal() and key[0] != "0" and int(key) <= MAX_NUMBER):
            raise malformed("KEY: a number is wanted")
        most = MAX_GROUP_CHARS if entry.kind == BookKind.GROUP_OF else MAX_REMARK_CHARS
        if len(value) > most:
            raise malformed(f"VAL: at most {most} characters are wanted")
    elif entry.kind == BookKind.GROUP:
        if not 0 < len(key) <= MAX_GROUP_CHARS:
            raise malformed(f"KEY: at most {MAX_GROUP_CHARS} characters are wanted")
        if value and not (value.isascii() and value.isdecimal() and len(value) <= 9):
            raise malformed("VAL: a place is wanted")
    else:
        raise malformed("KIND: there is no such one")


def head(db: Database, owner: int) -> int:
    """The revision of the last change; 0 where there was none."""
    return int(db.execute("SELECT coalesce(max(revision), 0) FROM book WHERE owner = ?", (owner,)).fetchone()[0])


def page(db: Database, owner: int, after: int) -> Page:
    """What changed after that revision, the oldest first."""
    rows = db.execute(
        "SELECT kind, key, value, revision FROM book WHERE owner = ? AND revision > ? "
        "ORDER BY revision, kind, key LIMIT ?",
        (owner, after, PAGE + 1),
    ).fetchall()
    revision, is_last = head(db, owner), len(rows) <= PAGE
    if not is_last:
        # What came with it is on the next page, too.
        rows = [row for row in rows if row[3] < rows[-1][3]]
        revision = rows[-1][3]
    return Page(tuple(BookEntry(*row[:3]) for row in rows), revision, is_last)


class Change(NamedTuple):
    """The book's revision until then, and of then."""

    before: int
    revision: int


def change(db: Database, owner: int, client_id: bytes, entries: tuple[BookEntry, ...], now: int) -> Change:
    """Put entries in the book, in place of those of the same kind and key. What was done before with the same client id
    is not done again: it has the revision of that time. Raises RefusedError."""
    if not accounts.exists(db, owner):
        # Deleted from outside, a moment ago.
        raise not_signed_in(None)
    row = db.execute(
        "SELECT revision FROM book_changes WHERE owner = ? AND client_id = ?", (owner, client_id)
    ).fetchone()
    if row is not None:
        return Change(int(row[0]), int(row[0]))
    before = head(db, owner)
    # Higher than any that was ever given out, also by a server that was restored from a backup of today.
    revision = max(before + 1, now)
    put = [_put(db, owner, entry, revision) for entry in entries]
    (count,) = db.execute("SELECT count(*) FROM book WHERE owner = ?", (owner,)).fetchone()
    if count > MOST_ENTRIES:
        raise RefusedError(Result.REFUSED_BY_SERVER, f"a book has at most {MOST_ENTRIES} entries")
    if not any(put):
        return Change(before, before)
    db.execute("INSERT INTO book_changes (owner, client_id, revision) VALUES (?, ?, ?)", (owner, client_id, revision))
    db.execute(
        "DELETE FROM book_changes WHERE owner = ? AND revision <= "
        "(SELECT revision FROM book_changes WHERE owner = ? ORDER BY revision DESC LIMIT 1 OFFSET ?)",
        (owner, owner, _CHANGES_KEPT),
    )
    return Change(before, revision)


def _put(db: Database, owner: int, entry: BookEntry, revision: int) -> bool:
    """Whether anything is another."""
    if not entry.value:
        # What was never there need not be taken away.
        rows = db.execute(
            "UPDATE book SET value = '', revision = ? WHERE owner = ? AND kind = ? AND key = ? AND value <> ''",
            (revision, owner, entry.kind, entry.key),
        )
    else:
        rows = db.execute(
            "INSERT INTO book (owner, kind, key, value, revision) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (owner, kind, key) DO UPDATE SET value = excluded.value, revision = excluded.revision "
            "WHERE book.value <> excluded.value",
            (owner, entry.kind, entry.key, entry.value, revision),
        )
    return rows.rowcount == 1


assert PAGE > MAX_CHANGED_AT_ONCE
