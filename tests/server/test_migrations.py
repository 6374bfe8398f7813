"""A database of an earlier released version is brought to this one, or stays as it is."""

import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qqdesk import sqlite_migration
from qqdesk.cli.server import main
from qqdesk.server.backups import backup, restore
from qqdesk.server.errors import DataFolderError, MovedError
from qqdesk.server.operations.checks.database_checks import check_postgresql, check_sqlite
from qqdesk.server.storage import moved, postgres, sqlite
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME
from tests.helpers.next_version import POINTS, install, open_target, postgres_tables, tables, take_step
from tests.helpers.server import add_user
from tests.helpers.small_disk import a_small_disk, fill_disk

both_stores = pytest.mark.stores("sqlite", "postgres")
Tables = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def target(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return the folder or the address of a database of this version with two accounts."""
    if store == "postgres":
        url: str = request.getfixturevalue("database_url")
        postgres.open_database(url).close()
        place: Path | str = url
    else:
        place = tmp_path / "server"
    add_user(place, 10001)
    add_user(place, 10002, contacts=[10001])
    if isinstance(place, Path):
        # As beside the database of a real server.
        sqlite.mark_accounts(place)
    return str(place)


def contents(target: str) -> Tables:
    return postgres_tables(target) if target.startswith("postgresql:") else tables(Path(target) / FILE_NAME)


def check_migrated(target: str, before: Tables) -> None:
    """Check the database, and the copy that only a file has."""
    after = contents(target)
    assert after.pop("next_version") == [(1,)]
    assert after == before
    if not target.startswith("postgresql:"):
        (copy,) = sqlite_migration.copies(Path(target) / FILE_NAME)
        assert tables(copy) == before
        assert not list(Path(target).glob("*.part*"))


@both_stores
def test_a_step_is_taken(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(target)
    install(monkeypatch)
    for _ in range(2):
        open_target(target)
        check_migrated(target, before)


@both_stores
def test_statements_of_a_step_are_in_the_words_of_both_databases(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    install(
        monkeypatch,
        (
            "CREATE TABLE next_version (id BLOB PRIMARY KEY, owner INTEGER NOT NULL REFERENCES users) WITHOUT ROWID",
            "ALTER TABLE users ADD COLUMN next_version INTEGER NOT NULL DEFAULT 0",
            "UPDATE users SET next_version = 4294967296 * number",
        ),
    )
    open_target(target)
    after = contents(target)
    assert after["next_version"] == []
    assert [(row[0], row[-1]) for row in after["users"]] == [(10001, 10001 << 32), (10002, 10002 << 32)]


@both_stores
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_leaves_the_old_database_and_the_next_start_tries_again(
    target: str, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(target)
    for _ in range(2):
        killed = subprocess.run([sys.executable, "-m", "tests.helpers.next_version", target, point], timeout=60)
        assert killed.returncode == -signal.SIGKILL
        # The earlier version continues to use it.
        open_target(target)
        assert contents(target) == before
    install(monkeypatch)
    open_target(target)
    check_migrated(target, before)


def fail(db: Database) -> None:
    take_step(db)
    db.execute("DROP TABLE place_settings")
    db.execute("SELECT * FROM place_settings")


def lose_a_table(db: Database) -> None:
    db.execute("DROP TABLE place_settings")


def orphan(db: Database) -> None:
    db.execute("INSERT INTO roster VALUES (10001, 10009)")


@both_stores
@pytest.mark.parametrize(("step", "words"), [(fail, "could not be brought to this one"), (lose_a_table, "another")])
def test_a_step_that_fails_leaves_the_old_database(
    target: str, step: Any, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(target)
    with monkeypatch.context() as next_version:
        install(next_version, step)
        with pytest.raises(DataFolderError, match=words):
            open_target(target)
    assert contents(target) == before
    open_target(target)


def test_a_step_that_leaves_an_orphan_is_undone(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(target)
    install(monkeypatch, orphan)
    with pytest.raises(DataFolderError, match="a row of roster has lost what it refers to"):
        open_target(target)
    assert contents(target) == before


@both_stores
def test_servers_that_start_at_once_take_the_step_once(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(target)
    install(monkeypatch)
    barrier = threading.Barrier(3)
    opened: list[str] = []

    def start() -> None:
        barrier.wait()
        open_target(target)
        opened.append(target)

    threads = [threading.Thread(target=start) for _ in range(barrier.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == barrier.parties
    check_migrated(target, before)


@both_stores
def test_a_database_that_an_earlier_server_uses_is_left_alone(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(target)
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr(postgres, "_SETTINGS", (*postgres._SETTINGS, "SET lock_timeout = '50ms'"))
    is_file = not target.startswith("postgresql:")
    earlier = sqlite.open_database(Path(target)) if is_file else postgres.open_database(target)
    earlier.execute("SELECT number FROM users").fetchall()
    with monkeypatch.context() as next_version:
        install(next_version)
        with pytest.raises(DataFolderError, match=r"another (program has it open|server uses it).*was not changed"):
            open_target(target)
    earlier.close()
    assert contents(target) == before
    install(monkeypatch)
    open_target(target)
    check_migrated(target, before)


@both_stores
def test_commands_that_only_read_leave_it_to_the_server(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(target)
    install(monkeypatch)
    is_file = not target.startswith("postgresql:")
    findings = check_sqlite(Path(target), 0) if is_file else check_postgresql(target, 0)
    assert "Start the server once: it brings the data to this version." in " ".join(one.text for one in findings)
    assert contents(target) == before


@pytest.mark.errors_expected
def test_a_server_on_a_full_disk_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_small_disk(tmp_path / "disk", 4096) as disk:
        folder = disk / "server"
        add_user(folder, 10001)
        before = tables(folder / FILE_NAME)
        install(monkeypatch)
        fill_disk(disk)
        assert main(["run", "--port", "0", "--data-dir", str(folder)]) == 1
        said = capsys.readouterr().err
        assert "the disk has no room for a copy of" in said
        assert "It was not changed. Stop other programs that use it, make room on its disk, and start again." in said
        assert tables(folder / FILE_NAME) == before
        (disk / "ballast").unlink()
        sqlite.open_database(folder).close()
        check_migrated(str(folder), before)


def test_a_backup_of_an_earlier_version_is_restored(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "earlier.backup"
    backup.make(Path(target), source, 1)
    install(monkeypatch)
    with pytest.raises(DataFolderError, match="Start the server once"):
        backup.make(Path(target), tmp_path / "new.backup", 1)
    bytes_before = source.read_bytes()
    folder = tmp_path / "restored"
    assert restore.restore(folder, source).contents.users == 2
    assert source.read_bytes() == bytes_before
    after = tables(folder / FILE_NAME)
    assert after["next_version"] == [(1,)]
    assert [row[0] for row in after["users"]] == [10001, 10002]
    assert not sqlite_migration.copies(folder / FILE_NAME), "the backup is the copy"
    # The database of the earlier version is set aside as a whole.
    restored = restore.restore(Path(target), source)
    assert any(FILE_NAME in path.name for path in restored.set_aside)


def test_a_moved_database_is_not_migrated(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite.open_database(Path(target))) as db, db:
        moved.mark(db, "elsewhere")
    before = contents(target)
    install(monkeypatch)
    with pytest.raises(MovedError):
        open_target(target)
    assert contents(target) == before
