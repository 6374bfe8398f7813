"""Merge contact notes with the server: unsent changes and the last known revision.

Each local change stays in `note_changes` until the server has stored it. Changes are sent in batches with an id. If the
answer is lost, the batch is sent again with the same id before any other request, and the server applies it once.
Changes of the server are applied unless the same entry has an unsent local change: that is sent next and wins. After
a server was restored from a backup, the local entries are `weak`: they are sent only if the server has no such entry.
"""

import logging
import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from qqdesk.domain.contact_notes import clean_name
from qqdesk.history.history_file import HistoryFile
from qqdesk.protocol.account_data import NoteEntry
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE, MAX_GROUP_CHARS, MAX_NUMBER, MAX_REMARK_CHARS, NoteKind

_log = logging.getLogger(__name__)

_VALUES = {
    NoteKind.GROUP_OF: "SELECT group_name FROM contacts WHERE number = CAST(? AS INTEGER)",
    NoteKind.REMARK: "SELECT remark FROM contacts WHERE number = CAST(? AS INTEGER)",
    NoteKind.GROUP: "SELECT CAST(position AS TEXT) FROM groups WHERE name = ?",
}
_TAKE = {
    NoteKind.GROUP_OF: "INSERT INTO contacts (number, group_name) VALUES (?, ?) "
    "ON CONFLICT (number) DO UPDATE SET group_name = excluded.group_name WHERE group_name != excluded.group_name",
    NoteKind.REMARK: "INSERT INTO contacts (number, remark) VALUES (?, ?) "
    "ON CONFLICT (number) DO UPDATE SET remark = excluded.remark WHERE remark != excluded.remark",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """The entries of one request to the server."""

    id: str
    entries: tuple[NoteEntry, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What changed: the contacts, and whether the groups themselves changed."""

    numbers: frozenset[int] = frozenset()
    groups: bool = False


class NotesSync:
    """Each change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    @property
    def revision(self) -> int:
        """The last known revision of the server; 0 if the notes were never fetched."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT max(revision) FROM note_state").fetchone()
        return int(row[0] or 0)

    def resumed(self) -> Batch | None:
        """Return the batch that may have been sent without an answer, without entries that changed since."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT batch FROM note_changes WHERE batch != '' LIMIT 1").fetchone()
            return _batch(connection, row[0]) if row else None

    def next_batch(self, most: int = MAX_CHANGED_AT_ONCE) -> Batch | None:
        """Mark and return the next batch to send; None if the server has all changes."""
        with self._file.writing() as connection:
            rows = connection.execute(
                "SELECT rowid FROM note_changes WHERE batch = '' ORDER BY kind DESC, rowid LIMIT ?", (most,)
            ).fetchall()
            if not rows:
                return None
            id_ = uuid.uuid4().hex
            connection.executemany("UPDATE note_changes SET batch = ? WHERE rowid = ?", [(id_, row[0]) for row in rows])
            return _batch(connection, id_)

    def waits(self) -> bool:
        """Return whether there are unsent changes."""
        with self._file.reading() as connection:
            return connection.execute("SELECT 1 FROM note_changes LIMIT 1").fetchone() is not None

    def sent(self, id_: str, before: int = 0, revision: int = 0) -> None:
        """Forget a batch that the server stored. The known revision `before` becomes `revision`."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM note_changes WHERE batch = ?", (id_,))
            connection.execute("UPDATE note_state SET revision = ? WHERE revision = ?", (revision, before))

    def withdraw(self, id_: str) -> None:
        """Make the entries of a refused batch unsent again."""
        with self._file.writing() as connection:
            connection.execute("UPDATE note_changes SET batch = '' WHERE batch = ?", (id_,))

    def apply(self, entries: Iterable[NoteEntry], revision: int) -> Applied:
        """Apply the changes of the server up to a revision."""
        numbers: set[int] = set()
        groups = False
        with self._file.writing() as connection:
            for entry in entries:
                if not _is_open(connection, entry):
                    continue
                if entry.kind == NoteKind.GROUP:
                    groups = _apply_group(connection, entry) or groups
                elif (number := _apply_contact(connection, entry)) is not None:
                    numbers.add(number)
                    # The contact may be the first of a group, or have been the last.
                    groups = groups or entry.kind == NoteKind.GROUP_OF
            connection.execute("DELETE FROM note_state")
            connection.execute("INSERT INTO note_state VALUES (?)", (revision,))
        return Applied(frozenset(numbers), groups)

    def restart_merge(self) -> None:
        """Restart the merge after the server lost data: its entries win, and the rest is sent as weak changes."""
        with self._file.writing() as connection:
            for rows in (
                "SELECT 1, CAST(number AS TEXT), 1 FROM contacts WHERE group_name != ''",
                "SELECT 2, CAST(number AS TEXT), 1 FROM contacts WHERE remark != ''",
                "SELECT 3, name, 1 FROM groups WHERE name != ''",
            ):
                connection.execute(f"INSERT OR IGNORE INTO note_changes (kind, key, weak) {rows}")
            connection.execute("UPDATE note_state SET revision = 0")


def _batch(connection: sqlite3.Connection, id_: str) -> Batch:
    rows = connection.execute(
        "SELECT kind, key FROM note_changes WHERE batch = ? ORDER BY kind DESC, rowid", (id_,)
    ).fetchall()
    entries = []
    for kind, key in rows:
        row = connection.execute(_VALUES[NoteKind(kind)], (key,)).fetchone()
        entries.append(NoteEntry(kind, key, row[0] if row else ""))
    return Batch(id_, tuple(entries))


def _is_open(connection: sqlite3.Connection, entry: NoteEntry) -> bool:
    """Return whether the entry may be applied: there is no unsent local change, except a weak one."""
    row = connection.execute(
        "SELECT weak FROM note_changes WHERE kind = ? AND key = ?", (entry.kind, entry.key)
    ).fetchone()
    if row is None:
        return True
    if row[0]:
        connection.execute("DELETE FROM note_changes WHERE kind = ? AND key = ?", (entry.kind, entry.key))
    return bool(row[0])


def _apply_group(connection: sqlite3.Connection, entry: NoteEntry) -> bool:
    name = clean_name(entry.key)
    if not name or len(name) > MAX_GROUP_CHARS:
        return False
    if not entry.value:
        return bool(connection.execute("DELETE FROM groups WHERE name = ?", (name,)).rowcount)
    if not (entry.value.isascii() and entry.value.isdecimal() and len(entry.value) <= 9):
        return False
    return bool(
        connection.execute(
            "INSERT INTO groups VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position "
            "WHERE position != excluded.position",
            (name, int(entry.value)),
        ).rowcount
    )


def _apply_contact(connection: sqlite3.Connection, entry: NoteEntry) -> int | None:
    """Apply an entry. Return the number of the contact if it changed. Unknown kinds come from later versions."""
    key, most = entry.key, MAX_GROUP_CHARS if entry.kind == NoteKind.GROUP_OF else MAX_REMARK_CHARS
    statement = _TAKE.get(NoteKind(entry.kind)) if entry.kind in tuple(NoteKind) else None
    if statement is None or not (key.isascii() and key.isdecimal() and 0 < int(key[:11]) <= MAX_NUMBER):
        _log.info("Ignored a contact note of an unknown kind")
        return None
    value = clean_name(entry.value)[:most]
    return int(key) if connection.execute(statement, (int(key), value)).rowcount else None
