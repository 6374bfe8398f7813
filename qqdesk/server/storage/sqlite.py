"""The database file: how it is opened, and how an older one becomes one of today."""

import logging
import os
import sqlite3
import time
from pathlib import Path

from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage import moved
from qqdesk.server.storage.lock import address_of_running
from qqdesk.server.storage.migrations import MIGRATIONS

logger = logging.getLogger(__name__)

FILE_NAME = "server.sqlite3"
SIDE_FILES = ("-wal", "-shm")
"""What SQLite puts beside the file while it is open."""
MARKER_NAME = "server.accounts"
"""A file beside the database that says that it has accounts."""
_MARKER_TEXT = "The database in this folder has accounts. If it is missing, the server does not start with a new one.\n"
APPLICATION_ID = 0x71716473
"""Marks the file as ours, so that somebody else's database is never written to."""
BUSY_TIMEOUT_S = 5.0
_RETRY_S = 0.02
_CHECKPOINT_PAGES = 16_000
"""How long the log gets (64 MB) until it goes into the file. Everybody waits for that, not much longer for many pages
than for few: what is written again and again goes into the file once."""


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner only. One that is there keeps its rights: they may be meant."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(f"The data folder {folder} cannot be made: {error.strerror}.") from None


def connect(path: Path, *, checkpoints: bool = False, read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode, for whichever one thread uses it. Only the server's own writer checkpoints."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What a savepoint keeps of pages would go through a file, made and deleted with each group of messages.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES if checkpoints else 0}")
        if read_only:
            connection.execute("PRAGMA query_only = 1")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_database(folder: Path, *, checkpoints: bool = False) -> sqlite3.Connection:
    """Open the writing connection, and make or migrate the file. Raises DataFolderError, with a sentence.

    Only the server itself checkpoints, and migrates what it uses: an older one would not know its own tables any more.
    """
    make_folder(folder)
    path = folder / FILE_NAME
    sentence = lost(folder)
    if sentence and not path.exists():
        raise DataFolderError(sentence)
    try:
        # SQLite gives its side files the rights of the main one.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise DataFolderError(f"The data folder {folder} cannot be used: {error.strerror}.") from None
    try:
        connection = connect(path, checkpoints=checkpoints)
    except sqlite3.Error as error:
        raise _unusable(path, error) from None
    try:
        if sentence and not (schema_version(connection, path) and has_accounts(connection)):
            raise DataFolderError(sentence)
        if not checkpoints:
            _leave_to_the_server(connection, path)
        _migrate_patiently(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise _unusable(path, error) from None
    except DataFolderError:
        connection.close()
        raise
    return connection


def has_accounts(connection: sqlite3.Connection) -> bool:
    """Whether a database with tables has accounts, or had some."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    some = (table for table in ("users", "deleted_users") if table in tables)
    return any(connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0] for table in some)


def mark_accounts(folder: Path) -> None:
    """Leave the marker. A server without it works all the same."""
    try:
        with os.fdopen(os.open(folder / MARKER_NAME, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(_MARKER_TEXT)
    except OSError as error:
        logger.warning("%s cannot be written: %s", folder / MARKER_NAME, error.strerror)


def lost(folder: Path) -> str:
    """The sentence for an empty database beside a marker; "" if there is no marker."""
    marker = folder / MARKER_NAME
    if not marker.exists():
        return ""
    return (
        f"The accounts of this server are missing: {folder / FILE_NAME} is not there or is empty. Put it back together "
        f"with its -wal file, or restore a backup (the command restore). To begin with no accounts, delete {marker}."
    )


def _unusable(path: Path, error: sqlite3.Error) -> DataFolderError:
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
        return DataFolderError(f"{path} is no database.")
    return DataFolderError(f"{path} cannot be opened: {error}. The command doctor says more.")


def _leave_to_the_server(connection: sqlite3.Connection, path: Path) -> None:
    version = schema_version(connection, path)
    if 0 < version < len(MIGRATIONS) and address_of_running(path.parent) is not None:
        raise DataFolderError(
            f"The server that uses {path} is of an older version than this command: stop it, and start this version's."
        )


def _migrate_patiently(connection: sqlite3.Connection, path: Path) -> None:
    """SQLite does not wait for the lock that changing the journal mode takes, so that is for us to do."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            _migrate(connection, path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    # In one transaction: somebody else may be making the file just now.
    connection.execute("BEGIN")
    try:
        version = schema_version(connection, path)
    finally:
        connection.execute("ROLLBACK")
    if version == len(MIGRATIONS):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Again, now that nobody else can be at it.
        version = schema_version(connection, path)
        for script in MIGRATIONS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def schema_version(connection: sqlite3.Connection, path: Path) -> int:
    """0 for an empty file. Raises DataFolderError where the file is none that this program can use."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    if application != APPLICATION_ID and (tables or version):
        raise DataFolderError(f"{path} is the database of another program.")
    if version > len(MIGRATIONS):
        raise DataFolderError(
            f"{path} was written by a newer version of this program (schema {version}, this one knows "
            f"{len(MIGRATIONS)})."
        )
    moved.check(connection)
    return version


def _statements(script: str) -> list[str]:
    """The single statements of a script: `executescript` would commit what is open."""
    statements = []
    rest = ""
    for line in script.splitlines(keepends=True):
        rest += line
        if sqlite3.complete_statement(rest):
            statements.append(rest)
            rest = ""
    return statements
