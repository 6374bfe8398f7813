"""Replace a server's database with a backup.

The old database is renamed, never deleted. Whenever the restore is interrupted, the folder has one of the two as a
whole. Clients know of times after the backup. So every session ends, and the database gets another epoch: clients then
forget the ids of messages. And numbers that may have been given out since the backup are not given out again.
"""

import contextlib
import os
import secrets
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from qqdesk.atomic_file import replace_file, sync_folder
from qqdesk.protocol.codes import EndReason
from qqdesk.server.backups.backup import FILES, Contents, check_backup, opened
from qqdesk.server.errors import BackupError, DataFolderError
from qqdesk.server.settings.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.storage import durable_files
from qqdesk.server.storage.dialect import new_epoch
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.lock import FolderLock
from qqdesk.server.storage.sqlite import (
    FILE_NAME,
    MARKER_NAME,
    SIDE_FILES,
    SqliteDatabase,
    give_to_owner,
    make_folder,
    migrate_copy,
    stored_version,
)

NUMBERS_SKIPPED = 1000
"""Accounts that may have been registered since the backup, if no readable database is left."""
_MAGIC = b"SQLite format 3\0"
_FIRST_FREE = "SELECT value FROM facts WHERE name = 'next_number'"


@dataclass(frozen=True, slots=True)
class Restored:
    """The restored contents, and the new names of the old files."""

    contents: Contents
    set_aside: tuple[Path, ...]


def restore(folder: Path, source: Path, *, with_settings: bool = False) -> Restored:
    """Restore the backup `source` into a data folder that no server uses. The settings of the folder stay, unless
    `with_settings`.

    Raises BackupError and DataFolderError without any change, AlreadyRunningError and OSError.
    """
    contents = check(source)
    make_folder(folder)
    lock = FolderLock(folder)
    try:
        restored = _restore(folder, source, contents, with_settings)
        give_to_owner(folder, folder, *folder.rglob("*"))
        return restored
    except OSError as error:
        raise BackupError(f"{folder} cannot be written: {error.strerror}. The old database is in its place.") from None
    finally:
        lock.release()


def check(source: Path) -> Contents:
    """Return the contents of a backup. Raises BackupError and DataFolderError."""
    log = source.with_name(source.name + "-wal")
    with contextlib.suppress(OSError):
        if log.stat().st_size:
            raise BackupError(f"{source} is no backup: a part of it is in {log}. Take a file that `backup` made.")
    return check_backup(source)


def _restore(folder: Path, source: Path, contents: Contents, with_settings: bool) -> Restored:
    stamp = f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    path = folder / FILE_NAME
    new = folder / f"{FILE_NAME}.{secrets.token_hex(4)}.part"
    try:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        first_free = _merge_log(path)
        _copy(source, new, first_free)
        check_backup(new)
        aside = _put_files(folder, contents, stamp, with_settings)
        if path.exists():
            aside.append(_set_aside(path, stamp))
        if not contents.users:  # an empty database is wanted, not lost
            (folder / MARKER_NAME).unlink(missing_ok=True)
        replace_file(new, path)
        sync_folder(folder)
    finally:
        for name in ("", "-journal", *SIDE_FILES):
            new.with_name(new.name + name).unlink(missing_ok=True)
    return Restored(contents, tuple(aside))


def _merge_log(path: Path) -> int | None:
    """Put the old database's log into its file, if it can be read. Return the next account number."""
    if not path.exists() or not _begins_as_a_database(path):
        return None
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
            stored_version(db, path)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return int(db.execute(_FIRST_FREE).fetchone()[0])
    except (sqlite3.Error, DataFolderError, TypeError):
        # A damaged database is a reason to restore.
        return None


def _begins_as_a_database(path: Path) -> bool:
    """Return whether the file begins as a database: else SQLite would delete its write-ahead log."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _copy(source: Path, target: Path, first_free: int | None) -> None:
    try:
        connection = sqlite3.connect(target, isolation_level=None, factory=SqliteDatabase)
        with opened(source) as db, contextlib.closing(connection) as copy:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            migrate_copy(copy, source)
            copy.execute("BEGIN")
            start_epoch(copy)
            copy.execute("DROP TABLE IF EXISTS backup_files")
            copy.execute("DELETE FROM facts WHERE name = 'backed_up'")
            if first_free is None:
                skip_numbers(copy)
            else:
                own = int(copy.execute(_FIRST_FREE).fetchone()[0])
                copy.execute("UPDATE facts SET value = ? WHERE name = 'next_number'", (max(own, first_free),))
            copy.execute("COMMIT")
            copy.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be put into the data folder: {error}. Nothing was changed.") from None
    durable_files.sync(target)


def start_epoch(db: Database | sqlite3.Connection) -> None:
    """End all sessions, and have clients fetch everything anew: they know of entries that the database lost."""
    db.execute("UPDATE devices SET ended = ? WHERE ended IS NULL", (int(EndReason.UNKNOWN_OR_TIMED_OUT),))
    # A device may have signed in again since: it must not delete its messages.
    db.execute(
        "UPDATE devices SET ended = ? WHERE ended = ?",
        (int(EndReason.TOO_MANY_DEVICES), int(EndReason.SIGNED_OUT_BY_OWNER)),
    )
    db.execute("UPDATE facts SET value = ? WHERE name = 'epoch'", (new_epoch(),))


def skip_numbers(db: Database | sqlite3.Connection) -> None:
    """Give no new account a number that a lost one may have."""
    db.execute("UPDATE facts SET value = value + ? WHERE name = 'next_number'", (NUMBERS_SKIPPED,))


def _put_files(folder: Path, contents: Contents, stamp: str, with_settings: bool) -> list[Path]:
    """Replace certificate and key. Restore settings only if there are none, or `with_settings`."""
    aside: list[Path] = []
    for name in FILES:
        path = folder / name
        if name not in contents.files or (path.exists() and name == SETTINGS_FILE and not with_settings):
            continue
        if path.exists():
            if path.read_bytes() == contents.files[name]:
                continue
            aside.append(_set_aside(path, stamp))
        _write(path, contents.files[name])
    return aside


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        durable_files.write_new(new, content)
        replace_file(new, path)
    finally:
        new.unlink(missing_ok=True)


def _set_aside(path: Path, stamp: str) -> Path:
    """Rename a file. If the file system allows it, the old name stays until the new file replaces it."""
    aside = path.with_name(f"{path.name}.{stamp}")
    for suffix in SIDE_FILES:
        # Left by a database that could not be read. They would damage the new one.
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    try:
        aside.hardlink_to(path)
    except OSError:
        path.rename(aside)
    return aside
