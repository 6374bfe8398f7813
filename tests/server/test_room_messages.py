"""Messages in rooms: who may write, and what the members' sessions get."""

from pathlib import Path

import pytest

from tests.helpers import rooms
from tests.server.world import Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

ROOM = 20001
CIDS = [f"{number:032x}" for number in range(1, 30)]


def place(world: World) -> Path | str:
    return world.url or world.folder


def write(world: World, sql: str) -> None:
    world.run(world.core.store.write(lambda db: db.execute(sql).rowcount))


def signed_in(world: World, number: int, device: str = "d" * 32, can: str = "DEV,ROOM,") -> Person:
    person = Person(world, number)
    reply = person.login(EXT=1, DEV=device, CAN=can)
    assert reply["CAN"] == can, reply.text
    person.token = reply["SID"]
    return person


def members(world: World, *numbers: int, can: str = "DEV,ROOM,") -> list[Person]:
    """Signed in with ROOM, in one room and on no lists; each has polled once."""
    for number in numbers:
        world.person(number)
    rooms.add_room(place(world), ROOM, numbers)
    world.catch_up()
    people = [signed_in(world, number, can=can) for number in numbers]
    for person in people:
        read_inbox(person)
    return people


def read_inbox(person: Person) -> None:
    """Receive that the account joined the room, or that a device was added."""
    reply = person.ask("GetMsgEx")
    assert "ROOM" not in reply
    assert person.ask("GetMsgEx", ACK=max(reply.ids, default=0))["MN"] == "0"


def in_room(reply: Reply) -> list[tuple[int, int, int, str]]:
    """Room, id, author and text of each message."""
    if reply["MN"] == "0" or "ROOM" not in reply:
        return []
    columns = [reply[name].removesuffix(",").split(",") for name in ("ROOM", "MID", "MT", "UN", "MG")]
    return [
        (int(room), int(id_), int(author), text)
        for room, id_, kind, author, text in zip(*columns, strict=True)
        if kind == "9" and room != "0"
    ]


def acknowledged(person: Person, reply: Reply, **fields: object) -> Reply:
    """Poll, and acknowledge the entries of the room in `reply`."""
    return person.ask("GetMsgEx", ROOM=f"{ROOM},", RACK=f"{reply.ids[-1]},", **fields)


def test_all_members_get_a_message(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    polls = [person.start("GetMsgEx", WAIT=50) for person in (anna, bert, chen)]
    sent = anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")
    assert sent["RES"] == "0", sent.text
    for poll in polls:
        assert in_room(poll.reply()) == [(ROOM, int(sent["MID"]), 10001, "hello")]
        assert poll.reply()["CID"] == CIDS[0] + ","
    assert world.read(f"SELECT count(*) FROM entries WHERE log = {ROOM} AND kind = 9") == [(1,)]


def test_times_do_not_fall_within_a_log(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")
    world.clock.passed -= 60
    sent = bert.ask("CLTMSG", CID=CIDS[1], UN=ROOM, MG="behind the time")
    first, second = anna.ask("GetMsgEx")["TIME"].removesuffix(",").split(",")
    assert first == second == sent["TIME"]
    assert bert.ask("CLTMSG", CID=CIDS[1], UN=ROOM, MG="behind the time")["TIME"] == sent["TIME"]


def test_a_session_without_rooms_gets_nothing_of_them(world: World) -> None:
    anna, _ = members(world, 10001, 10002)
    other = signed_in(world, 10002, "f" * 32, "DEV,")
    read_inbox(other)
    poll = other.start("GetMsgEx", WAIT=50)
    anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")
    anna.ask("CLTMSG", CID=CIDS[1], UN=10002, MG="not on your list")
    assert other.ask("Typing", UN=ROOM)["RES"] == "30"
    world.settle()
    assert not poll.is_done


def test_rooms_without_devices_count_as_nothing(world: World) -> None:
    world.person(10001)
    reply = Person(world, 10001).login(EXT=1, DEV="d" * 32, CAN="ROOM,")
    assert "CAN" not in reply


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ("UPDATE rooms SET keepers_write = 1", "31"),
        ("UPDATE memberships SET silent_until = 9999999999999", "31"),
        ("UPDATE memberships SET silent_until = 1", "0"),
        ("DELETE FROM memberships", "30"),
    ],
)
def test_who_may_write(world: World, change: str, result: str) -> None:
    _, bert = members(world, 10001, 10002)
    write(world, change)
    assert bert.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")["RES"] == result


def test_the_rate_is_of_one_member_in_one_room(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    results = [anna.ask("CLTMSG", CID=cid, UN=ROOM, MG="hello")["RES"] for cid in CIDS[:11]]
    assert results == ["0"] * 10 + ["40"]
    assert bert.ask("CLTMSG", CID=CIDS[20], UN=ROOM, MG="hello")["RES"] == "0"
    classic = Person(world, 10001)
    classic.login()
    assert classic.ask("CLTMSG", UN=ROOM, MG="hello")["RES"] == "40"
    # It was stored; a repeat is no new message.
    assert anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")["RES"] == "0"
    world.advance(0.5)
    assert anna.ask("CLTMSG", CID=CIDS[21], UN=ROOM, MG="hello")["RES"] == "0"


def test_a_member_who_returns_does_not_get_the_time_between(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    rooms.leave(place(world), ROOM, 10002)
    anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="between")
    rooms.join(place(world), ROOM, 10002)
    anna.ask("CLTMSG", CID=CIDS[1], UN=ROOM, MG="after")
    world.catch_up()
    assert [text for *_, text in in_room(bert.ask("GetMsgEx"))] == ["after"]


def test_members_of_a_small_room_see_who_is_typing(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    polls = [bert.start("GetMsgEx", WAIT=50), chen.start("GetMsgEx", WAIT=50)]
    own = anna.start("GetMsgEx", WAIT=50)
    assert anna.ask("Typing", UN=ROOM)["RES"] == "0"
    for poll in polls:
        assert poll.reply().rows == [(90, 10001, "")]
        assert poll.reply()["ROOM"] == f"{ROOM},"
    assert not own.is_done
    world.person(10009)
    assert signed_in(world, 10009).ask("Typing", UN=ROOM)["RES"] == "30"


def test_nobody_sees_typing_in_a_large_room(world: World) -> None:
    anna, bert = members(world, *range(10001, 10022))[:2]
    poll = bert.start("GetMsgEx", WAIT=50)
    assert anna.ask("Typing", UN=ROOM)["RES"] == "0"
    anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")
    assert poll.reply().rows == [(9, 10001, "hello")]


def test_the_list_of_rooms_says_where_polls_go_on(world: World) -> None:
    """Also with an acknowledgement that is not on disk yet, for a device that has lost what it had."""
    anna, bert = members(world, 10001, 10002)
    sent = anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="hello")
    acknowledged(bert, bert.ask("GetMsgEx"))
    bert = signed_in(world, 10002)
    assert bert.ask("ListRooms")["CUR"] == f"{sent['MID']},"
    assert in_room(bert.ask("GetMsgEx")) == []


def test_acknowledgements_outlive_a_restart(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="first")
    acknowledged(bert, bert.ask("GetMsgEx"))
    anna.ask("CLTMSG", CID=CIDS[1], UN=ROOM, MG="second")
    world.restart()
    assert [text for *_, text in in_room(bert.ask("GetMsgEx"))] == ["second"]


def test_a_killed_server_loses_no_message(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="first")
    acknowledged(bert, bert.ask("GetMsgEx"))
    anna.ask("CLTMSG", CID=CIDS[1], UN=ROOM, MG="second")
    world.restart(is_killed=True)
    assert [text for *_, text in in_room(bert.ask("GetMsgEx"))] == ["first", "second"]


def test_a_new_device_begins_at_the_end(world: World) -> None:
    anna, _ = members(world, 10001, 10002)
    anna.ask("CLTMSG", CID=CIDS[0], UN=ROOM, MG="before")
    other = signed_in(world, 10002, "f" * 32)
    read_inbox(other)
    anna.ask("CLTMSG", CID=CIDS[1], UN=ROOM, MG="after")
    assert [text for *_, text in in_room(other.ask("GetMsgEx"))] == ["after"]
