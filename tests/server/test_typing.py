"""Typing notices: sent to those online, in time, and not stored."""

import pytest

from qqdesk.server.sessions.typing_notices import EVERY_S, KEPT_S, TypingNotices
from qqdesk.server.settings.settings import Settings
from tests.server.world import Person, World

WRITES = (90, 10001, "")


@pytest.fixture
def friends(world: World) -> tuple[Person, Person]:
    anna, bert = world.people(10001, 10002)
    assert anna.poll() == bert.poll() == []
    return anna, bert


def test_not_more_often_than_every_three_seconds(world: World, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("Typing", UN=10002)
    assert bert.poll() == [WRITES]
    world.advance(EVERY_S - 0.1)
    assert anna.ask("Typing", UN=10002)["RES"] == "0"
    assert bert.poll() == []
    world.advance(0.1)
    anna.ask("Typing", UN=10002)
    assert bert.poll() == [WRITES]


def test_of_one_the_other_is_not_kept_waiting(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    assert bert.poll() == []
    anna.ask("Typing", UN=10002)
    carl.ask("Typing", UN=10002)
    assert bert.poll() == [WRITES, (90, 10003, "")]


def test_an_unfetched_notice_expires(world: World, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("Typing", UN=10002)
    world.advance(KEPT_S)
    poll = bert.start("GetMsgEx", WAIT=30)
    anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="x")
    assert poll.reply().rows == [(9, 10001, "x")]


def test_outdated_typing_notice_does_not_wake_a_poll(world: World, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("Typing", UN=10002)
    world.advance(KEPT_S)
    poll = bert.start("GetMsgEx", WAIT=30)
    anna.ask("Query_Stat")
    assert not poll.is_done


def test_an_offline_user_is_not_notified_later(world: World, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    bert.ask("Logout")
    assert anna.ask("Typing", UN=10002)["RES"] == "0"
    bert.sign_in()
    assert bert.poll() == []
    assert anna.ask("Typing", UN=10002)["RES"] == "0"
    world.restart()
    assert bert.poll() == []


def test_it_has_a_rate_and_keeps_no_message_waiting(world: World) -> None:
    world.restart(Settings(messages_per_minute=3))
    anna, _ = world.people(10001, 10002)
    assert [anna.ask("Typing", UN=10002)["RES"] for _ in range(4)] == ["0", "0", "0", "40"]
    assert anna.ask("Typing", SEQ=7, UN=10002).text.endswith("&RES=40&RA=too many typing notices&WAIT=20")
    assert anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="x")["RES"] == "0"
    world.clock.passed += 20
    assert anna.ask("Typing", UN=10002)["RES"] == "0"


def test_typing_notices_are_not_stored(world: World, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("Typing", UN=10002)
    world.core.housekeeping.sweep()
    assert bert.session.typing_notices is not None
    world.advance(KEPT_S)
    world.core.housekeeping.sweep()
    assert bert.session.typing_notices is None


def test_at_most_so_many_at_once() -> None:
    typists = TypingNotices()
    assert sum(typists.add((0, number), 1000.0) for number in range(10_000)) == len(typists) == 100
    assert typists.add((0, 1), 1000.0 + KEPT_S)
    assert typists.pop(1000.0 + KEPT_S) == [(0, 1)]
