"""Who may make an account: open, by invitation, closed; and invitations."""

import re

import pytest

from qqdesk.protocol.codes import RegistrationMode
from qqdesk.server.accounts import invitations, registration
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import md5
from tests.server.test_classic_access import unhashed
from tests.server.world import Person, Reply, World

pytestmark = pytest.mark.stores("sqlite", "postgres")

FAR = "203.0.113.{}"


def body(invitation: str | None = None, sequence: int = 1) -> str:
    text = f"VER=1.1&CMD=Register&SEQ={sequence}&UIN=0&PS={md5('new')}&NICK=Anna"
    return text if invitation is None else f"{text}&INVITE={invitation}"


def register(world: World, invitation: str | None = None, address: str = FAR.format(1), sequence: int = 1) -> Reply:
    return world.post(body(invitation, sequence), address)


def invite(world: World, uses: int = 1, days: int = 7) -> str:
    now = world.clock.now()
    return world.run(world.core.store.write(lambda db: invitations.create(db, now, uses, days)))


def show(world: World, invitation: str, address: str = FAR.format(1)) -> Reply:
    return world.post(f"VER=1.1&CMD=ShowInvite&SEQ=1&UIN=0&INVITE={invitation}", address)


@pytest.fixture
def by_invitation(world: World) -> World:
    world.restart(Settings(registration="invite"))
    return world


@pytest.mark.parametrize(
    ("settings", "host", "mode"),
    [
        (Settings(), "127.0.0.1", "open"),
        (Settings(), "::1", "open"),
        (Settings(), "0.0.0.0", "invite"),
        (Settings(), "192.168.1.1", "invite"),
        (Settings(trusted_proxies=("127.0.0.1",)), "127.0.0.1", "invite"),
        (Settings(registration="open"), "0.0.0.0", "open"),
        (Settings(registration="closed"), "127.0.0.1", "closed"),
        (Settings(registration="invite"), "127.0.0.1", "invite"),
    ],
)
def test_registration_modes(settings: Settings, host: str, mode: str) -> None:
    assert registration.mode(settings, host) is RegistrationMode(mode)


def test_closed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.restart(Settings(registration="closed"))
    unhashed(world, monkeypatch)
    for invitation in (None, invite(world)):
        refused = register(world, invitation)
        assert refused.text == (
            "VER=1.1&CMD=Register&SEQ=1&UIN=0&RES=32&RA=this server makes no new accounts; ask the operator"
        )


def test_without_an_invitation(by_invitation: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unhashed(by_invitation, monkeypatch)
    assert register(by_invitation).text == (
        "VER=1.1&CMD=Register&SEQ=1&UIN=0&RES=32&RA=this server wants an invitation; ask its administrator"
    )
    assert register(by_invitation, "")["RES"] == "32"


def test_an_invitation_is_easy_to_type(by_invitation: World) -> None:
    world = by_invitation
    for number in range(20):
        invitation = invite(world)
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", invitation)
        typed = f" {invitation.lower().replace('-', ' ' if number % 2 else '')} ".replace("0", "o").replace("1", "l")
        reply = register(world, typed, FAR.format(number), number)
        assert (reply["RES"], reply["NUM"]) == ("0", str(10001 + number))
    assert Person(world, 10001).login("new")["RS"] == "0"


def test_an_invitation_is_for_so_many_days(by_invitation: World) -> None:
    world = by_invitation
    invitation = invite(world, uses=2, days=3)
    world.clock.passed += 3 * 86400 - 1
    assert register(world, invitation)["RES"] == "0"
    world.clock.passed += 1
    assert register(world, invitation, sequence=2)["RES"] == "35"


def test_two_at_once_with_the_last_of_an_invitation(by_invitation: World) -> None:
    world = by_invitation
    invitation = invite(world)
    running = [world.start_unsettled(body(invitation, n), FAR.format(n)) for n in range(5)]
    results = [one.reply() for one in running]
    assert sorted(reply["RES"] for reply in results) == ["0", "35", "35", "35", "35"]
    assert len(world.run(world.core.store.read(lambda db: db.execute("SELECT number FROM users").fetchall()))) == 1


def test_the_same_bytes_again_are_the_same_account(by_invitation: World) -> None:
    world = by_invitation
    invitation = invite(world)
    first, again = (world.start_unsettled(body(invitation), FAR.format(1)) for _ in range(2))
    assert first.reply().text == again.reply().text
    assert register(world, invitation)["NUM"] == "10001"


def test_another_refusal_uses_no_invitation(by_invitation: World) -> None:
    world = by_invitation
    invitation = invite(world)
    refused = world.post(body(invitation).replace("NICK=Anna", "NICK="))
    assert (refused["RES"], refused["RA"]) == ("10", "a nickname of 1 to 64 characters is wanted")
    assert register(world, invitation)["RES"] == "0"


@pytest.mark.stores("sqlite")
def test_an_invitation_is_stored_nowhere_in_plain_text(by_invitation: World) -> None:
    world = by_invitation
    invitation = invite(world)
    register(world, invitation)
    content = b"".join(path.read_bytes() for path in world.folder.iterdir())
    assert invitation.encode() not in content
    assert invitation.replace("-", "").encode() not in content


def test_guessing_invitations(by_invitation: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world = by_invitation
    invitation = invite(world)
    with monkeypatch.context() as patch:
        unhashed(world, patch)
        refused = [register(world, f"GUESS-{n}", sequence=n) for n in range(6)]
        assert [reply["RES"] for reply in refused] == ["35"] * 5 + ["40"]
        assert (refused[-1]["RA"], refused[-1]["WAIT"]) == ("too many wrong invitations", "1")
        assert show(world, "GUESS", FAR.format(1))["RES"] == "40"
        assert show(world, "GUESS", FAR.format(2))["RES"] == "35"
    # A class behind one address gets in, despite guesses from there.
    assert show(world, invitation, FAR.format(1))["LEFT"] == "1"
    assert register(world, invitation)["RES"] == "0"


def test_accounts_of_a_place_have_a_rate(world: World) -> None:
    world.restart(Settings(registrations_per_hour=2))
    assert [register(world, sequence=n)["RES"] for n in range(3)] == ["0", "0", "40"]
    refused = register(world, sequence=4)
    assert (refused["RA"], refused["WAIT"]) == ("too many new accounts from this address", "1800")
    assert register(world, address=FAR.format(2))["RES"] == "0"
    assert {register(world, address="127.0.0.1", sequence=n)["RES"] for n in range(50)} == {"0"}


def test_accounts_by_invitation_do_not_count(world: World) -> None:
    world.restart(Settings(registrations_per_hour=2, registration="invite"))
    invitation = invite(world, uses=30)
    assert {register(world, invitation, sequence=n)["RES"] for n in range(30)} == {"0"}


def test_an_invitation_counts_where_none_is_wanted(world: World) -> None:
    invitation = invite(world)
    assert register(world, invitation)["RES"] == "0"
    assert register(world, invitation, sequence=2)["RES"] == "35"
    assert register(world, sequence=3)["RES"] == "0"


def test_listing_and_taking_back(world: World) -> None:
    first, _ = invite(world, uses=3), invite(world, days=1)
    now = world.clock.now()

    def living() -> list[invitations.Invitation]:
        return world.run(world.core.store.read(lambda db: invitations.valid(db, world.clock.now())))

    assert [one.uses_left for one in living()] == [3, 1] or [one.uses_left for one in living()] == [1, 3]
    mine = next(one for one in living() if one.uses_left == 3)
    assert world.run(world.core.store.write(lambda db: invitations.revoke(db, mine.id.upper(), now))) == 1
    assert world.run(world.core.store.write(lambda db: invitations.revoke(db, mine.id, now))) == 0
    assert world.run(world.core.store.read(lambda db: invitations.find(db, first, now))) is None
    world.clock.passed += 86400
    assert living() == []
    world.run(world.core.housekeeping.purge())
    rows = world.run(world.core.store.read(lambda db: db.execute("SELECT 1 FROM invitations").fetchall()))
    assert rows == []


def first_invitation(world: World) -> str | None:
    now = world.clock.now()
    return world.run(world.core.store.write(lambda db: invitations.create_first(db, now)))


def administrators_of(world: World) -> list[int]:
    return [number for (number,) in world.read("SELECT number FROM users WHERE is_admin = 1")]


def test_a_new_server_has_one_invitation_of_an_administrator(by_invitation: World) -> None:
    world = by_invitation
    lost, first = first_invitation(world), first_invitation(world)
    assert lost is not None and first is not None
    assert show(world, lost)["RES"] == "35"
    assert (show(world, first)["ADMIN"], show(world, first)["UN"]) == ("1", "0")
    running = [world.start_unsettled(body(first, n), FAR.format(n)) for n in range(3)]
    assert sorted(one.reply()["RES"] for one in running) == ["0", "35", "35"]
    assert administrators_of(world) == [10001]
    assert first_invitation(world) is None


def test_the_first_account_is_no_administrator(by_invitation: World) -> None:
    """Nor the first one of a database that was restored empty."""
    world = by_invitation
    first = first_invitation(world)
    assert first is not None
    assert register(world, invite(world))["RES"] == "0"
    assert administrators_of(world) == []
    assert register(world, first, sequence=2)["RES"] == "0"
    assert administrators_of(world) == [10002]


def test_a_server_with_users_begins_with_none(world: World) -> None:
    world.person(10001)
    assert first_invitation(world) is None
