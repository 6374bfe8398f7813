"""PostgreSQL: how a connection is made and what it looks like to the rest, and how an older schema becomes today's.

Imported only where somebody asks for it, see `factory`: psycopg is an extra.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import conninfo, errors
from psycopg.abc import Buffer
from psycopg.types.string import StrDumper

from qqdesk.server.errors import DataFolderError
from qqdesk.server.nodes.peer_events import KNOCK
from qqdesk.server.storage.interface import Database, Rows
from qqdesk.server.storage.migrations import MIGRATIONS, SQLITE_ONLY
from qqdesk.server.storage.postgres_pipeline import Pipeline

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST = 150_000
CONNECT_TIMEOUT_S = 5
ONE_AT_A_TIME = 0x71716473
"""The lock of whoever changes more than messages and cursors. Groups of messages hold it together, shared."""
MIGRATING = ONE_AT_A_TIME + 1
UNFINISHED = "qqdesk_unfinished"
"""A table that is there as long as the data of a server is on its way into the database, see `postgres_move`."""
CHANNEL = "qqdesk"
"""On which servers hint to one another, see `postgres_hints`."""

# A server that hangs or has lost its network holds no lock for long, and neither waits for a database that has. Every
# statement looks for rows by key: a plan that reads whole tables, made before there are statistics, would be a trap.
_SETTINGS = (
    "SET client_encoding = 'UTF8'",
    # Whoever waited for a lock sees what was done meanwhile, whatever is set for the database.
    "SET default_transaction_isolation = 'read committed'",
    "SET idle_in_transaction_session_timeout = '15s'",
    "SET lock_timeout = '10s'",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET jit = off",
)
# The same from this side: a database whose network is gone without a word is given up, not waited for a quarter of an
# hour. What the address says counts more.
_NETWORK = {
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
_BY_KEY = (
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET plan_cache_mode = 'force_generic_plan'",
)

# SQLite keeps to no reference, so PostgreSQL must not either: what one of them takes the other takes, too.
_WORDS = (
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    (re.compile(r"\s+WITHOUT ROWID\b"), ""),
    (re.compile(r"\s+REFERENCES \w+"), ""),
    (re.compile(r"--[^\n]*"), ""),
)
# A row of these is changed with every message: room on its page keeps its indexes out of that.
_STORAGE = "ALTER TABLE mailboxes SET (fillfactor = 50)", "ALTER TABLE sessions SET (fillfactor = 80)"


class UnusableError(DataFolderError):
    """The database cannot be used; the text is a sentence for the person who runs the server."""


class _TextDumper(StrDumper):
    """PostgreSQL's text has no NUL; Unicode's character for what cannot be shown takes its place."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(clean(obj))


def clean(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in text else text


class PostgresDatabase:
    """A connection as the rest of the server knows one. In autocommit mode: whoever uses it says BEGIN and COMMIT."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.pipeline = Pipeline(connection)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        return self.connection.execute(translated(sql), values)

    def executemany(self, sql: str, values: Iterable[Sequence[Any]]) -> Rows:
        cursor = self.connection.cursor()
        cursor.executemany(translated(sql), values)
        return cursor

    def close(self) -> None:
        self.connection.close()


@lru_cache(1024)
def translated(sql: str) -> bytes:
    """A statement with `?` marks as psycopg wants it. No statement of ours has a mark inside quotes."""
    return sql.replace("%", "%%").replace("?", "%s").encode()


def connect(url: str, name: str, *, by_key: bool = True) -> PostgresDatabase:
    """A connection for whichever one thread uses it; `name` is what PostgreSQL lists it as. Raises psycopg.Error."""
    known: dict[str, Any] = _NETWORK | conninfo.conninfo_to_dict(url)
    connection: Connection = psycopg.connect(autocommit=True, **(known | {"application_name": name}))
    try:
        connection.adapters.register_dumper(str, _TextDumper)
        with connection.pipeline():
            for statement in (*_SETTINGS, *(_BY_KEY if by_key else ())):
                connection.execute(statement)
            if connection.execute("SHOW synchronous_commit").fetchone() == ("off",):
                # What is answered is on disk.
                connection.execute("SET synchronous_commit = on")
    except BaseException:
        connection.close()
        raise
    return PostgresDatabase(connection)


def open_database(url: str, name: str = "qqdesk") -> PostgresDatabase:
    """Connect, and make or migrate what is there. Raises UnusableError, with a sentence."""
    database = open_connection(url, name)
    try:
        migrate(database, place(url))
    except psycopg.Error as error:
        database.close()
        raise UnusableError(f"The database {place(url)} cannot be used: {sentence(error)}.") from None
    except UnusableError:
        database.close()
        raise
    return database


def look_at(url: str) -> tuple[int, int]:
    """The version of the schema, 0 where there is none, and the database's own clock (milliseconds since 1970). Nothing
    is changed. Raises UnusableError."""
    with contextlib.closing(open_connection(url, "qqdesk doctor")) as database:
        try:
            return _version(database, place(url)), now(database)
        except psycopg.Error as error:
            raise UnusableError(f"The database {place(url)} cannot be used: {sentence(error)}.") from None


def open_connection(url: str, name: str, *, by_key: bool = True) -> PostgresDatabase:
    """As `connect`. Raises UnusableError, with a sentence."""
    try:
        database = connect(url, name, by_key=by_key)
    except psycopg.ProgrammingError:
        raise UnusableError("The database's address is none: postgresql://USER@HOST:PORT/NAME is wanted.") from None
    except psycopg.Error as error:
        raise UnusableError(_why_not(url, error)) from None
    if database.connection.info.server_version < OLDEST:
        database.close()
        raise UnusableError(f"PostgreSQL {OLDEST // 10_000} or newer is needed.")
    return database


def now(database: Database) -> int:
    """The database's own clock: milliseconds since 1970, UTC."""
    return int(database.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").fetchone()[0])


@contextmanager
def transaction(url: str) -> Iterator[PostgresDatabase]:
    """One transaction beside servers that may be running, alone as one of SQLite is. Raises UnusableError."""
    database = open_database(url, "qqdesk command")
    try:
        with database.connection.transaction():
            database.execute("SELECT pg_advisory_xact_lock(?)", (ONE_AT_A_TIME,))
            yield database
            # Servers look at once what became of their users.
            database.execute("SELECT pg_notify(?, ?)", (CHANNEL, KNOCK))
    except psycopg.Error as error:
        raise UnusableError(f"The database {place(url)} cannot be used: {sentence(error)}.") from None
    finally:
        database.close()


def place(url: str) -> str:
    """The database's name and host, for people: without user and password."""
    try:
        known = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        return "of that address"
    host = known.get("host") or known.get("hostaddr") or "this computer"
    return f"{known.get('dbname') or known.get('user') or 'postgres'} on {host}"


def sentence(error: psycopg.Error) -> str:
    """What PostgreSQL says, in a line, without values: details may quote a row."""
    primary = error.diag.message_primary
    if primary is None:
        # libpq's own words: what it tried first, the reason last.
        lines = str(error).strip().splitlines() or [type(error).__name__]
        primary = lines[0].rpartition("FATAL:")[2].rpartition(" failed: ")[2]
    return primary.strip().rstrip(".")


def _why_not(url: str, error: psycopg.Error) -> str:
    said = sentence(error)
    if "password" in said or isinstance(error, errors.InvalidPassword):
        return f"The database {place(url)} does not take the user name or the password: {said}."
    if "does not exist" in said:
        return f"The database {place(url)} is not there: {said}. An empty one is enough; its tables are made."
    return f"The database {place(url)} cannot be reached: {said}."


# The schema


def statements(version: int) -> list[str]:
    """Those of the migration from `version` to the one behind it: SQLite's, in other words for four of its words."""
    script = "" if version in SQLITE_ONLY else MIGRATIONS[version]
    for pattern, word in _WORDS:
        script = pattern.sub(word, script)
    found = [statement.strip() for statement in script.split(";") if statement.strip()]
    return found + (list(_STORAGE) if version == 0 else [])


def migrate(database: PostgresDatabase, where: str) -> None:
    """Bring the schema to today's, once, whoever else is at it. Raises UnusableError or psycopg.Error."""
    if _version(database, where) == len(MIGRATIONS):
        return
    with database.connection.transaction():
        database.execute("SELECT pg_advisory_xact_lock(?)", (MIGRATING,))
        version = _version(database, where)
        if version == 0:
            database.execute("CREATE TABLE qqdesk_schema (version BIGINT NOT NULL)")
            database.execute("INSERT INTO qqdesk_schema VALUES (0)")
        for known in range(version, len(MIGRATIONS)):
            for statement in statements(known):
                database.execute(statement)
        database.execute("UPDATE qqdesk_schema SET version = ?", (len(MIGRATIONS),))


def check(database: PostgresDatabase, where: str) -> None:
    """Raises UnusableError where the schema is not today's, and psycopg.Error."""
    version = _version(database, where)
    if version != len(MIGRATIONS):
        raise UnusableError(
            f"The database {where} is another one than it was at the start (schema {version}, not {len(MIGRATIONS)})."
        )


def _version(database: PostgresDatabase, where: str) -> int:
    """The schema's version, 0 where there is none yet."""
    tables = {
        row[0]
        for row in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    }
    if "qqdesk_schema" not in tables:
        if tables:
            raise UnusableError(
                f"The database {where} is that of another program: it has tables in it. An empty one is wanted."
            )
        return 0
    if UNFINISHED in tables:
        raise UnusableError(
            f"Moving a server's data to {where} was not finished. Say `qqdesk-server migrate` there once more."
        )
    version = int(database.execute("SELECT version FROM qqdesk_schema").fetchone()[0])
    if version > len(MIGRATIONS):
        raise UnusableError(
            f"The database {where} was written by a newer version of this program (schema {version}, this one knows "
            f"{len(MIGRATIONS)})."
        )
    return version
