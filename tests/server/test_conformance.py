"""Every row of the conformance table holds for this server: all on SQLite, those about stored facts on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qqdesk.conformance.examination import examine
from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import Section, Verdict
from qqdesk.conformance.rows import SECTIONS
from tests.helpers.conformance import a_ground
from tests.helpers.postgres import Cluster
from tests.helpers.server import running_server

ROWS = {row.key: row for section in SECTIONS for row in section.rows}
WITHOUT_STORE = ("http.", "form.", "text.", "error.")
STORED = [key for key in ROWS if not key.startswith(WITHOUT_STORE)]


@contextmanager
def a_served_ground(folder: Path, *arguments: str) -> Iterator[Ground]:
    with (
        running_server(folder, arguments=("--no-announce", *arguments)) as server,
        a_ground(server.address) as ground,
    ):
        yield ground


@pytest.fixture(scope="module")
def sqlite_ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with a_served_ground(tmp_path_factory.mktemp("sqlite")) as ground:
        yield ground


@pytest.fixture(scope="module")
def postgres_ground(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> Iterator[Ground]:
    with postgres.database() as url, a_served_ground(tmp_path_factory.mktemp("postgres"), "--database", url) as ground:
        yield ground


def assert_holds(ground: Ground, key: str) -> None:
    (outcome,) = examine(ground, ground.budget, [Section("", [ROWS[key]])])
    assert outcome.verdict is Verdict.HOLDS, outcome.seen


@pytest.mark.parametrize("key", ROWS)
def test_on_sqlite(sqlite_ground: Ground, key: str) -> None:
    assert_holds(sqlite_ground, key)


@pytest.mark.parametrize("key", STORED)
def test_on_postgres(postgres_ground: Ground, key: str) -> None:
    assert_holds(postgres_ground, key)
