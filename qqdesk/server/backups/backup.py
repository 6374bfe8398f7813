"""Copy a server's SQLite file beside the running server, and check the copy.

A backup is one file: the database, with one more table for the small files of the data folder. So a restored server
has the certificate that its clients know.
"""

import contextlib
import errno
import itertools
import os
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qqdesk.atomic_file import replace_file, sync_folder
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.errors import BackupError
from qqdesk.server.settings.certificate import CERTIFICATE_FILE, KEY_FILE
from qqdesk.server.settings.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.storage import durable_files
from qqdesk.server.storage.sqlite import (
    BAD_TEXT,
    FILE_NAME,
    SIDE_FILES,
    check_untouched,
    connect,
    has_tables,
    is_bad_text,
    stored_version,
)

FILES = (CERTIFICATE_FILE, KEY_FILE, SETTINGS_FILE)
"""Files of the data folder that go into the backup, if they exist."""
_MOST_BYTES = 1024 * 1024
_PAGES = 1000
"""Pages per step. Ctrl+C works between two steps."""
_PAUSE_S = 0.02
_COPY_SHARE = 0.1
"""The share of the time that a copy takes. The check takes the rest."""
_STEP_OPERATIONS = 100_000
_OPERATIONS_PER_PAGE = 1_800
"""Operations of SQLite for the check of a page of messages."""
_DATED = re.compile(r"qqdesk-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup")

OnProgress = Callable[[float], None]
"""Called with the share of the work that is done, up to 1."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a backup. `made` in milliseconds since 1970; None for a database that was merely copied."""

    users: int
    messages: int
    waiting: int
    made: int | None
    files: dict[str, bytes]


def make(
    folder: Path,
    target: Path,
    now: int,
    *,
    replace: bool = False,
    on_progress: OnProgress = lambda share: None,
) -> Contents:
    """Write the backup `target` as a whole, or leave it as it was. Raises BackupError and DataFolderError."""
    _check_target(folder, target, replace)
    with _temporary_beside(target) as temporary:
        counted = _copy(folder, temporary, now, lambda share: on_progress(_COPY_SHARE * share))
        durable_files.sync(temporary)
        found = check_backup(
            temporary,
            f"{target} was not written, for the copy",
            lambda share: on_progress(_COPY_SHARE + (1 - _COPY_SHARE) * share),
        )
        if (found.users, found.messages, found.waiting) != counted:
            raise BackupError(f"The copy differs from the database, so {target} was not written. Try again.")
        replace_file(temporary, target)
        sync_folder(target.parent)
    return found


def dated_path(folder: Path, now: int) -> Path:
    """Return the path of a backup made at `now`, in milliseconds since 1970. The names sort by date."""
    return folder / datetime.fromtimestamp(now // 1000, UTC).strftime("qqdesk-%Y-%m-%dT%H-%M-%SZ.backup")


def dated_backups(folder: Path) -> list[Path]:
    """Return the backups with a date in their name, oldest first."""
    return sorted(path for path in folder.iterdir() if _DATED.fullmatch(path.name))


def check_backup(path: Path, called: str = "", on_progress: OnProgress = lambda share: None) -> Contents:
    """Check a whole backup, also of an earlier released version. Raises BackupError and DataFolderError.

    `called` names it in error messages.
    """
    called = called or str(path)
    with opened(path, called) as db:
        _report_steps(db, on_progress)
        if not stored_version(db, path):
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


def _report_steps(db: sqlite3.Connection, on_progress: OnProgress) -> None:
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    steps = itertools.count(1)

    def on_step() -> None:
        on_progress(min(1.0, next(steps) * _STEP_OPERATIONS / (pages * _OPERATIONS_PER_PAGE)))

    db.set_progress_handler(on_step, _STEP_OPERATIONS)


@contextmanager
def opened(path: Path, called: str = "") -> Iterator[sqlite3.Connection]:
    """Open a file that no process writes to, without a change to it or its folder."""
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
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_INTERRUPT:
                # SQLite swallows what `_report_steps` raises.
                raise KeyboardInterrupt from None
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_NOTADB:
                raise BackupError(f"{called} is no backup of a server.") from None
            raise BackupError(f"{called} is damaged: {error}.") from None


def damage(db: sqlite3.Connection) -> str:
    """Return what is wrong with the file or its references; "" if nothing."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return str(found).replace("\n", " ").strip().rstrip(".")
    orphan = db.execute("PRAGMA foreign_key_check").fetchone()
    if orphan is not None:
        return f"a row of {orphan[0]} belongs to no user"
    try:
        for _ in db.execute("SELECT text FROM entries"):
            pass
    except sqlite3.OperationalError as error:
        if is_bad_text(error):
            return BAD_TEXT
        raise
    return ""


def _check_target(folder: Path, target: Path, replace: bool) -> None:
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent} to write the backup into. Make it first.")
    if target.parent.resolve() == folder.resolve() and (target.name.startswith("server.") or target.name in FILES):
        raise BackupError(f"{target} is the server's own file. Give the backup another name.")
    if target.exists() and not replace:
        raise BackupError(f"{target} is there already. Choose another name, or say --force to replace it.")


@contextmanager
def _temporary_beside(target: Path) -> Iterator[Path]:
    """Create an empty file for the owner only; delete it at the end, unless it was renamed. Raises BackupError."""
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


def _copy(folder: Path, target: Path, now: int, on_progress: OnProgress) -> tuple[int, int, int]:
    """Copy the database as of one moment, with its write-ahead log. Return the counts."""

    def between_steps(_status: int, left: int, total: int) -> None:
        on_progress(1 - left / max(1, total))
        # In small steps with pauses: commits of the running server wait for the disk meanwhile.
        durable_files.sync(target)
        time.sleep(_PAUSE_S)

    path = folder / FILE_NAME
    check_untouched(path)
    with contextlib.closing(connect(path, read_only=True)) as source:
        # Without the transaction, each write of the running server would restart the copy.
        source.execute("BEGIN")
        has_tables(source, path)
        (size,) = source.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
        if size > shutil.disk_usage(target.parent).free:
            # Half a copy would fill the disk, which may be that of the running server.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
            # Half a copy is useless after a power cut.
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy, pages=_PAGES, progress=between_steps, sleep=0)
            copy.execute("PRAGMA journal_mode = DELETE")
            _pack(copy, folder, now)
            return _count(source)


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
        "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM entries WHERE kind = ?), "
        "(SELECT count(*) FROM entries JOIN logs ON number = log WHERE seq > received AND kind = ?)",
        (int(MessageKind.TEXT), int(MessageKind.TEXT)),
    ).fetchone()
    return (row[0], row[1], row[2])
