"""A whole backup: the database, the files of messages, and how many old backups stay."""

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qqdesk.protocol.admin_commands import BackUp
from qqdesk.server.accounts import place_log
from qqdesk.server.backups import backup, file_backup
from qqdesk.server.backups.file_backup import CopiedFiles
from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import open_database

_FACTS = ("last_backup", "backup_size")
_LAST_COPY = "last_copy"
_LEFTOVER_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Request:
    """What to back up, and how. `target` is a file or an existing folder.

    `files` is the folder with the files of messages, None if the place has none. In a folder, `keep` backups stay, None
    for all. `replace`: an existing target is replaced. `administrator` asked for the backup, or the operator did.
    """

    data_folder: Path
    target: Path
    files: Path | None
    keep: int | None = None
    replace: bool = False
    administrator: int = place_log.OPERATOR


@dataclass(frozen=True, slots=True)
class Result:
    """`is_noted`: the database says when the backup was made."""

    path: Path
    contents: backup.Contents
    files: CopiedFiles
    deleted: list[Path]
    is_noted: bool


def run(
    request: Request,
    now: int,
    on_begin: Callable[[Path], None] = lambda path: None,
    on_percent: Callable[[int], None] = lambda percent: None,
) -> Result:
    """Make a backup at `now`, in milliseconds since 1970. Raises BackupError and DataFolderError.

    `on_begin` is called with its path before anything is written, `on_percent` with 100 after everything is.
    """
    folder = request.target if request.target.is_dir() else None
    path = request.target if folder is None else backup.dated_path(folder, now)
    on_begin(path)
    percent = -1

    def report(share: float) -> None:
        nonlocal percent
        if int(share * 99) > percent:
            percent = int(share * 99)
            on_percent(percent)

    part = 1.0 if request.files is None else 0.5
    contents = backup.make(
        request.data_folder, path, now, replace=request.replace, on_progress=lambda share: report(part * share)
    )
    files = CopiedFiles()
    if request.files is not None:
        earlier = [] if folder is None else [dated for dated in backup.dated_backups(folder) if dated < path]
        files = file_backup.back_up(
            path, request.files, earlier[-1] if earlier else None, lambda share: report(part + part * share)
        )
    deleted = [] if folder is None else _delete_old(folder, request.keep)
    is_noted = _note(request, now, path, path.stat().st_size + files.size)
    on_percent(100)
    return Result(path, contents, files, deleted, is_noted)


def delete(path: Path) -> None:
    """Delete a backup, or the parts of one whose process was killed."""
    for part in (path, *path.parent.glob(f".{path.name}.*")):
        part.unlink(missing_ok=True)
    shutil.rmtree(file_backup.folder_of(path), ignore_errors=True)


def last_backup(db: Database) -> tuple[int, int]:
    """Return when the last backup was made, in milliseconds since 1970, and its bytes; both are 0 without a backup."""
    found = dict(db.execute("SELECT name, value FROM facts WHERE name IN (?, ?)", _FACTS).fetchall())
    return found.get(_FACTS[0], 0), found.get(_FACTS[1], 0)


def last_copy(db: Database) -> int:
    """Return when the last backup was put on another disk, or fetched by an administrator; 0 if none was.

    The time is in milliseconds since 1970.
    """
    row = db.execute("SELECT value FROM facts WHERE name = ?", (_LAST_COPY,)).fetchone()
    return int(row[0]) if row is not None else 0


def note_copy(db: Database, now: int) -> None:
    """Store that a backup is on another disk now."""
    _store(db, _LAST_COPY, now)


def _store(db: Database, name: str, value: int) -> None:
    db.execute(
        "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _delete_old(folder: Path, keep: int | None) -> list[Path]:
    old = [] if keep is None else backup.dated_backups(folder)[:-keep]
    for path in old:
        delete(path)
    # A process that was killed could not delete its part.
    for part in folder.glob(".qqdesk-*.backup.*.part*"):
        if part.stat().st_mtime < time.time() - _LEFTOVER_S:
            part.unlink()
    return old


def _note(request: Request, now: int, path: Path, size: int) -> bool:
    """Store that there is a backup. The disk of the database may be full: the backup is good without that."""
    try:
        with contextlib.closing(open_database(request.data_folder)) as db:
            db.execute("BEGIN IMMEDIATE")
            for name, value in zip(_FACTS, (now, size), strict=True):
                _store(db, name, value)
            if path.stat().st_dev != request.data_folder.stat().st_dev:
                note_copy(db, now)
            place_log.note(db, now, request.administrator, BackUp.NAME, detail=path.name)
            db.execute("COMMIT")
    except (sqlite3.Error, OSError, DataFolderError):
        return False
    return True
