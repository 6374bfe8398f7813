"""Rooms: creation, membership and what the lists say."""

from tests.server.test_talks import items
from tests.server.world import Person, World

CID = "0123456789abcdef" * 2


def people(world: World, *numbers: int) -> list[Person]:
    """People on each other's lists, each with a device that knows rooms."""
    people = world.people(*numbers)
    for person in people:
        person.session.can_devices = True
    return people


def new_room(maker: Person, *others: int, **fields: object) -> int:
    listed = "".join(f"{number}," for number in others)
    reply = maker.ask("NewRoom", **({"CID": CID, "NAME": "Family", "UN": listed} | fields))
    assert reply["RES"] == "0", reply.text
    return int(reply["NUM"])


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
