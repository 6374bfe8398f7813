"""All that a server has in its SQLite file, moved into a PostgreSQL database that has nothing yet.

SQLite's lock is held from the first row to the last, so that a server at work can change nothing meanwhile: what it is
asked to write waits, and is refused where that takes long. In PostgreSQL it is one transaction. The file counts until
the mark is in it (see `moved`), and what was copied by then has a table that keeps every server off it; so whenever
this is broken off, one of the two counts and the other is used by nobody, and the next attempt cleans up.
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
from qqdesk.server.storage.migrations import MIGRATIONS
from qqdesk.server.storage.postgres import (
    MIGRATING,
    ONE_AT_A_TIME,
    UNFINISHED,
    PostgresDatabase,
    UnusableError,
    migrate,
    open_connection,
    place,
    sentence,
    statements,
)
from qqdesk.server.storage.sqlite import open_database

# It warns of what it raises anyway, and a command that keeps no log would show that.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

_NAME = "qqdesk move"
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
_FACTS = "facts"
"""The one table that is not empty in a new database."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of which table were moved, and to where, for people. None were where an attempt of before had
    moved them all."""

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
    with contextlib.closing(source), _alone(source):
        with target.connection.transaction():
            _prepare(target, folder, where)
            rows = tuple((table, _copy(source, target, table)) for table in moved.own_tables(source))
            # A server with a file keeps in memory whom it heard of. Those who were there have time to come here.
            target.execute(f"UPDATE sessions SET seen = {_NOW} WHERE ended IS NULL")
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
    """The file counts no more: whatever goes wrong now, that nothing was moved would not be true."""
    try:
        yield
    except psycopg.Error as error:
        raise UnusableError(
            f"Everything was moved to {where}, but for the last step there: {sentence(error)}. Say `qqdesk-server "
            "migrate` once more."
        ) from None


@contextmanager
def _alone(source: sqlite3.Connection) -> Iterator[None]:
    """With the lock for writing, which everybody who writes waits for; what is not committed at the end is none."""
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
    """Today's tables, with nothing in them. Raises UnusableError where there is something that is not ours."""
    # Whatever else is set there: this may take as long as it takes.
    for setting in ("idle_in_transaction_session_timeout", "statement_timeout"):
        target.execute(f"SET LOCAL {setting} = 0")
    for lock in (MIGRATING, ONE_AT_A_TIME):
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
    migrate(target, where)
    if before is None:
        _check_empty(target, where)
    _empty(target)
    target.execute(f"DELETE FROM {_FACTS}")
    target.execute(f"CREATE TABLE {UNFINISHED} (source TEXT NOT NULL)")
    target.execute(f"INSERT INTO {UNFINISHED} VALUES (?)", (_of(folder),))


def _unfinished(target: PostgresDatabase) -> str | None:
    """Whose data a move began to bring here; None where none did."""
    if target.execute("SELECT to_regclass(?)", (UNFINISHED,)).fetchone()[0] is None:
        return None
    row = target.execute(f"SELECT source FROM {UNFINISHED}").fetchone()
    return row[0] if row else ""


def _finish(target: PostgresDatabase) -> None:
    """From now on the target counts, if there is something in it."""
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
        if table != _FACTS and target.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
    ]
    if filled:
        raise UnusableError(
            f"Nothing was moved, for the database {where} is not empty: there is something in {', '.join(filled)}. "
            "Name a database that has nothing in it, as createdb makes one."
        )


def _empty(target: PostgresDatabase) -> None:
    """As a new one is."""
    target.execute(f"TRUNCATE {', '.join(_tables(target))}")
    for version in range(len(MIGRATIONS)):
        for statement in statements(version):
            if statement.startswith("INSERT"):
                target.execute(statement)


# The rows


def _copy(source: sqlite3.Connection, target: PostgresDatabase, table: str) -> int:
    """All rows of a table, or an error; how many there are."""
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
