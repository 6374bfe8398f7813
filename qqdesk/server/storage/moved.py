"""The mark of a database file whose data was moved to another database. Triggers keep all programs from writing."""

import sqlite3

from qqdesk.server.errors import MovedError

_TABLE = "moved"
_CHANGES = ("INSERT", "UPDATE", "DELETE")
_OTHERS = (_TABLE, "backup_files")


def own_tables(db: sqlite3.Connection) -> list[str]:
    """Return the names of the tables with a server's data, sorted."""
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    return [name for (name,) in rows.fetchall() if name not in _OTHERS]


def check(db: sqlite3.Connection) -> None:
    """Raise MovedError if the data was moved to another database."""
    if db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (_TABLE,)).fetchone() is None:
        return
    row = db.execute(f"SELECT place FROM {_TABLE}").fetchone()
    raise MovedError(row[0] if row else "another database")


def mark(db: sqlite3.Connection, place: str) -> None:
    """Note in the caller's transaction that the data was moved to `place`, a name for people."""
    db.execute(f"CREATE TABLE {_TABLE} (place TEXT NOT NULL)")
    db.execute(f"INSERT INTO {_TABLE} VALUES (?)", (place,))
    for table in own_tables(db):
        for change in _CHANGES:
            db.execute(
                f"CREATE TRIGGER {_TABLE}_{table}_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the data is in another database now'); END"
            )
