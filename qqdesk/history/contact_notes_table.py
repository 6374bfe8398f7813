"""The stored contact notes: groups, remarks, flags, blocks. All but blocks are synchronized with the server.

Each change of the user is also a row in `note_changes` until the server has stored it. Changes of the server are
applied, unless the same entry has an unsent change of the user: that is sent next and wins.
"""

import json
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qqdesk.domain.contact_notes import ContactNote, NoteFlag, clean_name, is_flag
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.message_row import storable
from qqdesk.protocol.account_data import NoteEntry
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE, MAX_GROUP_CHARS, MAX_NUMBER, MAX_REMARK_CHARS, NoteKind

_log = logging.getLogger(__name__)

_COLUMNS = {int(NoteKind.GROUP_OF): ("group_name", MAX_GROUP_CHARS), int(NoteKind.REMARK): ("remark", MAX_REMARK_CHARS)}
_VALUE = f"""coalesce(CASE kind
    WHEN {int(NoteKind.GROUP_OF)} THEN (SELECT group_name FROM contacts WHERE number = CAST(key AS INTEGER))
    WHEN {int(NoteKind.REMARK)} THEN (SELECT remark FROM contacts WHERE number = CAST(key AS INTEGER))
    WHEN {int(NoteKind.GROUP)} THEN (SELECT CAST(position AS TEXT) FROM groups WHERE name = key)
    ELSE (SELECT '1' FROM flags WHERE flags.kind = note_changes.kind AND flags.key = note_changes.key) END, '')"""
"""The value of a row of `note_changes`; '' means deleted."""


@dataclass(frozen=True, slots=True)
class AppliedNotes:
    """What changed: the contacts, and whether the groups themselves or the flags changed."""

    numbers: frozenset[int] = frozenset()
    groups: bool = False
    flags: bool = False

    def __bool__(self) -> bool:
        return bool(self.numbers) or self.groups or self.flags


class ContactNotesTable:
    """Each change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def groups(self) -> list[str]:
        """Return the named groups in the user's order. Groups that only contacts refer to come last."""
        with self._file.reading() as connection:
            return [
                row[0]
                for row in connection.execute(
                    "SELECT name FROM (SELECT name, position FROM groups UNION ALL "
                    "SELECT DISTINCT group_name, ? FROM contacts WHERE group_name != '' "
                    "AND group_name NOT IN (SELECT name FROM groups)) ORDER BY position, name",
                    (2**62,),
                ).fetchall()
            ]

    def notes_of(self, numbers: Sequence[int]) -> dict[int, ContactNote]:
        """Return the notes on each of these numbers, empty ones included."""
        found = dict.fromkeys(numbers, ContactNote())
        with self._file.reading() as connection:
            for number, group, remark, blocked in connection.execute(
                "SELECT number, group_name, remark, blocked FROM contacts "
                "WHERE number IN (SELECT value FROM json_each(?))",
                (json.dumps(list(numbers)),),
            ).fetchall():
                found[number] = ContactNote(group, remark, bool(blocked))
        return found

    # Changes by the user

    def set_groups(self, names: Sequence[str]) -> None:
        """Set the groups and their order. A group keeps its position number if the order allows it."""
        with self._file.writing() as connection:
            _set_groups(connection, names)

    def move(self, numbers: Iterable[int], group: str, names: Sequence[str]) -> None:
        """Move contacts to a group. `names`: the new list of groups in order."""
        with self._file.writing() as connection:
            _set_groups(connection, names)
            _record(connection, NoteKind.GROUP_OF, _put(connection, "group_name", numbers, storable(group)))

    def regroup(self, old: str, new: str, names: Sequence[str]) -> None:
        """Move all contacts of a group to another."""
        with self._file.writing() as connection:
            _set_groups(connection, names)
            rows = connection.execute("SELECT number FROM contacts WHERE group_name = ?", (storable(old),)).fetchall()
            moved = _put(connection, "group_name", [row[0] for row in rows], storable(new))
            _record(connection, NoteKind.GROUP_OF, moved)

    def set_remark(self, number: int, text: str) -> None:
        with self._file.writing() as connection:
            _record(connection, NoteKind.REMARK, _put(connection, "remark", [number], storable(text)))

    def set_flag(self, flag: NoteFlag, *, is_set: bool) -> None:
        with self._file.writing() as connection:
            if _put_flag(connection, flag, is_set=is_set):
                _record(connection, NoteKind(flag.kind), [flag.key])

    def flags(self) -> frozenset[NoteFlag]:
        with self._file.reading() as connection:
            return frozenset(NoteFlag(*row) for row in connection.execute("SELECT kind, key FROM flags").fetchall())

    # Blocks: a copy of the list of the server

    def set_blocked(self, changes: Mapping[int, bool]) -> None:
        with self._file.writing() as connection:
            connection.executemany(
                "INSERT INTO contacts (number, blocked) VALUES (?, ?) "
                "ON CONFLICT (number) DO UPDATE SET blocked = excluded.blocked WHERE blocked != excluded.blocked",
                [(number, int(blocked)) for number, blocked in changes.items()],
            )

    def blocked(self) -> list[int]:
        with self._file.reading() as connection:
            rows = connection.execute("SELECT number FROM contacts WHERE blocked ORDER BY number").fetchall()
        return [row[0] for row in rows]

    # Synchronization

    @property
    def revision(self) -> int:
        """The last known revision of the server; 0 if the notes were never fetched."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT max(revision) FROM note_state").fetchone()
        return int(row[0] or 0)

    def unsent(self) -> tuple[NoteEntry, ...]:
        """Return changes that the server has not stored, at most as many as one request can have."""
        with self._file.reading() as connection:
            rows = connection.execute(
                f"SELECT kind, key, {_VALUE} FROM note_changes ORDER BY kind DESC, rowid LIMIT ?",
                (MAX_CHANGED_AT_ONCE,),
            ).fetchall()
        return tuple(NoteEntry(*row) for row in rows)

    def sent(self, entries: Iterable[NoteEntry], before: int, revision: int) -> None:
        """Forget changes that the server stored, unless they have changed since.

        The known revision `before` becomes `revision`: own changes need not be fetched.
        """
        with self._file.writing() as connection:
            connection.executemany(
                f"DELETE FROM note_changes WHERE kind = ? AND key = ? AND {_VALUE} = ?",
                [(entry.kind, entry.key, entry.value) for entry in entries],
            )
            connection.execute("UPDATE note_state SET revision = ? WHERE revision = ?", (revision, before))

    def keep_local(self, entry: NoteEntry) -> None:
        """Do not send a change that the server refused."""
        with self._file.writing() as connection:
            connection.execute("DELETE FROM note_changes WHERE kind = ? AND key = ?", (entry.kind, entry.key))

    def apply(self, entries: Iterable[NoteEntry], revision: int) -> AppliedNotes:
        """Apply the changes of the server up to a revision."""
        numbers: set[int] = set()
        groups = flags = False
        with self._file.writing() as connection:
            for entry in entries:
                if connection.execute(
                    "SELECT 1 FROM note_changes WHERE kind = ? AND key = ?", (entry.kind, entry.key)
                ).fetchone():
                    continue
                if entry.kind == NoteKind.GROUP:
                    groups = _apply_group(connection, entry) or groups
                elif is_flag(entry.kind, entry.key):
                    flag = NoteFlag(entry.kind, entry.key)
                    flags = _put_flag(connection, flag, is_set=bool(entry.value)) or flags
                elif changed := _apply_contact(connection, entry):
                    numbers.update(changed)
                    # The contact may be the first of a group, or have been the last.
                    groups = groups or entry.kind == NoteKind.GROUP_OF
            connection.execute("UPDATE note_state SET revision = ?", (revision,))
        return AppliedNotes(frozenset(numbers), groups, flags)

    def send_all_again(self) -> None:
        """Treat all notes as unsent, and fetch all: the server lost data."""
        with self._file.writing() as connection:
            for kind, key, source in (
                (NoteKind.GROUP_OF, "CAST(number AS TEXT)", "contacts WHERE group_name != ''"),
                (NoteKind.REMARK, "CAST(number AS TEXT)", "contacts WHERE remark != ''"),
                (NoteKind.GROUP, "name", "groups WHERE name != ''"),
            ):
                connection.execute(
                    f"INSERT OR IGNORE INTO note_changes (kind, key) SELECT {int(kind)}, {key} FROM {source}"
                )
            connection.execute("INSERT OR IGNORE INTO note_changes (kind, key) SELECT kind, key FROM flags")
            connection.execute("UPDATE note_state SET revision = 0")


def _record(connection: sqlite3.Connection, kind: NoteKind, keys: Iterable[object]) -> None:
    """Record changes for the server."""
    connection.executemany(
        "INSERT OR IGNORE INTO note_changes (kind, key) VALUES (?, ?)", [(int(kind), str(key)) for key in keys]
    )


def _put(connection: sqlite3.Connection, column: str, numbers: Iterable[int], value: str) -> list[int]:
    """Set the group or the remark of contacts. Return those that changed."""
    # One statement for many contacts: a window waits while a whole group moves.
    rows = connection.execute(
        f"INSERT INTO contacts (number, {column}) SELECT value, ? FROM json_each(?) WHERE true "
        f"ON CONFLICT (number) DO UPDATE SET {column} = excluded.{column} WHERE {column} != excluded.{column} "
        "RETURNING number",
        (value, json.dumps(list(numbers))),
    ).fetchall()
    return [row[0] for row in rows]


def _put_flag(connection: sqlite3.Connection, flag: NoteFlag, *, is_set: bool) -> bool:
    """Set or remove a flag. Return whether it changed."""
    put, remove = "INSERT OR IGNORE INTO flags VALUES (?, ?)", "DELETE FROM flags WHERE kind = ? AND key = ?"
    return bool(connection.execute(put if is_set else remove, flag).rowcount)


def _set_groups(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    before = dict(connection.execute("SELECT name, position FROM groups").fetchall())
    now: dict[str, int] = {}
    last = -1
    for name in dict.fromkeys(map(storable, names)):
        last = before[name] if before.get(name, -1) > last else last + 1
        now[name] = last
    gone = [name for name in before if name not in now]
    changed = [name for name, position in now.items() if before.get(name) != position]
    connection.executemany("DELETE FROM groups WHERE name = ?", [(name,) for name in gone])
    connection.executemany("INSERT OR REPLACE INTO groups VALUES (?, ?)", [(name, now[name]) for name in changed])
    _record(connection, NoteKind.GROUP, [*gone, *changed])


def _apply_group(connection: sqlite3.Connection, entry: NoteEntry) -> bool:
    name, position = clean_name(entry.key), entry.value
    if not name or len(name) > MAX_GROUP_CHARS:
        return False
    if not position:
        return bool(connection.execute("DELETE FROM groups WHERE name = ?", (name,)).rowcount)
    if not (position.isascii() and position.isdecimal() and len(position) <= 9):
        return False
    return bool(
        connection.execute(
            "INSERT INTO groups VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position "
            "WHERE position != excluded.position",
            (name, int(position)),
        ).rowcount
    )


def _apply_contact(connection: sqlite3.Connection, entry: NoteEntry) -> list[int]:
    """Apply an entry. Return the number of the contact if it changed. Unknown kinds come from later versions."""
    key = entry.key
    if entry.kind not in _COLUMNS or not (key.isascii() and key.isdecimal() and 0 < int(key[:11]) <= MAX_NUMBER):
        _log.info("Ignored a contact note of an unknown kind")
        return []
    column, most = _COLUMNS[entry.kind]
    return _put(connection, column, [int(key)], clean_name(entry.value)[:most])
