"""Rooms: who is in them, who may change them, and what the lists say."""

import secrets

import pytest

from qqdesk.protocol.codes import MessageKind, Result
from qqdesk.protocol.room_commands import RoomChange
from qqdesk.server.accounts import moderation
from qqdesk.server.rooms import membership
from tests.helpers.server import md5
from tests.server.test_talks import items
from tests.server.world import DEVICE, OTHER_DEVICE, Person, Reply, World

CID = "0123456789abcdef" * 2
OPEN, ASK, CLOSED = 0, 1, 3
OUT, MEMBER, KEEPER = 0, 1, 2


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


def test_a_repeat_returns_the_same_room(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    assert new_room(anna, 10002, NAME="Club") == room
    assert list(rooms_of(anna)) == list(rooms_of(bert)) == [room]
    assert new_room(bert) != room


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


@pytest.mark.parametrize(
    "fields", [{"NAME": ""}, {"NAME": "x" * 41}, {"NAME": "two%0alines"}, {"JOIN": 2}, {"CID": ""}]
)
def test_an_invalid_room_is_refused(world: World, fields: dict[str, object]) -> None:
    (anna,) = people(world, 10001)
    assert anna.ask("NewRoom", **({"CID": CID, "NAME": "Family"} | fields))["RES"] == str(int(Result.MALFORMED))
    assert rooms_of(anna) == {}


def test_a_room_with_an_unknown_person_is_not_created(world: World) -> None:
    (anna,) = people(world, 10001)
    assert anna.ask("NewRoom", CID=CID, NAME="Family", UN="12345,")["RES"] == "30"
    assert rooms_of(anna) == {}


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


def test_an_invitation_code_admits_to_a_closed_room(world: World) -> None:
    (anna,), carl = people(world, 10001), stranger(world, 10002)
    room = new_room(anna)
    code = anna.ask("Invite", USES=1, DAYS=1, ROOM=room)["INVITE"]
    assert carl.ask("AddToList", UN=room, INVITE="0000-0000-0000-0000-0000")["RES"] == "35"
    for _ in range(2):
        assert carl.ask("AddToList", UN=room, INVITE=code)["CD"] == "0"
    assert roles(carl, room)[10002] == 1


def test_an_invitation_code_ends_with_the_rights_of_its_maker(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    carl = stranger(world, 10003)
    room = new_room(anna, 10002)
    set_member(anna, room, 10002, KEEPER)
    code = bert.ask("Invite", USES=1, DAYS=1, ROOM=room)["INVITE"]
    set_member(anna, room, 10002, OUT)
    assert carl.ask("AddToList", UN=room, INVITE=code)["RES"] == "35"
    assert bert.ask("AddToList", UN=room, INVITE=code)["RES"] == "35"
    set_member(anna, room, 10002, KEEPER)
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


def test_invitations_count_as_contact_requests(world: World) -> None:
    (anna,) = people(world, 10001)
    numbers = [stranger(world, number).number for number in (10002, 10003)]
    world.core.rate_limits = type(world.core.rate_limits)(type(world.core.settings)(adds_per_hour=1))
    assert anna.ask("NewRoom", CID=CID, NAME="Family", UN=f"{numbers[0]},{numbers[1]},")["RES"] == "40"


def test_changes_count_as_messages(world: World) -> None:
    (anna,) = people(world, 10001)
    room = new_room(anna)
    world.core.rate_limits = type(world.core.rate_limits)(type(world.core.settings)(messages_per_minute=2))
    assert change(anna, room, *[(RoomChange.FACE, 0, face) for face in range(2)])["RES"] == "0"
    assert change(anna, room, (RoomChange.FACE, 0, 2))["RES"] == "40"


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
    assert log_of(bert, room)[-2:] == [(80, 10001, "4 4 10001 0"), (80, 10001, "5 4 10003 2")]


def test_two_keepers_who_leave_at_once(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10002, 10003)
    set_member(anna, room, 10002, KEEPER)
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
    assert log_of(bert, room)[-2:] == [(80, 10001, "3 4 10001 0"), (80, 10001, "4 4 10002 2")]
    assert carl.number not in roles(bert, room)


# Rights


def test_members_of_a_closed_room_change_nothing_but_leave(world: World) -> None:
    anna, bert, carl = people(world, 10001, 10002, 10003)
    room = new_room(anna, 10002)
    for one in [
        (RoomChange.NAME, 0, "Club"), (RoomChange.NOTICE, 0, "Hello"), (RoomChange.JOIN, 0, OPEN),
        (RoomChange.MEMBER, 10001, OUT), (RoomChange.MEMBER, 10002, KEEPER), (RoomChange.MEMBER, 10003, MEMBER),
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
    assert set_member(bert, room, 10003, KEEPER) == "31"
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


def test_all_changes_are_made_or_none(world: World) -> None:
    (anna,) = people(world, 10001)
    room = new_room(anna)
    reply = change(anna, room, (RoomChange.NAME, 0, "Club"), (RoomChange.MEMBER, 12345, MEMBER))
    assert reply["RES"] == "30"
    assert items(anna.ask("ListRooms"), "NAME") == ["Family"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (RoomChange.NAME, ""),
        (RoomChange.NAME, "x" * 41),
        (RoomChange.NOTICE, "x" * 1001),
        (RoomChange.JOIN, 2),
        (RoomChange.JOIN, "x"),
        (RoomChange.MEMBER, 3),
        (RoomChange.SILENT, -1),
        (RoomChange.WRITERS, 2),
        (RoomChange.FACE, 65536),
        (9, 0),
    ],
)
def test_invalid_changes_are_refused(world: World, kind: int, value: object) -> None:
    (anna,) = people(world, 10001)
    room = new_room(anna)
    assert change(anna, room, (kind, 10001, value))["RES"] == str(int(Result.MALFORMED))


def test_a_room_keeps_a_keeper(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    assert set_member(anna, room, 10001, MEMBER) == "32"
    assert set_member(anna, room, 10002, KEEPER) == "0"
    assert set_member(anna, room, 10001, MEMBER) == "0"
    assert roles(bert, room) == {10001: 1, 10002: 2}


def test_a_silence_survives_leaving_and_joining_again(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002, JOIN=OPEN)
    change(anna, room, (RoomChange.SILENT, 10002, 1_900_000_000_000))
    bert.ask("DelFromList", UN=room)
    bert.ask("AddToList", UN=room)
    assert items(bert.ask("ListRooms"), "SILENT") == ["1900000000000"]


# Information


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


def test_someone_who_left_reads_the_time_as_a_member(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    say(anna, room, "before")
    bert.ask("DelFromList", UN=room)
    say(anna, room, "after")
    assert [text for _, _, text in log_of(bert, room)] == ["1 4 10001 2", "2 4 10002 1", "before"]
    assert rooms_of(bert) == {}


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


def test_the_log_names_the_room_and_the_writers(world: World) -> None:
    anna, bert = people(world, 10001, 10002)
    room = new_room(anna, 10002)
    say(bert, room, "hello")
    reply = anna.ask("GetLog", UN=room, AFT=2)
    assert (reply.rows, reply["ROOM"]) == ([(9, 10002, "hello")], f"{room},")


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
