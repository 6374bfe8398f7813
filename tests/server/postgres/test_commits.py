"""Replies after a failed commit: the result if it is known, else no answer."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qqdesk.server.delivery.postgres_store import PostgresStore
from qqdesk.server.delivery.store import Batch
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.postgres import PostgresDatabase
from tests.helpers.server import add_to_lists, md5
from tests.server.world import Person, World, a_world

_AT_COMMIT = """
CREATE SEQUENCE times;
CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF nextval('times') <= {times} THEN {what}; END IF; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION at_commit()
"""
_DIE = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10)"


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[World]:
    """A database of its own."""
    with a_world(tmp_path / "server", database_url) as world:
        yield world


@pytest.fixture
def friends(world: World) -> tuple[Person, Person]:
    """Anna with a token, Bert without one."""
    anna, bert = world.person(10001).sign_in(), world.person(10002)
    bert.login()
    add_to_lists(world.url, [(10001, 10002), (10002, 10001)])
    return anna, bert


def at_commit(world: World, what: str, *, times: int, table: str = "entries") -> None:
    """The next commits with a new row of the table do this."""
    with psycopg.connect(world.url) as db:
        db.execute(_AT_COMMIT.format(what=what, times=times, table=table).encode())


def fail(code: str) -> str:
    return f"RAISE EXCEPTION 'for a test' USING ERRCODE = '{code}'"


def lose_after(monkeypatch: pytest.MonkeyPatch, world: World, table: str = "entries") -> None:
    """The connection breaks once, when the commit of a new row has come to pass and before the reply."""
    commit = PostgresStore._commit

    def commit_and_die(self: PostgresStore, db: Database, batch: Batch) -> None:
        commit(self, db, batch)
        if db.execute(f"SELECT count(*) FROM {table}").fetchone() == before:
            return
        monkeypatch.undo()
        assert isinstance(db, PostgresDatabase)
        with psycopg.connect(world.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (db.connection.info.backend_pid,))
        # The answer to the commit is lost.
        commit(self, db, batch)

    (before,) = world.read(f"SELECT count(*) FROM {table}")
    monkeypatch.setattr(PostgresStore, "_commit", commit_and_die)


def texts(person: Person) -> list[str]:
    return [text for kind, _, text in person.poll() if kind == 9]


def ask_in_vain(world: World, person: Person, body: str) -> None:
    """Expect the connection to close without an answer."""
    running = world.start(body, person.address)
    while not running.line.is_aborted:
        assert not running.is_done, running.reply().text
        world.settle()


def messages(anna: Person, bert: Person) -> list[tuple[Person, str]]:
    """One as our own client writes it, one that is no such, and an old client's."""
    return [
        (anna, anna.body("CLTMSG", SEQ=1, CID="1" * 32, UN=10002, MG="a")),
        (anna, anna.body("CLTMSG", SEQ=2, UN=10002, MG="a")),
        (bert, bert.body("CLTMSG", SEQ=3, UN=10001, MG="a")),
    ]


@pytest.mark.errors_expected
@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("is_stored", [False, True])
def test_an_unknown_commit_is_not_acknowledged_and_a_repeat_finds_out(
    world: World, friends: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, index: int, is_stored: bool
) -> None:
    sender, body = messages(*friends)[index]
    (other,) = (friend for friend in friends if friend is not sender)
    if is_stored:
        lose_after(monkeypatch, world)
    else:
        at_commit(world, _DIE, times=1)
    ask_in_vain(world, sender, body)
    assert world.read("SELECT count(*) FROM entries WHERE kind = 9") == [(int(is_stored),)]
    assert {world.post(body)["RES"] for _ in range(2)} == {"0"}
    assert texts(other) == ["a"]


@pytest.mark.errors_expected
def test_an_account_whose_commit_is_uncertain_is_made_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person(10001)
    body = f"VER=1.1&CMD=Register&SEQ=9&UIN=0&PS={md5('x')}&NICK=Carl"
    lose_after(monkeypatch, world, "users")
    ask_in_vain(world, anna, body)
    assert world.post(body)["RES"] == "0"
    assert world.read("SELECT count(*) FROM users WHERE nickname = 'Carl'") == [(1,)]


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_a_commit_that_was_in_anothers_way_is_tried_again(
    world: World, friends: tuple[Person, Person], index: int, code: str
) -> None:
    sender, body = messages(*friends)[index]
    at_commit(world, fail(code), times=1)
    assert world.post(body)["RES"] == "0"
    (other,) = (friend for friend in friends if friend is not sender)
    assert texts(other) == ["a"]


@pytest.mark.errors_expected
@pytest.mark.parametrize("index", range(3))
def test_a_commit_that_the_database_refuses_has_changed_nothing(
    world: World, friends: tuple[Person, Person], index: int
) -> None:
    """As when its disk is full."""
    _, body = messages(*friends)[index]
    at_commit(world, fail("53100"), times=1)
    assert world.post(body)["RES"] == "50"
    assert world.read("SELECT count(*) FROM entries") == [(0,)]
    assert world.post(body)["RES"] == "0"
    assert world.read("SELECT count(*) FROM entries") == [(2,)]
