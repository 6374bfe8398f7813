"""What the rest of the server knows of a database: one connection, inside a transaction.

Statements stand in what SQLite (3.40 and later) and PostgreSQL (15 and later) have in common, with plain `?` marks for
the values: `ON CONFLICT (…) DO …` and `RETURNING`, but no `INSERT OR …`, no numbered marks, no `instr`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement brought: rows are tuples."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchone(self) -> Any:
        """The next row, None where there is none."""
        ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """A connection whose transaction somebody else begins and ends. `sqlite3.Connection` is one as it stands."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Rows: ...

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Rows: ...
