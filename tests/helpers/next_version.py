"""The program of the next version: both schemas have one step more.

`python -m tests.helpers.next_version TARGET POINT` opens a history, the folder of a server or a database in PostgreSQL,
and is killed at a point of the step.
"""

import contextlib
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qqdesk.history import schema as history_schema
from qqdesk.server.storage import postgres, sqlite
from qqdesk.server.storage import schema as server_schema

POINTS = ("copied", "in the step", "commit")


def take_step(db: Any) -> None:
    """Change the tables and a row. It must not be done twice."""
    db.execute("CREATE TABLE next_version (count INTEGER)")
    db.execute("INSERT INTO next_version VALUES (1)")


def install(monkeypatch: pytest.MonkeyPatch, step: Callable[[Any], None] | tuple[str, ...] = take_step) -> None:
    """Make this process the next version until the test undoes it."""
    for schema in (history_schema, server_schema):
        monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS | {schema.VERSION: step})
        monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)


def open_target(target: str) -> None:
    """Open and close the file or database, as the program does."""
    if target.startswith("postgresql:"):
        postgres.open_database(target).close()
    elif Path(target).is_dir():
        sqlite.open_database(Path(target)).close()
    else:
        history_schema.open_file(Path(target))[0].close()


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of a file, by table, without a change to it."""
    with contextlib.closing(history_schema.open_read_only(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").fetchall()
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}


def postgres_tables(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of a database in PostgreSQL, by table, without the one that has the version."""
    with contextlib.closing(postgres.open_connection(url, "test")) as db:
        names = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
        found = {name: db.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}
    del found[postgres.FORMAT_TABLE]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def _kill(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _main(target: str, point: str) -> None:
    def take_step_and_end(db: Any) -> None:
        if point == "copied":
            _kill()
        if point == "in the step":
            db.execute("CREATE TABLE next_version (count INTEGER)")
            _kill()
        take_step(db)
        if isinstance(db, sqlite3.Connection):
            db.set_trace_callback(lambda sql: _kill() if sql == "COMMIT" else None)
        else:
            _kill()

    install(pytest.MonkeyPatch(), take_step_and_end)
    open_target(target)


if __name__ == "__main__":
    _main(*sys.argv[1:])
