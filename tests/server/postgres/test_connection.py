"""How the store is connected: what holds whatever is set for the database, and what is left to itself at the end."""

import asyncio
import contextlib
import time
from typing import LiteralString

import psycopg
import pytest

from qqdesk.server.delivery.postgres_store import PostgresStore
from qqdesk.server.errors import StorageError
from qqdesk.server.operations.checks.database_checks import check_postgresql
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.postgres import UnusableError, connect, open_database

_MOST_S = 20.0
_MANY = 1200


def test_a_writer_sees_the_changes_made_while_it_waited_for_a_lock(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        name = admin.info.dbname
        admin.execute(f'ALTER DATABASE "{name}" SET default_transaction_isolation = "serializable"'.encode())
    database = connect(database_url, "test")
    assert database.execute("SHOW transaction_isolation").fetchone() == ("read committed",)
    database.close()


def test_a_network_that_is_gone_without_a_word_is_noticed_from_this_side(database_url: str) -> None:
    database = connect(database_url, "test")
    known = database.connection.info.get_parameters()
    database.close()
    assert (known["keepalives_idle"], known["tcp_user_timeout"]) == ("10", "25000")
    database = connect(f"{database_url}{'&' if '?' in database_url else '?'}keepalives_idle=77", "test")
    assert database.connection.info.get_parameters()["keepalives_idle"] == "77"
    database.close()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE qqdesk_version SET version = 0", "earlier version"),
        ("ALTER TABLE qqdesk_version RENAME TO qqdesk_format", "earlier version"),
        ("UPDATE qqdesk_version SET version = version + 1", "newer version"),
        ("DROP TABLE place_settings", "another version"),
        ("ALTER TABLE users DROP COLUMN about", "another version"),
        ("DROP TABLE qqdesk_version", "another program"),
    ],
)
def test_a_database_of_another_version_is_refused(database_url: str, statement: LiteralString, words: str) -> None:
    open_database(database_url).close()
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(statement)
    with pytest.raises(UnusableError, match=words):
        open_database(database_url)
    (finding,) = check_postgresql(database_url, 0)
    assert words in finding.text and not finding.is_note
    assert ("Check the address" in finding.text) == (words == "another program")


@pytest.mark.errors_expected
def test_a_database_that_a_newer_server_has_migrated_meanwhile_is_left_alone(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    def mark(db: Database) -> None:
        db.execute("INSERT INTO deleted_users VALUES (10001, 0)")

    async def run() -> None:
        store = PostgresStore(database_url)
        store.start()
        await store.read(lambda db: None)
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("UPDATE qqdesk_version SET version = version + 1")
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            for _ in range(2):
                with pytest.raises(StorageError):
                    await store.write(mark)
                with pytest.raises(StorageError):
                    await store.read(lambda db: db.execute("SELECT 1").fetchall())
            other.execute("UPDATE qqdesk_version SET version = version - 1")
            while True:
                with contextlib.suppress(StorageError):
                    await store.write(mark)
                    break
                await asyncio.sleep(0.01)
            assert other.execute("SELECT count(*) FROM deleted_users").fetchone() == (1,)
        await store.close()

    asyncio.run(run())
    said = [record.getMessage() for record in caplog.records if "(qqdesk writes)" in record.getMessage()]
    assert len([sentence for sentence in said if "was written by a newer version of this program" in sentence]) == 1
    assert said[-1] == "The database is there again (qqdesk writes)"


@pytest.mark.errors_expected
def test_the_end_does_not_wait_for_a_database_that_does_not_answer(database_url: str) -> None:
    async def end() -> float:
        store = PostgresStore(database_url)
        store.start()
        await store.read(lambda db: db.execute("SELECT 1").fetchall())
        with psycopg.connect(database_url) as other:
            other.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
            store.query(lambda db: db.execute("SELECT number FROM users WHERE number = 1").fetchall(), lambda _: None)
            began = time.monotonic()
            await store.close()
            return time.monotonic() - began

    assert asyncio.run(end()) < _MOST_S


def test_more_looks_than_are_carried_out_at_once_are_answered_in_order(database_url: str) -> None:
    async def look() -> list[int]:
        store = PostgresStore(database_url)
        store.start()
        found: list[int] = []
        done = asyncio.Event()

        def then(value: int) -> None:
            found.append(value)
            if len(found) == _MANY:
                done.set()

        for number in range(_MANY):
            store.query(lambda db, number=number: number, then)  # type: ignore[misc]
        await done.wait()
        await store.close()
        return found

    assert asyncio.run(look()) == list(range(_MANY))
