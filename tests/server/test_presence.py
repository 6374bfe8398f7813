"""Presence notices about contacts."""

import pytest

from tests.server.world import World


def test_only_visible_changes_are_notified(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("Change_Stat", ST=10)
    assert bert.poll() == []
    anna.ask("Change_Stat", ST=40)
    assert bert.poll() == [(99, 10001, "20")]
    anna.ask("Change_Stat", ST=20)
    anna.ask("Logout")
    assert bert.poll() == []


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


def test_query_status_is_paged(world: World) -> None:
    anna, *_ = world.people(*range(10001, 10007))
    pages = []
    after = 0
    while True:
        reply = anna.ask("Query_Stat", TN=2, UN=after)
        pages.append(reply["UN"] if reply["SN"] != "0" else "")
        if reply["FN"] == "1":
            break
        after = int(reply["UN"].split(",")[-2])
    # `UIN` and then `UN` of the reply: the last one is the list.
    assert pages == ["10002,10003,", "10004,10005,", "10006,"]


def test_removed_contact_sends_no_presence(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    bert.ask("Change_Stat", ST=30)
    anna.ask("DelFromList", UN=10002)
    assert anna.poll() == []
    bert.ask("Change_Stat", ST=10)
    assert anna.poll() == []
    anna.ask("Change_Stat", ST=30)
    assert bert.poll() == [(99, 10001, "30")]


def test_the_status_codes_of_later_clients(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    for sent, seen in ((50, "30"), (60, "10"), (70, "30"), (10, "10"), (30, "30"), (40, "20")):
        assert anna.ask("Change_Stat", ST=sent)["RES"] == "0"
        world.settle()
        rows = bert.poll()
        assert rows in ([(99, 10001, seen)], []), sent
        assert f"&ST={seen}," in bert.ask("Query_Stat", ALL=1).text, sent


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
