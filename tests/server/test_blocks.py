"""Blocked users receive nothing and are not shown."""

import pytest

from qqdesk.server.accounts import blocking
from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

NOT_ALLOWED = "neither of you has the other on the list or they blocked you"


@pytest.fixture
def friends(world: World) -> tuple[Person, Person]:
    """Anna blocks, Bert is blocked."""
    anna, bert = world.people(10001, 10002)
    assert anna.poll() == bert.poll() == []
    return anna, bert


def seen(person: Person) -> dict[int, int]:
    """The status of each contact who is there."""
    reply = person.ask("Query_Stat")
    columns = [[int(item) for item in reply[name].split(",") if item] for name in ("UN", "ST")]
    return dict(zip(*columns, strict=True))


def test_a_message_of_a_blocked_user_is_refused(world: World, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    bert.ask("CLTMSG", CID="1" * 32, UN=10001, MG="before")
    assert anna.ask("Block", SEQ=5, UN=10002).text == "VER=1.1&CMD=Block&SEQ=5&UIN=10001&RES=0"
    reply = bert.ask("CLTMSG", CID="2" * 32, UN=10001, MG="after")
    assert (reply["RES"], reply["RA"]) == ("31", NOT_ALLOWED)
    assert bert.ask("CLTMSG", CID="1" * 32, UN=10001, MG="before")["MID"] == "1", "it is stored"
    assert bert.ask("Typing", UN=10001)["RES"] == "31"
    bert.login()
    assert bert.ask("CLTMSG", UN=10001, MG="after")["RES"] == "31"
    assert [row for row in anna.poll() if row[0] == 9] == [(9, 10002, "before")]
    world.restart()
    bert.sign_in()
    assert bert.ask("CLTMSG", CID="3" * 32, UN=10001, MG="after")["RES"] == "31", "it outlives the server"
    assert anna.ask("Unblock", UN=10002)["RES"] == "0"
    assert bert.ask("CLTMSG", CID="4" * 32, UN=10001, MG="again")["RES"] == "0"


def test_blocking_does_not_notify_while_the_status_is_offline(friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("Change_Stat", ST=40)
    assert bert.poll() == [(99, 10001, "20")]
    anna.ask("Block", UN=10002)
    anna.ask("Unblock", UN=10002)
    assert bert.poll() == []


def test_a_stranger_is_not_notified(world: World) -> None:
    anna, carl = world.person(10001).sign_in(), world.person(10003).sign_in()
    anna.ask("Block", UN=10003)
    anna.ask("Unblock", UN=10003)
    assert carl.poll() == []


def test_a_request_that_was_there_before_can_be_answered(world: World) -> None:
    anna, carl = world.person(10001, allow=1).sign_in(), world.person(10003).sign_in()
    carl.ask("Ack_AddToList", UN=10001, CD=2, RS="please")
    anna.ask("Block", UN=10003)
    assert anna.ask("Ack_AddToList", UN=10003, CD=0, RS="")["RES"] == "0"
    assert carl.poll() == [(3, 10001, "")], "and not that she is there"
    assert seen(carl) == {}


def test_the_number_of_blocks_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person(10001).sign_in()
    assert anna.ask("Block", UN=10000)["RES"] == "30"
    monkeypatch.setattr(blocking, "MOST", 1)
    world.person(10002)
    world.person(10003)
    assert anna.ask("Block", UN=10002)["RES"] == "0"
    assert anna.ask("Block", UN=10003)["RES"] == "32"
    assert anna.ask("Block", UN=10002)["RES"] == "0"
