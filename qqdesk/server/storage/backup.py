"""A copy of a server's SQLite file, made beside the running server, and checked before it counts as one.

A backup is one file: the database itself, in which a table more has the small files that belong to it, so that a
server that is restored has the certificate that its clients know.
"""

import contextlib
import errno
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qqdesk.protocol.codes import MessageKind
from qqdesk.server.errors import BackupError
from qqdesk.server.operations.certificate import CERTIFICATE_FILE, KEY_FILE
from qqdesk.server.operations.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.storage.sqlite import FILE_NAME, SIDE_FILES, connect, has_tables

FILES = (CERTIFICATE_FILE, KEY_FILE, SETTINGS_FILE)
"""What is taken along from the data folder, where it is there."""
_MOST_BYTES = 1024 * 1024
_PAGES = 1000
"""So many are copied at a time, and in between the copying can be interrupted."""
_DATED = re.compile(r"qqdesk-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a backup. `made` in milliseconds since 1970; None in a database that was merely copied."""

    users: int
    messages: int
    waiting: int
    made: int | None
    files: dict[str, bytes]


def make(folder: Path, target: Path, now: int, *, replace: bool = False) -> Contents:
    """Write the backup `target`, which is there whole, or as it was before. Raises BackupError and DataFolderError."""
    _check_target(folder, target, replace)
    with _temporary_beside(target) as temporary:
        counted = _copy(folder, temporary, now)
        _sync(temporary)
        found = look_into(temporary, f"{target} was not written, for the copy")
        if (found.users, found.messages, found.waiting) != counted:
            raise BackupError(f"The copy has not what the database has, so {target} was not written. Try again.")
        temporary.replace(target)
        sync_folder(target.parent)
    return found


def dated_path(folder: Path, now: int) -> Path:
    """Return the path of a backup made at `now`, in milliseconds since 1970. The names sort by date."""
    return folder / datetime.fromtimestamp(now // 1000, UTC).strftime("qqdesk-%Y-%m-%dT%H-%M-%SZ.backup")


def dated_backups(folder: Path) -> list[Path]:
    """Return the backups with a date in their name, oldest first."""
    return sorted(path for path in folder.iterdir() if _DATED.fullmatch(path.name))


def look_into(path: Path, called: str = "") -> Contents:
    """Open a backup and check all of it; nothing is changed. Raises BackupError and DataFolderError.

    `called` is how a complaint calls it.
    """
    called = called or str(path)
    with opened(path, called) as db:
        if not has_tables(db, path):
            raise BackupError(f"{called} is no backup of a server: it is empty.")
        problem = damage(db)
        if problem:
            raise BackupError(f"{called} is damaged: {problem}.")
        users, messages, waiting = _count(db)
        made = db.execute("SELECT value FROM facts WHERE name = 'backed_up'").fetchone()
        files: dict[str, bytes] = {}
        if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'backup_files'").fetchone():
            rows = db.execute("SELECT name, content FROM backup_files").fetchall()
            files = {name: bytes(content) for name, content in rows if name in FILES}
        return Contents(users, messages, waiting, made and made[0], files)


@contextmanager
def opened(path: Path, called: str = "") -> Iterator[sqlite3.Connection]:
    """A file that nobody else writes to, opened without the least change to it or to its folder."""
    called = called or str(path)
    try:
        path.open("rb").close()
        db = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{called} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    with contextlib.closing(db):
        try:
            yield db
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
                raise BackupError(f"{called} is no backup of a server.") from None
            raise BackupError(f"{called} is damaged: {error}.") from None


def damage(db: sqlite3.Connection) -> str:
    """What is wrong with the file, or with what it says of who belongs to whom; "" where nothing is."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return str(found).replace("\n", " ").strip().rstrip(".")
    orphan = db.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {orphan[0]} belongs to no user" if orphan is not None else ""


def sync_folder(folder: Path) -> None:
    """Bring to the disk what files are called in a folder."""
    with contextlib.suppress(OSError):  # not on every system
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _check_target(folder: Path, target: Path, replace: bool) -> None:
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent} to write the backup into. Make it first.")
    if target.parent.resolve() == folder.resolve() and (target.name.startswith("server.") or target.name in FILES):
        raise BackupError(f"{target} is the server's own file. Give the backup another name.")
    if target.exists() and not replace:
        raise BackupError(f"{target} is there already. Choose another name, or say --force to replace it.")


@contextmanager
def _temporary_beside(target: Path) -> Iterator[Path]:
    """An empty file of our own; it is gone at the end, unless it was given another name. Says what the disk says."""
    path = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield path
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _full(target) from None
        raise BackupError(f"{target} cannot be written: {error.strerror}.") from None
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise _full(target) from None
        raise BackupError(f"The database could not be copied: {error}. Ask doctor what is wrong.") from None
    finally:
        for name in ("", "-journal", *SIDE_FILES):
            path.with_name(path.name + name).unlink(missing_ok=True)


def _full(target: Path) -> BackupError:
    return BackupError(f"The disk is full, so there is no backup {target}. Make room, or write it to another disk.")


def _copy(folder: Path, target: Path, now: int) -> tuple[int, int, int]:
    """Copy the database as it is at one moment, what is in its log too; how much that was."""
    path = folder / FILE_NAME
    with contextlib.closing(connect(path, read_only=True)) as source:
        # The transaction holds the moment: else every write of the running server would start the copy anew.
        source.execute("BEGIN")
        has_tables(source, path)
        with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
            # Nobody needs half of it after a power cut, and it is brought to the disk at the end.
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy, pages=_PAGES, progress=_between_steps, sleep=0)
            copy.execute("PRAGMA journal_mode = DELETE")
            _pack(copy, folder, now)
            return _count(source)


def _between_steps(_status: int, _left: int, _total: int) -> None:
    """Nothing is done here, but Ctrl+C: Python raises it in its own code only."""


def _pack(db: sqlite3.Connection, folder: Path, now: int) -> None:
    db.execute("BEGIN")
    db.execute("INSERT INTO facts VALUES ('backed_up', ?) ON CONFLICT (name) DO UPDATE SET value = ?", (now, now))
    db.execute("CREATE TABLE IF NOT EXISTS backup_files (name TEXT PRIMARY KEY, content BLOB NOT NULL)")
    db.execute("DELETE FROM backup_files")
    for name in FILES:
        with contextlib.suppress(FileNotFoundError), (folder / name).open("rb") as file:
            db.execute("INSERT INTO backup_files VALUES (?, ?)", (name, file.read(_MOST_BYTES)))
    db.execute("COMMIT")


def _count(db: sqlite3.Connection) -> tuple[int, int, int]:
    row = db.execute(
        "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM entries), (SELECT count(*) FROM entries "
        "JOIN cursors ON account = log WHERE entries.seq > cursors.seq AND kind != ?)",
        (int(MessageKind.DELIVERED),),
    ).fetchone()
    return (row[0], row[1], row[2])


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
