"""What administrators do at one of two servers on one database is in effect at both."""

import pytest

from qqdesk.server.accounts import administrators, invitations
from tests.helpers.server import md5
from tests.server.postgres.pair import Pair, befriend
from tests.server.test_admin import change, reset
from tests.server.test_invitations import appoint
from tests.server.world import Person


@pytest.fixture
def admins(pair: Pair) -> tuple[Person, Person]:
    """Two administrators who know each other, each at a server."""
    anna, bert = pair.one.person(10001), pair.one.person(10002)
    befriend(pair, 10001, 10002)
    for number in (10001, 10002):
        appoint(pair.one, number)
    anna.sign_in()
    bert = pair.at(pair.two, bert).sign_in()
    pair.knows(10001, 10)
    pair.knows(10002, 10)
    pair.catch_up()
    for person in (anna, bert):
        person.poll()
    return anna, bert


@pytest.mark.parametrize("action", ["ban", "delete"])
def test_a_person_is_gone_at_both(pair: Pair, admins: tuple[Person, Person], action: str) -> None:
    anna, bert = admins
    poll = bert.start("GetMsgEx", WAIT=50)
    assert change(anna, 10002, action)["RES"] == "0"
    reply = poll.reply()
    while reply["RES"] == "0":
        reply = bert.start("GetMsgEx", WAIT=50).reply()
    assert reply["WHY"] == "3"


def test_a_new_administrator_at_the_other_server_is_notified(pair: Pair, admins: tuple[Person, Person]) -> None:
    anna, bert = admins
    for action in ("dismiss", "appoint"):
        poll = bert.start("GetMsgEx", WAIT=50)
        assert change(anna, 10002, action)["RES"] == "0"
        assert poll.reply().rows == [(87, 10000, "")]


@pytest.mark.parametrize("action", ["ban", "delete", "dismiss"])
def test_two_administrators_cannot_remove_each_other(pair: Pair, admins: tuple[Person, Person], action: str) -> None:
    anna, bert = admins
    both = [
        world.start_unsettled(person.body("ChangePerson", UN=number, ACT=action), person.address)
        for world, person, number in ((pair.one, anna, 10002), (pair.two, bert, 10001))
    ]
    results = [running.reply()["RES"] for running in both]
    assert results.count("0") == 1
    assert len(pair.one.run(pair.one.core.store.read(administrators.numbers))) == 1
    assert len(pair.one.read("SELECT id FROM place_log")) == 1


def reset_at_both(pair: Pair, code: str, *passwords: str) -> list[str]:
    bodies = [f"VER=1.1&CMD=ResetPassword&SEQ=1&UIN=0&INVITE={code}&PS={md5(password)}" for password in passwords]
    both = [world.start_unsettled(body) for world, body in zip((pair.one, pair.two), bodies, strict=True)]
    return [running.reply()["RES"] for running in both]


def test_the_same_new_password_comes_at_two_servers(pair: Pair, admins: tuple[Person, Person]) -> None:
    pair.one.person(10003)
    code = admins[0].ask("ResetCode", UN=10003)["INVITE"]
    assert reset_at_both(pair, code, "one", "one") == ["0", "0"]


def test_a_code_is_used_once_at_two_servers(pair: Pair, admins: tuple[Person, Person]) -> None:
    anna, _ = admins
    pair.one.person(10003)
    code = anna.ask("ResetCode", UN=10003)["INVITE"]
    results = reset_at_both(pair, code, "one", "two")
    assert sorted(results) == ["0", "35"]
    password = ("one", "two")[results.index("0")]
    assert reset(pair.two, code, password, sequence=2)["NUM"] == "10003"


def test_two_first_accounts_at_once(pair: Pair) -> None:
    code = pair.one.run(pair.one.core.store.write(lambda db: invitations.create_first(db, pair.one.clock.now())))
    running = [
        world.start_unsettled(f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('new')}&NICK={name}&INVITE={code}", address)
        for world, name, address in ((pair.one, "Anna", "10.0.0.1"), (pair.two, "Bert", "10.0.0.2"))
    ]
    assert sorted(one.reply()["RES"] for one in running) == ["0", "35"]
    assert len(pair.one.run(pair.one.core.store.read(administrators.numbers))) == 1
