"""Entries that show what others have read (kind 94), of people and in rooms."""

import pytest

from tests.helpers.clock import START_MS
from tests.server.test_changes import CID, OTHER_CID, items, log, marked, react, reply_rows, rows, write
from tests.server.test_changes_in_rooms import ROOM, members, receive
from tests.server.test_room_messages import signed_in
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def show(*people: Person, shows: bool = True) -> None:
    for person in people:
        assert person.ask("ModifyInfo", SHOWREAD=int(shows))["RES"] == "0"


def read(person: Person, peer: int) -> None:
    """Move the read mark to the end."""
    last = person.ask("GetLog", UN=peer, TN=1).ids[-1]
    assert person.ask("Seen", UN=peer, MID=last)["RES"] == "0"


def of_kind_read(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [row[1:3] for row in found if row[0] == "94"]


@pytest.fixture
def friends(world: World) -> list[Person]:
    world.people(10001, 10002)
    return [marked(world, number) for number in (10001, 10002)]


def test_the_author_sees_how_far_a_person_has_read(friends: list[Person]) -> None:
    anna, bert = friends
    show(anna, bert)
    write(anna, 10002)
    read(bert, 10001)
    assert of_kind_read(rows(anna)) == [("10002", f"10001:{CID}")]
    write(anna, 10002, "more", OTHER_CID)
    read(bert, 10001)
    assert of_kind_read(rows(anna)) == [("10002", f"10001:{OTHER_CID}")]
    assert anna.world.read("SELECT count(*) FROM entries WHERE kind = 94") == [(1,)]


def test_the_log_says_how_far_others_have_read_while_both_show_it(friends: list[Person]) -> None:
    anna, bert = friends
    show(anna, bert)
    write(anna, 10002)
    read(bert, 10001)
    write(anna, 10002, "more", OTHER_CID)
    assert of_kind_read(log(anna, 10002)) == [("10002", f"10001:{CID}")]
    assert of_kind_read(log(bert, 10001)) == []
    for person in (anna, bert):
        show(person, shows=False)
        assert of_kind_read(log(anna, 10002)) == []
        show(person)
    assert of_kind_read(log(anna, 10002)) == [("10002", f"10001:{CID}")]


def test_the_log_of_a_room_says_how_far_the_other_members_have_read(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    old = signed_in(world, 10003, "e" * 32)
    show(anna, bert)
    write(anna, ROOM)
    read(bert, ROOM)
    assert of_kind_read(log(anna, ROOM)) == [("10002", f"10001:{CID}")]
    assert of_kind_read(log(bert, ROOM)) == [], "not how far I have read"
    assert of_kind_read(log(chen, ROOM)) == []
    show(chen)
    assert of_kind_read(log(chen, ROOM)) == [("10002", f"10001:{CID}")]
    assert of_kind_read(log(old, ROOM)) == [], "it does not know changes"


def test_members_who_show_it_see_how_far_others_have_read(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    show(anna, bert)
    write(anna, ROOM)
    for person in (anna, bert, chen):
        receive(person)
    world.advance(1)
    polls = [person.start("GetMsgEx", WAIT=50) for person in (anna, chen)]
    read(bert, ROOM)
    assert of_kind_read(reply_rows(polls[0].reply())) == [("10002", f"10001:{CID}")]
    assert not polls[1].is_done
    read(chen, ROOM)
    assert of_kind_read(receive(anna)) == [("10002", f"10001:{CID}")]


def test_what_a_member_does_not_see_holds_nothing_up(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    old = signed_in(world, 10003, "e" * 32)
    show(anna, bert)
    for cid, text in ((CID, "one"), (OTHER_CID, "two")):
        write(anna, ROOM, text, cid)
        read(bert, ROOM)
    found = receive(anna)
    # The second entry takes the place of the first, which may have been handed over before.
    assert [row[0] for row in found if row[0] != "94"] == ["9", "9"]
    assert of_kind_read(found)[-1] == ("10002", f"10001:{OTHER_CID}")
    for person in (chen, old):
        assert [(row[0], row[-1]) for row in receive(person)] == [("9", "one"), ("9", "two")]
    show(chen)
    write(bert, ROOM, "three", "3" * 32)
    read(anna, ROOM)
    assert of_kind_read(receive(chen)) == [("10001", f"10002:{'3' * 32}")]
    show(chen, shows=False)
    read(bert, ROOM)
    assert receive(chen) == []


def test_a_member_has_one_entry_in_a_room(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    show(bert)
    for cid in (CID, OTHER_CID):
        write(anna, ROOM, "hello", cid)
        read(bert, ROOM)
    last = world.read(f"SELECT last_seq FROM logs WHERE number = {ROOM}")[0][0]
    bert.ask("Seen", UN=ROOM, MID=last)
    assert world.read(f"SELECT seq FROM entries WHERE log = {ROOM} AND kind = 94") == [(last,)]
    assert [kind for kind, *_ in log(anna, ROOM)][-2:] == ["9", "9"]


def test_large_rooms_and_invisible_members_have_no_such_entries(world: World) -> None:
    people = members(world, *range(10001, 10022))
    anna, bert, chen = people[:3]
    show(anna, bert, chen)
    write(anna, ROOM)
    read(bert, ROOM)
    assert people[-1].ask("DelFromList", UN=ROOM)["RES"] == "0"
    chen.ask("Change_Stat", ST=40)
    read(chen, ROOM)
    assert of_kind_read(receive(anna)) == []
    chen.ask("Change_Stat", ST=10)
    write(anna, ROOM, "more", OTHER_CID)
    read(bert, ROOM)
    assert of_kind_read(receive(anna)) == [("10002", f"10001:{OTHER_CID}")]


def test_the_time_of_a_read_mark_does_not_fall(friends: list[Person]) -> None:
    """A client keeps the later of two."""
    anna, bert = friends
    show(anna, bert)
    for cid, ahead in ((CID, 60), (OTHER_CID, 0)):
        anna.world.clock.ahead = ahead
        write(anna, 10002, "hello", cid)
        read(bert, 10001)
    reply = anna.ask("GetLog", UN=10002)
    found = list(zip(items(reply, "MT"), items(reply, "REF"), items(reply, "TIME"), strict=True))
    assert found[-1] == ("94", f"10001:{OTHER_CID}", str(START_MS + 60_000))


def test_times_do_not_fall_in_a_room_whose_last_entry_was_replaced(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    world.clock.ahead = 60
    write(anna, ROOM)
    assert react(bert, ROOM, "👍") == "0"
    world.clock.ahead = 0
    assert react(bert, ROOM, "👎", cid="3" * 32) == "0"
    assert items(anna.ask("GetLog", UN=ROOM), "TIME")[-2:] == [str(START_MS + 60_000)] * 2
