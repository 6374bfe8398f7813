"""Move all data of a server from its SQLite file into an empty PostgreSQL database.

SQLite's lock is held from the first row to the last: a running server's writes wait, and fail if that takes long. In
PostgreSQL the move is one transaction. The file is valid until it gets the mark of `moved`; until then a table in
PostgreSQL keeps every server from using the copy. So whenever the move is interrupted, exactly one of the two is in
use, and the next attempt cleans up.
"""

import contextlib
import logging
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from qqdesk.server.errors import DataFolderError, MovedError
from qqdesk.server.storage import moved
from qqdesk.server.storage.dialect import POSTGRES_TIME, postgres_statements
from qqdesk.server.storage.postgres import (
    CREATING,
    ONE_AT_A_TIME,
    UNFINISHED,
    PostgresDatabase,
    UnusableError,
    create_tables,
    open_connection,
    place,
    sentence,
)
from qqdesk.server.storage.sqlite import open_database

# psycopg warns of what it raises, and a command without a log would print that.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

_NAME = "qqdesk move"
_FILLED = ("facts", "secrets")
"""The tables with rows in a new database."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of which table were moved, and to where. No rows if an earlier attempt had moved them all."""

    place: str
    rows: tuple[tuple[str, int], ...]


def move(folder: Path, url: str) -> Moved:
    """Raises DataFolderError (MovedError, UnusableError) and sqlite3.Error; the sentence says whether it was moved."""
    where = place(url)
    with contextlib.closing(open_connection(url, _NAME, by_key=False)) as target:
        try:
            return _move(folder, target, where)
        except psycopg.Error as error:
            raise UnusableError(
                f"Nothing was moved, for the database {where} cannot be used: {sentence(error)}."
            ) from None


def _move(folder: Path, target: PostgresDatabase, where: str) -> Moved:
    try:
        source = open_database(folder)
    except MovedError:
        with _all_is_there(where):
            if _unfinished(target) != _of(folder):
                raise
            _finish(target)
        return Moved(where, ())
    with contextlib.closing(source), _locked(source):
        with target.connection.transaction():
            _prepare(target, folder, where)
            rows = tuple((table, _copy(source, target, table)) for table in moved.own_tables(source))
            # A server with a file does not store when it heard of a session. The sessions have time to come here.
            target.execute(f"UPDATE devices SET seen = {POSTGRES_TIME} WHERE ended IS NULL")
        try:
            moved.mark(source, where)
            source.execute("COMMIT")
        except sqlite3.Error:
            with target.connection.transaction():
                _empty(target)
                _finish(target)
            raise
        with _all_is_there(where):
            _finish(target)
    return Moved(where, rows)


@contextmanager
def _all_is_there(where: str) -> Iterator[None]:
    """Report errors after the file was marked: the data has been moved."""
    try:
        yield
    except psycopg.Error as error:
        raise UnusableError(
            f"Everything was moved to {where}, but for the last step there: {sentence(error)}. Run `qqdesk-server "
            "migrate` again."
        ) from None


@contextmanager
def _locked(source: sqlite3.Connection) -> Iterator[None]:
    """Hold SQLite's lock for writing. Roll back what is not committed at the end."""
    source.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        if source.in_transaction:
            source.execute("ROLLBACK")


def _of(folder: Path) -> str:
    return f"{socket.gethostname()}:{folder.resolve()}"


# The target


def _prepare(target: PostgresDatabase, folder: Path, where: str) -> None:
    """Create empty tables. Raises UnusableError if the database is not empty."""
    # The move may take long.
    for setting in ("idle_in_transaction_session_timeout", "statement_timeout"):
        target.execute(f"SET LOCAL {setting} = 0")
    for lock in (CREATING, ONE_AT_A_TIME):
        target.execute("SELECT pg_advisory_xact_lock(?)", (lock,))
    _check_unused(target, where)
    before = _unfinished(target)
    if before is not None and before != _of(folder):
        raise UnusableError(
            f"Somebody began to move the data of {before} to {where}, and that was not finished. Do that again "
            f"there, or name another database."
        )
    if before is not None:
        _finish(target)
    create_tables(target, where)
    if before is None:
        _check_empty(target, where)
    _empty(target)
    for table in _FILLED:
        target.execute(f"DELETE FROM {table}")
    target.execute(f"CREATE TABLE {UNFINISHED} (source TEXT NOT NULL)")
    target.execute(f"INSERT INTO {UNFINISHED} VALUES (?)", (_of(folder),))


def _unfinished(target: PostgresDatabase) -> str | None:
    """Return whose data an unfinished move was bringing here, or None."""
    if target.execute("SELECT to_regclass(?)", (UNFINISHED,)).fetchone()[0] is None:
        return None
    row = target.execute(f"SELECT source FROM {UNFINISHED}").fetchone()
    return row[0] if row else ""


def _finish(target: PostgresDatabase) -> None:
    """Release the target for use."""
    target.execute(f"DROP TABLE {UNFINISHED}")


def _tables(target: PostgresDatabase) -> list[str]:
    rows = target.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND NOT tablename LIKE 'qqdesk%' "
        "ORDER BY tablename"
    )
    return [name for (name,) in rows]


def _check_unused(target: PostgresDatabase, where: str) -> None:
    (others,) = target.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND application_name LIKE 'qqdesk%'"
    ).fetchone()
    if others:
        raise UnusableError(f"Nothing was moved, for a server uses the database {where} already. Stop that one first.")


def _check_empty(target: PostgresDatabase, where: str) -> None:
    filled = [
        table
        for table in _tables(target)
        if table not in _FILLED and target.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
    ]
    if filled:
        raise UnusableError(
            f"Nothing was moved, for the database {where} is not empty: there is something in {', '.join(filled)}. "
            "Name a database that has nothing in it, as createdb makes one."
        )


def _empty(target: PostgresDatabase) -> None:
    """Empty all tables, as in a new database."""
    target.execute(f"TRUNCATE {', '.join(_tables(target))}")
    for statement in postgres_statements():
        if statement.startswith("INSERT"):
            target.execute(statement)


# The rows


def _copy(source: sqlite3.Connection, target: PostgresDatabase, table: str) -> int:
    """Copy all rows of a table; return how many."""
    columns = ", ".join(row[1] for row in source.execute(f"PRAGMA table_info({table})"))
    with (
        target.connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy,
    ):
        for row in source.execute(f"SELECT {columns} FROM {table}"):
            copy.write_row(row)
    target.execute(f"ANALYZE {table}")
    (here,) = source.execute(f"SELECT count(*) FROM {table}").fetchone()
    (there,) = target.execute(f"SELECT count(*) FROM {table}").fetchone()
    if here != there:
        raise DataFolderError(f"Nothing was moved, for of {here} rows of {table} only {there} came over.")
    return int(here)
