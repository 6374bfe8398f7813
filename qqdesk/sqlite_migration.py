"""Bring an SQLite file of an earlier released version to that of this program.

The file is first copied beside itself. Then all steps and the new number are one transaction. After a kill or an error
the file is still of the earlier version, and the next attempt starts again.
"""

import contextlib
import glob
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from qqdesk.atomic_file import replace_file, sync_folder

C = TypeVar("C", bound=sqlite3.Connection)
Migration = Sequence[str] | Callable[[C], None]
"""Statements, or a function of the connection. It neither begins nor ends a transaction."""

_PART = "copy.part"
_RETRY_S = 0.02
_SUFFIXES = ("", "-journal", "-wal", "-shm")


class MigrationError(Exception):
    """The file was not changed. The text is the reason, a part of a sentence."""


def stored_version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(
    path: Path,
    version: int,
    migrations: Mapping[int, Migration[C]],
    check: Callable[[C], object],
    *,
    factory: type[C],
    timeout_s: float,
) -> None:
    """Bring the file to `version`, unless another program has done so meanwhile. A copy of the old file stays.

    `check` raises an exception if the result is not complete. Raises MigrationError, after `timeout_s` also if another
    program has the file open.
    """
    try:
        connection = _lock(path, version, factory, timeout_s)
        if connection is not None:
            with contextlib.closing(connection):
                _copy(connection, path)
                run(connection, version, migrations, check)
    except sqlite3.Error as error:
        raise MigrationError(_reason(error)) from error
    except OSError as error:
        raise MigrationError(error.strerror or str(error)) from error


def run(connection: C, version: int, migrations: Mapping[int, Migration[C]], check: Callable[[C], object]) -> None:
    """Run all steps up to `version` in one transaction, and roll back after an error. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(stored_version(connection), version):
            step = migrations[number]
            if callable(step):
                step(connection)
            else:
                for statement in step:
                    connection.execute(statement)
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
        if orphan is not None:
            raise sqlite3.IntegrityError(f"a row of {orphan[0]} has lost what it refers to")
        connection.execute(f"PRAGMA user_version = {version}")
        check(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def copies(path: Path) -> list[Path]:
    """Return the copies of earlier versions, which are beside the file."""
    return sorted(path.parent.glob(f"{glob.escape(path.name)}.version-*"))


def _lock(path: Path, version: int, factory: type[C], timeout_s: float) -> C | None:
    """Return a connection while no other one has the file open, not even to read; None if `version` is there."""
    deadline = time.monotonic() + timeout_s
    while True:
        with contextlib.ExitStack() as on_exit:
            connection = sqlite3.connect(path, timeout=0, isolation_level=None, factory=factory)
            on_exit.callback(connection.close)
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            try:
                # This first access takes the lock, which is held until the connection closes.
                found = stored_version(connection)
            except sqlite3.Error as error:
                if not _is_busy(error) or time.monotonic() > deadline:
                    raise
            else:
                if found == version:
                    return None
                connection.execute("PRAGMA synchronous = FULL")
                # Data that a step removes is not left in free pages.
                connection.execute("PRAGMA secure_delete = ON")
                on_exit.pop_all()
                return connection
        if _is_done(path, version):
            return None
        time.sleep(_RETRY_S)


def _is_done(path: Path, version: int) -> bool:
    """Return whether another program has brought the file to `version`, and uses it by now."""
    with contextlib.closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            return stored_version(connection) == version
        except sqlite3.Error as error:
            if _is_busy(error):
                return False
            raise


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF == sqlite3.SQLITE_BUSY


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    """Copy the file, durably and for its owner only. The name has version and date. Delete earlier copies after it."""
    (size,) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    if size > shutil.disk_usage(path.parent).free:
        # Half a copy would fill the disk for all programs.
        raise MigrationError(f"the disk has no room for a copy of {size / 1e6:.1f} MB")
    part = path.with_name(f"{path.name}.{_PART}")
    target = path.with_name(f"{path.name}.version-{stored_version(connection)}-{time.strftime('%Y%m%d-%H%M%S')}")
    try:
        _delete(part)  # left by a killed program
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            connection.backup(copy)
            # One file, without a write-ahead log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        replace_file(part, target)
    except BaseException:
        _delete(part)
        raise
    sync_folder(path.parent)
    for earlier in copies(path):
        if earlier != target:
            earlier.unlink()


def _delete(path: Path) -> None:
    for suffix in _SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _reason(error: sqlite3.Error) -> str:
    if _is_busy(error):
        return "another program has it open"
    is_full = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF == sqlite3.SQLITE_FULL
    return "the disk is full" if is_full else str(error)
