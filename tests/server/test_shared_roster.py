"""In a place whose people know each other, everyone has everyone on the list."""

import pytest

from qqdesk.protocol.codes import SharedRoster
from qqdesk.server.accounts import invitations, shared_roster
from qqdesk.server.admin import moderation
from qqdesk.server.settings.settings import Settings
from tests.helpers.clock import START_MS
from tests.helpers.server import md5, transaction
from tests.server.world import DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

INTRODUCES = Settings(introduce=True, registration="invite", open_here=True)
REFUSED = "31"


@pytest.fixture
def home(world: World) -> World:
    world.restart(INTRODUCES)
    return world


def arrive(world: World, number: int) -> Person:
    """Sign a new person in, and forget what the others hear of that."""
    return world.person(number).sign_in()


def three(world: World) -> tuple[Person, Person, Person]:
    anna, bert, carl = (arrive(world, number) for number in (10001, 10002, 10003))
    hear_all(anna, bert, carl)
    return anna, bert, carl


def hear_all(*people: Person) -> None:
    people[0].world.catch_up()
    for person in people:
        person.poll()


def listed(person: Person) -> dict[int, bool]:
    """The contacts, and whether each is there by an introduction only."""
    reply = person.ask("List", TN=50, UN=0)
    numbers = [int(number) for number in reply["UN"].split(",") if number]
    members = [flag == "1" for flag in reply["MEM"].split(",") if flag] if "MEM" in reply else [False] * len(numbers)
    return dict(zip(numbers, members, strict=True))


def present(person: Person) -> list[int]:
    return [int(number) for number in person.ask("Query_Stat")["UN"].split(",") if number]


def register(world: World, nickname: str = "New") -> int:
    reply = world.post(f"VER=1.1&CMD=Register&SEQ=1&UIN=0&PS={md5('secret')}&NICK={nickname}", "127.0.0.1")
    return int(reply["NUM"])


def write(person: Person, to: Person) -> str:
    return person.ask("CLTMSG", UN=to.number, MG="hello")["RES"]


def test_everyone_is_on_everyones_list(home: World) -> None:
    anna, bert, _ = three(home)
    assert listed(anna) == {10002: True, 10003: True}
    assert present(anna) == [10002, 10003]
    assert write(anna, bert) == "0"
    assert anna.ask("Typing", UN=bert.number)["RES"] == "0"
    bert.ask("Change_Stat", ST=30)
    assert (99, 10002, "30") in anna.poll()


@pytest.mark.parametrize("settings", [Settings(), Settings(registration="invite", introduce=False)])
def test_no_one_is_introduced_where_strangers_register_or_without_the_setting(world: World, settings: Settings) -> None:
    world.restart(settings)
    anna, bert, _ = three(world)
    assert listed(anna) == {}
    assert write(anna, bert) == REFUSED
    assert world.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0").get("PEOPLE") is None


def test_the_setting_can_be_switched_off_again(home: World) -> None:
    anna, bert, _ = three(home)
    home.restart(Settings())
    assert listed(anna) == {}
    assert write(anna, bert) == REFUSED


def test_an_old_client_gets_ordinary_contacts(home: World) -> None:
    three(home)
    anna = Person(home, 10001)
    anna.login()
    reply = anna.ask("List", TN=50, UN=0)
    assert (reply["UN"], reply.get("MEM")) == ("10002,10003,", None)
    assert present(anna) == [10002, 10003]
    register(home)
    home.settle()
    assert anna.poll() == []
    assert anna.ask("List", TN=50, UN=0)["UN"] == "10002,10003,10004,"


def test_a_newcomer_is_announced_at_once_and_nothing_is_stored(home: World) -> None:
    anna, _, _ = three(home)
    poll = anna.start("GetMsgEx", WAIT=50)
    number = register(home)
    assert poll.reply().rows == [(86, 10000, "")]
    assert listed(anna)[number] is True
    assert home.read("SELECT count(*) FROM roster") == [(0,)]
    assert home.read("SELECT count(*) FROM entries") == [(0,)]


def test_login_and_hello_report_the_introductions(home: World) -> None:
    anna, _, _ = three(home)
    assert anna.login(EXT=1, DEV=DEVICE)["KNOW"] == "1"
    assert "KNOW" not in anna.login()
    assert home.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")["PEOPLE"] == "3"


def test_a_block_takes_each_off_the_list_of_the_other(home: World) -> None:
    anna, bert, carl = three(home)
    assert anna.ask("Block", UN=10002)["RES"] == "0"
    assert (86, 10000, "") in anna.poll()
    assert set(bert.poll()) == {(99, 10001, "20"), (86, 10000, "")}
    assert (listed(anna), listed(bert)) == ({10003: True}, {10003: True})
    assert write(bert, anna) == REFUSED
    anna.ask("Change_Stat", ST=30)
    assert bert.poll() == []
    assert carl.poll() == [(99, 10001, "30")]
    assert anna.ask("Unblock", UN=10002)["RES"] == "0"
    assert (99, 10001, "30") in bert.poll()
    assert listed(bert) == {10001: True, 10003: True}


def test_an_old_client_sees_a_person_who_blocked_it_as_offline(home: World) -> None:
    anna, bert, _ = three(home)
    bert.login()
    anna.ask("Block", UN=10002)
    home.settle()
    assert (99, 10001, "20") in bert.poll()


def test_a_contact_who_was_removed_stays_away_until_added_again(home: World) -> None:
    anna, bert, _ = three(home)
    assert anna.ask("DelFromList", UN=10002)["RES"] == "0"
    home.restart()
    assert (listed(anna), listed(bert)) == ({10003: True}, {10001: True, 10003: True})
    reply = anna.ask("AddToList", UN=10002)
    assert (reply["RES"], reply["CD"]) == ("0", "0")
    assert listed(anna) == {10002: True, 10003: True}
    assert [row for row in bert.poll() if row[0] < 80] == [], "nothing new for the other"


def test_the_inviter_can_be_removed_too(home: World) -> None:
    anna, _, _ = three(home)
    with transaction(home.url or home.folder) as db:
        db.execute("INSERT INTO roster (owner, contact) VALUES (10001, 10002)")
    assert listed(anna) == {10002: False, 10003: True}
    anna.ask("DelFromList", UN=10002)
    assert listed(anna) == {10003: True}


def test_user_who_opts_out_is_on_no_list_and_sees_none(home: World) -> None:
    anna, bert, carl = three(home)
    assert carl.ask("GetInfo", UN=10003, LV=1)["LISTED"] == "1"
    assert [carl.ask("ModifyInfo", LISTED=value)["RES"] for value in ("2", "-1", "x", "")] == ["10"] * 4
    assert carl.ask("ModifyInfo", LISTED=0)["RES"] == "0"
    assert (86, 10000, "") in anna.poll()
    assert (listed(anna), listed(carl)) == ({10002: True}, {})
    assert write(anna, carl) == REFUSED
    assert carl.ask("GetInfo", UN=10003, LV=1)["LISTED"] == "0"
    assert [number for number in (10002, 10003) if str(number) in anna.ask("Finger", TN=20)["UN"]] == [10002]
    assert anna.ask("Finger", TN=20, NUM=10003)["UN"] == "10003,"
    carl.ask("ModifyInfo", LISTED=1)
    assert (86, 10000, "") in bert.poll()
    assert listed(anna) == {10002: True, 10003: True}


def test_a_contact_of_ones_own_stays_when_they_opt_out(home: World) -> None:
    anna, bert, carl = three(home)
    with transaction(home.url or home.folder) as db:
        db.execute("INSERT INTO roster (owner, contact) VALUES (10001, 10003)")
    carl.ask("ModifyInfo", LISTED=0)
    assert (listed(anna), listed(bert)) == ({10002: True, 10003: False}, {10001: True})


@pytest.mark.parametrize("remove", [moderation.ban, moderation.delete])
def test_a_banned_or_deleted_account_is_on_no_list(home: World, remove: object) -> None:
    anna, bert, _ = three(home)
    anna.ask("DelFromList", UN=10003)
    with transaction(home.url or home.folder) as db:
        remove(db, 10003, START_MS)  # type: ignore[operator]
    home.catch_up()
    assert (86, 10000, "") in anna.poll()
    assert (listed(anna), listed(bert)) == ({10002: True}, {10001: True})


def test_profiles_of_the_people_here_are_no_strangers(home: World) -> None:
    anna, _, _ = three(home)
    home.restart(Settings(introduce=True, registration="invite", searches_per_minute=1))
    for _ in range(3):
        assert anna.ask("GetInfo", UN=10002, LV=1)["RES"] == "0"


def test_a_large_place_introduces_no_new_user(home: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_roster, "MOST_INTRODUCED", 4)
    anna, bert, carl = three(home)
    dora = arrive(home, 10004)
    anna.ask("DelFromList", UN=10004)
    anna.ask("Block", UN=10003)
    hear_all(anna, bert, carl, dora)
    number = register(home)
    assert listed(bert) == {10001: False, 10003: False, 10004: False}
    assert (listed(anna), listed(carl)) == ({10002: False}, {10002: False, 10004: False})
    assert anna.login(EXT=1, DEV=DEVICE)["KNOW"] == str(int(SharedRoster.FULL))
    assert listed(Person(home, number).sign_in()) == {}
    home.restart()
    assert home.read("SELECT value FROM facts WHERE name = 'introduce'") == [(2,)]
    assert home.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0").get("PEOPLE") is None
    code = home.run(home.core.store.write(lambda db: invitations.create(db, START_MS)))
    assert home.post(f"VER=1.1&CMD=ShowInvite&SEQ=1&UIN=0&INVITE={code}").get("PEOPLE") is None


def test_a_place_that_is_already_too_large_introduces_no_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_roster, "MOST_INTRODUCED", 2)
    anna, _, _ = three(world)
    world.restart(INTRODUCES)
    assert listed(anna) == {}
    assert world.read("SELECT value FROM facts WHERE name = 'introduce'") == [(2,)]


def test_people_with_an_invitation_know_each_other_by_default(world: World) -> None:
    world.restart(Settings(host="0.0.0.0"))
    anna, _, _ = three(world)
    assert listed(anna) == {10002: True, 10003: True}
