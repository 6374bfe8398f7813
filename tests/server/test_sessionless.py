"""Requests with a password in the place of a session: what they may do, and that they disturb no session."""

import pytest

from tests.helpers.server import md5
from tests.server.test_classic_access import set_column
from tests.server.world import DEVICE, OTHER_DEVICE, Person, Reply, World

CID = "c" * 32


def errand(person: Person, command: str, /, password: str = "secret", **fields: object) -> Reply:
    """Asked by somebody with no session of their own."""
    stranger = Person(person.world, person.number, "10.0.0.9", sequence=person.sequence)
    return stranger.ask(command, PWD=md5(password), DEV=OTHER_DEVICE, **fields)


def test_a_message_is_sent_beside_the_session_that_there_is(world: World) -> None:
    anna, bela = world.people(10001, 10002)
    hanging = anna.start("GetMsgEx", WAIT=30)
    reply = errand(anna, "CLTMSG", CID=CID, UN=10002, MG="from a script")
    assert (reply["RES"], reply["MID"]) == ("0", "1")
    assert not hanging.is_done, "nobody was signed out"
    assert bela.ask("GetMsgEx").rows == [(9, 10001, "from a script")]
    assert anna.ask("List", TN=10, UN=0)["RES"] == "0"
    bela.ask("CLTMSG", UN=10001, MG="hello")
    assert hanging.reply().rows[-1] == (9, 10002, "hello")


def test_the_same_bytes_are_one_request(world: World) -> None:
    anna, bela = world.people(10001, 10002)
    body = errand_body(anna, "CLTMSG", UN=10002, MG="hello")
    assert world.post(body).text == world.post(body).text
    assert [text for _, _, text in bela.poll()] == ["hello"]


def errand_body(person: Person, command: str, **fields: object) -> str:
    return person.body(command, PWD=md5("secret"), DEV=OTHER_DEVICE, **fields).replace(f"&SID={person.token}", "")


def test_an_unassigned_number_is_refused(world: World) -> None:
    assert errand(Person(world, 10777), "List", TN=10, UN=0)["RES"] == "20"


def test_who_guesses_waits(world: World) -> None:
    anna = world.person(10001, address="203.0.113.1")
    for _ in range(5):
        assert errand(anna, "List", "guess", TN=10, UN=0)["RES"] == "20"
    refused = errand(anna, "List", "guess", TN=10, UN=0)
    assert (refused["RES"], refused["RA"]) == ("40", "too many wrong passwords")


def test_what_was_right_lately_is_known_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person(10001)
    tried = anna.ask("TryPwd", PS=md5("secret"), DEV=OTHER_DEVICE)
    assert (tried["RS"], tried["ERRAND"]) == ("0", "1")
    verify, hashed = world.core.passwords.verify, 0

    async def count(*arguments: str) -> bool:
        nonlocal hashed
        hashed += 1
        return await verify(*arguments)

    monkeypatch.setattr(world.core.passwords, "verify", count)
    assert errand(anna, "List", TN=10, UN=0)["RES"] == "0"
    assert anna.ask("TryPwd", PS=md5("secret"), DEV=OTHER_DEVICE)["RS"] == "0"
    assert hashed == 0
    world.clock.passed += 601
    assert errand(anna, "List", TN=10, UN=0)["RES"] == "0"
    assert hashed == 1


def test_another_password_ends_it(world: World) -> None:
    anna = world.person(10001).sign_in()
    assert errand(anna, "List", TN=10, UN=0)["RES"] == "0"
    assert anna.ask("ModifyPwd", PS=md5("secret"), NEWPS=md5("better"))["RES"] == "0"
    assert errand(anna, "List", TN=10, UN=0)["RES"] == "20"
    assert errand(anna, "List", "better", TN=10, UN=0)["RES"] == "0"


def test_a_banned_user_is_notified(world: World) -> None:
    anna = world.person(10001)
    set_column(world, 10001, "banned", 1)
    assert errand(anna, "List", TN=10, UN=0)["WHY"] == "3"
    assert errand(anna, "List", "guess", TN=10, UN=0)["WHY"] == "1"


def test_it_is_no_way_around_a_session_of_the_old_kind(world: World) -> None:
    """One from the same address is known by that, and must not vouch for a wrong password."""
    anna = world.person(10001)
    assert anna.login()["RS"] == "0"
    assert anna.ask("List", PWD=md5("guess"), DEV=DEVICE, TN=10, UN=0)["RES"] == "20"
    assert anna.ask("List", PWD="7", DEV=DEVICE, TN=10, UN=0)["RES"] == "0", "a field that nobody knows"
