"""A new nickname or face is sent at once to sessions with EXT of users with this contact."""

import pytest

from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


@pytest.fixture
def friends(world: World) -> tuple[Person, Person]:
    anna, bert = world.people(10001, 10002)
    assert anna.poll() == bert.poll() == []
    return anna, bert


def test_only_the_latest_change_is_sent(friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("ModifyInfo", NK="One", FC=3)
    anna.ask("ModifyInfo", NK="Two")
    assert bert.poll() == [(98, 10001, "3 Two")]


def test_classic_sessions_and_people_without_the_contact_are_not_notified(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    dora = world.person(10004).sign_in()
    bert.ask("Logout")
    bert.login()
    assert anna.poll() == carl.poll() == [(99, 10002, "10")]
    assert dora.poll() == []
    anna.ask("ModifyInfo", NK="Anna", FC=3)
    assert bert.poll() == []
    assert carl.poll() == [(98, 10001, "3 Anna")]
    assert dora.poll() == []
    bert.sign_in()
    assert bert.poll() == []


def test_blocked_people_are_not_notified(friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("Block", UN=10002)
    assert bert.poll() == [(99, 10001, "20")]
    anna.ask("ModifyInfo", NK="Anna")
    assert bert.poll() == []
    bert.ask("ModifyInfo", NK="Bert", FC=3)
    assert anna.poll() == [(98, 10002, "3 Bert")]


@pytest.mark.parametrize("status", [20, 40])
def test_a_hidden_user_is_not_revealed(status: int, friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    anna.ask("Change_Stat", ST=status)
    assert bert.poll() == [(99, 10001, "20")]
    anna.ask("ModifyInfo", NK="Anna", FC=3)
    assert bert.poll() == []
    assert "&FC=3,&FN=1&SN=1&ST=20,&UN=10001,&NK=Anna," in bert.ask("Query_Stat", TN=9, UN=0, ALL=1).text


def test_an_undelivered_reply_is_sent_again(friends: tuple[Person, Person]) -> None:
    anna, bert = friends
    poll = bert.start("GetMsgEx", WAIT=30)
    anna.ask("ModifyInfo", NK="Anna", FC=3)
    reply = poll.reply()
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    assert bert.poll() == [(98, 10001, "3 Anna")]
