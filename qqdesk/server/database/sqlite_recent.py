"""What came last, in the order in which it came: an answered message is on disk as a line at the end of a table.

Where mail is kept for good, in the order of mailboxes, and client ids in that of senders, every message of a group lies
on pages of its own, each of which goes through the log and into the file. So messages go there later, hundreds at a
time, when many share a page. Who reads `mail` or `client_ids` sees both together, see the schema.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from qqdesk.server.mailbox import Mail
from qqdesk.server.traffic import Outgoing

_MOST = 2048
"""Rows that come to lie there."""
_FEW = 64
"""The same while little goes on: then nobody notices that fewer share a page, but many would how long more take."""
_LITTLE = 8
_MOST_CHARACTERS = 256 * 1024
_STEPS = (256, 128, 64, 32, 16, 8, 4, 2, 1)
"""A statement for any number of rows goes in steps of a power of two, so that few have to be prepared."""
_COLUMNS = 7


class Statement:
    """One for any number of rows; `begin` stands before their marks, and `end` behind them."""

    def __init__(self, begin: str, columns: int, end: str = "") -> None:
        self._columns = columns
        marks = f"({', '.join('?' * columns)})"
        self._steps = [(step, f"{begin} {', '.join([marks] * step)} {end}") for step in _STEPS]

    def __call__(self, db: sqlite3.Connection, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """`values` of one row after the other; what it brings."""
        found: list[tuple[Any, ...]] = []
        position, left = 0, len(values) // self._columns
        for step, statement in self._steps:
            while left >= step:
                end = position + step * self._columns
                found += db.execute(statement, values[position:end])
                position, left = end, left - step
        return found


_insert = Statement("INSERT INTO recent_mail VALUES", _COLUMNS)
_find = Statement(
    "WITH wanted (sender, client_id) AS (VALUES",
    2,
    ") SELECT kept.sender, kept.client_id, kept.id, kept.time FROM wanted CROSS JOIN kept_client_ids AS kept "
    "ON kept.sender = wanted.sender AND kept.client_id = wanted.client_id",
)
_KEEP = (
    "INSERT INTO kept_mail SELECT owner, id, kind, sender, time, client_id, text FROM recent_mail ORDER BY owner, id",
    "INSERT INTO kept_client_ids SELECT sender, client_id, id, time FROM recent_mail WHERE client_id IS NOT NULL "
    "ORDER BY sender, client_id ON CONFLICT DO NOTHING",
    "DELETE FROM recent_mail",
)

ClientId = tuple[int, bytes]
"""A sender, and what they called a message."""


class Recent:
    """Belongs to the writer's thread; everything happens in the transaction of the caller."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._is_known = False
        """What is in the table is what was counted here."""
        self._count = 0
        self._characters = 0
        self._client_ids: dict[ClientId, tuple[int, int]] = {}
        """Of what is in the table: id and time."""

    def forget(self) -> None:
        """Somebody else may have changed everything, or what was done last did not come to pass."""
        self._is_known = False

    def keep(self) -> None:
        """Put everything where it stays."""
        if self._is_known and not self._count:
            return
        if self._db.execute("SELECT 1 FROM recent_mail LIMIT 1").fetchone() is not None:
            for statement in _KEEP:
                self._db.execute(statement)
        self._is_known = True
        self._count = self._characters = 0
        self._client_ids = {}

    def known(self, messages: Iterable[Outgoing]) -> dict[ClientId, tuple[int, int]]:
        """Id and time of those that were sent before, by sender and client id."""
        if not self._is_known:
            self.keep()
        recent = self._client_ids
        found: dict[ClientId, tuple[int, int]] = {}
        values: list[Any] = []
        for message in messages:
            if message.client_id is not None:
                key = (message.sender, message.client_id)
                if key in recent:
                    found[key] = recent[key]
                else:
                    values += key
        for sender, client_id, id_, time in _find(self._db, values):
            found[(sender, client_id)] = (id_, time)
        return found

    def put(self, rows: Iterable[tuple[int, Mail, bytes | None]]) -> None:
        """Owner, what lies in the mailbox, and its client id."""
        if not self._is_known:
            self.keep()
        values: list[Any] = []
        for owner, mail, client_id in rows:
            id_, kind, sender, time, text = mail
            values += (owner, id_, kind, sender, time, client_id, text)
            self._characters += len(text)
            if client_id is not None:
                self._client_ids[(sender, client_id)] = (id_, time)
        _insert(self._db, values)
        count = len(values) // _COLUMNS
        self._count += count
        most = _FEW if count < _LITTLE else _MOST
        if self._count >= most or self._characters >= _MOST_CHARACTERS:
            self.keep()
