"""The devices of an account: the list, signing out, names, and what one device learns of another."""

import pytest

from tests.helpers.server import md5
from tests.server.world import DEVICE, OTHER_DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def device(world: World, number: int, id_: str = DEVICE, **fields: object) -> Person:
    """Sign a device in that knows of several devices."""
    person = Person(world, number)
    reply = person.login(EXT=1, DEV=id_, **{"STA": 10, "CAN": "DEV,", **fields})
    assert reply["CAN"] == "DEV,"
    person.token = reply["SID"]
    return person


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    """Two devices of one account, with nothing to fetch."""
    world.person(10001)
    here = device(world, 10001, DEVNAME="Here")
    there = device(world, 10001, OTHER_DEVICE, DEVNAME="There")
    for person in (here, there):
        person.ask("GetMsgEx", ACK=1)
    return here, there


def test_the_list_has_the_last_used_first(world: World, two: tuple[Person, Person]) -> None:
    here, there = two
    world.advance(2)
    here.ask("List")
    world.advance(2)
    reply = there.ask("ListDevs")
    assert (reply["DEV"], reply["NAME"], reply["HERE"]) == ("eeeeeeee,dddddddd,", "There,Here,", "1,0,")
    there.ask("Logout")
    world.advance(2)
    reply = here.ask("ListDevs")
    assert (reply["DEV"], reply["LIVE"]) == ("dddddddd,eeeeeeee,", "1,0,")


def test_a_device_that_was_signed_out_is_not_listed_and_not_continued(two: tuple[Person, Person]) -> None:
    here, there = two
    poll = there.start("GetMsgEx", WAIT=50)
    assert here.ask("EndDev", DEV="eeeeeeee")["RES"] == "0"
    assert poll.reply()["WHY"] == "2"
    assert here.ask("ListDevs")["DEV"] == "dddddddd,"
    assert there.ask("List")["WHY"] == "2"


@pytest.mark.parametrize("password", ["secret", "wrong"])
def test_a_device_with_messages_learns_at_its_next_sign_in_that_it_was_signed_out(
    world: World, two: tuple[Person, Person], password: str
) -> None:
    """It was switched off meanwhile, and its password may have been changed."""
    here, there = two
    there.ask("Logout")
    here.ask("EndDev", DEV="eeeeeeee")
    fields = {"EXT": 1, "DEV": OTHER_DEVICE}
    for _ in range(2):  # the first reply may be lost
        refused = Person(world, 10001).login(password, KEPT=1, **fields)
        assert (refused["RS"], refused["WHY"]) == ("1", "2")
    assert Person(world, 10001).login(password, **fields)["RS"] == ("0" if password == "secret" else "1")


def test_a_device_with_messages_signs_in_after_everything_but_a_sign_out(
    world: World, two: tuple[Person, Person]
) -> None:
    """The server remembers the last hundred devices that an owner signed out."""
    here, there = two
    assert device(world, 10001, OTHER_DEVICE, KEPT=1)
    there.ask("Logout")
    assert device(world, 10001, OTHER_DEVICE, KEPT=1)
    assert device(world, 10001, "f" * 32, KEPT=1)
    here.ask("EndDev", DEV="eeeeeeee")
    for index in range(100):
        world.advance(2)
        device(world, 10001, f"{index + 16:08x}" + "0" * 24)
        here.ask("EndDev", DEV=f"{index + 16:08x}")
    assert device(world, 10001, OTHER_DEVICE, KEPT=1)


@pytest.mark.parametrize("command", ["EndDev", "ModifyPwd"])
def test_all_others_are_signed_out_at_once(world: World, two: tuple[Person, Person], command: str) -> None:
    here, there = two
    classic = Person(world, 10001)
    classic.login()
    fields = {"PS": md5("secret"), "NEWPS": md5("new"), "ENDALL": 1} if command == "ModifyPwd" else {}
    assert here.ask(command, **fields)["RES"] == "0"
    assert there.ask("List")["WHY"] == "2"
    assert classic.ask("List")["RES"] == "20"
    assert here.ask("List")["RES"] == "0"


def test_a_classic_session_is_listed_while_it_lives_and_signed_out(world: World, two: tuple[Person, Person]) -> None:
    here, _ = two
    classic = Person(world, 10001, "10.0.0.9")
    for ending in ({"DEV": "00000000"}, {}):
        classic.login()
        reply = here.ask("ListDevs")
        listed = dict(zip(*(reply[name].split(",")[:-1] for name in ("DEV", "ADDR")), strict=True))
        assert listed["00000000"] == "10.0.0.9"
        assert here.ask("NameDev", DEV="00000000", NAME="x")["RES"] == "10"
        assert here.ask("EndDev", **ending)["RES"] == "0"
        reply = classic.ask("List")
        assert (reply["RES"], "WHY" in reply) == ("20", False)
        assert "00000000" not in here.ask("ListDevs")["DEV"]
    classic.login()
    classic.ask("Logout")
    assert here.ask("ListDevs")["DEV"] == "dddddddd,"


def test_a_classic_sign_in_from_a_new_address_is_notified_once(world: World, two: tuple[Person, Person]) -> None:
    here, _ = two
    poll = here.start("GetMsgEx", WAIT=50)
    one, other = (Person(world, 10001, address) for address in ("10.0.0.8", "10.0.0.9"))
    for classic in (one, one, other, one, other):
        classic.login()
    assert poll.reply().rows == [(79, 10001, "00000000 10.0.0.8 ")]
    assert [row[2] for row in here.ask("GetMsgEx").rows] == ["00000000 10.0.0.8 ", "00000000 10.0.0.9 "]


def test_a_name_outlives_later_sign_ins(world: World, two: tuple[Person, Person]) -> None:
    here, _ = two
    assert here.ask("NameDev", DEV="eeeeeeee", NAME=" The\tother ")["RES"] == "0"
    device(world, 10001, OTHER_DEVICE, DEVNAME="There")
    assert here.ask("ListDevs")["NAME"] == "Here,The other,"
    assert here.ask("NameDev", DEV="ffffffff", NAME="x")["RES"] == "10"
    assert here.ask("NameDev", DEV="eeeeeeee", NAME=" ")["RES"] == "10"


def test_the_others_learn_of_a_new_device_once(world: World, two: tuple[Person, Person]) -> None:
    here, _ = two
    poll = here.start("GetMsgEx", WAIT=50)
    for _ in range(2):
        device(world, 10001, "f" * 32, DEVNAME="New one")
    assert poll.reply().rows == [(79, 10001, "ffffffff 10.0.0.1 New one")]


def test_a_status_reaches_the_other_devices_as_it_was_set(two: tuple[Person, Person]) -> None:
    here, there = two
    poll = there.start("GetMsgEx", WAIT=50)
    here.ask("Change_Stat", ST=40)
    assert poll.reply().rows == [(99, 10001, "40")]
    assert here.poll() == []


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_status_that_the_server_did_not_report_before_its_end_comes_afterwards(
    world: World, two: tuple[Person, Person], is_killed: bool
) -> None:
    here, there = two
    here.ask("Change_Stat", ST=40)
    world.restart(is_killed=is_killed)
    assert there.poll() == [(99, 10001, "40")]
    assert there.poll() == []


def test_an_account_is_away_while_all_its_devices_are_idle(world: World, two: tuple[Person, Person]) -> None:
    here, there = two
    here.ask("Change_Stat", ST=10, IDLE=1)
    assert world.core.sessions.visible(10001) == 10
    there.ask("Change_Stat", ST=10, IDLE=1)
    assert world.core.sessions.visible(10001) == 31
    here.ask("Change_Stat", ST=10)
    assert world.core.sessions.visible(10001) == 10


def test_a_device_that_signs_in_with_20_changes_no_presence(world: World) -> None:
    world.person(10001)
    script = Person(world, 10001)
    assert script.login(EXT=1, DEV=OTHER_DEVICE, STA=20)["STA"] == "20"
    assert world.core.sessions.visible(10001) == 20
    here = device(world, 10001)
    here.ask("Change_Stat", ST=30)
    assert script.login(EXT=1, DEV=OTHER_DEVICE, STA=20)["STA"] == "30"
    assert script.login(EXT=1, DEV=OTHER_DEVICE, STA=10)["STA"] == "30", "another device is there"
    assert world.core.sessions.visible(10001) == 30


def test_a_change_of_notes_or_list_notifies_the_other_device(world: World, two: tuple[Person, Person]) -> None:
    here, there = two
    world.person(10002, allow=0)
    for command, kind in (("Block", 83), ("Unblock", 83), ("AddToList", 86), ("DelFromList", 86)):
        poll = there.start("GetMsgEx", WAIT=50)
        here.ask(command, UN=10002)
        assert [row[0] for row in poll.reply().rows] == [kind], command
    assert here.poll() == []


def test_an_answer_on_one_device_reaches_the_other(world: World, two: tuple[Person, Person]) -> None:
    here, there = two
    asker = world.person(10002).sign_in()
    asker.ask("Ack_AddToList", UN=10001, CD=2, RS="hello")
    ids = there.ask("GetMsgEx").ids
    poll = there.start("GetMsgEx", ACK=ids[-1], WAIT=50)
    here.ask("Ack_AddToList", UN=10002, CD=0, RS="")
    assert poll.reply().rows == [(84, 10002, "0")]


def test_a_device_that_timed_out_is_listed_with_its_last_request(world: World, two: tuple[Person, Person]) -> None:
    here, there = two
    world.advance(120)
    there.ask("List")
    for _ in range(24):
        here.ask("List")
        world.advance(10)
        world.core.housekeeping.sweep()
        world.settle()
    reply = here.ask("ListDevs")
    now, then = map(int, reply["SEEN"].split(",")[:2])
    assert reply["LIVE"] == "1,0,"
    assert 230_000 <= now - then <= 250_000
