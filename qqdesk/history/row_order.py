"""Where a message stands among all others: the order of the history is that of its rows.

The row of a message is its time in milliseconds, or the next free one behind it. What comes in stands behind all that
is there, whatever its time, so that nobody's messages change places. What is imported later still finds room among
them, in the order of time, and no row is moved for it.
"""

import json
import sqlite3
from collections.abc import Sequence


def next_row(connection: sqlite3.Connection, time: int) -> int:
    """The row of a new message, behind all others."""
    (last,) = connection.execute("SELECT max(id) FROM messages").fetchone()
    return max(time, (last or 0) + 1)


class RowAllocator:
    """Rows for messages that are imported, among those that are there."""

    def __init__(self, now: int) -> None:
        # What claims to come from the future stands behind what is there, and not in the way of what comes.
        self._now = now
        self._next_after: dict[int, int] = {}

    def allocate(self, connection: sqlite3.Connection, times: Sequence[int]) -> list[int]:
        """For each of some messages the first free row from its time on."""
        wanted = [max(min(time, self._now), 1) for time in times]
        taken = {
            row
            for (row,) in connection.execute(
                "SELECT messages.id FROM json_each(?) CROSS JOIN messages ON messages.id = json_each.value",
                (json.dumps(wanted),),
            )
        }
        rows = []
        for first in wanted:
            row = first
            if row in taken:
                row = self._next_free(connection, row, taken)
            taken.add(row)
            rows.append(row)
        return rows

    def _next_free(self, connection: sqlite3.Connection, row: int, taken: set[int]) -> int:
        skipped = []
        while row in self._next_after or row in taken or _is_taken(connection, row):
            skipped.append(row)
            row = self._next_after.get(row, row + 1)
        # Who comes at the same time does not try them all again.
        self._next_after.update(dict.fromkeys(skipped, row + 1))
        return row


def _is_taken(connection: sqlite3.Connection, row: int) -> bool:
    return connection.execute("SELECT 1 FROM messages WHERE id = ?", (row,)).fetchone() is not None
