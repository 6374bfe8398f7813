"""The order of messages: a history is ordered by row id.

The row id of a message is its time in milliseconds, or a free id after it. A received message comes after all stored
ones, whatever its time, so the displayed order does not change. An imported message gets a row id between them, in
order of time, and no row moves. Messages that the server has accepted are in its order on each device: a message of
mine moves when it is sent, if others were accepted before it.
"""

import json
import sqlite3
from collections.abc import Sequence

from qqdesk.domain.body import decode_body
from qqdesk.history import index
from qqdesk.history.eraser import is_deleting


def next_row(connection: sqlite3.Connection, time: int) -> int:
    """Return the row of a new message, after all others."""
    (last,) = connection.execute("SELECT max(row) FROM messages").fetchone()
    return max(time, (last or 0) + 1)


def place_sent(connection: sqlite3.Connection, id: str) -> bool:
    """Order a message of mine that was sent, and all after it, by server id if it stands before an earlier one.

    They exchange their rows, so no message gets a row that is not emitted yet. My waiting messages stand at the end.
    Nothing moves during a deletion, which selects rows. Return whether the message moved.
    """
    first, conversation, server_id = connection.execute(
        "SELECT row, conversation, server_id FROM messages WHERE id = ?", (id,)
    ).fetchone()
    earlier = connection.execute(
        "SELECT 1 FROM messages WHERE conversation = ? AND row > ? AND server_id < ? LIMIT 1",
        (conversation, first, server_id),
    )
    if earlier.fetchone() is None or is_deleting(connection):
        return False
    ordered = connection.execute(
        "SELECT row, kind, body FROM messages WHERE conversation = ? AND row >= ? "
        "AND (server_id IS NOT NULL OR delivery IN ('waiting', 'sending')) ORDER BY server_id IS NULL, server_id, row",
        (conversation, first),
    ).fetchall()
    rows = [row for row, _, _ in ordered]
    bodies = [decode_body(kind, body) for _, kind, body in ordered]
    index.remove(connection, list(zip(rows, bodies, strict=True)))
    connection.executemany("UPDATE messages SET row = -row WHERE row = ?", [(row,) for row in rows])
    places = sorted(rows)
    moves = [(place, -row) for place, row in zip(places, rows, strict=True)]
    connection.executemany("UPDATE messages SET row = ? WHERE row = ?", moves)
    index.add(connection, list(zip(places, bodies, strict=True)))
    return True


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
