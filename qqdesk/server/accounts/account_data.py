"""An account's notes (groups, remarks, pins), synchronized between its computers: functions on a connection.

An entry has a kind, a key, a value and the revision of its last change. A client fetches the entries newer than its
revision, and sends its own changes. The last change of an entry wins; entries are independent of each other. Only the
owner can read them.
"""

from typing import NamedTuple

from qqdesk.protocol.account_data import NoteEntry
from qqdesk.protocol.codes import (
    MAX_CHANGED_AT_ONCE,
    MAX_GROUP_CHARS,
    MAX_NUMBER,
    MAX_REMARK_CHARS,
    NoteKind,
    Result,
)
from qqdesk.server.accounts import accounts
from qqdesk.server.errors import RefusedError, malformed, not_signed_in
from qqdesk.server.storage.interface import Database

MOST_ENTRIES = 30_000
"""Per account: a group and a remark for 10,000 contacts, and deleted entries."""
PAGE = 500
"""More than MAX_CHANGED_AT_ONCE: entries of one revision must fit on one page."""
_CHANGES_KEPT = 100


class Page(NamedTuple):
    """One page of entries. It completes all changes up to `revision`."""

    entries: tuple[NoteEntry, ...]
    revision: int
    is_last: bool


def check(entry: NoteEntry) -> None:
    """Raise RefusedError if the entry is invalid."""
    key, value = entry.key, entry.value
    if any(not char.isprintable() and char < "\xa0" for char in key + value):
        raise malformed("KEY, VAL: control characters are not wanted")
    if entry.kind in (NoteKind.GROUP_OF, NoteKind.REMARK):
        if not _is_number(key):
            raise malformed("KEY: a number is wanted")
        most = MAX_GROUP_CHARS if entry.kind == NoteKind.GROUP_OF else MAX_REMARK_CHARS
        if len(value) > most:
            raise malformed(f"VAL: at most {most} characters are wanted")
    elif entry.kind == NoteKind.GROUP:
        if not 0 < len(key) <= MAX_GROUP_CHARS:
            raise malformed(f"KEY: at most {MAX_GROUP_CHARS} characters are wanted")
        if value and not (value.isascii() and value.isdecimal() and len(value) <= 9):
            raise malformed("VAL: a place is wanted")
    elif entry.kind in (NoteKind.NO_NUDGES, NoteKind.PINNED):
        is_pin = entry.kind == NoteKind.PINNED
        if not (_is_number(key[1:]) and key[0] in "pr" if is_pin else _is_number(key)):
            raise malformed("KEY: a conversation is wanted" if is_pin else "KEY: a number is wanted")
        if value not in ("", "1"):
            raise malformed("VAL: 1 or nothing is wanted")
    else:
        raise malformed("KIND: there is no such one")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and text[0] != "0" and int(text) <= MAX_NUMBER


def latest_revision(db: Database, owner: int) -> int:
    """Return the revision of the last change; 0 without any."""
    row = db.execute("SELECT coalesce(max(revision), 0) FROM contact_notes WHERE owner = ?", (owner,)).fetchone()
    return int(row[0])


def page(db: Database, owner: int, after: int) -> Page:
    """Return a page of the changes after that revision, oldest first."""
    rows = db.execute(
        "SELECT kind, key, value, revision FROM contact_notes WHERE owner = ? AND revision > ? "
        "ORDER BY revision, kind, key LIMIT ?",
        (owner, after, PAGE + 1),
    ).fetchall()
    revision, is_last = latest_revision(db, owner), len(rows) <= PAGE
    if not is_last:
        # The revision may continue on the next page: leave all of it to that page.
        rows = [row for row in rows if row[3] < rows[-1][3]]
        revision = rows[-1][3]
    return Page(tuple(NoteEntry(*row[:3]) for row in rows), revision, is_last)


class Change(NamedTuple):
    """The account's revisions before and after a change."""

    before: int
    revision: int


def change(db: Database, owner: int, client_id: bytes, entries: tuple[NoteEntry, ...], now: int) -> Change:
    """Store entries, replacing those with the same kind and key; idempotent by client id. Raises RefusedError.

    A repeated client id changes nothing; it returns the revision of the first time.
    """
    if not accounts.exists(db, owner):
        # The account was deleted while the request ran.
        raise not_signed_in(None)
    row = db.execute(
        "SELECT revision FROM note_changes WHERE owner = ? AND client_id = ?", (owner, client_id)
    ).fetchone()
    if row is not None:
        return Change(int(row[0]), int(row[0]))
    before = latest_revision(db, owner)
    # The clock keeps revisions growing after a restore from an old backup.
    revision = max(before + 1, now)
    put = [_put(db, owner, entry, revision) for entry in entries]
    (count,) = db.execute("SELECT count(*) FROM contact_notes WHERE owner = ?", (owner,)).fetchone()
    if count > MOST_ENTRIES:
        raise RefusedError(Result.REFUSED_BY_SERVER, f"an account has at most {MOST_ENTRIES} contact notes")
    if not any(put):
        return Change(before, before)
    db.execute("INSERT INTO note_changes (owner, client_id, revision) VALUES (?, ?, ?)", (owner, client_id, revision))
    db.execute(
        "DELETE FROM note_changes WHERE owner = ? AND revision <= "
        "(SELECT revision FROM note_changes WHERE owner = ? ORDER BY revision DESC LIMIT 1 OFFSET ?)",
        (owner, owner, _CHANGES_KEPT),
    )
    return Change(before, revision)


def _put(db: Database, owner: int, entry: NoteEntry, revision: int) -> bool:
    """Store one entry; return whether it changed."""
    if not entry.value:
        # An empty value deletes; an entry that never existed needs no deletion mark.
        rows = db.execute(
            "UPDATE contact_notes SET value = '', revision = ? "
            "WHERE owner = ? AND kind = ? AND key = ? AND value <> ''",
            (revision, owner, entry.kind, entry.key),
        )
    else:
        rows = db.execute(
            "INSERT INTO contact_notes (owner, kind, key, value, revision) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (owner, kind, key) DO UPDATE SET value = excluded.value, revision = excluded.revision "
            "WHERE contact_notes.value <> excluded.value",
            (owner, entry.kind, entry.key, entry.value, revision),
        )
    return rows.rowcount == 1


assert PAGE > MAX_CHANGED_AT_ONCE
