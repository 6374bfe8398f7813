"""Rooms: what their lists and logs say, and to whom."""

import pytest

from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import RoomChange
from tests.server.test_conversations import items
from tests.server.test_rooms import (
    ASK,
    CID,
    MEMBER,
    OPEN,
    OUT,
    change,
    log_of,
    new_room,
    notices,
    people,
    roles,
    rooms_of,
    say,
    set_member,
    sign_in,
    stranger,
)
from tests.server.world import DEVICE, OTHER_DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

# Lists


def test_people_outside_see_a_room_that_they_can_join_without_its_members(world: World) -> None:
    (anna,), carl, dora = people(world, 10001), stranger(world, 10002), stranger(world, 10003)
    room = new_room(anna)
    assert carl.ask("RoomInfo", UN=room)["RES"] == "30"
    assert carl.ask("RoomInfo", UN=12345)["RES"] == "30"
    set_member(anna, room, 10003, MEMBER)
    reply = dora.ask("RoomInfo", UN=room)
    assert (reply["NAME"], reply["COUNT"], items(reply, "MEM")) == ("Family", "1", [])
    for rule in (OPEN, ASK):
        change(anna, room, (RoomChange.JOIN, 0, rule))
        reply = carl.ask("RoomInfo", UN=room)
        assert (reply["JOIN"], items(reply, "MEM")) == (str(rule), [])


def test_members_are_paged_with_their_presence(world: World) -> None:
    anna, bert, carl, _ = people(world, 10001, 10002, 10003, 10004)
    room = new_room(anna, 10002, 10003, 10004)
    bert.ask("Block", UN=10001)
    carl.ask("Logout")
    world.settle()
    reply = anna.ask("RoomInfo", UN=room, TN=3)
    assert [items(reply, name) for name in ("MEM", "ST")] == [["10001", "10002", "10003"], ["10", "20", "20"]]
    assert (reply["FN"], reply["COUNT"]) == ("0", "4")
    reply = anna.ask("RoomInfo", UN=room, TN=3, FROM=10003)
    assert (items(reply, "MEM"), reply["FN"]) == (["10004"], "1")


def test_the_presence_of_people_who_are_invited_is_hidden(world: World) -> None:
    (anna,) = people(world, 10001)
    stranger(world, 10002)
    reply = anna.ask("RoomInfo", UN=new_room(anna, 10002))
    assert [items(reply, name) for name in ("MEM", "ST")] == [["10001", "10002"], ["10", "20"]]


def test_a_session_that_does_not_know_rooms_has_none(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002, JOIN=OPEN)
    bert.token = bert.login(EXT=1, DEV=DEVICE, CAN="DEV,")["SID"]
    for command in ("ListRooms", "RoomInfo", "ChangeRoom", "NewRoom"):
        reply = bert.ask(command, UN=room, CID=CID, NAME="Club", SN=0, KIND="", KEY="", VAL="")
        assert reply["RES"] == str(int(Result.UNKNOWN_COMMAND)), command
    for command in ("GetLog", "Seen", "ClearLog", "AddToList", "DelFromList"):
        assert bert.ask(command, UN=room, MID=1)["RES"] == "30", command
    assert roles(anna, room) == {10001: 2, 10002: 1}


def test_rooms_are_paged_by_number(world: World) -> None:
    (anna,) = people(world, 10001)
    numbers = [new_room(anna, CID=f"{number:032x}") for number in range(3)]
    reply = anna.ask("ListRooms", TN=2)
    assert (items(reply, "UN"), reply["FN"]) == ([str(number) for number in numbers[:2]], "0")
    reply = anna.ask("ListRooms", TN=2, UN=numbers[1])
    assert (items(reply, "UN"), reply["FN"]) == ([str(numbers[2])], "1")


def test_the_list_has_the_last_message_and_counts_the_unread_ones_of_others(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    names = ("FROM", "SEEN", "UNREAD", "LAST", "WHO", "MG")
    reply = bert.ask("ListRooms")
    assert [items(reply, name) for name in names] == [["1"], ["1"], ["0"], ["0"], ["0"], [""]]
    for text in ("one", "two", "three"):
        say(anna, room, text)
    say(bert, room, "mine")
    change(anna, room, (RoomChange.NAME, 0, "Club"))
    reply = bert.ask("ListRooms")
    assert [items(reply, name) for name in names] == [["1"], ["1"], ["3"], ["6"], ["10002"], ["mine"]]
    assert bert.ask("Seen", UN=room, MID=4)["RES"] == "0"
    reply = bert.ask("ListRooms")
    assert [items(reply, name) for name in ("SEEN", "UNREAD")] == [["4"], ["1"]]


def test_the_list_says_whether_an_unread_message_mentions_me(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10002, 10003)
    say(anna, room, "hello", 10003, 10002)
    say(anna, room, "and", 100021)
    assert items(bert.ask("ListRooms"), "MENT") == items(carl.ask("ListRooms"), "MENT") == ["1"]
    assert items(anna.ask("ListRooms"), "MENT") == ["0"]
    assert items(anna.ask("ListRooms"), "WHOM") == ["100021"]
    reply = bert.ask("GetLog", UN=room, AFT=3)
    assert items(reply, "MENT") == ["10003 10002", "100021"]
    bert.ask("Seen", UN=room, MID=4)
    assert items(bert.ask("ListRooms"), "MENT") == ["0"]


# The log


def test_newcomers_of_a_room_read_its_past_which_does_not_count_as_unread(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna)
    say(anna, room, "early")
    set_member(anna, room, 10002, MEMBER)
    assert [text for _, _, text in log_of(bert, room)] == ["1 4 10001 2", "early", "2 4 10002 1"]
    reply = bert.ask("ListRooms")
    assert [items(reply, name) for name in ("FROM", "CUR", "UNREAD", "MG")] == [["1"], ["2"], ["0"], ["early"]]


def test_newcomers_read_from_their_joining_on_if_the_room_hides_its_past(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna)
    say(anna, room, "early")
    change(anna, room, (RoomChange.PAST, 0, 0), (RoomChange.MEMBER, 10002, MEMBER))
    say(anna, room, "late")
    assert [text for _, _, text in log_of(bert, room)] == ["3 4 10002 1", "late"]
    reply = bert.ask("ListRooms")
    assert [items(reply, name) for name in ("FROM", "CUR", "UNREAD")] == [["4"], ["3"], ["1"]]
    assert bert.ask("GetLog", UN=room, AFT=0)["MID"] == "4,5,"


def test_someone_who_came_back_reads_each_time_as_a_member(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna)
    change(anna, room, (RoomChange.PAST, 0, 0))
    for visit in range(3):
        set_member(anna, room, 10002, MEMBER)
        say(anna, room, f"visit {visit}")
        set_member(anna, room, 10002, OUT)
        say(anna, room, f"without {visit}")
    set_member(anna, room, 10002, MEMBER)
    texts = [f"visit {visit}" for visit in range(3)]
    assert [text for kind, _, text in log_of(bert, room) if kind == MessageKind.TEXT] == texts
    pages: list[int] = []
    before = ""
    while True:
        reply = bert.ask("GetLog", UN=room, TN=2, BEF=before)
        pages = [*map(int, items(reply, "MID")), *pages]
        before = str(pages[0])
        if reply["FN"] == "1":
            break
    forward = [int(number) for number in items(bert.ask("GetLog", UN=room, AFT=0), "MID")]
    assert pages == forward == [3, 4, 7, 8, 11, 12, 15]
    assert items(bert.ask("ListRooms"), "FROM") == ["3"]
    change(anna, room, (RoomChange.PAST, 0, 1), (RoomChange.MEMBER, 10002, OUT), (RoomChange.MEMBER, 10002, MEMBER))
    assert len(log_of(bert, room)) == 18


def test_people_outside_get_no_log(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, 10002, JOIN=OPEN)
    say(anna, room, "hello")
    assert log_of(carl, room) == []
    assert carl.ask("Seen", UN=room, MID=1)["RES"] == carl.ask("ClearLog", UN=room, MID=1)["RES"] == "0"
    assert notices(carl) == [(77, room, "10001 Family")]


def test_other_devices_learn_how_far_a_room_was_read(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    say(anna, room, "one")
    notices(bert)
    for up_to in (3, 2, 3, 99):
        assert bert.ask("Seen", UN=room, MID=up_to)["RES"] == "0"
    assert notices(bert) == [(93, room, "3 room")]


def test_a_cleared_room_is_empty_for_one_member(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna)
    change(anna, room, (RoomChange.PAST, 0, 0))
    for _ in range(2):
        set_member(anna, room, 10002, MEMBER)
        say(anna, room, "hello")
        set_member(anna, room, 10002, OUT)
    set_member(anna, room, 10002, MEMBER)
    notices(bert)
    assert bert.ask("ClearLog", UN=room, MID=7)["RES"] == "0"
    assert notices(bert) == [(85, room, "7 room")]
    assert [text for _, _, text in log_of(bert, room)] == ["7 4 10002 1"]
    assert bert.ask("ClearLog", UN=room, MID=9)["RES"] == "0"
    assert log_of(bert, room) == []
    assert bert.ask("ClearLog", UN=room, MID=10)["RES"] == "10"
    assert rooms_of(bert) == {room: 1}
    assert len(log_of(anna, room)) == 9
    say(anna, room, "later")
    assert [text for _, _, text in log_of(bert, room)] == ["later"]


def test_each_device_of_a_newcomer_has_a_cursor_in_the_room(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    other = sign_in(Person(world, 10002), OTHER_DEVICE)
    room = new_room(anna)
    say(anna, room, "early")
    set_member(anna, room, 10002, MEMBER)
    say(anna, room, "late")
    for device in (bert, other):
        reply = device.ask("ListRooms")
        assert [items(reply, name) for name in ("CUR", "LAST")] == [["2"], ["4"]]
