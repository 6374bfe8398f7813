"""The search for people."""

import threading

import pytest

from qqdesk.server.storage.interface import Database
from tests.helpers.server import add_to_lists
from tests.server.world import Line, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def found(seeker: Person, **fields: object) -> list[int]:
    reply = seeker.ask("Finger", **{"AG": "", "SX": "", "PV": "", **fields})
    assert reply["RES"] == "0", reply.text
    return [int(number) for number in reply["UN"].split(",") if number] if reply["SN"] != "0" else []


def town(world: World) -> Person:
    world.person(10002, nickname="Anna Müller", age=30, sex=1, province="云南省")
    world.person(10003, nickname="ANNABEL, A", age=31, sex=1, province="北京市")
    world.person(10004, nickname="小明 ANNA", age=30, sex=0, province="云南省", allow=3)
    return world.person(10001, nickname="anna", age=30, sex=1, province="云南省").sign_in()


def test_by_age_sex_and_province(world: World) -> None:
    seeker = town(world)
    assert found(seeker, AG=30) == [10002, 10004]
    assert found(seeker, AG=30, SX=0) == [10004]
    assert found(seeker, PV="云南") == [10002, 10004]
    assert found(seeker, PV=" 北京 ") == [10003]
    assert found(seeker, AG=99) == []


def test_by_nickname_and_number_with_ext(world: World) -> None:
    seeker = town(world)
    assert found(seeker, NICK="anna") == [10002, 10003, 10004]
    assert found(seeker, NICK="MÜLL") == [10002]
    assert found(seeker, NICK="明") == [10004]
    assert found(seeker, NICK="_") == found(seeker, NICK="%25") == []
    assert found(seeker, NUM=10003) == [10003]
    assert found(seeker, NUM=10001) == []
    seeker.login()
    assert found(seeker, NUM=10003) == [10002, 10003, 10004]


def test_status_is_what_others_see(world: World) -> None:
    seeker = town(world)
    add_to_lists(world.url or world.folder, [(seeker.number, 10003)])
    contact = Person(world, 10003).sign_in()
    assert seeker.ask("Finger", NUM=10003)["ST"] == "10,"
    contact.ask("Change_Stat", ST=40)
    assert seeker.ask("Finger", NUM=10003, TN=1)["ST"] == "20,"


@pytest.mark.parametrize("allow", [0, 1, 3])
def test_a_search_does_not_reveal_whether_a_stranger_is_online(world: World, allow: int) -> None:
    seeker, stranger = world.person(10001).sign_in(), world.person(10002, allow=allow).sign_in()
    assert seeker.ask("Finger", NUM=10002)["ST"] == "20,"
    assert seeker.ask("Query_Stat")["SN"] == "0"
    add_to_lists(world.url or world.folder, [(10002, 10001)])
    assert seeker.ask("Finger", NUM=10002, TN=1)["ST"] == "20,", "that is for those on whose list they are"
    assert stranger.ask("Finger", NUM=10001)["ST"] == "10,"


def test_it_is_paged(world: World) -> None:
    for number in range(20001, 20131):
        world.person(number)
    seeker = world.person(10001).sign_in()
    assert len(found(seeker)) == 20
    assert len(found(seeker, TN=1000)) == 100
    assert found(seeker, TN=2, UN=20005) == [20006, 20007]
    assert seeker.ask("Finger", TN=2, UN=20005)["FN"] == "0"
    assert seeker.ask("Finger", TN=50, UN=20100)["FN"] == "1"


class Blocked:
    """A query that goes on when the test says so."""

    def __init__(self) -> None:
        self.may_end = threading.Event()

    def __call__(self, db: Database) -> None:
        assert self.may_end.wait(60)


def test_no_conversation_waits_for_a_search_of_people(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    blocked = Blocked()
    scan = world.loop.create_task(world.core.store.scan(blocked))
    found = anna.start("Finger", AG="", SX="", PV="")
    try:
        assert bert.ask("Talks")["RES"] == "0"
        assert not found.is_done
    finally:
        blocked.may_end.set()
        world.run(scan)
    assert found.reply()["RES"] == "0"


def test_searches_of_one_person_let_others_pass(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    blocked, answered = Blocked(), list[int]()
    first = world.loop.create_task(world.core.store.search(blocked))
    try:
        for person in (anna, anna, anna, bert):
            line = Line(lambda _, number=person.number: answered.append(number))  # type: ignore[misc]
            world.loop.call_soon(world.service.dispatch, person.body("Talks").encode(), person.address, line)
        world.settle()
    finally:
        blocked.may_end.set()
        world.run(first)
    world.until(lambda: len(answered) == 4)
    assert answered == [10001, 10002, 10001, 10001]
