"""Connect to PostgreSQL, and create the tables. Imported only if PostgreSQL is used: psycopg is an extra."""

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import conninfo, errors
from psycopg.abc import Buffer
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper

from qqdesk.server.errors import DataFolderError, OtherVersionError
from qqdesk.server.storage import schema
from qqdesk.server.storage.dialect import (
    POSTGRES_COLUMNS,
    POSTGRES_ROW_LOCK,
    POSTGRES_TIME,
    expected_columns,
    for_postgres,
    for_psycopg,
    postgres_statements,
)
from qqdesk.server.storage.interface import Database, Rows
from qqdesk.server.storage.notifications import KNOCK

logger = logging.getLogger(__name__)

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST = 150_000
CONNECT_TIMEOUT_S = 5
ONE_AT_A_TIME = 0x71716473
"""The advisory lock of transactions with operations. Those with only messages and acknowledgements share it."""
CREATING = ONE_AT_A_TIME + 1
"""The advisory lock during the creation of the tables, and their migration."""
_IN_USE = ONE_AT_A_TIME + 2
"""The advisory lock of a migration. All connections that use the tables share it until they close."""
FORMAT_TABLE = "qqdesk_version"
"""Marks a database as ours, and has the version of its tables."""
_UNRELEASED_FORMAT_TABLES = ("qqdesk_schema", "qqdesk_format")
UNFINISHED = "qqdesk_unfinished"
"""This table exists while the data of a server is being moved into the database, see `postgres_move`."""
CHANNEL = "qqdesk"
"""The channel on which servers notify one another."""
_MOST_PREPARED = 500
_MOST_NUMBERS = 600
"""In one notification: a multiple of six, for pairs and triples. PostgreSQL takes 8,000 bytes."""

# A server that hangs or has lost its network holds no lock for long.
_SETTINGS = (
    "SET client_encoding = 'UTF8'",
    # A statement that waited for a lock sees the other's changes, whatever is set for the database.
    "SET default_transaction_isolation = 'read committed'",
    "SET idle_in_transaction_session_timeout = '15s'",
    "SET lock_timeout = '10s'",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET jit = off",
)
# A connection whose network has failed silently is given up soon. The address may say otherwise.
_NETWORK = {
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# Statements find rows by key. Before there are statistics, the planner would read whole tables.
_BY_KEY = (
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET plan_cache_mode = 'force_generic_plan'",
)


class UnusableError(DataFolderError):
    """The database cannot be used; the text is a sentence for the operator."""


class UnusableVersionError(UnusableError, OtherVersionError):
    """The database is of another version of this program."""


class _TextDumper(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(clean(obj))


def clean(text: str) -> str:
    """Replace NUL, which PostgreSQL cannot store."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in text else text


class PostgresDatabase:
    """A connection as `Database`, in autocommit mode. `server` names the server in notifications."""

    row_lock = POSTGRES_ROW_LOCK

    def __init__(self, connection: Connection, server: str = "-") -> None:
        self.connection = connection
        self._server = server
        self._hints: dict[str, list[int]] = {}

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        return self.connection.execute(for_psycopg(sql), values)

    def executemany(self, sql: str, values: Iterable[Sequence[Any]]) -> Rows:
        cursor = self.connection.cursor()
        cursor.executemany(for_psycopg(sql), values)
        return cursor

    def notify(self, kind: str, *numbers: int) -> None:
        for payload in _payloads(f"{kind} {self._server}", numbers):
            self.execute("SELECT pg_notify(?, ?)", (CHANNEL, payload))

    def hint(self, kind: str, *numbers: int) -> None:
        self._hints.setdefault(kind, []).extend(numbers)

    def send_hints(self) -> None:
        """Send the hints of a transaction after its commit."""
        hints, self._hints = self._hints, {}
        for kind, numbers in hints.items():
            self.notify(kind, *numbers)

    def forget_hints(self) -> None:
        """Forget the hints of a transaction that has failed."""
        self._hints = {}

    def close(self) -> None:
        self.connection.close()


def _payloads(head: str, numbers: Sequence[int]) -> list[str]:
    starts = range(0, max(len(numbers), 1), _MOST_NUMBERS)
    return [" ".join([head, *map(str, numbers[start : start + _MOST_NUMBERS])]) for start in starts]


def connect(url: str, name: str, *, by_key: bool = True, server: str = "-") -> PostgresDatabase:
    """Connect, for any one thread at a time. PostgreSQL lists the connection as `name`. Raises psycopg.Error."""
    known: dict[str, Any] = _NETWORK | conninfo.conninfo_to_dict(url)
    connection: Connection = psycopg.connect(autocommit=True, **(known | {"application_name": name}))
    try:
        connection.adapters.register_dumper(str, _TextDumper)
        connection.prepared_max = _MOST_PREPARED
        # One type for all numbers, so that a statement is prepared once.
        connection.adapters.register_dumper(int, Int8Dumper)
        with connection.pipeline():
            for statement in (*_SETTINGS, *(_BY_KEY if by_key else ())):
                connection.execute(statement)
            if connection.execute("SHOW synchronous_commit").fetchone() == ("off",):
                # An answered message is on disk.
                connection.execute("SET synchronous_commit = on")
    except BaseException:
        connection.close()
        raise
    return PostgresDatabase(connection, server)


def open_database(url: str, name: str = "qqdesk", *, server: str = "-") -> PostgresDatabase:
    """Connect. Create the tables if the database is empty; bring those of an earlier released version to this one.
    Raises UnusableError."""
    database = open_connection(url, name, server=server)
    try:
        create_tables(database, place(url))
        check(database, place(url))
    except psycopg.Error as error:
        database.close()
        raise UnusableError(f"The database {place(url)} cannot be used: {sentence(error)}.") from None
    except UnusableError:
        database.close()
        raise
    return database


def probe_database(url: str) -> tuple[bool, int]:
    """Return whether the database has our tables, and its clock (milliseconds since 1970). Raises UnusableError."""
    with contextlib.closing(open_connection(url, "qqdesk doctor")) as database:
        try:
            return has_tables(database, place(url)), now(database)
        except psycopg.Error as error:
            raise UnusableError(f"The database {place(url)} cannot be used: {sentence(error)}.") from None


def open_connection(url: str, name: str, *, by_key: bool = True, server: str = "-") -> PostgresDatabase:
    """Connect as `connect` does. Raises UnusableError."""
    try:
        database = connect(url, name, by_key=by_key, server=server)
    except psycopg.ProgrammingError:
        raise UnusableError("The database address is invalid; expected postgresql://USER@HOST:PORT/NAME.") from None
    except psycopg.Error as error:
        raise UnusableError(_why_not(url, error)) from None
    if database.connection.info.server_version < OLDEST:
        database.close()
        raise UnusableError(f"PostgreSQL {OLDEST // 10_000} or newer is needed.")
    return database


def now(database: Database) -> int:
    """Return the database's clock: milliseconds since 1970, UTC."""
    return int(database.execute(f"SELECT {POSTGRES_TIME}").fetchone()[0])


@contextmanager
def transaction(url: str) -> Iterator[PostgresDatabase]:
    """Run one transaction beside servers that may be running. Raises UnusableError."""
    database = open_database(url, "qqdesk command")
    try:
        with database.connection.transaction():
            database.execute("SELECT pg_advisory_xact_lock(?)", (ONE_AT_A_TIME,))
            yield database
            # Servers read everything again.
            database.notify(KNOCK)
    except psycopg.Error as error:
        raise UnusableError(f"The database {place(url)} cannot be used: {sentence(error)}.") from None
    finally:
        database.close()


def place(url: str) -> str:
    """Return the database's name and host, for people: without user and password."""
    try:
        known = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        return "of that address"
    host = known.get("host") or known.get("hostaddr") or "this computer"
    return f"{known.get('dbname') or known.get('user') or 'postgres'} on {host}"


def sentence(error: psycopg.Error) -> str:
    """Return PostgreSQL's message in one line, without its details, which may quote a row."""
    primary = error.diag.message_primary
    if primary is None:
        # A message of libpq names the attempt first and the reason last.
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


# The tables


def create_tables(database: PostgresDatabase, where: str) -> None:
    """Create the tables if the database is empty; bring those of an earlier released version to this one.

    Raises UnusableError and psycopg.Error.
    """
    if stored_version(database, where) == schema.VERSION:
        return
    with database.connection.transaction():
        database.execute("SELECT pg_advisory_xact_lock(?)", (CREATING,))
        # Another server may have done it meanwhile.
        version = stored_version(database, where)
        if version in schema.MIGRATIONS:
            _migrate(database, where, version)
        elif not version:
            database.execute(f"CREATE TABLE {FORMAT_TABLE} (version BIGINT NOT NULL)")
            database.execute(f"INSERT INTO {FORMAT_TABLE} VALUES (?)", (schema.VERSION,))
            for statement in postgres_statements():
                database.execute(statement)


def _migrate(database: PostgresDatabase, where: str, version: int) -> None:
    """Take the steps to this version, in the caller's transaction."""
    logger.warning("The database %s is brought to this version of the program", where)
    refusal = (
        f"The database {where} is of an earlier version of this program, and could not be brought to this one: {{}}. "
        "It was not changed. {}"
    )
    try:
        database.execute("SELECT pg_advisory_xact_lock(?)", (_IN_USE,))
    except errors.LockNotAvailable:
        raise UnusableError(
            refusal.format("another server uses it", "Stop all servers of that version, then start this one again.")
        ) from None
    # It may take long.
    for setting in ("idle_in_transaction_session_timeout", "statement_timeout"):
        database.execute(f"SET LOCAL {setting} = 0")
    try:
        for number in range(version, schema.VERSION):
            step = schema.MIGRATIONS[number]
            if callable(step):
                step(database)
            else:
                for statement in step:
                    database.execute(for_postgres(statement))
        database.execute(f"UPDATE {FORMAT_TABLE} SET version = ?", (schema.VERSION,))
        has_tables(database, where)
    except psycopg.Error as error:
        raise UnusableError(
            refusal.format(sentence(error), "Start the server again, or use the earlier version.")
        ) from error


def check(database: PostgresDatabase, where: str) -> None:
    """Keep the tables from a migration while the connection is open.

    Raises UnusableError if they are not those that this server opened first. Raises psycopg.Error.
    """
    database.execute("SELECT pg_advisory_lock_shared(?)", (_IN_USE,))
    if not has_tables(database, where):
        raise UnusableError(f"The database {where} has lost its tables.")


def has_tables(database: PostgresDatabase, where: str) -> bool:
    """Return whether the database has this version's tables; False if it is empty.

    Raises UnusableError if it is of another version or program, or not complete.
    """
    version = stored_version(database, where)
    if version in schema.MIGRATIONS:
        raise UnusableVersionError(
            f"The database {where} was written by an earlier version of this program. Start the server once: it brings "
            "the data to this version."
        )
    return version == schema.VERSION


def stored_version(database: PostgresDatabase, where: str) -> int:
    """Return this version, or an earlier one that `MIGRATIONS` has; 0 if the database is empty.

    Raises UnusableError if it is of another version or program, or not complete.
    """
    columns = set(database.execute(POSTGRES_COLUMNS).fetchall())
    tables = {table for table, _ in columns}
    if not tables:
        return 0
    if UNFINISHED in tables:
        raise UnusableError(
            f"Moving a server's data to {where} was not finished. Run `qqdesk-server migrate` there again."
        )
    if not {FORMAT_TABLE, *_UNRELEASED_FORMAT_TABLES} & tables:
        raise UnusableError(
            f"The database {where} is that of another program: it has tables in it. An empty one is wanted."
        )
    version = int(
        database.execute(f"SELECT max(version) FROM {FORMAT_TABLE}").fetchone()[0] if FORMAT_TABLE in tables else 0
    )
    if version in schema.MIGRATIONS or (version == schema.VERSION and expected_columns() <= columns):
        return version
    if version > schema.VERSION:
        raise UnusableVersionError(
            f"The database {where} was written by a newer version of this program (schema {version}, this one knows "
            f"{schema.VERSION}). Install that version."
        )
    which = "another version" if version == schema.VERSION else "an earlier version"
    raise UnusableVersionError(
        f"The database {where} was written by {which} of this program, which this one cannot read. Name an empty "
        "database, or use the version that wrote it."
    )
