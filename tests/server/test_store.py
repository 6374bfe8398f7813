"""Batches of writes that share a commit."""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.server.delivery.sqlite_store import SqliteStore
from qqdesk.server.errors import StorageError
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME, open_database


def with_store(folder: Path, work: Callable[[SqliteStore], Awaitable[None]]) -> None:
    async def run() -> None:
        store = SqliteStore(folder)
        store.start()
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(run())


def put(name: str, value: int) -> Callable[[Database], int]:
    def operation(db: Database) -> int:
        db.execute("INSERT INTO facts VALUES (?, ?)", (name, value))
        return value

    return operation


def held(store: SqliteStore) -> threading.Event:
    """Keep the writer busy until the event is set, so that what comes after is one group."""
    event = threading.Event()
    store.write(lambda db: event.wait(10))
    return event


def test_one_that_fails_undoes_nothing_of_the_others(tmp_path: Path) -> None:
    def half_done(db: Database) -> None:
        db.execute("INSERT INTO facts VALUES ('half', 1)")
        raise ValueError("no more")

    async def work(store: SqliteStore) -> None:
        event = held(store)
        operations: list[Callable[[Database], object]] = [put("a", 1), half_done, put("a", 2), put("b", 3)]
        futures = [store.write(operation) for operation in operations]
        event.set()
        results = await asyncio.gather(*futures, return_exceptions=True)
        assert results[0] == 1
        assert isinstance(results[1], ValueError)
        assert isinstance(results[2], sqlite3.IntegrityError)
        assert results[3] == 3
        select = "SELECT name, value FROM facts WHERE name IN ('a', 'b', 'half') ORDER BY name"
        assert await store.read(lambda db: db.execute(select).fetchall()) == [("a", 1), ("b", 3)]

    with_store(tmp_path, work)


def test_an_answer_means_that_it_is_committed(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
            for number in range(50):
                await store.write(put(f"n{number}", number))
                assert other.execute("SELECT value FROM facts WHERE name = ?", (f"n{number}",)).fetchone() == (number,)

    with_store(tmp_path, work)


def test_requests_before_the_end_are_carried_out(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        for number in range(3000):
            store.write(put(f"n{number}", number))

    with_store(tmp_path, work)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        assert db.execute("SELECT count(*) FROM facts WHERE name LIKE 'n%' AND name != 'next_number'").fetchone() == (
            3000,
        )


@pytest.mark.errors_expected
def test_disk_failure_fails_its_batch_only(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        pages = await store.read(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        event = held(store)
        store.write(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 1}") and None)
        event.set()
        await store.write(put("a", 1))
        with pytest.raises(StorageError):
            await store.write(put("x" * 100_000, 1))
        assert await store.write(put("b", 2)) == 2
        select = "SELECT count(*) FROM facts WHERE name LIKE 'x%'"
        assert await store.read(lambda db: db.execute(select).fetchone()) == (0,)

    with_store(tmp_path, work)


@pytest.mark.errors_expected
@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_file_that_is_gone_is_no_disk(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work(store: SqliteStore) -> None:
        assert await store.write(put("a", 1)) == 1
        moved = (tmp_path / FILE_NAME).rename(tmp_path / "elsewhere")
        for _ in range(3):
            with pytest.raises(StorageError, match="gone"):
                await store.write(put("b", 2))
        assert len(caplog.records) == 1
        moved.rename(tmp_path / FILE_NAME)
        assert await store.write(put("b", 2)) == 2

    with_store(tmp_path, work)


@pytest.mark.errors_expected
def test_a_damaged_file_is_the_disks_fault_and_a_wrong_statement_is_not(tmp_path: Path) -> None:
    def damaged(db: Database) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    async def work(store: SqliteStore) -> None:
        with pytest.raises(StorageError, match="malformed"):
            await store.write(damaged)
        with pytest.raises(sqlite3.IntegrityError):
            await store.write(put("next_number", 1))

    with_store(tmp_path, work)


@pytest.mark.errors_expected
def test_the_end_does_not_wait_for_a_disk_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qqdesk.server.delivery.store._LAST_WRITES_S", 0.05)

    async def run() -> None:
        store = SqliteStore(tmp_path)
        store.start()
        hangs, goes_on = threading.Event(), threading.Event()
        writers = list[tuple[threading.Thread, Database]]()

        def hang(db: Database) -> None:
            writers.append((threading.current_thread(), db))
            hangs.set()
            goes_on.wait(10)

        store.write(hang)
        await asyncio.to_thread(hangs.wait, 10)
        await store.close()
        ((thread, database),) = writers
        assert thread.is_alive()
        goes_on.set()
        await asyncio.to_thread(thread.join, 10)
        assert isinstance(database, sqlite3.Connection)
        database.close()

    asyncio.run(run())


def test_reading_connections_cannot_write(tmp_path: Path) -> None:
    async def work(store: SqliteStore) -> None:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await store.read(lambda db: db.execute("DELETE FROM facts"))
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await store.search(lambda db: db.execute("DELETE FROM facts"))

    with_store(tmp_path, work)


def test_many_may_make_the_file_at_once(tmp_path: Path) -> None:
    def make(_: int) -> None:
        open_database(tmp_path).close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(16)))


def test_an_opened_file_has_a_write_ahead_log(tmp_path: Path) -> None:
    """A copied backup has none."""
    open_database(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    with closing(open_database(tmp_path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
