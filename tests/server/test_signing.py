"""Sessions: their start and end."""

from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.backups import backup, restore
from tests.helpers.command_line import give_input
from tests.helpers.server import CHEAP, md5
from tests.server.world import DEVICE, OTHER_DEVICE, Person, World

pytestmark = pytest.mark.stores("sqlite", "postgres")


def test_a_token_cannot_be_guessed(world: World) -> None:
    anna = world.person(10001)
    assert len(anna.login(EXT=1, DEV=DEVICE)["SID"]) >= 32


@pytest.mark.parametrize("fields", ["&EXT=1", f"&DEV={DEVICE}", f"&EXT=0&DEV={DEVICE}"])
def test_a_login_without_a_valid_device_gets_no_ext(world: World, fields: str) -> None:
    world.person(10001)
    reply = world.post(f"VER=1.1&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}&M5=1{fields}")
    assert reply["RS"] == "0"
    assert "EXT" not in reply
    assert "SID" not in reply


def test_a_classic_session_is_known_by_address_and_number(world: World) -> None:
    anna, bert = world.person(10001), world.person(10002)
    anna.login()
    bert.login()
    assert anna.ask("List")["RES"] == bert.ask("List")["RES"] == "0"
    assert Person(world, 10001, address="10.0.0.2").ask("List")["RES"] == "20"


def test_a_login_from_elsewhere_ends_a_classic_session_without_a_reason(world: World) -> None:
    here = world.person(10001)
    there = Person(world, 10001, address="10.0.0.2")
    here.login()
    there.login()
    refused = here.ask("List")
    assert refused["RES"] == "20"
    assert "WHY" not in refused
    assert there.ask("List")["RES"] == "0"


def test_the_two_kinds_of_session_are_not_mixed_up(world: World) -> None:
    anna = world.person(10001).sign_in()
    assert Person(world, 10001).ask("List")["RES"] == "20"
    bert = world.person(10002)
    bert.login()
    assert Person(world, 10002, token="0" * 40).ask("List")["RES"] == "20"
    assert anna.ask("List")["RES"] == "0"
    assert bert.ask("List", SID="")["RES"] == "0"


def test_the_owner_ends_the_poll_of_a_device_that_hangs(world: World) -> None:
    anna, other = world.person(10001).sign_in(), Person(world, 10001).sign_in(OTHER_DEVICE)
    poll = anna.start("GetMsgEx", WAIT=50)
    assert not poll.is_done
    other.ask("EndDev", DEV=DEVICE[:8])
    assert (poll.reply()["RES"], poll.reply()["WHY"]) == ("20", "2")
    assert anna.ask("List")["WHY"] == "2"
    world.restart()
    assert anna.ask("List")["WHY"] == "2"
    assert other.ask("List")["RES"] == "0"
    world.advance(365 * 24 * 3600 + 1)
    world.run(world.core.housekeeping.purge())
    assert anna.ask("List")["WHY"] == "1"


@pytest.mark.stores("sqlite")
def test_a_restored_server_lets_no_device_delete_its_messages(world: World, tmp_path: Path) -> None:
    """The device may have signed in again after the backup."""
    world.person(10001).sign_in().ask("EndDev")
    there, here = Person(world, 10001).sign_in(OTHER_DEVICE), Person(world, 10001).sign_in()
    here.ask("EndDev", DEV=OTHER_DEVICE[:8])
    backup.make(world.folder, tmp_path / "backup", world.clock.now())
    world.restart(meanwhile=lambda: restore.restore(world.folder, tmp_path / "backup"))
    assert there.ask("List")["WHY"] == "4"
    assert Person(world, 10001).login(EXT=1, DEV=OTHER_DEVICE, KEPT=1)["RS"] == "0"


def test_a_sign_in_ends_no_other_device(world: World) -> None:
    classic, *named = [world.person(10001), Person(world, 10001), Person(world, 10001)]
    for person, device in zip(named, (DEVICE, OTHER_DEVICE), strict=True):
        person.sign_in(device)
    classic.login()
    world.restart()
    assert [person.ask("List")["RES"] for person in (classic, *named)] == ["0"] * 3


def test_an_eleventh_device_signs_out_the_one_that_is_unused_for_longest(world: World) -> None:
    world.person(10001)
    devices = []
    for index in range(10):
        devices.append(Person(world, 10001).sign_in(f"{index:032x}"))
        world.advance(1)
    devices[3].ask("Logout")
    world.advance(1)
    Person(world, 10001).sign_in(DEVICE)
    assert [person.ask("List").get("WHY") for person in devices] == [None] * 3 + ["4"] + [None] * 6
    Person(world, 10001).sign_in(OTHER_DEVICE)
    assert [person.ask("List").get("WHY") for person in devices] == ["4"] + [None] * 2 + ["4"] + [None] * 6


def test_the_same_device_takes_its_session_over(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    anna.ask("Change_Stat", ST=30)
    assert bert.poll() == [(99, 10001, "30")]
    poll = anna.start("GetMsgEx", WAIT=50)
    again = Person(world, 10001, address="10.9.9.9").sign_in()
    assert poll.reply()["MN"] == "0"
    assert anna.ask("List")["WHY"] == "1"
    assert again.session.status == 30
    assert bert.poll() == []
    world.restart()
    assert again.ask("List")["RES"] == "0"
    assert again.session.status == 30


def test_a_new_session_starts_online_and_a_continued_one_as_it_was(world: World) -> None:
    anna = world.person(10001)
    anna.login()
    anna.ask("Change_Stat", ST=40)
    anna.login()
    assert anna.session.status == 40
    anna.ask("Logout")
    anna.login()
    assert anna.session.status == 10


def test_logout_ends_a_session_for_good(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    poll = anna.start("GetMsgEx", WAIT=50)
    assert anna.ask("Logout").text.endswith("&CMD=LOGOUT&SEQ=3&UIN=10001&RES=0")
    assert poll.reply()["WHY"] == "1"
    assert anna.ask("Logout")["RES"] == "0"
    assert anna.ask("List")["WHY"] == "1"
    assert bert.poll() == [(99, 10001, "20")]
    world.restart()
    assert anna.ask("List")["WHY"] == "1"


@pytest.mark.parametrize("kind", ["classic", "extended"])
def test_a_session_that_says_nothing_is_over(world: World, kind: str) -> None:
    anna, bert = world.person(10001), world.person(10002, contacts=[10001])
    anna.login() if kind == "classic" else anna.sign_in()
    bert.sign_in()
    world.advance(149)
    assert anna.ask("List")["RES"] == "0"
    world.core.housekeeping.sweep()
    for _ in range(3):
        hanging = bert.start("GetMsgEx", WAIT=50)
        world.advance(50)
        assert hanging.reply()["MN"] == "0"
    hanging = bert.start("GetMsgEx", WAIT=50)
    world.advance(1)
    world.core.housekeeping.sweep()
    assert hanging.reply().rows == [(99, 10001, "20")]
    refused = anna.ask("List")
    assert refused["RES"] == "20"
    assert refused.get("WHY") == (None if kind == "classic" else "1")


def test_a_session_that_is_too_old_is_over_before_anybody_swept(world: World) -> None:
    anna = world.person(10001)
    anna.login()
    world.advance(151)
    assert anna.ask("List")["RES"] == "20"
    assert len(world.core.sessions) == 0


def test_a_poll_that_hangs_is_a_sign_of_life(world: World) -> None:
    anna = world.person(10001).sign_in()
    world.advance(120)
    poll = anna.start("GetMsgEx", WAIT=50)
    world.clock.passed += 49
    world.core.housekeeping.sweep()
    world.settle()
    assert not poll.is_done
    world.advance(1)
    assert poll.reply()["MN"] == "0"
    world.advance(149)
    assert anna.ask("List")["RES"] == "0"


def test_sessions_outlive_the_server(world: World) -> None:
    anna, bert = world.person(10001).sign_in(), world.person(10002)
    bert.login()
    anna.ask("Change_Stat", ST=40)
    world.advance(140)
    world.restart()
    world.advance(140)
    assert anna.ask("List")["RES"] == "0"
    assert anna.session.status == 40
    assert bert.ask("List")["RES"] == "0"


@pytest.mark.stores("sqlite")
def test_tokens_and_passwords_are_not_in_the_database(world: World) -> None:
    anna = world.person(10001).sign_in()
    world.run(world.core.store.write(lambda db: None))
    content = b"".join(path.read_bytes() for path in world.folder.iterdir())
    assert anna.token is not None
    assert anna.token.encode() not in content
    assert md5("secret").encode() not in content


def test_too_many_logins_at_once_are_sent_away(world: World) -> None:
    anna = world.person(10001)
    world.core.passwords.most_waiting = 2
    extended = {"EXT": 1, "DEV": DEVICE}
    bodies = [anna.body("Login", PS=md5(str(attempt)), **extended) for attempt in range(5)]
    running = [world.start_unsettled(body, anna.address) for body in bodies]
    replies = [item.reply().text for item in running]
    assert sum("&RES=40&" in reply and "&WAIT=" in reply for reply in replies) == 3
    assert anna.login(**extended)["RS"] == "0"


def test_a_classic_client_receives_the_reason_in_words_it_knows(world: World) -> None:
    anna = world.person(10001)
    world.core.passwords.most_waiting = 0
    body = anna.body("Login", PS=md5("secret"))
    assert "&RES=0&RS=1&RA=too many sign in just now; try again in 1 s" in world.post(body).text
    world.core.passwords.most_waiting = 10
    assert "&RES=0&RS=0&" in world.post(body).text, "the same bytes are another try"


def test_a_bot_that_signs_in_before_every_poll_costs_one_password_check(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = world.person(10001)
    checks = 0
    verify = world.core.passwords.verify

    async def counted(stored: str | None, password_hash: str, place: str = "") -> bool:
        nonlocal checks
        checks += 1
        return await verify(stored, password_hash, place)

    monkeypatch.setattr(world.core.passwords, "verify", counted)
    for _ in range(5):
        assert bot.login()["RS"] == "0"
    assert checks == 1
    assert bot.login("wrong")["RS"] == "1"
    assert Person(world, 10001, address="10.0.0.2").login()["RS"] == "0"
    assert checks == 3
    bot.login()
    bot.ask("ModifyPwd", PS=md5("secret"), NEWPS=md5("new"))
    assert bot.login()["RS"] == "1"
    assert bot.login("new")["RS"] == "0"


def test_a_password_of_the_command_line_counts_at_once(world: World) -> None:
    anna = world.person(10001)
    anna.login()
    stored = hash_password(md5("new"), CHEAP)
    world.run(world.core.store.write(lambda db: accounts.set_password(db, 10001, stored)))
    assert anna.login()["RS"] == "1"
    assert anna.login("new")["RS"] == "0"


def give_password(world: World, number: int, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the password as the operator does, beside the server."""
    give_input(monkeypatch, password)
    assert cli.main(["user", "passwd", str(number), "--password-stdin", "--data-dir", str(world.folder)]) == 0


def test_a_password_of_the_command_line_ends_the_session(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bert = world.people(10001, 10002)
    carl = world.person(10003)
    carl.login()
    bert.ask("ModifyPwd", PS=md5("secret"), NEWPS=md5("own"))
    poll = anna.start("GetMsgEx", WAIT=50)
    give_password(world, 10001, "new", monkeypatch)
    give_password(world, 10003, "new", monkeypatch)
    assert not poll.is_done
    world.core.housekeeping.sweep()
    world.settle()
    assert (poll.reply()["RES"], poll.reply()["WHY"]) == ("20", "3")
    assert anna.ask("List")["WHY"] == "3"
    assert carl.ask("List")["RES"] == "20"
    assert bert.poll() == [(99, 10001, "20")]
    anna.login("new", EXT=1, DEV=DEVICE)
    assert carl.login("new")["RS"] == "0"
    world.core.housekeeping.sweep()
    assert all(world.core.sessions.of(number) for number in (10001, 10002, 10003))


def test_a_password_of_the_command_line_ends_the_session_of_a_server_that_rests(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bert = world.people(10001, 10002)
    give_password(world, 10001, "new", monkeypatch)
    world.restart()
    assert anna.ask("List")["WHY"] == "3"
    world.core.housekeeping.sweep()
    assert bert.ask("List")["RES"] == "0"


@pytest.mark.parametrize("extended", [True, False])
def test_a_password_that_changes_while_it_is_checked_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, extended: bool
) -> None:
    anna = world.person(10001)
    verify = world.core.passwords.verify

    async def overtaken(stored: str | None, password_hash: str, place: str = "") -> bool:
        right = await verify(stored, password_hash, place)
        give_password(world, 10001, "new", monkeypatch)
        world.core.housekeeping.sweep()
        return right

    monkeypatch.setattr(world.core.passwords, "verify", overtaken)
    assert anna.login(**{"EXT": 1, "DEV": DEVICE} if extended else {})["RS"] == "1"
    assert not world.core.sessions.of(10001)
    world.restart()
    assert not world.core.sessions.of(10001)


@pytest.mark.parametrize("extended", [True, False])
def test_a_session_that_is_too_old_is_not_continued(world: World, extended: bool) -> None:
    anna = world.person(10001)
    for _ in range(2):
        anna.sign_in() if extended else anna.login()
        assert anna.session.status == 10
        anna.ask("Change_Stat", ST=40)
        world.advance(151)
