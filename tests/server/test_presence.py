"""Presence notices about contacts."""

import pytest

from tests.server.world import World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def test_only_the_latest_change_of_each_contact_is_notified_in_order(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    anna.ask("Change_Stat", ST=30)
    carl.ask("Change_Stat", ST=30)
    anna.ask("Change_Stat", ST=20)
    assert bert.poll() == [(99, 10003, "30"), (99, 10001, "20")]


def test_query_status_of_everyone_is_an_extension(world: World) -> None:
    classic, extended, away, _ = world.people(10001, 10002, 10003, 10004)
    classic.login()
    away.ask("Change_Stat", ST=40)
    assert extended.ask("Query_Stat", TN=2, UN=0, ALL=1).text.endswith(
        "&FC=195,201,&FN=0&SN=2&ST=10,20,&UN=10001,10003,&NK=user 10001,user 10003,"
    )
    assert classic.ask("Query_Stat", ALL=1)["UN"] == "10002,10004,"


@pytest.mark.parametrize(
    ("sent", "seen"), [("10", 10), ("20", 20), ("30", 30), ("40", 20), ("50", 30), ("x", 10), ("", 10)]
)
def test_a_classic_login_may_say_the_first_status(world: World, sent: str, seen: int) -> None:
    anna, bert = world.person(10001), world.person(10002, contacts=[10001])
    bert.sign_in()
    for turn in range(2):
        assert "&RES=0&RS=0&HI=60&LI=300" in anna.login(ST=sent).text
        world.settle()
        assert world.core.sessions.visible(10001) == seen
        assert bert.poll() == ([(99, 10001, str(seen))] if turn == 0 and seen != 20 else [])


def test_a_login_that_continues_a_session_may_change_the_status(world: World) -> None:
    anna = world.person(10001)
    anna.login(ST=30)
    anna.login()
    assert world.core.sessions.visible(10001) == 30
    anna.login(ST=10)
    assert world.core.sessions.visible(10001) == 10


def test_a_classic_login_before_every_poll_lets_nothing_flicker(world: World) -> None:
    bot, bert = world.person(10001), world.person(10002, contacts=[10001])
    bert.sign_in()
    for turn in range(4):
        bot.login()
        bot.poll()
        world.advance(30)
        assert bert.poll() == ([(99, 10001, "10")] if turn == 0 else [])
