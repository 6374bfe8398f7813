"""Those who write the same mailboxes at once: servers and commands, none of which may block another for good."""

import asyncio
import os
from itertools import product

import psycopg
import pytest

from qqdesk.server.admin import operator_notices
from qqdesk.server.delivery.outgoing import Acknowledgement, Outgoing
from qqdesk.server.delivery.postgres_store import PostgresStore
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import StorageError
from qqdesk.server.storage import postgres
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.postgres import transaction
from tests.helpers.server import add_to_lists, add_user
from tests.server.world import empty

_NUMBERS = range(20_001, 20_021)
_ROUNDS = 15


@pytest.fixture
def url(kept_url: str) -> str:
    empty(kept_url)
    for number in _NUMBERS:
        add_user(kept_url, number)
    add_to_lists(kept_url, [(one, other) for one, other in product(_NUMBERS, _NUMBERS) if one != other])
    return kept_url


async def send_a_round(store: Store, order: int) -> list[Exception | None]:
    """A message from everybody to somebody, and a cursor of everybody, in one group."""
    loop, left = asyncio.get_running_loop(), len(_NUMBERS)
    done = loop.create_future()

    def note(message: Outgoing) -> None:
        nonlocal left
        left -= 1
        if not left:
            done.set_result(None)

    messages = [
        Outgoing(sender, _NUMBERS[(index + 1) % len(_NUMBERS)], "text", os.urandom(16), "", 1, note)
        for index, sender in list(enumerate(_NUMBERS))[::order]
    ]
    for message in messages:
        store.send(message)
    for number in _NUMBERS[::-order]:
        store.acknowledge(Acknowledgement(number, "", 1, 1))
    await done
    return [message.error for message in messages]


def tell_all(url: str) -> None:
    for _ in range(_ROUNDS):
        with transaction(url) as db:
            assert operator_notices.send(db, "a notice", 1) == (len(_NUMBERS), 0)


def deadlocks(url: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_stat_clear_snapshot()")
        row = connection.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").fetchone()
    assert row is not None
    return int(row[0])


def test_notices_to_all_while_two_servers_write(url: str) -> None:
    before = deadlocks(url)

    async def write(store: Store, order: int) -> list[Exception | None]:
        return [error for _ in range(_ROUNDS) for error in await send_a_round(store, order)]

    async def run() -> list[Exception | None]:
        stores = [PostgresStore(url), PostgresStore(url)]
        for store in stores:
            store.start()
        found = await asyncio.gather(
            write(stores[0], 1),
            write(stores[1], -1),
            asyncio.to_thread(tell_all, url),
            asyncio.to_thread(tell_all, url),
        )
        for store in stores:
            await store.close()
        return found[0] + found[1]

    assert set(asyncio.run(run())) == {None}
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT log, count(*), max(seq) FROM entries WHERE kind = 9 GROUP BY log").fetchall()
        last: dict[int, int] = dict(connection.execute("SELECT number, last_seq FROM logs").fetchall())
        counts: dict[int, int] = dict(connection.execute("SELECT log, count(*) FROM entries GROUP BY log").fetchall())
    # From two servers, and twice from the command.
    assert {count for _, count, _ in rows} == {4 * _ROUNDS}
    assert counts == last
    assert deadlocks(url) == before


async def send_once(store: Store, to: int) -> Exception | None:
    done = asyncio.get_running_loop().create_future()
    store.send(Outgoing(_NUMBERS[0], to, "text", os.urandom(16), "", 1, done.set_result))
    message: Outgoing = await done
    return message.error


@pytest.mark.errors_expected
def test_an_inbox_whose_lock_is_not_released_stops_no_other(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tuple(setting.replace("lock_timeout = '10s'", "lock_timeout = '50ms'") for setting in postgres._SETTINGS)
    monkeypatch.setattr(postgres, "_SETTINGS", settings)
    locked, other = _NUMBERS[1], _NUMBERS[2]

    async def run() -> None:
        store = PostgresStore(url)
        store.start()
        for _ in range(8):
            with psycopg.connect(url) as lock:
                lock.execute("SELECT 1 FROM logs WHERE number = %s FOR UPDATE", (locked,))
                assert isinstance(await send_once(store, locked), StorageError)
                assert await send_once(store, other) is None
            assert await send_once(store, locked) is None
        await store.close()

    asyncio.run(run())


def test_the_limit_on_idle_transactions_holds_within_a_delivery(url: str) -> None:
    """A server that is frozen there must not keep its locks."""
    states = []

    def look(db: Database) -> None:
        with psycopg.connect(url) as connection:
            name = "qqdesk writes"
            sql = "SELECT state FROM pg_stat_activity WHERE application_name = %s"
            states.extend(connection.execute(sql, (name,)).fetchall())

    async def run() -> None:
        store = PostgresStore(url)
        store.start()
        assert await send_once(store, _NUMBERS[1]) is None
        await store.write(look)
        await store.close()

    asyncio.run(run())
    assert states == [("idle in transaction",)]
