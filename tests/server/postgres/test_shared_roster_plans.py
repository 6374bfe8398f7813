"""While no one is introduced, PostgreSQL reads no accounts for a contact list."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from qqdesk.server.accounts import rosters
from qqdesk.server.delivery import delivery
from qqdesk.server.errors import RefusedError
from qqdesk.server.storage.interface import Database, Rows
from qqdesk.server.storage.postgres import PostgresDatabase, open_database

PEOPLE = 2000


class Explained(PostgresDatabase):
    """Keeps the plan of each query as it was executed."""

    plan: list[str]

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        plan = super().execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}", values)
        self.plan += [row[0] for row in plan.fetchall()]
        return super().execute(sql, values)


def write(db: Database) -> None:
    with pytest.raises(RefusedError):
        delivery.check(db, 10001, 10002)


@pytest.mark.parametrize("is_analyzed", [False, True])
@pytest.mark.parametrize(
    "query",
    [
        lambda db: rosters.page(db, 10001, 0, 500),
        lambda db: rosters.watchers(db, 10001),
        lambda db: rosters.has(db, 10001, 10002),
        lambda db: rosters.strangers(db, 10001, [10002, 10003]),
        write,
    ],
    ids=["page", "watchers", "has", "strangers", "write"],
)
def test_no_account_is_read(database_url: str, query: Callable[[Database], object], is_analyzed: bool) -> None:
    database = open_database(database_url)
    try:
        database.execute(
            "INSERT INTO users (number, password, created, nickname, nickname_folded, face) "
            f"SELECT 10000 + g, '', 0, '', '', 0 FROM generate_series(1, {PEOPLE}) g"
        )
        database.execute("INSERT INTO logs SELECT number FROM users")
        if is_analyzed:
            database.execute("ANALYZE")
        explained = Explained(database.connection)
        explained.plan = []
        query(explained)
    finally:
        database.close()
    reads = [line for line in explained.plan if " users " in line]
    assert reads
    assert not [line for line in reads if "never executed" not in line]
