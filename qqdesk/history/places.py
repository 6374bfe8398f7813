"""Where a message stands among all others: the order of the history is that of its rows.

The row of a message is its time in milliseconds, or the next free one behind it. What comes in stands behind all that
is there, whatever its time, so that nobody's messages change places. What is imported later still finds room among
them, in the order of time, and no row is moved for it.
"""

import sqlite3


def last_place(connection: sqlite3.Connection, time: int) -> int:
    """The row of a new message, behind all others."""
    (last,) = connection.execute("SELECT max(id) FROM messages").fetchone()
    return max(time, (last or 0) + 1)


class Places:
    """Rows for messages that are imported, among those that are there."""

    def __init__(self, now: int) -> None:
        # What claims to come from the future stands behind what is there, and not in the way of what comes.
        self._now = now
        self._next: dict[int, int] = {}

    def among(self, connection: sqlite3.Connection, time: int, given: set[int]) -> int:
        """The first free row from that time on, neither stored nor `given`."""
        row = max(min(time, self._now), 1)
        passed = []
        while row in self._next or row in given or _is_taken(connection, row):
            passed.append(row)
            row = self._next.get(row, row + 1)
        # Who comes at the same time does not try them all again.
        self._next.update(dict.fromkeys(passed, row + 1))
        given.add(row)
        return row


def _is_taken(connection: sqlite3.Connection, row: int) -> bool:
    return connection.execute("SELECT 1 FROM messages WHERE id = ?", (row,)).fetchone() is not None
