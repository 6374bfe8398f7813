"""Rates of one user: messages, requests to be added, searches."""

import pytest

from qqdesk.protocol.commands import REQUESTS
from qqdesk.server.settings.settings import Settings
from tests.server.world import World

SLOW = Settings(messages_per_minute=3, adds_per_hour=2, searches_per_minute=2)


@pytest.fixture
def slow(world: World) -> World:
    world.restart(SLOW)
    return world


def test_messages(slow: World) -> None:
    anna, bert = slow.people(10001, 10002)
    assert [anna.ask("CLTMSG", CID=f"{n:032x}", UN=10002, MG=n)["RES"] for n in range(4)] == ["0", "0", "0", "40"]
    refused = anna.ask("CLTMSG", SEQ=7, CID="f" * 32, UN=10002, MG="x")
    assert refused.text == "VER=1.1&CMD=CLTMSG&SEQ=7&UIN=10001&RES=40&RA=too many messages&WAIT=20"
    assert bert.ask("CLTMSG", CID="f" * 32, UN=10001, MG="x")["RES"] == "0"
    assert len(bert.poll()) == 3
    slow.clock.passed += 20
    assert anna.ask("CLTMSG", CID="f" * 32, UN=10002, MG="x")["RES"] == "0"


def test_a_message_that_is_sent_again_finds_its_answer(slow: World) -> None:
    anna, bert = slow.people(10001, 10002)
    first, *_ = (anna.ask("CLTMSG", CID=f"{n:032x}", UN=10002, MG="x") for n in range(4))
    again = anna.ask("CLTMSG", CID=f"{0:032x}", UN=10002, MG="x")
    assert (again["RES"], again["MID"], again["TIME"]) == ("0", first["MID"], first["TIME"])
    assert anna.ask("CLTMSG", CID=f"{3:032x}", UN=10002, MG="x")["RES"] == "40"
    assert len(bert.poll()) == 3


def test_a_client_of_the_old_kind_has_the_same_rate(slow: World) -> None:
    slow.people(10001, 10002)
    anna = slow.person(10003, contacts=[10001])
    anna.login()
    assert [anna.ask("CLTMSG", UN=10001, MG=n)["RES"] for n in range(4)] == ["0", "0", "0", "40"]


def test_signing_in_again_changes_nothing(slow: World) -> None:
    anna, _ = slow.people(10001, 10002)
    for number in range(3):
        anna.ask("CLTMSG", CID=f"{number:032x}", UN=10002, MG="x")
    anna.ask("Logout")
    anna.sign_in()
    assert anna.ask("CLTMSG", CID="f" * 32, UN=10002, MG="x")["RES"] == "40"


def test_requests_to_be_added(slow: World) -> None:
    for number in range(10002, 10008):
        slow.person(number, allow=0 if number < 10005 else 1)
    anna = slow.person(10001).sign_in()
    asked = [anna.ask("AddToList", UN=number) for number in (10005, 10006, 10002, 10003, 10004)]
    # The first two need consent, so the others were not notified.
    assert [reply["RES"] for reply in asked] == ["0", "0", "0", "0", "40"]
    refused = anna.ask("Ack_AddToList", UN=10005, CD=2, RS="please")
    assert (refused["RES"], refused["RA"]) == ("40", "too many requests to be added")
    assert anna.ask("Ack_AddToList", UN=10005, CD=1, RS="no")["RES"] != "40"
    slow.clock.passed += int(refused["WAIT"])
    anna.sign_in()
    assert anna.ask("Ack_AddToList", UN=10005, CD=2, RS="please")["RES"] == "0"
    assert anna.ask("Ack_AddToList", UN=10006, CD=2, RS="please")["RES"] == "40"


def test_searches(slow: World) -> None:
    (anna,) = slow.people(10001)
    replies = [anna.ask("Finger", AG="", SX="", PV="", TN=n) for n in (1, 2, 3)]
    assert [reply["RES"] for reply in replies] == ["0", "0", "40"]
    assert replies[2]["RA"] == "too many searches"
    slow.clock.passed += 30
    assert anna.ask("Finger", AG="", SX="", PV="")["RES"] == "0"


def test_profiles_of_strangers(slow: World) -> None:
    anna, _ = slow.people(10001, 10002)
    slow.person(10003)
    friend = slow.person(10004, contacts=[10001])
    assert [anna.ask("GetInfo", LV=1, UN=number)["RES"] for number in (10003, 10009, 10003)] == ["0", "30", "40"]
    for known in (10001, 10002, friend.number, 10000):
        assert anna.ask("GetInfo", LV=1, UN=known)["RES"] == "0"
    assert anna.ask("Finger", AG="", SX="", PV="")["RES"] == "0", "searches are counted apart"
    slow.clock.passed += 30
    assert anna.ask("GetInfo", LV=2, UN=10003)["RES"] == "0"


def test_changes_of_the_own_status_and_profile(world: World) -> None:
    world.restart(Settings(messages_per_minute=10))
    anna, bert = world.people(10001, 10002)
    assert [anna.ask("Change_Stat", ST=status)["RES"] for status in (30, 10, 30)] == ["0", "0", "40"]
    assert anna.ask("ModifyInfo", PR="x")["RES"] == "40"
    assert bert.ask("ModifyInfo", PR="x")["RES"] == "0"
    world.clock.passed += 30
    assert [anna.ask("ModifyInfo", PR=text)["RES"] for text in "xy"] == ["0", "40"]


def test_changes_of_values(slow: World) -> None:
    anna, bert = slow.people(10001, 10002)
    fields = {"SN": 1, "KEY": "remark:10002,", "VAL": "x,", "TIME": "1,"}
    replies = [anna.ask("ChangeBook", **fields) for _ in range(4)]
    assert [reply["RES"] for reply in replies] == ["0", "0", "0", "40"], replies[0].text
    assert bert.ask("ChangeBook", **fields)["RES"] == "0"


@pytest.mark.parametrize("command", ["Typing", "ChangeBook"])
def test_a_command_over_its_limit_is_refused_before_its_handler(slow: World, command: str) -> None:
    anna, _ = slow.people(10001, 10002)
    fields = {"UN": 10002} if command == "Typing" else {"SN": 0, "KEY": "", "VAL": "", "TIME": ""}
    results = [anna.ask(command, CID=f"{n:032x}", **fields)["RES"] for n in range(4)]
    assert (len(set(results[:3])), results[3]) == (1, "40"), results
    assert anna.ask("CLTMSG", CID="f" * 32, UN=10002, MG="x")["RES"] == "0", "messages are counted apart"


def test_every_limited_command_has_a_session() -> None:
    limited = [request for request in REQUESTS if request.LIMIT is not None]
    assert limited
    assert all(request.HAS_SESSION for request in limited)


def test_no_limits(world: World) -> None:
    world.restart(Settings(messages_per_minute=0, adds_per_hour=0, searches_per_minute=0))
    anna, _ = world.people(10001, 10002)
    for number in range(400):
        assert anna.ask("CLTMSG", CID=f"{number:032x}", UN=10002, MG="x")["RES"] == "0"
        assert anna.ask("Finger", AG=number % 100, SX="", PV="")["RES"] == "0"
        assert anna.ask("Change_Stat", ST=30)["RES"] == "0"
    for _ in range(70):
        assert anna.ask("Ack_AddToList", UN=10002, CD=2, RS="x")["RES"] == "0"
