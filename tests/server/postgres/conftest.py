"""`world` keeps its data in PostgreSQL here, and there are pairs of servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.postgres.pair import Pair, a_pair
from tests.server.world import empty


@pytest.fixture(scope="session")
def store(kept_url: str) -> str:
    return "postgres"


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
