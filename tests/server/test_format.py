"""A database of another version or program is refused, and left as it is."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage import backup
from qqdesk.server.storage.schema import APPLICATION_ID, VERSION
from qqdesk.server.storage.sqlite import FILE_NAME, open_database
from qqdesk.server.storage.sqlite_store import SqliteStore

EARLIER_ID = int.from_bytes(b"qqds", "big")


def contents(folder: Path) -> dict[str, bytes]:
    # SQLite's index of the write-ahead log holds its locks.
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


def make(folder: Path, application: int, version: int) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE users (number INTEGER PRIMARY KEY)")
        db.execute(f"PRAGMA application_id = {application}")
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()


@pytest.mark.parametrize(
    ("application", "version", "words"),
    [
        (EARLIER_ID, 8, "earlier version of this program.*--data-dir"),
        (EARLIER_ID, VERSION, "earlier version"),
        (APPLICATION_ID, VERSION + 1, "newer version of this program.*Install that version"),
        (0, 0, "another program.*--data-dir"),
        (1234, 1, "another program"),
    ],
)
@pytest.mark.parametrize("is_killed", [False, True])
def test_another_format_is_refused_and_left_untouched(
    tmp_path: Path, application: int, version: int, words: str, is_killed: bool
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    folder = tmp_path / "folder"
    with closing(sqlite3.connect(source / FILE_NAME)) if is_killed else closing(sqlite3.connect(":memory:")) as db:
        make(source, application, version)
        if is_killed:
            # Its write-ahead log stays as long as somebody has the file open.
            db.execute("SELECT 1 FROM users")
            make_log = db.execute("INSERT INTO users VALUES (1)")
            db.commit()
            del make_log
        shutil.copytree(source, folder)
    before = contents(folder)
    assert len(before) == 1 + is_killed
    for start in (open_database, SqliteStore, lambda folder: backup.make(folder, tmp_path / "backup", 0)):
        with pytest.raises(DataFolderError, match=words):
            start(folder)
    assert contents(folder) == before
