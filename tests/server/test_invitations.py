"""Invitations of users, and requests to join."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from qqdesk.server.accounts import administrators, join_requests
from qqdesk.server.admin import moderation
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import md5
from tests.server.world import OTHER_DEVICE, Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

DAY_S = 86_400
NEAR, FAR = "192.168.1.7", "203.0.113.5"
CODE = "A" * 20


@pytest.fixture
def place(world: World) -> World:
    world.restart(Settings(registration="invite"))
    return world


@pytest.fixture
def admin(place: World) -> Person:
    person = place.person(10001)
    appoint(place, 10001)
    # An account from another process has the server notify the administrators.
    place.catch_up()
    return person.sign_in()


def appoint(world: World, number: int) -> None:
    world.run(world.core.store.write(lambda db: administrators.appoint(db, number)))


def invite(person: Person, **fields: object) -> str:
    reply = person.ask("Invite", USES=fields.pop("USES", 1), DAYS=fields.pop("DAYS", 7), **fields)
    assert reply["RES"] == "0", reply.text
    return reply["INVITE"]


def show(world: World, code: str, address: str = NEAR) -> Reply:
    return world.post(f"VER=1.1&CMD=ShowInvite&SEQ=1&UIN=0&INVITE={code}", address)


def register(world: World, code: str | None = None, sequence: int = 1, address: str = FAR) -> Reply:
    invitation = "" if code is None else f"&INVITE={code}"
    body = f"VER=1.1&CMD=Register&SEQ={sequence}&UIN=0&PS={md5('new')}&NICK=Bert{invitation}&FC=30"
    return world.post(body, address)


def request_to_join(
    world: World, code: str = CODE, *, sequence: int = 1, address: str = NEAR, name: str = "Bert"
) -> Reply:
    return world.post(f"VER=1.1&CMD=AskIn&SEQ={sequence}&UIN=0&INVITE={code}&NICK={name}&FC=30", address)


def numbered(number: int) -> str:
    return f"{number:020}"


def listed(person: Person, command: str = "ListInvites") -> list[dict[str, str]]:
    reply = person.ask(command)
    assert reply["RES"] == "0", reply.text
    columns = {name: value.split(",")[:-1] for name, value in reply.items() if "," in value}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


# Sign-in and Hello


def test_the_place_has_one_id_for_good(world: World) -> None:
    first = world.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")["PID"]
    assert re.fullmatch("[0-9a-f]{16}", first)
    world.restart()
    assert world.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")["PID"] == first
    assert world.person(10001).login(EXT=1, DEV="d" * 32)["PID"] == first


def test_the_login_reply_says_whether_the_user_may_invite(place: World, admin: Person) -> None:
    place.person(10002)
    for invites, expected in (("admins", ["1", "1", "0", "0"]), ("all", ["1", "1", "0", "1"])):
        place.restart(Settings(registration="invite", invites=invites))
        replies = [Person(place, number).login(EXT=1, DEV=OTHER_DEVICE) for number in (10001, 10002)]
        assert [reply[name] for reply in replies for name in ("ADMIN", "INVITES")] == expected
    place.restart(Settings(registration="closed", invites="all"))
    assert Person(place, 10001).login(EXT=1, DEV=OTHER_DEVICE)["INVITES"] == "0"
    classic = Person(place, 10002).login()
    assert "PID" not in classic and "ADMIN" not in classic


def test_people_at_this_computer_need_no_invitation(world: World) -> None:
    hello = "VER=1.1&CMD=Hello&SEQ=1&UIN=0"
    for mode, here in (("invite", "open"), ("closed", "closed")):
        world.restart(Settings(registration=mode, open_here=True))
        assert [world.post(hello, address)["REG"] for address in ("127.0.0.1", "::1", NEAR)] == [here, here, mode]
    world.restart(Settings(registration="invite", open_here=True))
    assert register(world, address="127.0.0.1")["RES"] == "0"
    assert register(world, address=NEAR)["RES"] == "32"
    assert request_to_join(world, address="127.0.0.1")["RES"] == "32"


def test_behind_a_proxy_no_client_counts_as_local() -> None:
    """A proxy that does not say who asks, or says `unknown`, looks like a person at its computer."""
    with pytest.raises(ValueError, match="open_here: with trusted_proxies"):
        Settings(registration="invite", open_here=True, trusted_proxies=("127.0.0.1",))


def test_people_are_counted_where_they_know_each_other(world: World) -> None:
    world.person(10001)
    assert "PEOPLE" not in world.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")
    world.restart(Settings(registration="invite"))
    hello = world.post("VER=1.1&CMD=Hello&SEQ=2&UIN=0")
    assert (hello["PEOPLE"], hello["REG"]) == ("1", "invite")


# Invitations


def test_a_full_mailbox_of_the_inviter_stops_no_one(place: World, admin: Person) -> None:
    code = invite(admin)
    with mock.patch("qqdesk.server.delivery.mailbox.MOST_WAITING", 0):
        assert register(place, code)["RES"] == "0"
    assert admin.ask("List", TN=9, UN=0)["UN"] == "10002,"
    assert admin.poll() == [(86, 10000, "")]


def test_only_administrators_invite_unless_everybody_may(place: World, admin: Person) -> None:
    person = place.person(10002).sign_in()
    assert person.ask("Invite", USES=1, DAYS=1)["RES"] == "31"
    place.restart(Settings(registration="invite", invites="all"))
    assert person.ask("Invite", USES=1, DAYS=1)["RES"] == "0"
    assert person.ask("Invite", USES=1, DAYS=1, ADMIN=1)["RES"] == "31"
    appoint(place, 10002)
    assert person.ask("Invite", USES=1, DAYS=1, ADMIN=1)["RES"] == "0"
    place.restart(Settings(registration="closed", invites="all"))
    assert person.ask("Invite", USES=1, DAYS=1)["RES"] == "32"
    assert person.ask("Invite", USES=1, DAYS=1, SEQ=99)["RES"] == "32"


def test_an_invitation_can_make_an_administrator(place: World, admin: Person) -> None:
    number = int(register(place, invite(admin, ADMIN=1))["NUM"])
    second = Person(place, number)
    assert second.login("new", EXT=1, DEV=OTHER_DEVICE)["ADMIN"] == "1"


@pytest.mark.parametrize("code", ["", "%00", "A" * 5000, "%F0%9F%98%80", "'; DROP TABLE users; --", "0000"])
def test_absurd_codes(place: World, code: str) -> None:
    assert show(place, code)["RES"] == "35"
    assert register(place, code)["RES"] in ("32", "35")
    assert request_to_join(place, code)["RES"] == "10"


def test_a_user_has_a_limited_number_of_invitations(place: World, admin: Person) -> None:
    ids = [admin.ask("Invite", USES=1, DAYS=1)["ID"] for _ in range(50)]
    assert admin.ask("Invite", USES=1, DAYS=1)["RES"] == "32"
    assert admin.ask("EndInvite", ID=ids[7])["RES"] == "0"
    assert admin.ask("Invite", USES=1, DAYS=1)["RES"] == "0"


def test_lists_of_invitations(place: World, admin: Person) -> None:
    place.restart(Settings(registration="invite", invites="all"))
    person = place.person(10002, nickname="Carla, B").sign_in()
    invite(admin, ADMIN=1)
    place.clock.passed += 1
    theirs = invite(person, USES=5)
    register(place, theirs)
    assert [(row["UN"], row["LEFT"], row["USED"], row["ADMIN"]) for row in listed(person)] == [("10002", "4", "1", "0")]
    assert [(row["UN"], row["NICK"]) for row in listed(admin)] == [("10002", "Carla%2c B"), ("10001", "user 10001")]
    mine, his = (row["ID"] for row in listed(admin))
    assert person.ask("EndInvite", ID=his)["RES"] == "35"
    assert admin.ask("EndInvite", ID=mine)["RES"] == "0"
    assert admin.ask("EndInvite", ID=mine)["RES"] == "35"
    assert admin.ask("EndInvite", ID="zz")["RES"] == "10"
    assert show(place, theirs)["RES"] == "35"


def test_invitations_end_with_their_inviter(place: World, admin: Person) -> None:
    now, write = place.clock.now(), place.core.store.write
    place.person(10002)
    for number in (10003, 10004):
        place.person(number)
        appoint(place, number)
    banned, deleted = (invite(Person(place, number).sign_in()) for number in (10003, 10004))
    dismissed = invite(admin, ADMIN=1)
    ordinary = invite(admin)
    place.run(write(lambda db: moderation.ban(db, 10003, now)))
    place.run(write(lambda db: moderation.delete(db, 10004, now)))
    place.run(write(lambda db: administrators.dismiss(db, 10001)))
    assert [show(place, code)["RES"] for code in (banned, deleted, dismissed, ordinary)] == ["35"] * 4


def test_a_newly_banned_account_admits_no_one(world: World) -> None:
    """The session of the banned account still exists."""
    world.restart(Settings(registration="invite", invites="all"))
    world.person(10002)
    admins = [world.person(number) for number in (10001, 10003)]
    for person in admins:
        appoint(world, person.number)
        person.sign_in()
    request_to_join(world)
    (asker,) = listed(admins[0], "ListAsks")
    world.run(world.core.store.write(lambda db: moderation.ban(db, 10001, 0)))
    world.run(world.core.store.write(lambda db: moderation.delete(db, 10003, 0)))
    assert admins[0].ask("AnswerAsk", ID=asker["ID"], CD=0)["RES"] != "0"
    assert [person.ask("Invite", USES=1, DAYS=1)["RES"] for person in admins] == ["20", "20"]
    assert request_to_join(world, numbered(7), sequence=2)["RES"] == "32"  # no administrator is left


def test_a_repeated_registration_uses_an_invitation_once(place: World, admin: Person) -> None:
    """The reply was lost, and the server was killed in between."""
    code = invite(admin)
    first = register(place, code)
    place.restart(is_killed=True)
    assert register(place, code).text == first.text
    assert register(place, code, sequence=2)["RES"] == "35"


@pytest.mark.errors_expected
def test_a_failing_disk_uses_nothing_up(place: World, admin: Person) -> None:
    if place.url:
        pytest.skip("the disk of an SQLite file")
    code = invite(admin)
    with place.failing_disk():
        assert register(place, code)["RES"] == "50"
        assert request_to_join(place)["RES"] == "50"
    assert show(place, code)["LEFT"] == "1"
    assert admin.ask("List", TN=9, UN=0)["SN"] == "0"
    assert listed(admin, "ListAsks") == []
    assert register(place, code)["RES"] == request_to_join(place)["RES"] == "0"


# Asking to join


def test_an_answer_lets_one_person_in(place: World, admin: Person) -> None:
    """An asker draws the codes, and finds two with the same id within a second."""
    codes = (numbered(87004), numbered(109580))
    for sequence, code in enumerate(codes, 1):
        assert request_to_join(place, code, sequence=sequence)["RES"] == "0"
    first, second = listed(admin, "ListAsks")
    assert first["ID"] == second["ID"]
    assert admin.ask("AnswerAsk", ID=first["ID"], CD=0)["RES"] == "0"
    assert sorted(register(place, code, sequence)["RES"] for sequence, code in enumerate(codes, 3)) == ["0", "35"]
    assert len(listed(admin, "ListAsks")) == 1


def test_an_asker_is_refused(place: World, admin: Person) -> None:
    request_to_join(place)
    (row,) = listed(admin, "ListAsks")
    assert admin.ask("AnswerAsk", ID=row["ID"], CD=2)["RES"] == "10"
    assert admin.ask("AnswerAsk", ID=row["ID"], CD=1)["RES"] == "0"
    assert show(place, CODE)["RES"] == "35"
    assert admin.ask("AnswerAsk", ID=row["ID"], CD=0)["RES"] == "35"
    assert admin.ask("AnswerAsk", ID="nonsense", CD=0)["RES"] == "10"


def test_a_repeated_request_is_one(place: World, admin: Person) -> None:
    assert [request_to_join(place)["RES"], request_to_join(place, sequence=2)["RES"]] == ["0", "0"]
    place.restart(is_killed=True)
    assert request_to_join(place, sequence=3)["RES"] == "0"
    (row,) = listed(admin, "ListAsks")
    admin.ask("AnswerAsk", ID=row["ID"], CD=0)
    assert request_to_join(place, sequence=4)["RES"] == "0"
    assert listed(admin, "ListAsks") == []


def test_only_people_in_the_same_network_ask(place: World, admin: Person) -> None:
    for sequence, (address, result) in enumerate(
        ((FAR, "31"), ("8.8.8.8", "31"), ("127.0.0.1", "0"), ("fe80::1", "0"))
    ):
        assert request_to_join(place, numbered(sequence), address=address)["RES"] == result
    for mode in ("open", "closed"):
        place.restart(Settings(registration=mode))
        assert request_to_join(place)["RES"] == "32"


def test_no_one_waits_where_no_one_can_answer(place: World) -> None:
    place.person(10001)
    assert request_to_join(place)["RES"] == "32"
    appoint(place, 10001)
    assert request_to_join(place, sequence=2)["RES"] == "0"


def test_few_ask_at_a_time(place: World, admin: Person) -> None:
    results = [request_to_join(place, numbered(n), sequence=n)["RES"] for n in range(4)]
    assert results == ["0", "0", "0", "40"]
    for n in range(60):
        request_to_join(place, numbered(100 + n), address=f"10.0.1.{n}")
    assert len(listed(admin, "ListAsks")) == join_requests.MOST
    assert request_to_join(place, numbered(999), address="10.0.2.1")["RES"] == "40"
    # A refused person cannot ask again without limit.
    for row in listed(admin, "ListAsks"):
        admin.ask("AnswerAsk", ID=row["ID"], CD=1)
    results = []
    for n in range(9):
        results.append(request_to_join(place, numbered(200 + n), sequence=200 + n)["RES"])
        for row in listed(admin, "ListAsks"):
            admin.ask("AnswerAsk", ID=row["ID"], CD=1)
    assert results == ["0"] * 6 + ["40"] * 3


def test_a_request_is_open_for_a_day(place: World, admin: Person) -> None:
    request_to_join(place)
    (row,) = listed(admin, "ListAsks")
    place.advance(DAY_S)
    admin.sign_in()
    assert listed(admin, "ListAsks") == []
    assert show(place, CODE)["RES"] == "35"
    assert admin.ask("AnswerAsk", ID=row["ID"], CD=0)["RES"] == "35"
    assert request_to_join(place, sequence=2, name="Berta")["RES"] == "0"
    assert listed(admin, "ListAsks")[0]["NICK"] == "Berta"
    place.clock.passed += DAY_S
    place.run(place.core.housekeeping.purge())
    assert place.read("SELECT 1 FROM join_requests") == []


def test_a_request_is_announced_after_a_kill(place: World, admin: Person) -> None:
    with lost_notices(place):
        request_to_join(place)
    assert admin.poll() == []
    place.restart(is_killed=True)
    assert admin.poll() == [(87, 10000, "")]


def test_a_notice_that_was_not_delivered_comes_again(place: World, admin: Person) -> None:
    request_to_join(place)
    reply = admin.ask("GetMsgEx")
    assert reply.rows == [(87, 10000, "")]
    assert reply.answer.delivered is not None
    reply.answer.delivered(False)
    assert admin.poll() == [(87, 10000, "")]
    assert admin.poll() == []


@contextmanager
def lost_notices(world: World) -> Iterator[None]:
    with mock.patch.object(world.core.place_notices, "show_join_requests"):
        yield
