"""Contact lists and consent."""

import pytest

from tests.server.world import Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def trio(world: World) -> tuple[Person, Person, Person]:
    """Three signed-in users: one accepts everyone, one asks, one refuses everyone."""
    return (
        world.person(10001, allow=0).sign_in(),
        world.person(10002, allow=1).sign_in(),
        world.person(10003, allow=3).sign_in(),
    )


def listed(person: Person) -> list[int]:
    return [int(number) for number in person.ask("List")["UN"].split(",") if number]


def notices(person: Person) -> list[tuple[int, int, str]]:
    """Return the unacknowledged entries of this person."""
    reply = person.ask("GetMsgEx")
    rows = [row for row in reply.rows if row[0] != 99]
    if rows:
        person.ask("GetMsgEx", ACK=reply.ids[-1])
    return rows


def test_adding_a_user_who_requires_consent_or_refuses_everyone(world: World) -> None:
    anybody, asked, nobody = trio(world)
    assert anybody.ask("AddToList", UN=10002)["CD"] == "1"
    assert anybody.ask("AddToList", UN=10003)["CD"] == "3"
    assert listed(anybody) == []
    assert notices(asked) == notices(nobody) == []


def test_a_request_that_is_refused(world: World) -> None:
    anybody, asked, _ = trio(world)
    anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="please")
    assert asked.ask("Ack_AddToList", UN=10001, CD=1, RS="no")["RES"] == "0"
    assert notices(anybody) == [(4, 10002, "no")]
    assert listed(anybody) == []
    assert asked.ask("Ack_AddToList", UN=10001, CD=1, RS="no!")["RES"] == "0"
    assert notices(anybody) == []
    assert asked.ask("Ack_AddToList", UN=10001, CD=0, RS="")["RES"] == "31"


def test_a_refused_request_can_be_repeated_after_a_day(world: World) -> None:
    anybody, asked, _ = trio(world)
    anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="please")
    asked.ask("Ack_AddToList", UN=10001, CD=1, RS="no")
    assert notices(asked) == [(2, 10001, "please")]
    refused = anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="pretty please")
    assert (refused["RES"], refused["RA"]) == ("31", "they refused your last request; ask again after a day")
    world.clock.passed += 24 * 3600 - 1
    anybody.sign_in()
    assert anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="and now?")["RES"] == "31"
    world.clock.passed += 1
    anybody.sign_in()
    asked.sign_in()
    assert anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="a day later")["RES"] == "0"
    assert notices(asked) == [(2, 10001, "a day later")]
    assert asked.ask("Ack_AddToList", UN=10001, CD=0, RS="")["RES"] == "0"
    assert listed(anybody) == [10002]


def test_an_answer_needs_a_request_and_counts_once(world: World) -> None:
    anybody, asked, _ = trio(world)
    assert asked.ask("Ack_AddToList", UN=10001, CD=0, RS="")["RES"] == "31"
    anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="")
    for _ in range(2):
        assert asked.ask("Ack_AddToList", UN=10001, CD=0, RS="")["RES"] == "0"
    assert [row[0] for row in notices(anybody)] == [3]
    anybody.ask("DelFromList", UN=10002)
    assert asked.ask("Ack_AddToList", UN=10001, CD=0, RS="")["RES"] == "0"
    assert listed(anybody) == []


def test_one_request_is_open_at_a_time(world: World) -> None:
    """Otherwise each request would send a text to a stranger."""
    anybody, asked, _ = trio(world)
    for reason in ("please", "please", "pretty please", "a text to a stranger"):
        assert anybody.ask("Ack_AddToList", UN=10002, CD=2, RS=reason)["RES"] == "0"
    assert [row[2] for row in notices(asked)] == ["please"]
    world.clock.passed += 24 * 3600
    anybody.sign_in()
    asked.sign_in()
    assert anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="have you seen it?")["RES"] == "0"
    assert [row[2] for row in notices(asked)] == ["have you seen it?"]


def test_open_requests_are_listed_until_they_are_answered(world: World) -> None:
    first, asked, second = trio(world)
    for asker, reason in ((first, "please, do"), (second, "")):
        asker.ask("Ack_AddToList", UN=10002, CD=2, RS=reason)
        world.advance(1)
    reply = asked.ask("ListReqs")
    assert (reply["SN"], reply["UN"], reply["MG"]) == ("2", "10001,10003,", "please%2c do,,")
    assert reply["TIME"] == asked.ask("GetMsgEx")["TIME"]
    asked.ask("Ack_AddToList", UN=10001, CD=1, RS="no")
    assert asked.ask("ListReqs")["UN"] == "10003,"
    assert first.ask("ListReqs")["SN"] == "0"


def test_a_user_who_refuses_everyone_cannot_be_asked(world: World) -> None:
    anybody, _, nobody = trio(world)
    refused = anybody.ask("Ack_AddToList", UN=10003, CD=2, RS="please")
    assert (refused["RES"], refused["RA"]) == ("31", "they let nobody add them")
    assert notices(nobody) == []


def test_asking_where_no_question_is_needed_adds_at_once(world: World) -> None:
    anybody, asked, _ = trio(world)
    assert asked.ask("Ack_AddToList", UN=10001, CD=2, RS="please")["RES"] == "0"
    assert listed(asked) == [10001]
    assert notices(anybody) == [(1, 10002, "")]
    assert notices(asked) == [(3, 10001, "")]
    assert asked.ask("Ack_AddToList", UN=10001, CD=2, RS="please?")["RES"] == "0"
    assert notices(asked) == notices(anybody) == []


@pytest.mark.parametrize("allow", [0, 1, 3])
def test_asking_somebody_who_asks_me_accepts_and_adds(world: World, allow: int) -> None:
    asker, asked, _ = trio(world)
    asker.ask("ModifyInfo", ALLOW=allow)
    asker.ask("Ack_AddToList", UN=10002, CD=2, RS="please")
    assert asked.ask("Ack_AddToList", UN=10001, CD=2, RS="with pleasure")["RES"] == "0"
    assert listed(asker) == [10002]
    assert listed(asked) == [10001]
    assert notices(asker) == [(3, 10002, "with pleasure"), (1, 10002, "")]
    assert notices(asked) == [(2, 10001, "please"), (3, 10001, "")]
    # Nothing is open any more, in either direction.
    assert asked.ask("Ack_AddToList", UN=10001, CD=2, RS="?")["RES"] == "0"
    assert asker.ask("Ack_AddToList", UN=10002, CD=2, RS="?")["RES"] == "0"
    assert notices(asker) == notices(asked) == []


def test_asking_somebody_on_my_list_who_asks_me_accepts(world: World) -> None:
    asker, asked, _ = trio(world)
    asked.ask("AddToList", UN=10001)
    asker.ask("DelFromList", UN=10002)
    world.run(world.core.store.write(lambda db: db.execute("DELETE FROM grants")))
    asker.ask("Ack_AddToList", UN=10002, CD=2, RS="please")
    notices(asker)
    notices(asked)
    assert asked.ask("Ack_AddToList", UN=10001, CD=2, RS="")["RES"] == "0"
    assert listed(asker) == [10002]
    assert notices(asker) == [(3, 10002, "")]


@pytest.mark.parametrize("allow", [1, 3])
def test_a_grant_works_in_both_directions_and_for_good(world: World, allow: int) -> None:
    anybody, asked, _ = trio(world)
    anybody.ask("ModifyInfo", ALLOW=allow)
    anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="")
    asked.ask("Ack_AddToList", UN=10001, CD=0, RS="")
    # A person whom I accept accepts me,
    assert asked.ask("AddToList", UN=10001)["CD"] == "0"
    # and who was let in may come again.
    asked.ask("ModifyInfo", ALLOW=3)
    anybody.ask("DelFromList", UN=10002)
    assert listed(anybody) == []
    assert anybody.ask("AddToList", UN=10002)["CD"] == "0"
    assert listed(anybody) == [10002]


def test_a_question_that_became_needless_is_settled(world: World) -> None:
    anybody, asked, _ = trio(world)
    anybody.ask("Ack_AddToList", UN=10002, CD=2, RS="please")
    asked.ask("ModifyInfo", ALLOW=0)
    assert anybody.ask("AddToList", UN=10002)["CD"] == "0"
    assert asked.ask("Ack_AddToList", UN=10001, CD=0, RS="")["RES"] == "0"
    assert [row[0] for row in notices(anybody)] == []
    assert [row[0] for row in notices(asked)] == [2, 1]


def test_a_number_may_have_more_than_31_bits(world: World) -> None:
    number = world.person(4_000_000_001).number
    anna = world.person(10001, contacts=[number]).sign_in()
    assert listed(anna) == [number]
    assert anna.ask("List", TN=3, UN=number)["SN"] == "0"
