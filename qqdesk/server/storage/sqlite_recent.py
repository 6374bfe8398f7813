"""What came last, in the order in which it came: an answered message is on disk as a line at the end of a table.

Where mail is kept for good, in the order of mailboxes, and client ids in that of senders, every message of a group lies
on pages of its own, each of which goes through the log and into the file. So messages go there later, when many share a
page: there are two tables, and while one is filled the other is emptied, mailbox by mailbox, a slice with each group,
for everybody waits for all that a group has to do. Who reads `mail` or `client_ids` sees all of it together, see the
schema.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from qqdesk.server.delivery.mailbox import Mail
from qqdesk.server.delivery.outgoing import Outgoing

_MOST = 2048
"""Rows that come to lie in one of the two."""
_FEW = 64
"""The same while little goes on: then nobody notices that fewer share a page, but many would how long more take."""
_LITTLE = 8
_MOST_CHARACTERS = 256 * 1024
_SLICES = 8
"""A table is emptied in as many. Each reads it from end to end; in more than these that is noticed."""
_LEAST_SLICE = 16
_LAST_OWNER = 2**63 - 1
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


_find = Statement(
    "WITH wanted (sender, client_id) AS (VALUES",
    2,
    ") SELECT kept.sender, kept.client_id, kept.id, kept.time FROM wanted CROSS JOIN kept_client_ids AS kept "
    "ON kept.sender = wanted.sender AND kept.client_id = wanted.client_id",
)
ClientId = tuple[int, bytes]
"""A sender, and what they called a message."""


class _Part:
    """One of the two tables: it is filled until it has enough, and then emptied while the other one is filled."""

    def __init__(self, part: int) -> None:
        table = f"recent_mail_{part}"
        self.insert = Statement(f"INSERT INTO {table} VALUES", _COLUMNS)
        kept_to = f"(SELECT kept_to FROM recent_parts WHERE part = {part})"
        self._keep = tuple(
            statement.format(table=table, kept_to=kept_to)
            for statement in (
                "INSERT INTO kept_mail SELECT owner, id, kind, sender, time, client_id, text FROM {table} "
                "WHERE owner > {kept_to} AND owner <= ?1 ORDER BY owner, id",
                "INSERT INTO kept_client_ids SELECT sender, client_id, id, time FROM {table} "
                "WHERE owner > {kept_to} AND owner <= ?1 AND client_id IS NOT NULL "
                "ORDER BY sender, client_id ON CONFLICT DO NOTHING",
            )
        )
        self._set = f"UPDATE recent_parts SET kept_to = ? WHERE part = {part}"
        self._begin_anew = f"UPDATE recent_parts SET kept_to = 0 WHERE part = {part} AND kept_to > 0"
        self._is_empty = f"SELECT NOT EXISTS (SELECT 1 FROM {table})"
        self._delete = f"DELETE FROM {table}"
        self.forget()

    def forget(self) -> None:
        self.owners: list[int] = []
        """Of its rows; sorted once it is being emptied."""
        self.characters = 0
        self.client_ids: dict[ClientId, tuple[int, int]] = {}
        """Of its rows: id and time."""
        self._kept = 0
        """How many of them lie where they stay."""

    def keep(self, db: sqlite3.Connection, count: int) -> None:
        """Put mailboxes with so many rows, or a little more, where they stay."""
        owners = self.owners
        if not self._kept:
            owners.sort()
        end = min(self._kept + count, len(owners))
        last = owners[end - 1]
        self._kept = bisect_right(owners, last, end)
        if self._kept == len(owners):
            self.keep_all(db)
            return
        for statement in self._keep:
            db.execute(statement, (last,))
        db.execute(self._set, (last,))

    def keep_all(self, db: sqlite3.Connection) -> None:
        """Whatever is in the table, known or not."""
        if not db.execute(self._is_empty).fetchone()[0]:
            for statement in self._keep:
                db.execute(statement, (_LAST_OWNER,))
            db.execute(self._delete)
        # In an empty one, too: somebody else may have deleted what was left of it half way.
        db.execute(self._begin_anew)
        self.forget()


class Recent:
    """Belongs to the writer's thread; everything happens in the transaction of the caller."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._is_known = False
        """What is in the tables is what was counted here."""
        self._filling = _Part(0)
        self._emptying = _Part(1)

    def forget(self) -> None:
        """Somebody else may have changed everything, or what was done last did not come to pass."""
        self._is_known = False

    def keep(self) -> None:
        """Put everything where it stays."""
        for part in (self._emptying, self._filling):
            if part.owners or not self._is_known:
                part.keep_all(self._db)
        self._is_known = True

    def known(self, messages: Iterable[Outgoing]) -> dict[ClientId, tuple[int, int]]:
        """Id and time of those that were sent before, by sender and client id."""
        if not self._is_known:
            self.keep()
        filling, emptying = self._filling.client_ids, self._emptying.client_ids
        found: dict[ClientId, tuple[int, int]] = {}
        values: list[Any] = []
        for message in messages:
            if message.client_id is not None:
                key = (message.sender, message.client_id)
                recent = filling.get(key) or emptying.get(key)
                if recent is not None:
                    found[key] = recent
                else:
                    values += key
        for sender, client_id, id_, time in _find(self._db, values):
            found[(sender, client_id)] = (id_, time)
        return found

    def put(self, rows: Iterable[tuple[int, Mail, bytes | None]]) -> None:
        """Owner, what lies in the mailbox, and its client id."""
        if not self._is_known:
            self.keep()
        part = self._filling
        values: list[Any] = []
        for owner, mail, client_id in rows:
            id_, kind, sender, time, text = mail
            values += (owner, id_, kind, sender, time, client_id, text)
            part.owners.append(owner)
            part.characters += len(text)
            if client_id is not None:
                part.client_ids[(sender, client_id)] = (id_, time)
        part.insert(self._db, values)
        count = len(values) // _COLUMNS
        if self._emptying.owners:
            self._emptying.keep(self._db, max(_LEAST_SLICE, len(self._emptying.owners) // _SLICES))
        most = _FEW if count < _LITTLE else _MOST
        if len(part.owners) >= most or part.characters >= _MOST_CHARACTERS:
            if self._emptying.owners:
                self._emptying.keep_all(self._db)
            self._filling, self._emptying = self._emptying, part
