"""What of the book the server was not told, and up to where it is known: the merge of two computers.

Each change is noted (`note_changes`) until the server has it. Changes go out in batches, each with an id; one whose
answer was lost goes out again with the same id before anything else is asked, and is carried out once. What the server
has news of is taken, but for what was changed here and not sent yet: that is sent next, and so has the last word. What
was in the book before a server came back from a backup is `weak`: it is sent where the server has nothing, else the
server's word counts.
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
    """What goes to the server in one request."""

    id: str
    entries: tuple[NoteEntry, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is another now: of whom, and whether it is the groups themselves."""

    numbers: frozenset[int] = frozenset()
    groups: bool = False


class NotesSync:
    """Every change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    @property
    def revision(self) -> int:
        """Up to where the server's book is known here; 0 where it never was."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT max(revision) FROM note_state").fetchone()
        return int(row[0] or 0)

    def resumed(self) -> Batch | None:
        """The batch that was sent, as far as is known here, and not answered: what of it was not changed since."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT batch FROM note_changes WHERE batch != '' LIMIT 1").fetchone()
            return _batch(connection, row[0]) if row else None

    def next_batch(self, most: int = MAX_CHANGED_AT_ONCE) -> Batch | None:
        """What to send next, noted as being on its way; None where the server knows everything."""
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
        """The server does not know everything."""
        with self._file.reading() as connection:
            return connection.execute("SELECT 1 FROM note_changes LIMIT 1").fetchone() is not None

    def sent(self, id_: str, before: int = 0, revision: int = 0) -> None:
        """The server has this batch. Where its book was known up to `before`, it is up to `revision`."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM note_changes WHERE batch = ?", (id_,))
            connection.execute("UPDATE note_state SET revision = ? WHERE revision = ?", (revision, before))

    def take_back(self, id_: str) -> None:
        """The server did not take this batch: what is in it waits."""
        with self._file.writing() as connection:
            connection.execute("UPDATE note_changes SET batch = '' WHERE batch = ?", (id_,))

    def take(self, entries: Iterable[NoteEntry], revision: int) -> Taken:
        """What the server has news of, up to that revision."""
        numbers: set[int] = set()
        groups = False
        with self._file.writing() as connection:
            for entry in entries:
                if not _is_open(connection, entry):
                    continue
                if entry.kind == NoteKind.GROUP:
                    groups = _take_group(connection, entry) or groups
                elif (number := _take_of_contact(connection, entry)) is not None:
                    numbers.add(number)
                    # Somebody may be the first in a group, or the last.
                    groups = groups or entry.kind == NoteKind.GROUP_OF
            connection.execute("DELETE FROM note_state")
            connection.execute("INSERT INTO note_state VALUES (?)", (revision,))
        return Taken(frozenset(numbers), groups)

    def begin_again(self) -> None:
        """The server has forgotten what it knew: what it has now counts, and it is sent the rest."""
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
    """Whether the server's word counts: not where a change from here is still to be sent."""
    row = connection.execute(
        "SELECT weak FROM note_changes WHERE kind = ? AND key = ?", (entry.kind, entry.key)
    ).fetchone()
    if row is None:
        return True
    if row[0]:
        connection.execute("DELETE FROM note_changes WHERE kind = ? AND key = ?", (entry.kind, entry.key))
    return bool(row[0])


def _take_group(connection: sqlite3.Connection, entry: NoteEntry) -> bool:
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


def _take_of_contact(connection: sqlite3.Connection, entry: NoteEntry) -> int | None:
    """Whose entry is another now, if any is. An entry of a kind that is not known here is a later version's."""
    key, most = entry.key, MAX_GROUP_CHARS if entry.kind == NoteKind.GROUP_OF else MAX_REMARK_CHARS
    statement = _TAKE.get(NoteKind(entry.kind)) if entry.kind in tuple(NoteKind) else None
    if statement is None or not (key.isascii() and key.isdecimal() and 0 < int(key[:11]) <= MAX_NUMBER):
        _log.info("Ignored a contact note of an unknown kind")
        return None
    value = clean_name(entry.value)[:most]
    return int(key) if connection.execute(statement, (int(key), value)).rowcount else None
