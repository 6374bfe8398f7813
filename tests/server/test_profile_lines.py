"""Signatures, status texts and when people were last seen, and who sees them."""

import pytest

from tests.server.test_changes import friends as befriended
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

Friends = list[Person]


@pytest.fixture
def friends(world: World) -> Friends:
    return befriended(world, 10001, 10002)


def seen(person: Person, other: Person) -> tuple[int, int]:
    """SEEN of GetInfo and of Query_Stat."""
    info = person.ask("GetInfo", UN=other.number, LV=3)["SEEN"]
    listed = person.ask("Query_Stat", TN=9, UN=0, ALL=1)["SEEN"]
    return int(info), int(listed.removesuffix(","))


def test_the_time_of_the_sign_out_is_seen_if_both_show_it(friends: Friends) -> None:
    anna, bert = friends
    world = anna.world
    left = world.core.clock.now()
    anna.ask("Logout")
    world.advance(60)
    assert seen(bert, anna) == (left, left)
    bert.ask("ModifyInfo", SHOWSEEN=0)
    assert seen(bert, anna) == (0, 0)


def test_an_invisible_person_was_last_seen_before(friends: Friends) -> None:
    anna, bert = friends
    world = anna.world
    hidden = world.core.clock.now()
    anna.ask("Change_Stat", ST=40)
    world.advance(60)
    assert seen(bert, anna) == (hidden, hidden)
    anna.ask("Logout")
    assert seen(bert, anna) == (hidden, hidden)
