"""Nudges: between people who have each other on the list, not to the busy, and one in 30 seconds."""

import pytest

from tests.server.test_changes import friends, marked, reply_rows, rows
from tests.server.world import OTHER_DEVICE, Person, World


def nudge(person: Person, number: int) -> str:
    return person.ask("Nudge", UN=number)["RES"]


def test_a_nudge_reaches_all_devices_that_know_it_and_is_not_stored(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    old = marked(world, 10002, OTHER_DEVICE, "DEV,ROOM,")
    rows(bert)
    poll = bert.start("GetMsgEx", WAIT=50)
    assert nudge(anna, 10002) == "0"
    reply = poll.reply()
    assert (reply_rows(reply), reply.ids) == ([("89", "10001", "", "")], [0])
    assert "89" not in old.ask("GetMsgEx").get("MT", "")
    assert rows(bert) == []


def test_one_pair_has_one_in_thirty_seconds(world: World) -> None:
    anna, bert, _ = friends(world, 10001, 10002, 10003)
    assert nudge(anna, 10002) == "0"
    world.advance(10)
    refused = anna.ask("Nudge", UN=10002)
    assert (refused["RES"], refused["WAIT"]) == ("40", "20")
    assert (nudge(anna, 10003), nudge(bert, 10001)) == ("0", "0")
    world.advance(20)
    assert nudge(anna, 10002) == "0"


@pytest.mark.parametrize("status", [20, 30, 40])
def test_who_is_busy_or_looks_offline_gets_none(world: World, status: int) -> None:
    anna, bert = friends(world, 10001, 10002)
    bert.ask("Change_Stat", ST=status)
    assert nudge(anna, 10002) == "31"
    bert.ask("Change_Stat", ST=10)
    assert nudge(anna, 10002) == "0", "a refused one does not count"


def test_it_needs_both_lists_and_no_block(world: World) -> None:
    anna, bert = friends(world, 10001, 10002)
    for blocker, blocked in ((anna, bert), (bert, anna)):
        blocker.ask("Block", UN=blocked.number)
        assert (nudge(anna, 10002), nudge(bert, 10001)) == ("31", "31")
        blocker.ask("Unblock", UN=blocked.number)
    assert nudge(anna, 10002) == "0"
    bert.ask("DelFromList", UN=10001)
    assert (nudge(anna, 10002), nudge(bert, 10001)) == ("31", "31")


def test_without_a_client_that_knows_it_there_is_none(world: World) -> None:
    anna, _ = friends(world, 10001, 10002)
    marked(world, 10002, can="DEV,")
    assert nudge(anna, 10002) == "31"
