"""The same tests again, on PostgreSQL: `world` is a server whose database is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.server.storage import postgres as database
from qqdesk.server.storage.dialect import postgres_statements
from tests.helpers.postgres import Cluster
from tests.server.postgres.pair import Pair, a_pair
from tests.server.world import World, a_world


@pytest.fixture(scope="session")
def kept_url(postgres: Cluster) -> Iterator[str]:
    """Of one database for many tests: emptying it is faster than creating it again."""
    with postgres.database() as url:
        yield url


@pytest.fixture
def world(tmp_path: Path, kept_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # For commands, which the tests call as they would beside a server with a folder only.
    monkeypatch.setenv("QQDESK_DATABASE", kept_url)
    empty(kept_url)
    with a_world(tmp_path / "server", kept_url) as world:
        yield world


@pytest.fixture
def pair(tmp_path: Path, kept_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    monkeypatch.setenv("QQDESK_DATABASE", kept_url)
    empty(kept_url)
    yield from a_pair(tmp_path, kept_url)


@pytest.fixture
def deaf(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Two servers that have lost the connections on which they listen."""
    for world in (pair.one, pair.two):
        monkeypatch.setattr(world.core.store, "on_notification", lambda *_: None)
        world.core.store.on_lost()
    return pair


def empty(url: str) -> None:
    """Nothing is in it but what a new one has."""
    with database.transaction(url) as db:
        tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            if table != "qqdesk_format":
                db.execute(f"DELETE FROM {table}")
        for statement in postgres_statements():
            if statement.startswith("INSERT"):
                db.execute(statement)
