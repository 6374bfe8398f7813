"""Open and create the database file."""

import contextlib
import logging
import os
import sqlite3
import sys
import time
from functools import partial
from pathlib import Path

from qqdesk import sqlite_migration
from qqdesk.server.errors import DataFolderError, OtherVersionError
from qqdesk.server.storage import lock, moved, schema
from qqdesk.server.storage.dialect import SQLITE_COLUMNS, expected_columns, sqlite_statements

logger = logging.getLogger(__name__)

FILE_NAME = "server.sqlite3"
SIDE_FILES = ("-wal", "-shm")
"""Files that SQLite creates beside the file while it is open."""
MARKER_NAME = "server.accounts"
"""This file beside the database exists once the database has accounts."""
_MARKER_TEXT = "The database in this folder has accounts. If it is missing, the server does not start with a new one.\n"
_UNRELEASED_IDS = tuple(int.from_bytes(id, "big") for id in (b"qqds", b"qqdS"))
BAD_TEXT = "a text is not UTF-8"
BUSY_TIMEOUT_S = 5.0
_RETRY_S = 0.02
_CHECKPOINT_PAGES = 16_000
"""The length of the write-ahead log (64 MB) at which it goes into the file. All writes wait for that. It takes not much
longer for many pages than for few: a page that is written again and again goes into the file once."""


_MOST_PREPARED = 500


class SqliteDatabase(sqlite3.Connection):
    """A connection as `Database`. No other server uses the file, so `notify` and `hint` do nothing."""

    row_lock = ""

    def notify(self, kind: str, *numbers: int) -> None:
        pass

    def hint(self, kind: str, *numbers: int) -> None:
        pass


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner only. An existing folder keeps its permissions, which may be intended."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(f"The data folder {folder} cannot be made: {error.strerror}.") from None


def give_to_owner(folder: Path, *paths: Path) -> None:
    """Give files to the owner of the folder if root made them: a service runs as another user. Raises OSError."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    owner = folder.stat()
    for path in paths:
        if path.lstat().st_uid != owner.st_uid:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def unusable_folder(folder: Path, error: OSError) -> str:
    """Return the sentence for the operator."""
    sentence = f"The data folder {folder} cannot be used: {error.strerror}."
    if isinstance(error, PermissionError):
        path = Path(error.filename or folder)
        sentence += f" Give {path if os.access(path, os.F_OK) else folder} to the user of the server (chown)."
    return sentence


def connect(path: Path, *, checkpoints: bool = False, read_only: bool = False) -> SqliteDatabase:
    """Connect in autocommit mode, for any one thread at a time. Only the server's own writer checkpoints."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
        factory=SqliteDatabase,
        cached_statements=_MOST_PREPARED,
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # The savepoints of each group of operations would create and delete a file.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES if checkpoints else 0}")
        if read_only:
            connection.execute("PRAGMA query_only = 1")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_untouched(path: Path) -> sqlite3.Connection:
    """Open a file that others may be using, without a change to it. Raises sqlite3.Error."""
    # If there is a write-ahead log, its contents count too. Without one, SQLite would create it.
    has_log = path.with_name(path.name + "-wal").exists()
    uri = f"{path.absolute().as_uri()}?{'mode=ro' if has_log else 'immutable=1'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    connection.execute("PRAGMA query_only = 1")
    return connection


def open_database(folder: Path, *, checkpoints: bool = False) -> SqliteDatabase:
    """Open the writing connection. Create the file if there is none; bring one of an earlier released version to this
    one. Raises DataFolderError. A file of another version or program is not changed."""
    make_folder(folder)
    path = folder / FILE_NAME
    sentence, has_log = lost(folder), path.with_name(path.name + "-wal").exists()
    if sentence and not path.exists():
        raise DataFolderError(sentence)
    try:
        is_earlier = check_untouched(path)
        is_new = not path.exists()
        # SQLite gives its side files the permissions of the main one, and as root its owner.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if is_new:
            give_to_owner(folder, path)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise DataFolderError(unusable_folder(folder, error)) from None
    if is_earlier:
        _migrate(folder, path)
    try:
        connection = connect(path, checkpoints=checkpoints)
    except sqlite3.Error as error:
        raise _unusable(path, error) from None
    try:
        if sentence and not (has_tables(connection, path) and has_accounts(connection)):
            raise DataFolderError(sentence)
        _create_tables_patiently(connection, path)
        if has_log:
            # What is in the log goes into the file at the latest when this connection closes.
            lock.forget_killed(folder)
    except sqlite3.Error as error:
        connection.close()
        raise _unusable(path, error) from None
    except DataFolderError:
        connection.close()
        raise
    return connection


def check_untouched(path: Path) -> bool:
    """Check the format, and return whether it is that of an earlier released version. A connection that may write would
    put the write-ahead log into the file when it closes."""
    if path.exists() and path.stat().st_size:
        # An unreadable file is reported when it is opened.
        with contextlib.suppress(sqlite3.Error), contextlib.closing(connect_untouched(path)) as connection:
            return stored_version(connection, path) in schema.MIGRATIONS
    return False


def migrate_copy(connection: SqliteDatabase, path: Path) -> None:
    """Bring the copy of a database to this version. Raises DataFolderError and sqlite3.Error."""
    sqlite_migration.run(connection, schema.VERSION, schema.MIGRATIONS, partial(has_tables, path=path))


def _migrate(folder: Path, path: Path) -> None:
    """Bring the file to this version; a copy of the old one stays beside it."""
    logger.warning("%s is brought to this version of the program; a copy of it stays beside it", path)
    try:
        sqlite_migration.migrate(
            path,
            schema.VERSION,
            schema.MIGRATIONS,
            partial(has_tables, path=path),
            factory=SqliteDatabase,
            timeout_s=BUSY_TIMEOUT_S,
        )
        give_to_owner(folder, *sqlite_migration.copies(path))
    except sqlite_migration.MigrationError as error:
        raise DataFolderError(
            f"{path} is of an earlier version of this program, and could not be brought to this one: {error}. It was "
            "not changed. Stop other programs that use it, make room on its disk, and start again."
        ) from error


def is_bad_text(error: sqlite3.Error) -> bool:
    """Return whether a text cannot be decoded. Only this error of sqlite3 has no code. It quotes the text."""
    return isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode")


def has_accounts(connection: sqlite3.Connection) -> bool:
    """Return whether a database with tables has accounts, or had some."""
    sql = "SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM deleted_users)"
    return bool(connection.execute(sql).fetchone()[0])


def mark_accounts(folder: Path) -> None:
    """Create the marker. Without it the server still works."""
    try:
        with os.fdopen(os.open(folder / MARKER_NAME, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(_MARKER_TEXT)
    except OSError as error:
        logger.warning("%s cannot be written: %s", folder / MARKER_NAME, error.strerror)


def lost(folder: Path) -> str:
    """Return the sentence for an empty database beside a marker; "" if there is no marker."""
    marker = folder / MARKER_NAME
    if not marker.exists():
        return ""
    return (
        f"The accounts of this server are missing: {folder / FILE_NAME} is not there or is empty. Put it back together "
        f"with its -wal file, or restore a backup (the command restore). To begin with no accounts, delete {marker}."
    )


def lost_log(folder: Path) -> str:
    """Return the sentence for a write-ahead log that is missing although the server was killed; "" if it is not so.
    Call it while no server runs."""
    path = folder / FILE_NAME
    log = path.with_name(path.name + "-wal")
    if log.exists() or not path.exists() or not lock.was_killed(folder):
        return ""
    return (
        f"The last server did not end by itself, and {log} is missing: messages and changes of its last minute are "
        "lost, unless another program has put them into the database. If you still have that file, stop the server, "
        "and put it beside the database."
    )


def _unusable(path: Path, error: sqlite3.Error) -> DataFolderError:
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
        return DataFolderError(f"{path} is no database.")
    return DataFolderError(f"{path} cannot be opened: {error}. The command doctor says more.")


def _create_tables_patiently(connection: sqlite3.Connection, path: Path) -> None:
    """Wait for the lock that a change of the journal mode needs: SQLite itself does not."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            _create_tables(connection, path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _create_tables(connection: sqlite3.Connection, path: Path) -> None:
    is_complete = has_tables(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    if is_complete:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have created them meanwhile.
        if not has_tables(connection, path):
            for statement in sqlite_statements():
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def has_tables(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether the database has this version's tables; False if it is empty.

    Raises OtherVersionError, and DataFolderError if the file is of another program or its data was moved.
    """
    version = stored_version(connection, path)
    if version in schema.MIGRATIONS:
        raise OtherVersionError(
            f"{path} was written by an earlier version of this program. Start the server once: it brings the data to "
            "this version."
        )
    return version == schema.VERSION


def stored_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return this version, or an earlier one that `MIGRATIONS` has; 0 if the database is empty.

    Raises OtherVersionError, and DataFolderError if the file is of another program or its data was moved.
    """
    # One statement: another process may be creating the tables.
    version, application, tables = connection.execute(
        "SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id), "
        "(SELECT count(*) FROM sqlite_schema)"
    ).fetchone()
    is_ours = application == schema.APPLICATION_ID
    if is_ours and (version == schema.VERSION or version in schema.MIGRATIONS):
        moved.check(connection)
        if version in schema.MIGRATIONS or expected_columns() <= set(connection.execute(SQLITE_COLUMNS)):
            return int(version)
    if is_ours and version > schema.VERSION:
        raise OtherVersionError(
            f"{path} was written by a newer version of this program (schema {version}, this one knows "
            f"{schema.VERSION}). Install that version, or restore a backup that this one made."
        )
    if is_ours or application in _UNRELEASED_IDS:
        which = "another version" if is_ours and version == schema.VERSION else "an earlier version"
        raise OtherVersionError(
            f"{path} was written by {which} of this program, which this one cannot read. Name an empty data folder "
            "(--data-dir), or use the version that wrote it."
        )
    if application or version or tables:
        raise DataFolderError(
            f"{path} is the database of another program. Name the server's own data folder with --data-dir."
        )
    return 0
