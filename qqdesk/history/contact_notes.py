"""The stored contact notes: groups, remarks, blocks. Each change is also recorded for the server."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from qqdesk.domain.contact_notes import ContactNote
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.message_row import storable
from qqdesk.protocol.codes import NoteKind

# One statement for many contacts: a window waits while a whole group moves.
_PUT_GROUP = (
    "INSERT INTO contacts (number, group_name) SELECT value, ? FROM json_each(?) WHERE true "
    "ON CONFLICT (number) DO UPDATE SET group_name = excluded.group_name WHERE group_name != excluded.group_name "
    "RETURNING number"
)
_PUT_REMARK = (
    "INSERT INTO contacts (number, remark) VALUES (?, ?) "
    "ON CONFLICT (number) DO UPDATE SET remark = excluded.remark WHERE remark != excluded.remark"
)


class ContactNotesTable:
    """Each change is on disk when the call returns, together with its row in `note_changes`. Raises HistoryError."""

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

    def noted(self, numbers: Sequence[int]) -> dict[int, ContactNote]:
        """Return the notes on each of these numbers, empty ones included."""
        found = dict.fromkeys(numbers, ContactNote())
        with self._file.reading() as connection:
            for start in range(0, len(numbers), 500):
                some = numbers[start : start + 500]
                for number, group, remark, blocked in connection.execute(
                    "SELECT number, group_name, remark, blocked FROM contacts "
                    f"WHERE number IN ({', '.join('?' * len(some))})",
                    some,
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
            _move(connection, numbers, storable(group))

    def regroup(self, old: str, new: str, names: Sequence[str]) -> list[int]:
        """Move all contacts of a group to another. Return their numbers."""
        with self._file.writing() as connection:
            _set_groups(connection, names)
            rows = connection.execute(
                "UPDATE contacts SET group_name = ? WHERE group_name = ? RETURNING number",
                (storable(new), storable(old)),
            ).fetchall()
            numbers = [row[0] for row in rows]
            _note(connection, NoteKind.GROUP_OF, map(str, numbers))
            return numbers

    def set_remark(self, number: int, text: str) -> None:
        with self._file.writing() as connection:
            if connection.execute(_PUT_REMARK, (number, storable(text))).rowcount:
                _note(connection, NoteKind.REMARK, [str(number)])

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


def _note(connection: sqlite3.Connection, kind: NoteKind, keys: Iterable[str]) -> None:
    """Record a change for the server. A batch in progress no longer covers this entry."""
    connection.execute(
        "INSERT INTO note_changes (kind, key) SELECT ?, value FROM json_each(?) WHERE true "
        "ON CONFLICT (kind, key) DO UPDATE SET batch = '', weak = 0",
        (int(kind), json.dumps(list(keys))),
    )


def _move(connection: sqlite3.Connection, numbers: Iterable[int], group: str) -> None:
    moved = connection.execute(_PUT_GROUP, (group, json.dumps(list(numbers)))).fetchall()
    _note(connection, NoteKind.GROUP_OF, [str(row[0]) for row in moved])


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
    _note(connection, NoteKind.GROUP, [*gone, *changed])
