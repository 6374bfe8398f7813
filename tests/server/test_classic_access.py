"""Classic access, its second password, and banned accounts."""

import pytest

from qqdesk.protocol.codes import EndReason
from qqdesk.server.accounts import devices
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.admin import moderation
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import CHEAP, md5, transaction
from tests.server.world import DEVICE, Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

FAR = "203.0.113.5"
EXT = {"EXT": 1, "DEV": DEVICE}


def set_column(world: World, number: int, column: str, value: object) -> None:
    world.run(
        world.core.store.write(
            lambda db: db.execute(f"UPDATE users SET {column} = ? WHERE number = ?", (value, number)).rowcount
        )
    )


def second_password(world: World, number: int, password: str) -> None:
    set_column(world, number, "classic_password", hash_password(md5(password), CHEAP))


def refused_soon(world: World, person: Person) -> Reply:
    """Return the first refusal, once the server has noticed the write of another process."""
    world.core.housekeeping.sweep()
    for _ in range(1000):
        world.settle()
        reply = person.ask("List")
        if reply["RES"] == "20":
            return reply
    raise AssertionError("the session goes on")


def unhashed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test fail if a password is hashed."""

    async def never(*_: object) -> bool:
        raise AssertionError("a password was hashed")

    monkeypatch.setattr(world.core.passwords, "verify", never)
    monkeypatch.setattr(world.core.passwords, "hash", never)


def test_remote_clients_need_a_token(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person(10001, address=FAR)
    anna.sign_in()
    unhashed(world, monkeypatch)
    refused = anna.login()
    assert refused.text == (
        "VER=1.1&CMD=Login&SEQ=2&UIN=10001&RES=0&RS=1&RA=old clients are accepted from the local network "
        "only; use one that asks for EXT=1"
    ).replace(",", "%2c")
    assert anna.login(EXT=1)["RS"] == "1", "without a device it is no session with a token"
    assert world.core.sessions.of(10001), "what is refused ends nothing"


def test_classic_access_can_be_closed_and_opened(world: World) -> None:
    anna, bert = world.person(10001), world.person(10002, address=FAR)
    world.restart(Settings(classic="off"))
    assert "no clients of the old kind" in anna.login()["RA"]
    assert anna.login(**EXT)["RS"] == "0"
    world.restart(Settings(classic="on"))
    assert bert.login()["RS"] == "0"
    assert bert.ask("List")["RES"] == "0"


def test_second_password_is_for_classic_sessions_only(world: World) -> None:
    anna = world.person(10001)
    second_password(world, 10001, "second")
    assert anna.login("secret")["RS"] == "1"
    assert anna.login("second", **EXT)["RS"] == "1"
    assert anna.login("secret", **EXT)["RS"] == "0"
    assert anna.login("second")["RS"] == "0"
    for old in ("second", "secret"):
        refused = anna.ask("ModifyPwd", PS=md5(old), NEWPS=md5("mine"))
        assert (refused["RES"], refused["RA"]) == ("32", "the password is changed in a session with a token only")
    assert anna.ask("ModifyInfo", PV="x")["RES"] == "0"
    reply = anna.login("secret", **EXT)
    anna.token = reply["SID"]
    assert anna.ask("ModifyPwd", PS=md5("second"), NEWPS=md5("mine"))["RES"] == "32"
    assert anna.ask("ModifyPwd", PS=md5("secret"), NEWPS=md5("mine"))["RES"] == "0"
    assert anna.login("mine")["RS"] == "1"
    assert anna.login("second")["RS"] == "0"


def test_a_second_password_that_is_given_ends_the_sessions_of_the_first(world: World) -> None:
    anna = world.person(10001)
    anna.login()
    second_password(world, 10001, "second")
    with transaction(world.url or world.folder) as db:
        devices.end_classic(db, 10001, EndReason.ENDED_BY_OPERATOR, world.clock.now())
    refused_soon(world, anna)
    assert anna.login("second")["RS"] == "0"


@pytest.mark.parametrize("fields", [{}, EXT])
def test_a_banned_user_learns_of_it_only_with_the_right_password(world: World, fields: dict[str, object]) -> None:
    anna = world.person(10001)
    set_column(world, 10001, "banned", 1)
    refused = anna.login(**fields)
    assert (refused["RES"], refused["RS"]) == ("0", "1")
    assert refused["RA"] == "this account is banned by the administrator"
    assert refused.get("WHY") == ("3" if fields else None)
    assert anna.login("guess", **fields)["RA"] == "Password error or unknown number"
    assert not world.core.sessions.of(10001)
    set_column(world, 10001, "banned", None)
    assert anna.login(**fields)["RS"] == "0"


@pytest.mark.parametrize("extended", [True, False])
def test_a_ban_ends_the_session(world: World, extended: bool) -> None:
    anna, bert = world.person(10001), world.person(10002).sign_in()
    anna.sign_in() if extended else anna.login()
    with transaction(world.url or world.folder) as db:
        moderation.ban(db, 10001, world.clock.now())
    refused = refused_soon(world, anna)
    assert refused.get("WHY") == ("3" if extended else None)
    assert bert.ask("List")["RES"] == "0"


def test_a_ban_while_the_password_is_checked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person(10001)
    verify = world.core.passwords.verify

    async def overtaken(stored: str | None, password_hash: str, place: str = "") -> bool:
        right = await verify(stored, password_hash, place)
        await world.core.store.write(lambda db: db.execute("UPDATE users SET banned = 1").rowcount)
        return right

    monkeypatch.setattr(world.core.passwords, "verify", overtaken)
    for fields in ({}, EXT):
        assert anna.login(**fields)["RS"] == "1"
        assert not world.core.sessions.of(10001)


def test_a_stranger_at_the_same_number_from_a_private_address(world: World) -> None:
    anna = world.person(10001)
    anna.login()
    assert Person(world, 10001, "192.168.0.9").login("guess")["RS"] == "1"
    assert anna.ask("List")["RES"] == "0"
