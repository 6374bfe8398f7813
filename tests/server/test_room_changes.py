"""Rooms: who may change them, and what a change does."""

import pytest

from qqdesk.protocol.room_commands import RoomChange
from tests.server.test_conversations import items
from tests.server.test_rooms import (
    ADMIN,
    ASK,
    MEMBER,
    OPEN,
    OUT,
    change,
    log_of,
    new_room,
    people,
    roles,
    set_member,
)
from tests.server.world import World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def test_members_of_a_closed_room_change_nothing_but_leave(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10002)
    for one in [
        (RoomChange.NAME, 0, "Club"), (RoomChange.NOTICE, 0, "Hello"), (RoomChange.JOIN, 0, OPEN),
        (RoomChange.MEMBER, 10001, OUT), (RoomChange.MEMBER, 10002, ADMIN), (RoomChange.MEMBER, 10003, MEMBER),
        (RoomChange.SILENT, 10001, 1), (RoomChange.WRITERS, 0, 1), (RoomChange.PAST, 0, 0), (RoomChange.FACE, 0, 3),
    ]:  # fmt: skip
        assert change(bert, room, one)["RES"] == "31", one
        assert change(carl, room, one)["RES"] == "30", one
    assert len(log_of(anna, room)) == 2
    assert set_member(bert, room, 10002, OUT) == "0"


def test_members_of_an_open_room_bring_people(world: World) -> None:
    anna, bert, _ = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10002, JOIN=OPEN)
    assert set_member(bert, room, 10003, MEMBER) == "0"
    assert set_member(bert, room, 10003, ADMIN) == "31"
    assert set_member(bert, room, 10003, OUT) == "31"
    assert set_member(bert, room, 10001, MEMBER) == "31"
    assert roles(anna, room) == {10001: 2, 10002: 1, 10003: 1}


def test_a_keeper_changes_everything(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    world.clock.passed += 5
    changes = [
        (RoomChange.NAME, 0, " Club "), (RoomChange.NOTICE, 0, "Hello"), (RoomChange.JOIN, 0, ASK),
        (RoomChange.SILENT, 10002, 1_900_000_000_000), (RoomChange.WRITERS, 0, 1), (RoomChange.PAST, 0, 0),
        (RoomChange.FACE, 0, 3),
    ]  # fmt: skip
    for _ in range(2):
        assert change(anna, room, *changes)["REV"] == "9"
    reply = bert.ask("ListRooms")
    assert [items(reply, name) for name in ("NAME", "NOTE", "FC", "JOIN", "WRITE", "PAST", "REV", "SILENT")] == [
        ["Club"], ["Hello"], ["3"], ["1"], ["1"], ["0"], ["9"], ["1900000000000"],
    ]  # fmt: skip
    reply = bert.ask("RoomInfo", UN=room)
    assert (reply["NOTER"], reply["NOTED"], reply["SILENT"]) == ("10001", str(world.clock.now()), "0,1900000000000,")
    assert [text for _, _, text in log_of(bert, room)[2:]] == [
        "3 1 0 Club", "4 2 0 Hello", "5 3 0 1", "6 5 10002 1900000000000", "7 6 0 1", "8 7 0 0", "9 8 0 3",
    ]  # fmt: skip


def test_a_room_keeps_a_keeper(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    assert set_member(anna, room, 10001, MEMBER) == "32"
    assert set_member(anna, room, 10002, ADMIN) == "0"
    assert set_member(anna, room, 10001, MEMBER) == "0"
    assert roles(bert, room) == {10001: 1, 10002: 2}


def test_a_silence_survives_leaving_clearing_and_joining_again(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002, JOIN=OPEN)
    change(anna, room, (RoomChange.SILENT, 10002, 1_900_000_000_000))
    bert.ask("DelFromList", UN=room)
    assert bert.ask("ClearLog", UN=room, MID=4)["RES"] == "0"
    assert log_of(bert, room) == []
    bert.ask("AddToList", UN=room)
    assert items(bert.ask("ListRooms"), "SILENT") == ["1900000000000"]


def test_changes_count_as_messages(world: World) -> None:
    (anna,) = people(world, 10001)
    room = new_room(anna)
    world.core.rate_limits = type(world.core.rate_limits)(type(world.core.settings)(messages_per_minute=2))
    assert change(anna, room, (RoomChange.FACE, 0, 1))["RES"] == "0"
    reply = change(anna, room, (RoomChange.FACE, 0, 2), (RoomChange.WRITERS, 0, 1))
    assert (reply["RES"], reply["WAIT"]) == ("40", "30")
    assert change(anna, room, (RoomChange.FACE, 0, 2))["RES"] == "0"
    assert change(anna, room, (RoomChange.FACE, 0, 3))["RES"] == "40"
