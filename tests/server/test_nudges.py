"""Nudges: between people who have each other on the list, not to the busy, and one in 30 seconds."""

import pytest

from tests.server.test_changes import friends, marked, reply_rows, rows
from tests.server.world import OTHER_DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


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
