"""Changes of messages in rooms, and of messages with files."""

import pytest

from qqdesk.server.delivery import message_files
from tests.helpers import rooms
from tests.helpers.files import add_file
from tests.server.test_changes import CID, OTHER_CID, edit, log, marked, react, recall, reply_rows, write
from tests.server.test_message_files import FILE, TEXT, send
from tests.server.test_message_files import people as people_with_files
from tests.server.test_message_files import sign_in as sign_in_with
from tests.server.test_room_messages import place
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

ROOM = 20001
_marks = [f"{number:032x}" for number in range(1, 50)]


def members(world: World, *numbers: int) -> list[Person]:
    """Signed in with MARK, in one room; each has polled. The first one is its keeper."""
    for number in numbers:
        world.person(number)
    rooms.add_room(place(world), ROOM, numbers)
    world.catch_up()
    people = [marked(world, number) for number in numbers]
    for person in people:
        receive(person)
    return people


def receive(person: Person) -> list[tuple[str, ...]]:
    """Kind, sender, REF and text of the room's entries that wait; they are acknowledged."""
    found = []
    fields: dict[str, object] = {}
    while (reply := person.ask("GetMsgEx", **fields))["MN"] != "0":
        of_room = reply["ROOM"].split(",")[:-1] if "ROOM" in reply else ["0"] * len(reply.ids)
        ids = dict(zip(of_room, reply.ids, strict=True))
        found += [row for room, row in zip(of_room, reply_rows(reply), strict=True) if room != "0"]
        fields = {"ACK": ids["0"]} if "0" in ids else {}
        if str(ROOM) in ids:
            fields |= {"ROOM": f"{ROOM},", "RACK": f"{ids[str(ROOM)]},"}
    return found


def test_all_members_get_a_change(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    write(bert, ROOM)
    for person in (anna, bert, chen):
        receive(person)
    ref = f"10002:{CID}"
    world.advance(1)
    polls = [person.start("GetMsgEx", WAIT=50) for person in (anna, bert, chen)]
    assert react(chen, ROOM, "👍", ref) == "0"
    for poll in polls:
        assert reply_rows(poll.reply()) == [("96", "10003", f"{ref}:10003", "👍")]
    assert edit(bert, ROOM, "hi", ref, _marks[0]) == "0"
    assert recall(bert, ROOM, ref, _marks[1]) == "0"
    wanted = [("95", "10002", "", ""), ("96", "10003", f"{ref}:10003", "👍"), ("95", "10002", f"{ref}:10002", "")]
    assert log(anna, ROOM)[-3:] == wanted
    assert receive(chen) == wanted[1:]


def test_a_message_in_memory_is_taken_back_too(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    write(anna, ROOM, "a secret")
    write(anna, ROOM, "hello", _marks[0])
    assert recall(anna, ROOM, cid=_marks[1]) == "0"
    assert [row[3] for row in receive(bert)] == ["", "hello", ""]


def test_a_keeper_takes_any_message_back_at_any_time(world: World) -> None:
    anna, bert, chen = members(world, 10001, 10002, 10003)
    write(bert, ROOM)
    ref = f"10002:{CID}"
    world.advance(3600)
    anna, bert, chen = (marked(world, number) for number in (10001, 10002, 10003))
    assert recall(chen, ROOM, ref, _marks[0]) == "31"
    assert recall(bert, ROOM, ref, _marks[1]) == "31"
    assert edit(anna, ROOM, "mine", ref, _marks[2]) == "31"
    assert recall(anna, ROOM, ref, _marks[3]) == "0"


def test_only_members_change_what_they_can_read(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    world.person(10003)
    write(anna, ROOM)
    chen = marked(world, 10003)
    assert (react(chen, ROOM, "👍"), recall(chen, ROOM)) == ("30", "30")
    rooms.join(place(world), ROOM, 10003)
    world.catch_up()
    write(anna, ROOM, cid=_marks[0])
    assert react(chen, ROOM, "👍", f"10001:{_marks[0]}") == "0"
    rooms.leave(place(world), ROOM, 10002)
    world.catch_up()
    assert (react(bert, ROOM, "👍"), recall(bert, ROOM)) == ("30", "30")


def test_a_new_member_cannot_change_earlier_messages_that_are_hidden(world: World) -> None:
    anna, _ = members(world, 10001, 10002)
    write(anna, ROOM)
    world.run(world.core.store.write(lambda db: db.execute("UPDATE rooms SET shows_past = 0").rowcount))
    world.person(10003)
    rooms.join(place(world), ROOM, 10003)
    world.catch_up()
    assert react(marked(world, 10003), ROOM, "👍") == "30"


def test_a_silent_member_can_only_take_back(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    write(bert, ROOM)
    world.run(world.core.store.write(lambda db: db.execute("UPDATE rooms SET keepers_write = 1").rowcount))
    ref = f"10002:{CID}"
    assert (edit(bert, ROOM, "hi", ref), react(bert, ROOM, "👍", ref)) == ("31", "31")
    assert react(anna, ROOM, "👍", ref) == "0"
    assert recall(bert, ROOM, ref) == "0"


def test_a_recalled_message_is_the_last_one_of_a_room_but_a_change_is_not(world: World) -> None:
    anna, bert = members(world, 10001, 10002)
    write(anna, ROOM)
    react(bert, ROOM, "👍")
    listed = bert.ask("ListRooms")
    assert (listed["LASTCID"] if "LASTCID" in listed else listed["CID"], listed["UNREAD"]) == (f"{CID},", "1,")
    recall(anna, ROOM, cid=_marks[0])
    listed = bert.ask("ListRooms")
    assert (listed["CID"], listed["MG"], listed["UNREAD"]) == (f"{CID},", ",", "0,")


def test_a_caption_is_edited_and_the_line_of_the_file_stays(world: World) -> None:
    ann, bob = people_with_files(world, 10001, 10002)
    add_file(place(world), FILE, 10001)
    ann, bob = (sign_in_with(person, can="DEV,ROOM,FILE,MARK,") for person in (ann, bob))
    assert send(ann, 10002, text=f"{TEXT}\nA ct", client_id=CID) == "0"
    for text, whole in (("A cat", f"{TEXT}%0aA cat"), ("", TEXT)):
        assert edit(ann, 10002, text, cid=f"{len(text):032x}") == "0"
        reply = bob.ask("GetLog", UN=10001)
        assert [row[3] for row in reply_rows(reply)] == [whole, text]
        assert reply["FILE"].startswith(FILE)


def test_the_file_of_a_message_that_was_taken_back_is_out_of_reach(world: World) -> None:
    ann, bob = people_with_files(world, 10001, 10002)
    add_file(place(world), FILE, 10001)
    ann, bob = (sign_in_with(person, can="DEV,ROOM,FILE,MARK,") for person in (ann, bob))
    send(ann, 10002, client_id=CID)

    def may_read(number: int) -> bool:
        return world.run(world.core.store.read(lambda db: message_files.may_read(db, number, bytes.fromhex(FILE))))

    assert may_read(10002)
    assert recall(ann, 10002, cid=OTHER_CID) == "0"
    assert (may_read(10002), may_read(10001)) == (False, True)
    assert "FILE" not in bob.ask("GetLog", UN=10001) or bob.ask("GetLog", UN=10001)["FILE"] == ",,"
