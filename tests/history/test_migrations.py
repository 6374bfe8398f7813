"""A history of an earlier released version is brought to this one, or stays as it is."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qqdesk import sqlite_migration
from qqdesk.history import schema
from qqdesk.history.eraser import Selection
from qqdesk.history.errors import HistoryFormatError, HistoryMigrationError
from qqdesk.history.history import History
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.history import add_received, erase
from tests.helpers.messages import chat_with
from tests.helpers.next_version import POINTS, install, tables, take_step
from tests.helpers.small_disk import a_small_disk, fill_disk

NOW = 1_700_000_000_000
COUNT = 200


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a history of this version, which is closed."""
    path = tmp_path / "account" / "history.db"
    fill(path)
    return path


def fill(path: Path) -> None:
    history = History(path)
    rows = [WaitingMessage(MessageKind.TEXT, 5, f"hello {id}", id, NOW) for id in range(1, COUNT + 1)]
    add_received(history, rows, NOW)
    history.close()


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def check_migrated(path: Path, before: dict[str, list[tuple[Any, ...]]]) -> None:
    """Check that the file and its one copy are whole."""
    after = tables(path)
    assert after.pop("next_version") == [(1,)]
    assert after == before
    (copy,) = sqlite_migration.copies(path)
    assert tables(copy) == before
    assert names(path) == [path.name, copy.name]


def test_a_step_is_taken_after_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, version = tables(path), schema.VERSION
    install(monkeypatch)
    history = History(path)
    assert len(history.latest(chat_with(5), 999)) == COUNT
    history.close()
    check_migrated(path, before)
    (copy,) = sqlite_migration.copies(path)
    assert copy.name.startswith(f"history.db.version-{version}-20")
    if os.name == "posix":
        assert copy.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert sqlite_migration.stored_version(db) == version + 1
    modified = copy.stat().st_mtime_ns
    History(path).close()
    assert copy.stat().st_mtime_ns == modified, "the second start has nothing to do"


def test_an_empty_step_is_a_row_of_the_table(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An example of a step: statements instead of a function, here none."""
    before = tables(path)
    install(monkeypatch, ())
    History(path).close()
    assert tables(path) == before
    assert len(sqlite_migration.copies(path)) == 1


def test_only_the_latest_copy_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.with_name("history.db.version-0-20200101-000000").write_bytes(b"x")
    before = tables(path)
    install(monkeypatch)
    History(path).close()
    check_migrated(path, before)


def test_deleted_messages_are_not_in_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    history = History(path)
    assert sqlite_migration.copies(path)
    erase(history, Selection(conversation=chat_with(5), shown_up_to=2**62))
    history.close()
    History(path).close()
    assert not sqlite_migration.copies(path)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_leaves_the_old_file_and_the_next_start_tries_again(
    path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(path)
    for _ in range(2):
        killed = subprocess.run([sys.executable, "-m", "tests.helpers.next_version", path, point], timeout=60)
        assert killed.returncode == -signal.SIGKILL
        (copy,) = sqlite_migration.copies(path)
        assert tables(copy) == before
        # The earlier version continues to use it.
        History(path).close()
        assert tables(path) == before
    install(monkeypatch)
    History(path).close()
    check_migrated(path, before)


def test_half_a_copy_is_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is killed while it copies leaves one."""
    for suffix in ("", "-journal", "-wal"):
        path.with_name(f"history.db.copy.part{suffix}").write_bytes(path.read_bytes()[:5000])
    before = tables(path)
    install(monkeypatch)
    History(path).close()
    check_migrated(path, before)


def fail(db: sqlite3.Connection) -> None:
    take_step(db)
    db.execute("DROP TABLE messages")
    db.execute("SELECT * FROM messages")


def grow(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE large (content BLOB)")
    for _ in range(100):
        db.execute("INSERT INTO large VALUES (zeroblob(1000000))")


def test_a_step_that_fails_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(path)
    with monkeypatch.context() as next_version:
        install(next_version, fail)
        with pytest.raises(HistoryMigrationError, match=r"no such table: messages\. It was not changed"):
            History(path)
    assert tables(path) == before
    History(path).close()


def test_a_step_that_does_not_make_all_tables_is_undone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(path)
    install(monkeypatch, ("DROP TABLE drafts",))
    with pytest.raises(HistoryFormatError):
        History(path)
    assert tables(path) == before


@pytest.mark.parametrize(
    ("step", "room", "words"),
    [(take_step, 0, r"the disk has no room for a copy of 0\.\d MB"), (grow, 8_000_000, "the disk is full")],
)
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, step: Callable[[Any], None], room: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_small_disk(tmp_path / "disk", 16_384) as disk:
        path = disk / "account" / "history.db"
        fill(path)
        before = tables(path)
        fill_disk(disk)
        os.truncate(disk / "ballast", max(0, (disk / "ballast").stat().st_size - room))
        with monkeypatch.context() as next_version:
            install(next_version, step)
            with pytest.raises(HistoryMigrationError, match=words):
                History(path)
        assert tables(path) == before
        assert not list(path.parent.glob("*.part*"))
        (disk / "ballast").unlink()
        History(path).close()
        install(monkeypatch)
        History(path).close()
        check_migrated(path, before)


def test_a_file_that_another_program_has_open_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be a program of the earlier version."""
    before = tables(path)
    monkeypatch.setattr(schema, "BUSY_MS", 50)
    history = History(path)
    with monkeypatch.context() as next_version:
        install(next_version)
        with pytest.raises(HistoryMigrationError, match="another program has it open"):
            History(path)
    history.close()
    assert tables(path) == before
    install(monkeypatch)
    History(path).close()
    check_migrated(path, before)


def test_programs_that_start_at_once_take_the_step_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(path)
    install(monkeypatch)
    both = threading.Barrier(4)
    opened: list[History] = []

    def start() -> None:
        both.wait()
        opened.append(History(path))

    threads = [threading.Thread(target=start) for _ in range(both.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == both.parties
    for history in opened:
        history.close()
    check_migrated(path, before)


def test_a_damaged_file_is_set_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its readable rows are in the new file, as with a file of this version."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'seen'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
    damaged = path.read_bytes()
    install(monkeypatch, lambda db: db.execute("SELECT * FROM seen").fetchall())
    history = History(path)
    assert history.file.damaged_copy is not None
    assert history.file.damaged_copy.read_bytes() == damaged
    assert len(history.latest(chat_with(5), 999)) == COUNT
    history.close()
