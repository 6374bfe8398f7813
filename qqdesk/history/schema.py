"""The tables of a history file; opening, creating and replacing it."""

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from qqdesk import sqlite_migration
from qqdesk.history import index
from qqdesk.history.errors import HistoryError, HistoryFormatError, HistoryMigrationError
from qqdesk.history.salvage import salvage

_log = logging.getLogger(__name__)

APPLICATION_ID = int.from_bytes(b"qqdH", "big")
"""Marks a file as a history of this program."""
MIGRATIONS: dict[int, Sequence[str] | Callable[[sqlite3.Connection], None]] = {}
"""The step from each version to the next: statements, or a function of the connection.

Each change of `SCHEMA` needs one. A step that was released never changes.
"""
VERSION = len(MIGRATIONS) + 1
"""Files of all versions since 1 are brought to this one."""
VACUUM_REQUESTED = "rebuild"
"""The fact that requests a VACUUM at the next start."""
BUSY_MS = 5000
"""How long to wait for a lock of another program."""

# The id of `messages` is the order (see row_order.py). `plain` is the folded text if lower() does not give it.
# index.py creates the table `search`. `removed` has the ids of deleted messages that the server may still have; the
# tables after it belong to server_log.py. `received_to` is the cursor of a log: of mine, and of each room.
# `message_changes` has the last change of each kind and maker, also of messages that are not here; `messages` has their
# result. `unsent_changes` are mine, which are not in `messages` yet.
# `local_files` has the files that are on this computer as a whole: the sources of mine, and the downloaded ones.
SCHEMA = """
CREATE TABLE messages (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    conversation TEXT NOT NULL,
    sender INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    time INTEGER NOT NULL,
    delivery TEXT,
    failure TEXT NOT NULL DEFAULT '',
    server_id INTEGER,
    unread INTEGER NOT NULL DEFAULT 0,
    plain TEXT,
    reply TEXT NOT NULL DEFAULT '',
    reactions TEXT NOT NULL DEFAULT '',
    edited INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX messages_by_conversation ON messages (conversation, row);
CREATE INDEX messages_by_time ON messages (time, conversation);
CREATE INDEX messages_by_server_id ON messages (conversation, server_id) WHERE server_id IS NOT NULL;
CREATE INDEX messages_unread ON messages (conversation) WHERE unread;
CREATE INDEX messages_with_files ON messages (conversation, row) WHERE kind = 'file';
CREATE INDEX messages_by_file ON messages (substr(body, 1, 32)) WHERE kind = 'file';
CREATE INDEX messages_unsent ON messages (row) WHERE delivery IN ('waiting', 'sending');
CREATE TABLE seen (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE removed (id TEXT NOT NULL PRIMARY KEY);
CREATE TABLE server_log (
    epoch INTEGER NOT NULL,
    received_to INTEGER NOT NULL,
    log_start INTEGER NOT NULL,
    is_listed INTEGER NOT NULL
);
CREATE TABLE marks (
    kind TEXT NOT NULL,
    conversation TEXT NOT NULL,
    up_to INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    PRIMARY KEY (kind, conversation)
);
CREATE TABLE message_changes (
    conversation TEXT NOT NULL,
    message TEXT NOT NULL,
    author INTEGER NOT NULL,
    kind TEXT NOT NULL,
    maker INTEGER NOT NULL,
    value TEXT NOT NULL,
    server_id INTEGER NOT NULL,
    PRIMARY KEY (message, author, conversation, kind, maker)
);
CREATE TABLE unsent_changes (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    message TEXT NOT NULL,
    author INTEGER NOT NULL,
    kind TEXT NOT NULL,
    maker INTEGER NOT NULL,
    value TEXT NOT NULL
);
CREATE TABLE read_by (
    conversation TEXT NOT NULL,
    person INTEGER NOT NULL,
    message TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (conversation, person)
);
CREATE TABLE pages (conversation TEXT PRIMARY KEY, oldest INTEGER NOT NULL, is_complete INTEGER NOT NULL);
CREATE TABLE rooms (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    face INTEGER NOT NULL DEFAULT 0,
    role INTEGER NOT NULL DEFAULT 0,
    notice TEXT NOT NULL DEFAULT '',
    join_rule INTEGER NOT NULL DEFAULT 3,
    keepers_write INTEGER NOT NULL DEFAULT 0,
    shows_past INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    members INTEGER NOT NULL DEFAULT 0,
    silent_until INTEGER NOT NULL DEFAULT 0,
    received_to INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE room_members (
    room INTEGER NOT NULL,
    number INTEGER NOT NULL,
    role INTEGER NOT NULL,
    silent_until INTEGER NOT NULL,
    PRIMARY KEY (room, number)
);
CREATE TABLE local_files (id TEXT PRIMARY KEY, path TEXT NOT NULL);
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT UNIQUE);
CREATE TABLE indexed (folding TEXT NOT NULL, below INTEGER NOT NULL);
CREATE TABLE unindexed (row INTEGER PRIMARY KEY);
CREATE TABLE contacts (
    number INTEGER PRIMARY KEY,
    nickname TEXT NOT NULL DEFAULT '',
    face INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    signature TEXT NOT NULL DEFAULT '',
    status_text TEXT NOT NULL DEFAULT ''
);
CREATE TABLE requests (number INTEGER PRIMARY KEY, reason TEXT NOT NULL, time INTEGER NOT NULL);
CREATE TABLE drafts (
    conversation TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    time INTEGER NOT NULL,
    reply TEXT NOT NULL DEFAULT '',
    edited_message TEXT NOT NULL DEFAULT '',
    edit TEXT NOT NULL DEFAULT ''
);
CREATE TABLE facts (name TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE account_values (key TEXT PRIMARY KEY, value TEXT NOT NULL, time INTEGER NOT NULL, unsent INTEGER);
CREATE INDEX account_values_unsent ON account_values (time) WHERE unsent;
CREATE TABLE account_revision (revision INTEGER NOT NULL);
INSERT INTO account_revision VALUES (0)
"""
SIDE_SUFFIXES = ("-wal", "-shm")
_CHECKED_TABLES = (
    "messages", "seen", "contacts", "requests", "indexed", "unindexed", "drafts", "facts", "account_values",
    "account_revision", "removed", "server_log", "marks", "pages",
    "rooms", "room_members", "local_files", "message_changes", "unsent_changes", "read_by",
)  # fmt: skip


def open_file(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """Open or create the history at `path`. Return the connection, and the new path of a damaged file, if any.

    A damaged file is renamed and replaced by a new one. A file of an earlier released version is brought to this one.
    A file of another version or program is not changed. Raises HistoryFormatError, HistoryMigrationError, HistoryError.
    """
    try:
        try:
            _keep_stray_wal(path)
            is_earlier = _check_format(path)
            _make_private(path)
            if is_earlier:
                _migrate(path)
            return _open(path), None
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            return replace_damaged(path, error)
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(f"The history cannot be opened: {error}") from error


def replace_damaged(path: Path, damage: sqlite3.Error) -> tuple[sqlite3.Connection, Path]:
    """Rename a damaged file and copy its readable rows into a new one. No connection may have it open.

    Return the new connection and the new path of the damaged file. Raises sqlite3.Error and OSError.
    """
    aside = _set_aside(path)
    _log.error("The history was damaged (%s); it is kept as %s and replaced by a new one", damage, aside)
    _make_private(path)
    connection = _open(path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        count = salvage(open_read_only(aside), connection)
        index.defer_all(connection)
        connection.execute("COMMIT")
        _log.error("%d rows of the damaged history were copied", count)
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        _log.error("Nothing of the damaged history could be copied: %s", error)
    return connection, aside


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a file without changing it, its WAL or its folder."""
    # Without a WAL, SQLite would create one unless the file is immutable.
    mode = "mode=ro" if path.with_name(path.name + "-wal").exists() else "mode=ro&immutable=1"
    uri = f"{path.absolute().as_uri()}?{mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_MS / 1000, isolation_level=None)


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a second connection to a file that is open, for reading only. Raises sqlite3.Error."""
    # "rw" creates no file; "ro" could not recover the WAL.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _check_format(path: Path) -> bool:
    """Return whether the file is of an earlier released version. Raises HistoryFormatError."""
    if not path.exists() or not path.stat().st_size:
        return False
    # A connection with write access would checkpoint the WAL when it closes.
    with contextlib.closing(open_read_only(path)) as connection:
        if _is_empty(connection):
            return False
        application_id, version = _format(connection)
        if application_id == APPLICATION_ID and version in MIGRATIONS:
            return True
        _check_complete(connection, path)
    return False


def _check_complete(connection: sqlite3.Connection, path: Path) -> None:
    if _format(connection) != (APPLICATION_ID, VERSION) or not _expected_columns() <= _columns(connection):
        raise HistoryFormatError(path)


def _migrate(path: Path) -> None:
    """Bring the file to this version; a copy of the old one stays beside it. Raises HistoryMigrationError."""
    _log.warning("The history %s is brought to this version; a copy of it stays beside it", path)
    try:
        sqlite_migration.migrate(
            path,
            VERSION,
            MIGRATIONS,
            lambda connection: _check_complete(connection, path),
            factory=sqlite3.Connection,
            timeout_s=BUSY_MS / 1000,
        )
    except sqlite_migration.MigrationError as error:
        damage = error.__cause__
        if isinstance(damage, sqlite3.Error) and is_damage(damage):
            raise damage from None
        raise HistoryMigrationError(path, error) from error


def _format(connection: sqlite3.Connection) -> tuple[int, int]:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application_id, version


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return the pairs of table and column."""
    return set(
        connection.execute(
            "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.name NOT LIKE 'search%'"
        )
    )


@lru_cache(1)
def _expected_columns() -> set[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        return _columns(connection)


def _is_empty(connection: sqlite3.Connection) -> bool:
    return _format(connection) == (0, 0) and not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()


def _create_tables(connection: sqlite3.Connection) -> None:
    if not _is_empty(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    # Another program may have created them meanwhile.
    if _is_empty(connection):
        # executescript() would commit the transaction first.
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _make_private(path: Path) -> None:
    """Create folder and file if missing, readable by the user only. SQLite copies the permissions to the WAL files.
    On Windows the user's folders are private by default."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        with contextlib.suppress(PermissionError):  # another user owns the folder and gave us write access
            path.parent.chmod(0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        for file in (path, *(path.with_name(path.name + suffix) for suffix in SIDE_SUFFIXES)):
            with contextlib.suppress(PermissionError, FileNotFoundError):
                file.chmod(0o600)


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether SQLite calls the file damaged. A missing table, a full disk or a lock is no damage."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        _enable_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        # Searches during many writes let the WAL grow; shrink it afterwards.
        connection.execute(f"PRAGMA journal_size_limit = {32 * 2**20}")
        # Overwrite removed data, in used and in free pages.
        connection.execute("PRAGMA secure_delete = ON")
        _create_tables(connection)
        for table in _CHECKED_TABLES:
            connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1").fetchone()
        connection.execute("SELECT word FROM words LIMIT 1").fetchone()
        index.prepare(connection)
        _vacuum_if_requested(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _enable_wal(connection: sqlite3.Connection) -> None:
    """Enable write-ahead logging. If two programs create a file at the same time, SQLite reports a deadlock at once
    instead of waiting for the busy timeout, so retry."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.005)


def _vacuum_if_requested(connection: sqlite3.Connection, path: Path) -> None:
    """Run VACUUM if it is requested: SQLite may leave a copy of a deleted row behind when it moves rows between pages.
    Delete the copies of earlier versions, too.

    It takes some seconds for a million messages, so it is skipped if another program has the file open.
    """
    if not connection.execute("SELECT 1 FROM facts WHERE name = ?", (VACUUM_REQUESTED,)).fetchone():
        return
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("VACUUM")
        connection.execute("DELETE FROM facts WHERE name = ?", (VACUUM_REQUESTED,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # They have the messages that were deleted.
        for copy in sqlite_migration.copies(path):
            copy.unlink()
    except sqlite3.OperationalError as error:
        # Another program has the file open, or the disk has no room for a copy.
        _log.warning("The VACUUM of the history is postponed: %s", error)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def _keep_stray_wal(path: Path) -> None:
    """Rename the WAL of a file that was moved away without it: SQLite would delete it with its messages."""
    wal = path.with_name(path.name + "-wal")
    # In this order: another program that creates both makes the file first.
    if wal.exists() and not path.exists():
        aside = _free_name(wal, "moved")
        wal.rename(aside)
        _log.warning("The history was moved without its WAL, which is kept as %s", aside)


def _free_name(path: Path, reason: str) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.{reason}-{stamp}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.name}.{reason}-{stamp}-{count}")
    return aside


def _set_aside(path: Path) -> Path:
    aside = _free_name(path, "damaged")
    for suffix in SIDE_SUFFIXES:
        # They belong to the damaged file and would damage the new one.
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside
