"""A database of another version or program is refused, and left as it is."""

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.cli.server import main
from qqdesk.server.backups import backup
from qqdesk.server.delivery.sqlite_store import SqliteStore
from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage.dialect import postgres_statements, sqlite_statements
from qqdesk.server.storage.schema import APPLICATION_ID, VERSION
from qqdesk.server.storage.sqlite import FILE_NAME, open_database

SCHEMAS = {1: ("c5358a3e6bbcfb37", "423364e7560b2a7a")}
"""The hashes of the tables of each version in both databases. A line of a released version never changes."""
RECIPE = "The tables have changed. `qqdesk/house.md` says in *A change of the tables* what else is needed."
UNRELEASED_IDS = [int.from_bytes(id, "big") for id in (b"qqds", b"qqdS")]


def digest(statements: Iterable[str]) -> str:
    """Return a hash that depends neither on comments, nor on line breaks, nor on random numbers."""
    script = ";".join(" ".join(statement.split()) for statement in statements)
    return hashlib.sha256(re.sub(r"\d{10,}|'[0-9a-f]{64}'", "?", script).encode()).hexdigest()[:16]


def test_a_change_of_the_tables_has_a_new_version() -> None:
    assert SCHEMAS.get(VERSION) == (digest(sqlite_statements()), digest(postgres_statements())), RECIPE
    assert list(SCHEMAS) == list(range(1, VERSION + 1)), RECIPE


def contents(folder: Path) -> dict[str, bytes]:
    # SQLite's index of the write-ahead log holds its locks; the lock of a server is empty.
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(("-shm", ".lock"))}


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
        (UNRELEASED_IDS[0], 8, "earlier version of this program.*--data-dir"),
        (UNRELEASED_IDS[1], 4, "earlier version"),
        (UNRELEASED_IDS[1], VERSION, "earlier version"),
        (APPLICATION_ID, 0, "earlier version"),
        (APPLICATION_ID, VERSION, "another version of this program.*--data-dir"),
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


@pytest.mark.parametrize("spoil", ["DROP TABLE place_settings", "ALTER TABLE users DROP COLUMN about"])
def test_a_file_that_lacks_a_table_or_a_column_is_refused(
    tmp_path: Path, spoil: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build between two versions may have written it."""
    folder = tmp_path / "folder"
    open_database(folder).close()
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute(spoil)
    before = contents(folder)
    for command, code in (("run", 5), ("doctor", 1), ("user list", 5)):
        assert main([*command.split(), "--data-dir", str(folder)]) == code
        said = capsys.readouterr()
        assert "was written by another version of this program, which this one cannot read" in said.out + said.err
        assert "Nothing is wrong" not in said.out
    assert contents(folder) == before
