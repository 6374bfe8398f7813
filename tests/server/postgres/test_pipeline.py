"""Statements that go to PostgreSQL together: what goes in comes out, and nothing hangs whatever fails."""

from collections.abc import Iterator

import psycopg
import pytest

from qqdesk.server.storage.postgres import PostgresDatabase, open_database
from qqdesk.server.storage.postgres_pipeline import Pipeline, blob, blobs, number, numbers, texts

STRANGE = ["", "NULL", "a,b", '"', "\\", '\\"', "{}", "你好", "\n\t\r", "' OR 1 = 1 --", " ", "\\x00", "\x01\x7f"]
BLOBS = [b"", b"\0\\\"'", bytes(range(256)), None, b"NULL"]


@pytest.fixture
def database(database_url: str) -> Iterator[PostgresDatabase]:
    database = open_database(database_url)
    yield database
    database.close()


@pytest.fixture
def pipeline(database: PostgresDatabase) -> Pipeline:
    return database.pipeline


def test_values_come_back_as_they_were(pipeline: Pipeline) -> None:
    ints = [0, 1, -1, 2**63 - 1, -(2**63)]
    for _ in range(2):
        integers, strings, bytestrings, single = pipeline.run(
            (b"SELECT unnest($1::bigint[])", numbers(ints)),
            (b"SELECT unnest($1::text[])", texts(STRANGE)),
            (b"SELECT unnest($1::bytea[])", blobs(BLOBS)),
            (b"SELECT $1::bigint, NULL", number(7)),
        )
        assert [int(value) for (value,) in integers] == ints
        assert [value.decode() for (value,) in strings] == STRANGE
        assert [value if value is None else blob(value) for (value,) in bytestrings] == BLOBS
        assert single == [(b"7", None)]


def test_nothing_is_something_too(pipeline: Pipeline) -> None:
    assert pipeline.run() == []
    assert pipeline.run(
        (b"SELECT unnest($1::bigint[])", numbers([])),
        (b"SELECT unnest($1::text[])", texts([])),
        (b"SELECT unnest($1::bytea[])", blobs([])),
    ) == [[], [], []]


def test_more_than_the_network_takes_at_once(pipeline: Pipeline) -> None:
    """In both directions: neither side waits for the other for ever."""
    large = ["x" * 100_000] * 100
    replies = pipeline.run(*[(b"SELECT unnest($1::text[])", texts(large))] * 4)
    assert [len(reply) for reply in replies] == [100] * 4
    assert {len(value) for reply in replies for (value,) in reply} == {100_000}


def test_one_that_fails_ends_the_transaction_and_not_the_connection(
    database: PostgresDatabase, pipeline: Pipeline
) -> None:
    put = b"INSERT INTO deleted_users VALUES ($1::bigint, 0)"
    with pytest.raises(psycopg.errors.UniqueViolation):
        pipeline.run((b"BEGIN",), (put, number(1)), (put, number(1)), (put, number(2)), (b"COMMIT",))
    database.execute("ROLLBACK")
    assert not database.connection.closed
    pipeline.run((b"BEGIN",), (put, number(3)), (b"COMMIT",))
    assert database.execute("SELECT number FROM deleted_users").fetchall() == [(3,)]


def test_what_was_prepared_may_be_gone(database: PostgresDatabase, pipeline: Pipeline) -> None:
    put = b"INSERT INTO deleted_users VALUES ($1::bigint, 0)"
    pipeline.run((b"BEGIN",), (put, number(1)), (b"COMMIT",))
    database.execute("DEALLOCATE ALL")
    pipeline.run((b"BEGIN",), (put, number(2)), (b"COMMIT",))
    assert database.execute("SELECT count(*) FROM deleted_users").fetchall() == [(2,)]


def test_a_connection_that_dies(database_url: str, database: PostgresDatabase, pipeline: Pipeline) -> None:
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (database.connection.info.backend_pid,))
    with pytest.raises(psycopg.OperationalError):
        pipeline.run((b"SELECT 1",))
    assert database.connection.closed
