"""The interface of a database: one connection, inside a transaction that the store begins and ends.

Statements are written in the SQL that SQLite (3.40 and later) and PostgreSQL (15 and later) have in common, with `?` as
the placeholder. `dialect` names the differences.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

_MOST_ROWS = 1024
"""Rows in one statement. SQLite takes 32,766 values, PostgreSQL 65,535."""


class Rows(Protocol):
    """The result of a statement; rows are tuples."""

    @property
    def rowcount(self) -> int:
        """The number of changed rows."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    @property
    def row_lock(self) -> str:
        """The end of a SELECT whose rows the transaction is going to change."""
        ...

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Rows: ...

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Rows: ...

    def notify(self, kind: str, *numbers: int) -> None:
        """Notify the other servers on this database with the commit.

        The kinds are in `notifications`. A server misses a notification only if its connection breaks. Then it reads
        everything again.
        """
        ...

    def hint(self, kind: str, *numbers: int) -> None:
        """Notify the other servers soon after the commit. They miss it if this server ends in between, so it is for
        changes that they also find without it, or that are not stored.

        A commit with a notification waits for all others in the database. One with hints does not.
        """
        ...


def execute_rows(
    db: Database, sql: str, rows: Sequence[Sequence[Any]], values: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    """Run a statement with `{rows}` in place of the rows, `(?, ?), (?, ?)`, and iterate over what it finds.

    `values` belong to the placeholders behind `{rows}`. A statement for many rows is faster than `executemany`: each
    call of sqlite3 hands the interpreter's lock over. Many rows are split into powers of two, so that few different
    statements are prepared. PostgreSQL is not waited for until the first result is used.
    """
    found: list[Rows] = []
    start, left = 0, len(rows)
    while left:
        count = min(1 << (left.bit_length() - 1), _MOST_ROWS)
        some = chain.from_iterable(rows[start : start + count])
        found.append(db.execute(_with_rows(sql, count, len(rows[start])), (*some, *values)))
        start, left = start + count, left - count
    return chain.from_iterable(found)


@lru_cache(1024)
def _with_rows(sql: str, count: int, columns: int) -> str:
    row = f"({', '.join('?' * columns)})" if columns > 1 else "?"
    return sql.replace("{rows}", ", ".join([row] * count))
