"""Password guessing: delays, and protection from being locked out by others."""

import itertools

import pytest

from qqdesk.server.settings.settings import Settings
from tests.helpers.server import md5
from tests.server.test_classic_access import unhashed
from tests.server.world import DEVICE, OTHER_DEVICE, Person, Reply, World

EXT = {"EXT": 1, "DEV": DEVICE}
FAR = "203.0.113.{}"
SEQUENCE = itertools.count(1000)
"""Each guess is another request, and no repeat of an earlier one."""


def guess(world: World, number: int, address: str, times: int = 1, device: str = OTHER_DEVICE) -> Reply:
    stranger = Person(world, number, address, sequence=SEQUENCE)
    for _ in range(times):
        reply = stranger.login("guess", EXT=1, DEV=device)
    return reply


def until_free(world: World, reply: Reply) -> None:
    world.clock.passed += int(reply["WAIT"])


def test_delay_grows_with_each_wrong_password(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person(10001, address=FAR.format(1))
    assert guess(world, 10001, anna.address, 5)["RS"] == "1"
    waits = []
    for _ in range(12):
        refused = guess(world, 10001, anna.address)
        assert refused["RES"] == "40"
        assert refused["RA"] == "too many wrong passwords"
        waits.append(int(refused["WAIT"]))
        until_free(world, refused)
        assert guess(world, 10001, anna.address)["RS"] == "1"
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    unhashed(world, monkeypatch)
    assert anna.login(**EXT)["RES"] == "40"


def test_wrong_passwords_expire_after_an_hour(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1))
    guess(world, 10001, anna.address, 6)
    world.clock.passed += 3601
    assert anna.login(**EXT)["RS"] == "0"


def test_right_password_clears_the_wrong_ones(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1))
    for _ in range(5):
        assert guess(world, 10001, anna.address, 4, DEVICE)["RS"] == "1"
        assert anna.login(**EXT)["RS"] == "0"


def test_a_classic_client_receives_the_reason_as_text(world: World) -> None:
    anna = world.person(10001)
    for _ in range(5):
        assert anna.login("guess")["RA"] == "Password error or unknown number"
    body = anna.body("Login", PS=md5("secret"))
    refused = world.post(body, anna.address)
    assert (refused["RES"], refused["RS"], refused["RA"]) == ("0", "1", "too many wrong passwords; try again in 1 s")
    world.clock.passed += 1
    assert world.post(body, anna.address)["RS"] == "0", "no repeat, but another try"


def test_guesses_from_elsewhere_lock_no_one_out(world: World) -> None:
    """Guesses from many places close the number to strangers, but not to its owner."""
    anna = world.person(10001, address=FAR.format(1))
    anna.login(**EXT)
    for place in range(2, 12):
        guess(world, 10001, FAR.format(place), 6)
    assert guess(world, 10001, FAR.format(99))["RES"] == "40", "a place that was never wrong has to wait, too"
    assert anna.login(**EXT)["RS"] == "0"
    moved = Person(world, 10001, FAR.format(77))
    assert moved.login(**EXT)["RS"] == "0", "the device is known wherever it is"
    assert Person(world, 10001, anna.address).login(EXT=1, DEV=OTHER_DEVICE)["RS"] == "0", "and so is the place"


@pytest.mark.stores("sqlite", "postgres")
def test_a_restart_does_not_forget_where_the_owner_signs_in(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1))
    anna.login(**EXT)
    world.settle()
    world.restart()
    for place in range(2, 12):
        guess(world, 10001, FAR.format(place), 6)
    assert guess(world, 10001, FAR.format(99))["RES"] == "40"
    assert Person(world, 10001, FAR.format(77)).login(**EXT)["RS"] == "0", "the device"
    assert Person(world, 10001, anna.address).login(EXT=1, DEV=OTHER_DEVICE)["RS"] == "0", "the place"


@pytest.mark.stores("sqlite", "postgres")
def test_an_origin_is_known_for_thirty_days(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1))
    anna.login(**EXT)
    world.settle()
    (first, *_) = known = world.read("SELECT origin, time FROM known_origins ORDER BY origin")
    assert [origin for origin, _ in known] == [anna.address, DEVICE]
    world.clock.passed += 3600
    anna.login(**EXT)
    world.settle()
    assert first in world.read("SELECT origin, time FROM known_origins"), "a day's sign-ins are written once"
    world.clock.passed += 30 * 24 * 3600
    for place in range(2, 12):
        guess(world, 10001, FAR.format(place), 6)
    assert anna.login(**EXT)["RES"] == "40"
    world.run(world.core.housekeeping.purge())
    assert world.read("SELECT origin FROM known_origins") == []


@pytest.mark.stores("sqlite", "postgres")
def test_a_wrong_password_makes_no_origin_known(world: World) -> None:
    world.person(10001)
    guess(world, 10001, FAR.format(1), 3)
    world.settle()
    assert world.read("SELECT origin FROM known_origins") == []


def test_guesses_from_the_same_address_do_not_lock_out_a_known_device(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1))
    anna.login(**EXT)
    guess(world, 10001, anna.address, 30)
    assert guess(world, 10001, anna.address)["RES"] == "40"
    assert anna.login(**EXT)["RS"] == "0"


def test_another_device_each_time_is_no_way_around(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1))
    for device in range(5):
        guess(world, 10001, anna.address, 1, f"{device:032x}")
    assert guess(world, 10001, anna.address, 1, "f" * 32)["RES"] == "40"


def test_one_place_closes_no_number_to_other_places(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1))
    stranger = FAR.format(2)
    for _ in range(12):
        reply = guess(world, 10001, stranger)
        if reply["RES"] == "40":
            until_free(world, reply)
    assert anna.login(**EXT)["RS"] == "0"


def test_one_place_that_guesses_at_many_numbers_waits(world: World) -> None:
    world.restart(Settings(sign_ins_per_minute=0))
    stranger = FAR.format(1)
    results = {guess(world, 10001 + number, stranger)["RES"] for number in range(20)}
    assert results == {"0"}
    assert guess(world, 10100, stranger)["RES"] == "40"
    assert guess(world, 10100, FAR.format(2))["RES"] == "0"


def test_unassigned_numbers_are_no_different(world: World) -> None:
    world.person(10001)
    for number in (10001, 10002):
        replies = [guess(world, number, FAR.format(number - 10000)) for _ in range(6)]
        assert [reply["RES"] for reply in replies] == ["0"] * 5 + ["40"]


@pytest.mark.parametrize(
    ("one", "other"), [("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"), ("192.0.2.1", "::ffff:192.0.2.1")]
)
def test_a_subscriber_is_one_place(world: World, one: str, other: str) -> None:
    guess(world, 10001, one, 5)
    assert guess(world, 10001, other)["RES"] == "40"
    assert guess(world, 10001, "2001:db8:0:2::1")["RES"] == "0"


def test_sign_ins_of_a_place_have_a_rate(world: World) -> None:
    world.restart(Settings(sign_ins_per_minute=3))
    people = [world.person(number, address=FAR.format(1)) for number in range(10001, 10005)]
    assert [person.login(**EXT)["RES"] for person in people] == ["0", "0", "0", "40"]
    refused = people[3].login(**EXT)
    assert (refused["RA"], refused["WAIT"]) == ("too many sign-ins from this address", "20")
    assert Person(world, 10004, FAR.format(2)).login(**EXT)["RES"] == "0"
    here = Person(world, 10001, "127.0.0.1")
    assert {here.login(**EXT)["RES"] for _ in range(100)} == {"0"}
    world.clock.passed += 20
    assert world.person(10005, address=FAR.format(1)).login(**EXT)["RES"] == "0"


def test_one_person_does_not_use_up_the_sign_ins_of_a_place(world: World) -> None:
    world.restart(Settings(sign_ins_per_minute=6))
    mine, other, newcomer = (world.person(number, address=FAR.format(1)) for number in (10001, 10002, 10003))
    other.login(**EXT)
    world.settle()
    world.clock.passed += 60
    replies: list[Reply] = []
    for _ in range(30):
        replies.append(mine.login(EXT=1, DEV=f"{len(replies):032x}"))
        world.settle()
    assert [reply["RES"] for reply in replies] == ["0"] * 6 + ["40"] * 24
    assert (replies[-1]["RA"], replies[-1]["WAIT"]) == ("too many sign-ins of this account", "10")
    assert other.login(**EXT)["RS"] == "0"
    assert newcomer.login(**EXT)["RS"] == "0"


def test_wrong_sign_ins_at_a_place_leave_those_of_known_devices(world: World) -> None:
    world.restart(Settings(sign_ins_per_minute=3))
    anna = world.person(10001, address=FAR.format(1))
    anna.login(**EXT)
    world.settle()
    world.clock.passed += 60
    assert [guess(world, number, anna.address)["RES"] for number in range(10010, 10014)] == ["0", "0", "0", "40"]
    assert anna.login(**EXT)["RS"] == "0"


def test_many_guesses_at_the_same_time_are_no_way_around(world: World) -> None:
    stranger = Person(world, 10001, FAR.format(1))
    world.person(10001)
    guesses = [
        world.start_unsettled(stranger.body("Login", PS=md5(f"guess {n}"), **EXT), stranger.address) for n in range(40)
    ]
    results = [running.reply()["RES"] for running in guesses]
    assert results.count("0") == 5
    assert results.count("40") == 35


def test_a_server_failure_does_not_count_as_a_wrong_password(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person(10001, address=FAR.format(1))
    world.core.passwords.most_waiting = 0
    for _ in range(10):
        assert anna.login(**EXT)["RA"] == "too many sign in just now"
    world.core.passwords.most_waiting = 10
    assert anna.login(**EXT)["RS"] == "0"


def test_the_old_password_is_no_easier_to_guess_in_a_session(world: World) -> None:
    anna = world.person(10001, address=FAR.format(1)).sign_in()
    results = [anna.ask("ModifyPwd", PS=md5(f"guess {n}"), NEWPS=md5("new"))["RES"] for n in range(6)]
    assert results == ["32"] * 5 + ["40"]
