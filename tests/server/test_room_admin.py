"""Deleting a room, by the operator."""

import pytest

from qqdesk.server.accounts import accounts
from qqdesk.server.admin import room_admin
from tests.server.test_invitations import invite
from tests.server.test_rooms import new_room, people
from tests.server.world import World

pytestmark = pytest.mark.stores("sqlite", "postgres")

_TABLES = (
    ("rooms", "number"),
    ("memberships", "room"),
    ("room_asks", "room"),
    ("logs", "number"),
    ("entries", "log"),
    ("cursors", "log"),
    ("read_marks", "peer"),
    ("invitations", "room"),
)


def test_a_deleted_room_leaves_nothing_but_a_notice(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    room, other = new_room(anna, 10002, JOIN=1), new_room(anna, 10002, CID="1" * 32)
    carl.ask("Ack_AddToList", UN=room, CD=2, RS="me, too")
    for number in (room, other):
        reply = anna.ask("CLTMSG", CID=f"{number:032}", UN=number, MG="hello")
        bert.ask("Seen", UN=number, MID=reply["MID"])
    invite(anna, ROOM=room)
    world.run(world.core.store.write(lambda db: room_admin.delete_room(db, room, world.clock.now())))
    for table, column in _TABLES:
        assert world.read(f"SELECT 1 FROM {table} WHERE {column} = {room}") == [], table
    assert [row[:2] for row in bert.poll()][-1] == (82, room)
    assert carl.poll() == []
    assert bert.ask("RoomInfo", UN=room)["RES"] == "30"
    assert bert.ask("GetLog", UN=other)["MN"] != "0"
    assert [one.number for one in world.run(world.core.store.read(room_admin.overviews))] == [other]


def test_the_number_of_a_deleted_room_is_not_used_again(world: World) -> None:
    anna, _ = people(world, 10001, 10002)
    room = new_room(anna)
    world.run(world.core.store.write(lambda db: room_admin.delete_room(db, room, world.clock.now())))
    assert new_room(anna, CID="1" * 32) == room + 1
    with pytest.raises(accounts.DeletedError):
        world.run(world.core.store.write(lambda db: accounts.add(db, room, "x", "Dora", 0)))
