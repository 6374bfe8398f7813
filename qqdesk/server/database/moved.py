"""The mark of a database file whose data went to another database. From then on nothing is written to the file, not
even by a program that does not know of the mark."""

import sqlite3

from qqdesk.server.errors import MovedError

_TABLE = "moved"
_CHANGES = ("INSERT", "UPDATE", "DELETE")


def own_tables(db: sqlite3.Connection) -> list[str]:
    """The tables with a server's data, by name."""
    rows = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN (?, ?)",
        # What a backup packs is of the folder, and stays in it.
        (_TABLE, "backup_files"),
    )
    return sorted(name for (name,) in rows)


def check(db: sqlite3.Connection) -> None:
    """Raises MovedError, with a sentence, where the data is elsewhere."""
    if db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (_TABLE,)).fetchone() is None:
        return
    row = db.execute(f"SELECT place FROM {_TABLE}").fetchone()
    raise MovedError(row[0] if row else "another database")


def mark(db: sqlite3.Connection, place: str) -> None:
    """In the caller's transaction: the data is at `place` now, a name for people."""
    db.execute(f"CREATE TABLE {_TABLE} (place TEXT NOT NULL)")
    db.execute(f"INSERT INTO {_TABLE} VALUES (?)", (place,))
    for table in own_tables(db):
        for change in _CHANGES:
            db.execute(
                f"CREATE TRIGGER {_TABLE}_{table}_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the data is in another database now'); END"
            )
