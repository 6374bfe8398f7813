"""The state and the settings of the place, for its administrators."""

import asyncio
from collections.abc import Callable

import pytest

from qqdesk.protocol.codes import SharedRoster
from qqdesk.server.accounts import administrators, place_log, shared_roster
from qqdesk.server.admin import stored_settings
from qqdesk.server.operations.checks import file_checks
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.notifications import PLACE
from tests.helpers.clock import START_MS
from tests.helpers.server import transaction
from tests.server.world import DEVICE, OTHER_DEVICE, Person, Reply, World, a_world

pytestmark = pytest.mark.stores("sqlite", "postgres")


@pytest.fixture
def place(world: World) -> World:
    world.restart(Settings(name="Home", registration="invite"))
    return world


@pytest.fixture
def admin(place: World) -> Person:
    person = place.person(10001)
    place.run(place.core.store.write(lambda db: administrators.appoint(db, 10001)))
    return person.sign_in()


def hello(world: World) -> Reply:
    return world.post("VER=1.1&CMD=Hello&SEQ=1&UIN=0")


def change(person: Person, **fields: str) -> str:
    return person.ask("ChangePlace", **fields)["RES"]


def log(world: World) -> list[str]:
    lines = world.run(world.core.store.read(lambda db: place_log.lines(db, 10)))
    return [f"{line.actor} {line.action} {line.detail}".rstrip() for line in lines]


def test_the_state_counts_people_and_rooms(place: World, admin: Person) -> None:
    place.person(10002, address="127.0.0.1").sign_in()
    admin.token = admin.login(EXT=1, DEV=DEVICE, CAN="DEV,ROOM,")["SID"]
    admin.ask("NewRoom", CID="1" * 32, NAME="Family")
    reply = admin.ask("Place")
    assert reply["RES"] == "0"
    expected = {"NAM": "Home", "REG": "invite", "INVITES": "admins", "SINCE": str(START_MS), "OPEN": "0"}
    assert {name: reply[name] for name in expected} == expected
    assert {name: reply[name] for name in ("PEOPLE", "PRESENT", "OUTSIDE", "ROOMS")} == {
        "PEOPLE": "2",
        "PRESENT": "2",
        "OUTSIDE": "1",
        "ROOMS": "1",
    }
    if not place.url:
        assert int(reply["FREE"]) > int(reply["DBSIZE"]) > 0


def test_a_person_of_this_computer_has_not_come_in_from_another(place: World, admin: Person) -> None:
    """The host's own second computer is no newcomer's."""
    assert admin.ask("Place")["OUTSIDE"] == "1"
    host = place.person(10002, address="127.0.0.1").sign_in()
    Person(place, host.number, "10.0.0.9").sign_in(OTHER_DEVICE)
    assert admin.ask("Place")["OUTSIDE"] == "1"


def test_changed_settings_are_in_effect_at_once_and_after_a_restart(place: World, admin: Person) -> None:
    assert change(admin, NAM="The Lis", REG="closed") == "0"
    assert change(admin, INVITES="all") == "0"
    for _ in range(2):
        assert (hello(place)["NAM"], hello(place)["REG"]) == ("The Lis", "closed")
        assert admin.ask("Place")["INVITES"] == "all"
        place.restart()


def test_a_later_change_at_another_server_stays(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    core = place.core
    answers: list[Callable[[dict[str, str]], None]] = []
    monkeypatch.setattr(core.store, "query", lambda _query, then, _failed=None: answers.append(then))

    async def change_at_both() -> None:
        applying = asyncio.ensure_future(core.apply_stored_settings())
        await asyncio.sleep(0)
        core.store.on_notification(PLACE, [])
        for answer, name in zip(answers, ("First", "Later"), strict=True):
            answer({"name": name})
        await applying

    place.run(change_at_both())
    assert core.server_info.name == "Later"


def test_a_change_is_in_the_log_once(place: World, admin: Person) -> None:
    change(admin, NAM="The Lis", INVITES="all")
    change(admin, NAM="The Lis")
    assert log(place) == ["10001 ChangePlace invites=all", "10001 ChangePlace name=The Lis"]


def test_a_name_is_stored_as_it_is_shown(place: World, admin: Person) -> None:
    change(admin, NAM="The%0a Lis" + "t" * 100)
    name = "The Lis" + "t" * 56
    assert hello(place)["NAM"] == name
    assert log(place) == [f"10001 ChangePlace name={name}"]


def test_another_person_can_neither_read_nor_change_the_place(place: World, admin: Person) -> None:
    other = place.person(10002).sign_in()
    assert other.ask("Place")["RES"] == "31"
    assert change(other, NAM="Mine") == "31"
    assert hello(place)["NAM"] == "Home"


def test_a_fixed_setting_is_listed_and_cannot_be_changed(place: World, admin: Person) -> None:
    place.core.fixed = frozenset({"registration"})
    assert admin.ask("Place")["FIXED"] == "registration,"
    assert change(admin, REG="open", NAM="The Lis") == "32"
    assert (hello(place)["NAM"], hello(place)["REG"]) == ("Home", "invite")


def test_a_place_whose_people_know_each_other_does_not_open_to_strangers(place: World, admin: Person) -> None:
    place.restart(Settings(registration="invite", introduce=True))
    reply = admin.ask("ChangePlace", REG="open")
    assert reply["RES"] == "32"
    assert "introduce" in reply["RA"]
    assert hello(place)["REG"] == "invite"


def test_administrators_say_whether_people_know_each_other(place: World, admin: Person) -> None:
    other = place.person(10002).sign_in()
    for is_wanted, listed in (("0", ""), ("1", "10002,")):
        other.poll()
        assert change(admin, INTRO=is_wanted) == "0"
        assert (86, 10000, "") in other.poll()
        for _ in range(2):
            assert admin.ask("List", TN=9, UN=0)["UN"] == listed
            assert admin.ask("Place")["INTRO"] == is_wanted
            place.restart()
    assert log(place) == ["10001 ChangePlace introduce=true", "10001 ChangePlace introduce=false"]


def test_a_place_that_was_open_introduces_no_strangers_when_it_closes(place: World, admin: Person) -> None:
    assert change(admin, INTRO="0", REG="open") == "0"
    assert change(admin, INTRO="1") == "32"
    assert change(admin, REG="invite") == "0"
    assert admin.ask("Place")["INTRO"] == "0"
    place.restart(Settings(registration="open"))
    place.run(place.core.store.write(lambda db: stored_settings.reset(db, 1)))
    place.restart()
    assert admin.ask("Place")["INTRO"] == "0"
    assert change(admin, REG="open") == "0"
    assert change(admin, REG="invite") == "0"
    assert admin.ask("Place")["INTRO"] == "0"


def test_a_place_that_was_too_large_begins_again_with_introductions(
    place: World, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_roster, "MOST_INTRODUCED", 2)
    place.person(10002)
    place.person(10003)
    assert admin.ask("Place")["INTRO"] == str(int(SharedRoster.FULL))
    assert change(admin, INTRO="1") == "32"
    assert admin.ask("ChangePerson", UN=10003, ACT="delete")["RES"] == "0"
    assert admin.ask("Place")["INTRO"] == str(int(SharedRoster.FULL))
    with transaction(place.url or place.folder) as db:
        changes = {"introduce": True}
        stored_settings.change(db, place.core.configured, place.core.fixed, changes, place_log.OPERATOR, START_MS)
    place.catch_up()
    assert admin.ask("Place")["INTRO"] == str(int(SharedRoster.ON))
    assert admin.ask("List", TN=9, UN=0)["UN"] == "10002,"


def test_a_place_that_is_too_large_opens_to_everybody(
    place: World, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_roster, "MOST_INTRODUCED", 1)
    place.person(10002)
    assert change(admin, REG="open") == "0"
    assert admin.ask("Place")["INTRO"] == "0"


def test_an_unknown_stored_value_has_no_effect(place: World, admin: Person, caplog: pytest.LogCaptureFixture) -> None:
    with transaction(place.url or place.folder) as db:
        db.execute("INSERT INTO place_settings (name, value) VALUES ('registration', 'by lot')")
    place.restart()
    assert hello(place)["REG"] == "invite"
    assert "The place keeps registration = invite" in caplog.text
    caplog.clear()
    place.person(10002)
    place.catch_up()
    assert "The place keeps" not in caplog.text


def test_the_operator_changes_and_resets_settings_while_the_server_runs(place: World, admin: Person) -> None:
    configured = place.core.configured
    with a_world(place.folder, place.url) as other:
        other.run(
            other.core.store.write(lambda db: stored_settings.change(db, configured, (), {"name": "The Lis"}, 0, 1))
        )
        place.catch_up()
        assert hello(place)["NAM"] == "The Lis"
        other.run(other.core.store.write(lambda db: stored_settings.reset(db, 2)))
        place.catch_up()
    assert hello(place)["NAM"] == "Home"
    assert log(place) == ["0 ChangePlace name=", "0 ChangePlace name=The Lis"]


# What needs care


def issues(admin: Person) -> list[str]:
    return admin.ask("Place")["KIND"].split(",")[:-1] if admin.ask("Place")["CN"] != "0" else []


def days_later(place: World, admin: Person, days: float) -> None:
    place.advance(days * 24 * 3600)
    admin.sign_in()


def test_a_healthy_place_needs_no_care(place: World, admin: Person) -> None:
    assert issues(admin) == []


def test_a_place_without_a_backup_needs_care_after_a_week(place: World, admin: Person) -> None:
    place.restart(Settings(database=place.url))
    place.run(place.core.store.write(lambda db: db.execute("UPDATE users SET created = ?", (START_MS,)) and None))
    days_later(place, admin, 6)
    assert "backup" not in issues(admin)
    days_later(place, admin, 2)
    assert ("backup" in issues(admin)) == (not place.url)


def test_a_place_that_no_invited_person_has_reached_needs_care(place: World) -> None:
    place.restart(Settings(host="0.0.0.0", registration="invite", tls=False))
    admin = place.person(10001, address="127.0.0.1")
    place.run(place.core.store.write(lambda db: administrators.appoint(db, 10001)))
    admin.sign_in()
    admin.ask("Invite", USES=1, DAYS=7)
    assert "reach" not in issues(admin)
    days_later(place, admin, 2)
    assert issues(admin) == ["reach"]
    place.core.reached.note("203.0.113.7")
    assert issues(admin) == []


def test_the_worst_comes_first(place: World, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_checks, "_LEAST_FREE_BYTES", 1 << 62)
    place.core.store.damage = "a page is damaged"
    assert issues(admin) == ["disk", "data"]
    text = admin.ask("Place")["MG"].split(",")
    assert text[0].startswith("The disk of ") and "a page is damaged" in text[1]


@pytest.mark.stores("postgres")
def test_administrators_make_no_backup(place: World, admin: Person) -> None:
    place.restart(Settings(database=place.url))
    reply = admin.ask("Backup")
    assert reply["RES"] == "32"
    assert reply["RA"] == "this server keeps its data in PostgreSQL; its operator makes the backups"
    assert not {"BACKUP", "BACKUPDIR", "DBSIZE"} & admin.ask("Place").keys()
