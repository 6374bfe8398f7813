"""Hints of new entries that do not reach the other server: its polls find the entries at half of their time."""

import psycopg
import pytest

from qqdesk.server.delivery.postgres_store import PostgresStore
from qqdesk.server.delivery.store import Batch
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import MAIL
from qqdesk.server.storage.postgres import PostgresDatabase
from tests.server.postgres.pair import Pair, befriend
from tests.server.postgres.test_rooms_of_two_nodes import members, texts
from tests.server.test_room_messages import CIDS, ROOM
from tests.server.world import Person, Running


def drop_hints(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Let the second server miss all hints. Return the numbers of those that it misses."""
    missed: set[int] = set()

    def miss(kind: str, numbers: list[int]) -> None:
        assert kind == MAIL
        missed.update(numbers)

    monkeypatch.setattr(pair.two.core.store, "on_notification", miss)
    return missed


def friends(pair: Pair) -> tuple[Person, Person]:
    """One at each server, who know of no news."""
    anna, bert = pair.one.person(10001).sign_in(), pair.at(pair.two, pair.one.person(10002)).sign_in()
    befriend(pair, 10001, 10002)
    pair.catch_up()
    for person in (anna, bert):
        person.poll()
    pair.catch_up()
    return anna, bert


def wait_for_half(pair: Pair, poll: Running) -> None:
    """Let the time of a poll with WAIT=50 pass up to its half. Before that it has no reply."""
    pair.advance(24)
    assert not poll.is_done
    pair.advance(1.5)
    pair.until(lambda: poll.is_done)


def test_a_message_whose_hint_is_lost_comes_at_half_time(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bert = friends(pair)
    missed = drop_hints(pair, monkeypatch)
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("CLTMSG", CID=CIDS[0], UN=10002, MG="hello")["RES"] == "0"
    pair.until(lambda: 10002 in missed)
    wait_for_half(pair, poll)
    assert poll.reply().rows == [(9, 10001, "hello")]


def test_a_message_of_a_room_whose_hint_is_lost_comes_at_half_time(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bert = members(pair, 10001, 10002)
    missed = drop_hints(pair, monkeypatch)
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")["RES"] == "0"
    pair.until(lambda: ROOM in missed)
    wait_for_half(pair, poll)
    assert texts(poll.reply()) == ["hello"]


@pytest.mark.errors_expected
def test_a_connection_that_breaks_after_the_commit_loses_the_hint_only(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bert = friends(pair)
    commit = PostgresStore._commit

    def commit_and_die(self: PostgresStore, db: Database, batch: Batch) -> None:
        commit(self, db, batch)
        assert isinstance(db, PostgresDatabase)
        if batch.messages:
            with psycopg.connect(pair.one.url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (db.connection.info.backend_pid,))

    poll = bert.start("GetMsgEx", WAIT=50)
    monkeypatch.setattr(PostgresStore, "_commit", commit_and_die)
    assert anna.ask("CLTMSG", CID=CIDS[0], UN=10002, MG="hello")["RES"] == "0"
    monkeypatch.undo()
    wait_for_half(pair, poll)
    assert poll.reply().rows == [(9, 10001, "hello")]
    assert pair.one.read("SELECT count(*) FROM entries WHERE kind = 9") == [(1,)]


def test_a_poll_without_news_ends_after_all_of_its_time(pair: Pair) -> None:
    _, bert = friends(pair)
    poll = bert.start("GetMsgEx", WAIT=50)
    pair.advance(49)
    assert not poll.is_done
    pair.advance(1.5)
    assert poll.reply()["MN"] == "0"
