"""The order of messages: a history is ordered by row id.

The row id of a message is its time in milliseconds, or the next free id after it. A received message comes after all
stored ones, whatever its time, so the displayed order does not change. An imported message gets a row id between
them, in order of time, and no row moves.
"""

import json
import sqlite3
from collections.abc import Sequence


def next_row(connection: sqlite3.Connection, time: int) -> int:
    """Return the row of a new message, after all others."""
    (last,) = connection.execute("SELECT max(row) FROM messages").fetchone()
    return max(time, (last or 0) + 1)


def row_before(connection: sqlite3.Connection, time: int, limit: int) -> int:
    """Return the last free row before `limit` that is not later than `time`."""
    row = min(time, limit - 1)
    while _is_taken(connection, row):
        row -= 1
    return row


class RowAllocator:
    """Allocates rows for imported messages, between those in use."""

    def __init__(self, now: int) -> None:
        # A message with a time in the future comes after the stored ones, but before new ones.
        self._now = now
        self._next_after: dict[int, int] = {}

    def allocate(self, connection: sqlite3.Connection, times: Sequence[int]) -> list[int]:
        """Return, for each time, the first free row from there on."""
        wanted = [max(min(time, self._now), 1) for time in times]
        taken = {
            row
            for (row,) in connection.execute(
                "SELECT row FROM json_each(?) CROSS JOIN messages ON row = json_each.value",
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
        # Later messages of the same time skip these rows.
        self._next_after.update(dict.fromkeys(skipped, row + 1))
        return row


def _is_taken(connection: sqlite3.Connection, row: int) -> bool:
    return connection.execute("SELECT 1 FROM messages WHERE row = ?", (row,)).fetchone() is not None
