"""The differences between the SQL of SQLite and PostgreSQL. All other statements are the same for both."""

import contextlib
import re
import secrets
import sqlite3
from functools import lru_cache

from qqdesk.server.storage.schema import SCHEMA

_COMMENT = re.compile(r"--[^\n]*")
# References are checked in SQLite only. PostgreSQL would lock the row of each user that is referred to.
_POSTGRES_WORDS = (
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    (re.compile(r"\s+WITHOUT ROWID\b"), ""),
    (re.compile(r"\s+REFERENCES \w+"), ""),
)
# Each message changes rows of these tables. Free space on the page keeps the indexes out of the change.
_POSTGRES_STORAGE = (
    "ALTER TABLE logs SET (fillfactor = 50)",
    "ALTER TABLE cursors SET (fillfactor = 50)",
    "ALTER TABLE devices SET (fillfactor = 80)",
)


POSTGRES_ROW_LOCK = " FOR NO KEY UPDATE"
"""The end of a SELECT whose rows the transaction is going to change. It waits for other transactions and returns the
rows as they left them. SQLite has one writer, and needs no such lock."""
POSTGRES_TIME = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
"""The database's clock: milliseconds since 1970, UTC."""


def sqlite_statements() -> list[str]:
    return [*_statements(SCHEMA), *_random_facts()]


def postgres_statements() -> list[str]:
    return [*_statements(for_postgres(SCHEMA)), *_random_facts(), *_POSTGRES_STORAGE]


def for_postgres(script: str) -> str:
    """Return statements of the schema, or of a step to it, in the words of PostgreSQL."""
    for pattern, word in _POSTGRES_WORDS:
        script = pattern.sub(word, script)
    return script


SQLITE_COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
    "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
)
POSTGRES_COLUMNS = (
    "SELECT t.relname, c.attname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace "
    "JOIN pg_attribute c ON c.attrelid = t.oid "
    "WHERE n.nspname = current_schema() AND t.relkind IN ('r', 'p') AND c.attnum > 0 AND NOT c.attisdropped"
)


@lru_cache(1)
def expected_columns() -> frozenset[tuple[str, str]]:
    """Return the pairs of table and column that this version needs in a database."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA)
        return frozenset(database.execute(SQLITE_COLUMNS))


def _random_facts() -> list[str]:
    """Return the statements that draw a new place's id, epoch and secret. All integers here fit into 63 bits."""
    return [
        f"INSERT INTO facts VALUES ('place', {secrets.randbits(63)})",
        f"INSERT INTO facts VALUES ('epoch', {new_epoch()})",
        f"INSERT INTO secrets VALUES ('files', '{secrets.token_hex(32)}')",
    ]


def new_epoch() -> int:
    return secrets.randbits(62)


def _statements(script: str) -> list[str]:
    return [statement.strip() for statement in _COMMENT.sub("", script).split(";") if statement.strip()]


@lru_cache(1024)
def for_psycopg(sql: str) -> bytes:
    """Return a statement with psycopg's placeholders. No statement of ours has a question mark in quotes."""
    return sql.replace("%", "%%").replace("?", "%s").encode()
