"""Invitations that also admit to a room."""

import pytest

from qqdesk.server.accounts import administrators
from qqdesk.server.settings.settings import Settings
from tests.server.test_conversations import items
from tests.server.test_invitations import invite, register, show
from tests.server.test_rooms import new_room, people
from tests.server.world import DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

OPEN, CLOSED = 0, 3


@pytest.fixture
def place(world: World) -> World:
    world.restart(Settings(registration="invite", invites="all"))
    return world


def members(world: World, room: int) -> list[int]:
    rows = world.read(f"SELECT account FROM memberships WHERE room = {room} AND to_seq IS NULL ORDER BY account")
    return [number for (number,) in rows]


def test_a_newcomer_with_a_code_for_a_room_joins_it(place: World) -> None:
    anna, _ = people(place, 10001, 10002)
    room = new_room(anna, 10002)
    shown = show(place, invite(anna, ROOM=room, USES=2))
    assert (shown["ROOM"], shown["ROOMNAME"]) == (str(room), "Family")
    number = int(register(place, invite(anna, ROOM=room))["NUM"])
    assert members(place, room) == [10001, 10002, number]
    newcomer = Person(place, number)
    newcomer.token = newcomer.login("new", EXT=1, DEV=DEVICE, CAN="DEV,ROOM")["SID"]
    assert items(newcomer.ask("ListRooms"), "NAME") == ["Family"]
    assert "ROOM" not in show(place, invite(anna))


def test_a_list_of_invitations_names_their_rooms(place: World) -> None:
    (anna,) = people(place, 10001)
    invite(anna)
    assert "ROOM" not in anna.ask("ListInvites")
    room = new_room(anna)
    place.advance(1)
    invite(anna, ROOM=room)
    listed = anna.ask("ListInvites")
    assert (items(listed, "ROOM"), items(listed, "ROOMNAME")) == ([str(room), "0"], ["Family", ""])


def test_keepers_invite_to_their_room_and_members_to_an_open_one(place: World) -> None:
    anna, bert, carl = people(place, 10001, 10002, 10003)
    closed, open_ = new_room(anna, 10002), new_room(anna, 10002, CID="1" * 32, JOIN=OPEN)
    asked = [(person, room) for person in (anna, bert, carl) for room in (closed, open_)]
    results = [person.ask("Invite", USES=1, DAYS=1, ROOM=room)["RES"] for person, room in asked]
    assert results == ["0", "0", "31", "0", "31", "31"]
    assert carl.ask("Invite", USES=1, DAYS=1, ROOM=77777)["RES"] == "31"


def test_a_keeper_who_may_invite_nobody_to_the_place_invites_its_people(world: World) -> None:
    world.restart(Settings(registration="invite", invites="admins"))
    anna, _ = people(world, 10001, 10002)
    room = new_room(anna)
    code = invite(anna, ROOM=room)
    assert show(world, code)["ROOM"] == str(room)
    assert register(world, code)["RES"] == "31"
    world.run(world.core.store.write(lambda db: administrators.appoint(db, 10001)))
    number = int(register(world, code, sequence=2)["NUM"])
    assert members(world, room) == [10001, number]


def test_where_nobody_can_register_a_code_for_a_room_is_shown(world: World) -> None:
    world.restart(Settings(registration="closed"))
    anna, _ = people(world, 10001, 10002)
    code = invite(anna, ROOM=new_room(anna))
    assert show(world, code)["ROOMNAME"] == "Family"
    assert show(world, "A" * 20)["RES"] == "32"
    assert register(world, code)["RES"] == "32"


def test_a_code_for_a_full_room_admits_to_the_place(world: World) -> None:
    world.restart(Settings(registration="invite", invites="all", most_room_members=2))
    anna, _, _ = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10002)
    assert anna.ask("NewRoom", CID="1" * 32, NAME="Three", UN="10002,10003,")["RES"] == "32"
    assert register(world, invite(anna, ROOM=room))["RES"] == "0"
    assert members(world, room) == [10001, 10002]


def test_a_person_with_an_account_joins_a_closed_room_with_a_code(place: World) -> None:
    anna, _, carl = people(place, 10001, 10002, 10003)
    room, other = new_room(anna, 10002), new_room(anna, CID="1" * 32)
    code = invite(anna, ROOM=room)
    assert carl.ask("AddToList", UN=room)["CD"] == str(CLOSED)
    assert carl.ask("AddToList", UN=room, INVITE=invite(anna, ROOM=other))["RES"] == "35"
    assert carl.ask("AddToList", UN=room, INVITE="0" * 20)["RES"] == "35"
    for _ in range(2):
        assert carl.ask("AddToList", UN=room, INVITE=code)["CD"] == "0"
    assert members(place, room) == [10001, 10002, 10003]
    carl.ask("DelFromList", UN=room)
    assert carl.ask("AddToList", UN=room, INVITE=code)["RES"] == "35", "it is used up"


def test_a_code_of_a_keeper_who_left_admits_nobody_to_the_room(place: World) -> None:
    anna, _, carl = people(place, 10001, 10002, 10003)
    room = new_room(anna, 10002)
    code = invite(anna, ROOM=room, USES=2)
    anna.ask("DelFromList", UN=room)
    assert carl.ask("AddToList", UN=room, INVITE=code)["RES"] == "35"
    assert register(place, code)["RES"] == "0"
    assert members(place, room) == [10002]
