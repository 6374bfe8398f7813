"""Messages with files: who may send which, and which sessions get them. Their content is elsewhere."""

from pathlib import Path

import pytest

from tests.helpers import rooms
from tests.helpers.files import add_file
from tests.helpers.server import add_to_lists
from tests.server.world import DEVICE, OTHER_DEVICE, Person, Running, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

ANN, BOB, CARL, ROOM = 10001, 10002, 10003, 20001
FILE, OTHER_FILE, CID = "a" * 32, "b" * 32, "1" * 32
PACKED = f"{FILE} 1234567 jpeg 640 480 - cat.jpg"
TEXT = "[picture] cat.jpg 1.2 MB"


def place(world: World) -> Path | str:
    return world.url or world.folder


def people(world: World, *numbers: int, members: tuple[int, ...] = ()) -> list[Person]:
    """Signed in with files, and all on each other's lists. Some of them are members of a room."""
    world.core.most_file_bytes = 1 << 20
    found = [world.person(number) for number in numbers]
    add_to_lists(place(world), [(one, other) for one in numbers for other in numbers if one != other])
    if members:
        rooms.add_room(place(world), ROOM, members)
        world.catch_up()
    return [sign_in(person) for person in found]


def sign_in(person: Person, device: str = DEVICE, can: str = "DEV,ROOM,FILE,") -> Person:
    reply = person.login(EXT=1, DEV=device, CAN=can)
    assert reply["CAN"] == can, reply.text
    person.token = reply["SID"]
    return person


def send(person: Person, to: int, file: str = FILE, client_id: str = CID, text: str = TEXT) -> str:
    return person.ask("CLTMSG", CID=client_id, FID=file, UN=to, MG=text)["RES"]


def wait(person: Person) -> Running:
    """Receive all there is, and wait for more."""
    received = 0
    while (reply := person.ask("GetMsgEx", ACK=received))["MN"] != "0":
        received = max(received, *reply.ids)
    return person.start("GetMsgEx", WAIT=50, ACK=received)


def files_of(person: Person, command: str, **fields: object) -> list[str] | None:
    """The list FILE of a reply."""
    reply = person.ask(command, **fields)
    return reply["FILE"].removesuffix(",").split(",") if "FILE" in reply else None


def test_a_message_brings_its_file_to_all_devices_that_know_files(world: World) -> None:
    ann, bob = people(world, ANN, BOB)
    text_only = sign_in(Person(world, BOB), OTHER_DEVICE, "DEV,ROOM,")
    other_of_ann = sign_in(Person(world, ANN), OTHER_DEVICE)
    waiting = [wait(person) for person in (bob, text_only, other_of_ann)]
    add_file(place(world), FILE, ANN)
    assert send(ann, BOB) == "0"
    replies = [running.reply() for running in waiting]
    assert [reply.get("FILE") for reply in replies] == [f"{PACKED},", None, f"{PACKED},"]
    assert {reply.rows[-1][2] for reply in replies} == {TEXT}


def test_files_come_from_the_database_beside_messages_without_any(world: World) -> None:
    ann, bob = people(world, ANN, BOB)
    add_file(place(world), FILE, ANN)
    ann.ask("CLTMSG", CID="2" * 32, UN=BOB, MG="look")
    assert send(ann, BOB) == "0"
    assert files_of(bob, "GetMsgEx") == ["", PACKED]
    assert files_of(bob, "GetLog", UN=ANN) == ["", PACKED]
    assert files_of(ann, "GetLog", UN=BOB) == ["", PACKED]
    assert files_of(bob, "Talks") == [PACKED]
    old = sign_in(Person(world, BOB), OTHER_DEVICE, "DEV,ROOM,")
    assert files_of(old, "GetLog", UN=ANN) is files_of(old, "Talks") is None


def test_members_of_a_room_get_the_file_of_a_message(world: World) -> None:
    ann, bob, carl = people(world, ANN, BOB, CARL, members=(ANN, BOB, CARL))
    old = sign_in(carl, can="DEV,ROOM,")
    waiting = [wait(person) for person in (bob, old)]
    add_file(place(world), FILE, ANN)
    assert send(ann, ROOM) == "0"
    world.advance(1)
    assert [running.reply().get("FILE") for running in waiting] == [f"{PACKED},", None]
    assert files_of(bob, "ListRooms") == files_of(bob, "GetLog", UN=ROOM, AFT=1)[-1:] == [PACKED]  # type: ignore[index]
    assert files_of(old, "ListRooms") is None


def test_a_member_may_forward_what_the_memberships_show(world: World) -> None:
    ann, bob, carl = people(world, ANN, BOB, CARL, members=(ANN, BOB))
    add_file(place(world), FILE, ANN)
    assert send(ann, ROOM) == "0"
    assert send(carl, ANN) == "30"
    assert send(bob, ANN, client_id="3" * 32) == "0"
    ann.ask("ChangeRoom", UN=ROOM, SN=1, KIND="4,", KEY=f"{BOB},", VAL="0,")
    add_file(place(world), OTHER_FILE, ANN)
    assert send(ann, ROOM, OTHER_FILE, "4" * 32) == "0"
    assert send(bob, ANN, OTHER_FILE, "5" * 32) == "30", "it came after the membership"


def test_a_file_that_was_sent_stays_although_none_had_it_before(world: World) -> None:
    ann, _ = people(world, ANN, BOB)
    add_file(place(world), FILE, ANN)
    world.run(world.core.store.write(lambda db: db.execute("UPDATE files SET unused_since = 5").rowcount))
    assert send(ann, BOB) == "0"
    assert world.read("SELECT unused_since FROM files") == [(None,)]


def test_a_server_without_files_grants_none(world: World) -> None:
    ann = world.person(ANN)
    assert ann.login(EXT=1, DEV=DEVICE, CAN="DEV,FILE")["CAN"] == "DEV,"
    world.core.most_file_bytes = 5
    assert "CAN" not in ann.login(EXT=1, DEV=DEVICE, CAN="FILE")
    assert ann.ask("Hello")["MOST"] == "5"
