"""Session queries of servers on one database: limited in number, and never outdated for long."""

from typing import Any

import psycopg
import pytest

from qqdesk.server.accounts import devices
from qqdesk.server.errors import StorageError
from qqdesk.server.sessions import session_cache
from qqdesk.server.storage.interface import Database
from tests.server.postgres.pair import Pair, befriend
from tests.server.world import DEVICE, Running

_MANY = 1100


def test_invented_tokens_delay_no_one_for_long(deaf: Pair) -> None:
    world, anna = deaf.two, deaf.one.person(10001).sign_in()

    def ask(index: int, address: str = "10.0.0.9") -> Running:
        return world.start_unsettled(f"VER=1.1&CMD=List&SEQ=1&UIN=10001&SID={index:040x}&TN=9&UN=0", address)

    with psycopg.connect(world.url) as other:
        other.execute("LOCK TABLE devices IN ACCESS EXCLUSIVE MODE")
        places = [[ask(index, f"10.0.{place}.9") for index in range(20)] for place in range(8)]
        world.turn()
        waiting = [running for place in places for running in place if not running.is_done]
        # Sixteen from one place, from all places four times as many.
        assert [sum(not running.is_done for running in place) for place in places] == [16] * 4 + [0] * 4
        refused = places[0][16].reply()
        assert (refused["RES"], refused["WAIT"]) == ("40", "1")
    for running in waiting:
        assert (running.reply()["RES"], running.reply()["WHY"]) == ("20", "1")
    assert deaf.at(deaf.two, anna).ask("List")["RES"] == "0"


def test_seen_times_are_written_in_small_steps(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    world = pair.one
    with psycopg.connect(world.url) as db:
        db.execute(
            "INSERT INTO users (number, password, created, nickname, nickname_folded, face) "
            "SELECT n, '', 0, '', '', 0 FROM generate_series(20001, 20000 + %s) n",
            (_MANY,),
        )
        db.execute(
            "INSERT INTO devices (account, device, token, changed, seen) "
            "SELECT n, 'd', int8send(n), 0, %s FROM generate_series(20001, 20000 + %s) n",
            (world.clock.now(), _MANY),
        )
    world.restart()
    writes: list[int] = []
    note_seen, write = devices.note_seen, world.core.store.write

    def count(db: Database, seen: dict[bytes, int]) -> None:
        writes[-1] += len(seen)
        note_seen(db, seen)

    def begin(operation: Any) -> Any:
        writes.append(0)
        return write(operation)

    monkeypatch.setattr(devices, "note_seen", count)
    monkeypatch.setattr(world.core.store, "write", begin)
    world.core.housekeeping.sweep()
    assert writes == [], "nothing is due"
    world.clock.advance(31)
    for session in world.core.sessions:
        world.core.sessions.touch(session)
    world.core.housekeeping.sweep()
    pair.until(lambda: sum(writes) >= _MANY)
    assert sum(writes) == _MANY
    assert max(writes) <= session_cache._STEP
    world.settle()
    assert world.read("SELECT DISTINCT seen FROM devices") == [(world.clock.now(),)]


def test_how_long_something_is_kept_goes_by_the_clock_of_the_database(pair: Pair) -> None:
    """This server's is ten years ahead, and knows no better."""
    world, anna, bert = pair.one, pair.one.person(10001), pair.one.person(10002)
    time, days = world.clock.now(), 10 * 365
    befriend(pair, 10001, 10002)
    world.clock.advance(days * 24 * 3600)
    world.core.store.time = lambda _: time
    for person in (anna, bert):
        person.sign_in()
    bert.ask("EndDev", DEV=DEVICE[:8])

    def kept() -> tuple[object, ...]:
        world.run(world.core.housekeeping.purge())
        return world.read("SELECT count(*) FROM devices WHERE ended IS NOT NULL")[0]

    assert kept() == (1,)
    time += 400 * 24 * 3600 * 1000
    assert kept() == (0,)


def test_a_server_that_may_miss_notifications_reads_each_session(deaf: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = deaf.one.person(10001).sign_in()
    there = deaf.at(deaf.two, anna)
    assert there.ask("List")["RES"] == "0"

    def fail(*_: object) -> None:
        raise StorageError("away")

    with monkeypatch.context() as patch:
        patch.setattr(deaf.two.core.store._reading, "get", fail)  # type: ignore[attr-defined]
        assert anna.ask("EndDev", DEV=DEVICE[:8])["RES"] == "0"
        assert there.ask("List", TN=1)["RES"] == "50"
    deaf.sweep()
    reply = there.ask("List", TN=2)
    assert (reply["RES"], reply["WHY"]) == ("20", "2")
