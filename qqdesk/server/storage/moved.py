"""The mark of a database file whose data went to another database. From then on nothing is written to the file, not
even by a program that does not know of the mark."""

import sqlite3

from qqdesk.server.errors import MovedError

_TABLE = "moved"
_CHANGES = ("INSERT", "UPDATE", "DELETE")
# What a backup packs is of the folder, and stays in it.
_OTHERS = (_TABLE, "backup_files")
_PARTS = ("kept_mail", "kept_client_ids", "recent_mail_0", "recent_mail_1", "recent_parts")
"""Tables of which others are made up, see the schema."""


def own_tables(db: sqlite3.Connection) -> list[str]:
    """The tables with a server's data, by name: as everybody knows them, not as SQLite keeps them."""
    return sorted(set(_names(db, "table", "view")).difference(_PARTS))


def _names(db: sqlite3.Connection, *kinds: str) -> list[str]:
    rows = db.execute(
        f"SELECT name FROM sqlite_schema WHERE type IN ({', '.join('?' * len(kinds))}) AND name NOT LIKE 'sqlite%'",
        kinds,
    )
    return [name for (name,) in rows.fetchall() if name not in _OTHERS]


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
    for table in _names(db, "table"):
        for change in _CHANGES:
            db.execute(
                f"CREATE TRIGGER {_TABLE}_{table}_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the data is in another database now'); END"
            )
