"""What the account keeps about conversations and people: see `domain.account_keys`.

`unsent` is 1 until the server has a change of the user, then 0; NULL if the value stays on this device. A change of the
server is stored, unless an unsent change of the same key is later: that is sent next and wins.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from qqdesk.domain.account_keys import KEYS
from qqdesk.history.history_file import HistoryFile
from qqdesk.protocol.account_data import AccountValue
from qqdesk.protocol.limits import MAX_CHANGED_AT_ONCE


class AccountValuesTable:
    """Each change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def load(self) -> dict[str, str]:
        """Return all values by key, without empty ones."""
        with self._file.reading() as connection:
            return dict(connection.execute("SELECT key, value FROM account_values WHERE value != ''").fetchall())

    def read(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the values of these keys, with empty ones."""
        with self._file.reading() as connection:
            return {key: _value(connection, key) for key in keys}

    def put(self, values: Mapping[str, str], now: int) -> None:
        """Store values that the user changed at `now`, milliseconds since 1970. An empty one is a deletion."""
        with self._file.writing() as connection:
            connection.executemany(
                "INSERT INTO account_values VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                "value = excluded.value, time = max(excluded.time, account_values.time + 1), unsent = excluded.unsent "
                "WHERE account_values.value != excluded.value",
                [(key, value, now, None if _is_local(key) else 1) for key, value in values.items()],
            )

    # Synchronization

    @property
    def revision(self) -> int:
        """The last known revision of the server; 0 if the values were never fetched."""
        with self._file.reading() as connection:
            (revision,) = connection.execute("SELECT revision FROM account_revision").fetchone()
        return int(revision)

    def unsent(self) -> tuple[AccountValue, ...]:
        """Return changes that the server has not stored, at most as many as one request can have."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT key, value, time FROM account_values WHERE unsent ORDER BY time, rowid LIMIT ?",
                (MAX_CHANGED_AT_ONCE,),
            ).fetchall()
        return tuple(AccountValue(*row) for row in rows)

    def sent(self, values: Iterable[AccountValue], before: int, revision: int) -> None:
        """The server stored these, which may have changed since.

        The known revision `before` becomes `revision`: own changes need not be fetched.
        """
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE account_values SET unsent = 0 WHERE unsent AND key = ? AND value = ? AND time = ?",
                [(one.key, one.value, one.time) for one in values],
            )
            connection.execute("UPDATE account_revision SET revision = ? WHERE revision = ?", (revision, before))

    def keep_local(self, value: AccountValue) -> None:
        """Do not send a change that the server refused. A later change of the key is sent."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE account_values SET unsent = NULL WHERE key = ? AND value = ? AND time = ?",
                (value.key, value.value, value.time),
            )

    def apply(self, values: Iterable[AccountValue], revision: int) -> frozenset[str]:
        """Store changes of the server up to a revision. Return the keys whose values changed."""
        with self._file.writing() as connection:
            changed = frozenset(one.key for one in values if _apply(connection, one))
            connection.execute("UPDATE account_revision SET revision = ?", (revision,))
        return changed

    def send_all_again(self) -> None:
        """Treat all values as unsent, and fetch all: the server lost data."""
        with self._file.writing() as connection:
            send_values_again(connection)


def send_values_again(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE account_values SET unsent = 1 WHERE unsent = 0")
    connection.execute("UPDATE account_revision SET revision = 0")


def _is_local(key: str) -> bool:
    row = KEYS.get(key.partition(":")[0])
    return row is not None and not row.is_synced


def _value(connection: sqlite3.Connection, key: str) -> str:
    row = connection.execute("SELECT value FROM account_values WHERE key = ?", (key,)).fetchone()
    return row[0] if row is not None else ""


def _apply(connection: sqlite3.Connection, one: AccountValue) -> bool:
    """Store a value of the server. Return whether it is another value than before.

    A value that stays on this device is not the server's: the file of a face becomes a path.
    """
    if _is_local(one.key):
        return False
    before = _value(connection, one.key)
    stored = connection.execute(
        "INSERT INTO account_values VALUES (?, ?, ?, 0) ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
        "time = excluded.time, unsent = 0 WHERE NOT coalesce(unsent, 1) OR excluded.time >= account_values.time",
        (one.key, one.value, one.time),
    ).rowcount
    return bool(stored) and one.value != before
