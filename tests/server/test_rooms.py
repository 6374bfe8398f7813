"""Rooms: how they are made, and who is in them."""

import secrets

import pytest

from qqdesk.protocol.room_commands import RoomChange
from qqdesk.server.admin import moderation
from qqdesk.server.rooms import membership
from tests.helpers.server import md5
from tests.server.test_conversations import items
from tests.server.world import DEVICE, Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

CID = "0123456789abcdef" * 2
OPEN, ASK, CLOSED = 0, 1, 3
OUT, MEMBER, ADMIN = 0, 1, 2


def sign_in(person: Person, device: str = DEVICE) -> Person:
    """Sign in with a device that knows rooms."""
    person.token = person.login(EXT=1, DEV=device, CAN="DEV,ROOM,")["SID"]
    return person


def people(world: World, *numbers: int) -> list[Person]:
    """People on each other's lists, each with a device that knows rooms."""
    return [sign_in(person) for person in world.people(*numbers)]


def stranger(world: World, number: int) -> Person:
    """A person with a device that knows rooms, on nobody's list."""
    return sign_in(world.person(number))


def new_room(maker: Person, *others: int, **fields: object) -> int:
    listed = "".join(f"{number}," for number in others)
    reply = maker.ask("NewRoom", **({"CID": CID, "NAME": "Family", "UN": listed} | fields))
    assert reply["RES"] == "0", reply.text
    return int(reply["NUM"])


def change(actor: Person, room: int, *changes: tuple[int, int, object]) -> Reply:
    """Make changes: KIND, KEY and VAL of each."""
    kinds, keys, values = ("".join(f"{one[place]}," for one in changes) for place in range(3))
    return actor.ask("ChangeRoom", UN=room, SN=len(changes), KIND=kinds, KEY=keys, VAL=values)


def set_member(actor: Person, room: int, account: int, role: int) -> str:
    return change(actor, room, (RoomChange.MEMBER, account, role))["RES"]


def roles(viewer: Person, room: int) -> dict[int, int]:
    reply = viewer.ask("RoomInfo", UN=room)
    return dict(zip(map(int, items(reply, "MEM")), map(int, items(reply, "ROLE")), strict=True))


def rooms_of(person: Person, **fields: object) -> dict[int, int]:
    """Return the role in each room that ListRooms shows."""
    reply = person.ask("ListRooms", **fields)
    return dict(zip(map(int, items(reply, "UN")), map(int, items(reply, "ROLE")), strict=True))


def log_of(reader: Person, room: int, **fields: object) -> list[tuple[int, int, str]]:
    return reader.ask("GetLog", UN=room, **fields).rows


def notices(person: Person) -> list[tuple[int, int, str]]:
    """Return the unacknowledged entries of the inbox."""
    reply = person.ask("GetMsgEx")
    logs = items(reply, "ROOM") if "ROOM" in reply else ["0"] * len(reply.rows)
    inbox = [(id_, row) for id_, row, log in zip(reply.ids, reply.rows, logs, strict=True) if log == "0" and id_]
    if inbox:
        person.ask("GetMsgEx", ACK=inbox[-1][0])
    return [row for _, row in inbox]


def say(sender: Person, room: int, text: str, *mentions: int) -> None:
    fields = {"MENT": "".join(f"{number}," for number in mentions)} if mentions else {}
    assert sender.ask("CLTMSG", CID=secrets.token_hex(16), **fields, UN=room, MG=text)["RES"] == "0"


# Creation


def test_a_room_has_its_maker_as_keeper_and_the_people_who_know_the_maker(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    assert room == 10003
    reply = bert.ask("ListRooms")
    assert [items(reply, name) for name in ("UN", "NAME", "ROLE", "COUNT", "REV")] == [
        [str(room)], ["Family"], ["1"], ["2"], ["2"],
    ]  # fmt: skip
    reply = anna.ask("RoomInfo", UN=room)
    assert [items(reply, name) for name in ("MEM", "ROLE", "NK")] == [
        ["10001", "10002"], ["2", "1"], ["user 10001", "user 10002"],
    ]  # fmt: skip
    assert log_of(anna, room) == [(80, 10001, "1 4 10001 2"), (80, 10001, "2 4 10002 1")]
    assert notices(anna) == [(81, room, "10001 Family")]
    assert notices(bert) == [(81, room, "10001 Family")]


def test_people_without_the_maker_on_their_lists_are_asked(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, 10002)
    assert roles(anna, room) == {10001: 2, 10002: 4}
    assert rooms_of(carl) == {room: 4}
    assert notices(carl) == [(77, room, "10001 Family")]
    assert carl.ask("Ack_AddToList", UN=room, CD=0)["RES"] == "0"
    assert roles(carl, room) == {10001: 2, 10002: 1}
    assert notices(carl) == [(81, room, "10002 Family")]
    assert log_of(carl, room)[-1] == (80, 10002, "2 4 10002 1")


def test_a_number_of_a_room_is_given_to_no_account(world: World) -> None:
    (anna,) = people(world, 10001)
    room = new_room(anna)
    reply = world.post(f"VER=1.1&CMD=Register&SEQ=1&UIN=0&NICK=Bert&PS={md5('new')}&CID={'a' * 32}")
    assert int(reply["NUM"]) == room + 1, reply.text


# Joining


def test_anybody_joins_an_open_room(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, JOIN=OPEN)
    assert rooms_of(carl, OPEN=1) == {room: 0}
    for _ in range(2):
        assert carl.ask("AddToList", UN=room)["CD"] == "0"
    assert roles(carl, room) == {10001: 2, 10002: 1}
    assert rooms_of(carl, OPEN=1) == {}
    assert notices(carl) == [(81, room, "10002 Family")]


def test_a_keeper_admits_people_who_ask(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    carl = stranger(world, 10003)
    room = new_room(anna, 10002, JOIN=ASK)
    notices(anna), notices(bert)
    assert carl.ask("AddToList", UN=room)["CD"] == "1"
    for _ in range(2):
        assert carl.ask("Ack_AddToList", UN=room, CD=2, RS="please")["RES"] == "0"
    assert (notices(anna), notices(bert)) == ([(78, room, "10003 please")], [])
    assert (roles(anna, room), roles(bert, room)) == ({10001: 2, 10002: 1, 10003: 3}, {10001: 2, 10002: 1})
    assert rooms_of(carl, OPEN=1) == {room: 3}
    assert set_member(bert, room, 10003, MEMBER) == "31"
    assert set_member(anna, room, 10003, MEMBER) == "0"
    assert notices(carl) == [(81, room, "10001 Family")]
    assert roles(carl, room)[10003] == 1


def test_a_refused_person_asks_again_after_a_day(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, JOIN=ASK)
    carl.ask("Ack_AddToList", UN=room, CD=2, RS="please")
    assert set_member(anna, room, 10002, OUT) == "0"
    assert notices(carl) == [(4, room, "")]
    notices(anna)
    assert carl.ask("Ack_AddToList", UN=room, CD=2, RS="pretty please")["RES"] == "31"
    world.clock.passed += 24 * 3600
    sign_in(anna), sign_in(carl)
    assert carl.ask("Ack_AddToList", UN=room, CD=2, RS="and now?")["RES"] == "0"
    assert notices(anna) == [(78, room, "10002 and now?")]


def test_a_closed_room_is_joined_by_invitation_only(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna)
    assert carl.ask("AddToList", UN=room)["CD"] == "3"
    assert carl.ask("Ack_AddToList", UN=room, CD=2, RS="please")["RES"] == "31"
    assert carl.ask("Ack_AddToList", UN=room, CD=0)["RES"] == "31"
    assert rooms_of(carl) == rooms_of(carl, OPEN=1) == {}
    assert set_member(anna, room, 10002, MEMBER) == "0"
    assert carl.ask("AddToList", UN=room)["CD"] == "0"
    assert roles(carl, room)[10002] == 1


def test_a_declined_invitation_is_repeated_after_a_day(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, 10002)
    notices(carl)
    for _ in range(2):
        assert carl.ask("Ack_AddToList", UN=room, CD=1)["RES"] == "0"
    assert (rooms_of(carl), notices(carl)) == ({}, [(82, room, "10002 Family")])
    assert set_member(anna, room, 10002, MEMBER) == "0"
    assert (rooms_of(carl), notices(carl)) == ({}, [])
    world.clock.passed += 24 * 3600
    sign_in(anna), sign_in(carl)
    set_member(anna, room, 10002, MEMBER)
    assert notices(carl) == [(77, room, "10001 Family")]


def test_people_who_block_someone_get_no_invitations_of_theirs(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    bert.ask("Block", UN=10001)
    room = new_room(anna, 10002)
    assert (rooms_of(bert), notices(bert)) == ({}, [])
    assert set_member(anna, room, 10002, MEMBER) == "0"
    assert (rooms_of(bert), notices(bert)) == ({}, [])


def test_an_invitation_code_ends_with_the_rights_of_its_maker(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    carl = stranger(world, 10003)
    room = new_room(anna, 10002)
    set_member(anna, room, 10002, ADMIN)
    code = bert.ask("Invite", USES=1, DAYS=1, ROOM=room)["INVITE"]
    set_member(anna, room, 10002, OUT)
    assert carl.ask("AddToList", UN=room, INVITE=code)["RES"] == "35"
    assert bert.ask("AddToList", UN=room, INVITE=code)["RES"] == "35"
    set_member(anna, room, 10002, ADMIN)
    assert carl.ask("AddToList", UN=room, INVITE=code)["CD"] == "0"


def test_two_people_who_join_at_the_limit(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    world.core.settings = type(world.core.settings)(most_room_members=2)
    room = new_room(anna, JOIN=OPEN)
    running = [world.start_unsettled(person.body("AddToList", UN=room)) for person in (bert, carl)]
    assert [one.reply()["RES"] for one in running] == ["0", "32"]
    assert roles(anna, room) == {10001: 2, 10002: 1}
    assert set_member(anna, room, 10003, MEMBER) == "32"


def test_nobody_is_in_more_than_a_hundred_rooms(world: World) -> None:
    (anna,) = people(world, 10001)
    world.core.rate_limits = type(world.core.rate_limits)(type(world.core.settings)(adds_per_hour=0))
    for number in range(100):
        new_room(anna, CID=f"{number:032x}")
    assert anna.ask("NewRoom", CID=CID, NAME="One more")["RES"] == "32"
    assert len(rooms_of(anna)) == 100
    room = next(iter(rooms_of(anna)))
    anna.ask("DelFromList", UN=room)
    assert anna.ask("NewRoom", CID=CID, NAME="One more")["RES"] == "0"


def test_a_server_has_a_limited_number_of_rooms_with_members(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "MAX_ROOMS", 2)
    anna, bert = people(world, 10001, 10002)
    first = new_room(anna, JOIN=OPEN)
    new_room(bert)
    assert anna.ask("NewRoom", CID="a" * 32, NAME="One more")["RES"] == "32"
    anna.ask("DelFromList", UN=first)
    new_room(anna, CID="a" * 32)
    assert bert.ask("AddToList", UN=first)["RES"] == "32"


def test_a_room_is_not_made_with_more_people_than_it_may_have(world: World) -> None:
    (anna,) = people(world, 10001)
    world.core.settings = type(world.core.settings)(most_room_members=2)
    listed = "".join(f"{stranger(world, number).number}," for number in (10002, 10003, 10004))
    assert anna.ask("NewRoom", CID=CID, NAME="Family", UN=listed)["RES"] == "32"
    assert rooms_of(anna) == {}


def test_invitations_count_as_contact_requests(world: World) -> None:
    (anna,) = people(world, 10001)
    listed = [f"{stranger(world, number).number}," for number in (10002, 10003, 10004)]
    world.core.rate_limits = type(world.core.rate_limits)(type(world.core.settings)(adds_per_hour=3))
    assert anna.ask("NewRoom", CID=CID, NAME="Family", UN="".join(listed))["RES"] == "40"
    assert anna.ask("NewRoom", CID=CID, NAME="Family", UN=listed[0])["RES"] == "0"
    assert anna.ask("NewRoom", CID="a" * 32, NAME="Club")["RES"] == "40"


def test_a_stranger_gets_few_invitations_of_one_person(world: World) -> None:
    (anna,), carl, dora = people(world, 10001), stranger(world, 10002), stranger(world, 10003)
    made = [anna.ask("NewRoom", CID=f"{n:032x}", NAME=f"text {n}", UN="10003,10002,"[6 * (n < 3) :]) for n in range(9)]
    assert [reply["RES"] for reply in made] == ["0"] * 3 + ["40"] * 6
    assert 0 < int(made[-1]["WAIT"]) <= 8 * 3600
    assert len(notices(carl)) == 3
    room = new_room(anna)
    assert set_member(anna, room, 10002, MEMBER) == "40"
    # Refused invitations were not counted.
    assert set_member(anna, room, 10003, MEMBER) == "0"
    assert len(notices(dora)) == 1
    world.clock.passed += 8 * 3600
    sign_in(anna), sign_in(carl)
    assert set_member(anna, room, 10002, MEMBER) == "0"
    assert notices(carl) == [(77, room, "10001 Family")]


def test_keepers_get_few_requests_of_one_stranger(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, JOIN=ASK)
    notices(anna)
    for n, result in enumerate(("0", "0", "0", "40")):
        assert carl.ask("Ack_AddToList", UN=room, CD=2, RS=f"text {n}")["RES"] == result
        assert carl.ask("DelFromList", UN=room)["RES"] == "0"
    assert [text for *_, text in notices(anna)] == [f"10002 text {n}" for n in range(3)]


def test_a_request_that_tells_the_keepers_nothing_is_not_counted(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room, opened = new_room(anna, JOIN=ASK), new_room(anna, CID="a" * 32, JOIN=OPEN)
    for _ in range(5):
        assert carl.ask("Ack_AddToList", UN=room, CD=2, RS="please")["RES"] == "0"
        assert carl.ask("Ack_AddToList", UN=opened, CD=2, RS="please")["RES"] == "0"
        assert carl.ask("DelFromList", UN=opened)["RES"] == "0"


def test_a_request_to_join_is_withdrawn(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, JOIN=ASK)
    carl.ask("Ack_AddToList", UN=room, CD=2, RS="please")
    assert carl.ask("DelFromList", UN=room)["RES"] == "0"
    assert roles(anna, room) == {10001: 2}
    assert rooms_of(carl, OPEN=1) == {room: 0}


# Leaving


def test_a_member_leaves(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    notices(bert)
    for _ in range(2):
        assert bert.ask("DelFromList", UN=room)["RES"] == "0"
    assert (rooms_of(bert), roles(anna, room)) == ({}, {10001: 2})
    assert notices(bert) == [(82, room, "10002 Family")]
    assert log_of(anna, room)[-1] == (80, 10002, "3 4 10002 0")


def test_the_longest_member_follows_the_last_keeper(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10003)
    set_member(anna, room, 10002, MEMBER)
    assert change(anna, room, (RoomChange.MEMBER, 10001, OUT))["RES"] == "0"
    assert roles(carl, room) == {10002: 1, 10003: 2}
    assert log_of(bert, room)[-2:] == [(80, 10001, "4 4 10001 0"), (80, 10001, "5 4 10003 2 1")]


def test_two_keepers_who_leave_at_once(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10002, 10003)
    set_member(anna, room, 10002, ADMIN)
    running = [world.start_unsettled(person.body("DelFromList", UN=room)) for person in (anna, bert)]
    assert [one.reply()["RES"] for one in running] == ["0", "0"]
    assert roles(carl, room) == {10003: 2}


def test_a_room_stays_without_members(world: World) -> None:
    (anna,), carl, dora = people(world, 10001), stranger(world, 10002), stranger(world, 10003)
    room = new_room(anna, 10003, JOIN=ASK)
    carl.ask("Ack_AddToList", UN=room, CD=2, RS="please")
    anna.ask("DelFromList", UN=room)
    assert rooms_of(carl, OPEN=1) == rooms_of(dora) == {}
    assert carl.ask("AddToList", UN=room)["CD"] == "3"
    assert world.read("SELECT count(*) FROM room_asks") == [(0,)]
    assert anna.ask("RoomInfo", UN=room)["COUNT"] == "0"


def test_who_joins_an_open_room_without_members_becomes_keeper(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna, JOIN=OPEN)
    anna.ask("DelFromList", UN=room)
    assert rooms_of(carl, OPEN=1) == {}
    assert carl.ask("AddToList", UN=room)["CD"] == "0"
    assert roles(carl, room) == {10002: 2}


def test_a_deleted_account_leaves_its_rooms(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    carl = stranger(world, 10003)
    room = new_room(anna, 10002, 10003)
    world.run(world.core.store.write(lambda db: moderation.delete(db, 10001, world.clock.now())))
    world.run(world.core.store.write(lambda db: moderation.delete(db, 10003, world.clock.now())))
    assert roles(bert, room) == {10002: 2}
    assert log_of(bert, room)[-2:] == [(80, 10001, "3 4 10001 0"), (80, 10001, "4 4 10002 2 1")]
    assert carl.number not in roles(bert, room)
