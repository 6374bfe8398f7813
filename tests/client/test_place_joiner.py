"""Joining a place by its addresses: real servers with their own certificates, and computers that are not the place."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from ipaddress import ip_interface
from pathlib import Path

import pytest

from qqdesk.client import place_joiner
from qqdesk.client.client import Client
from qqdesk.client.invitation_requests import new_code
from qqdesk.client.place_joiner import JoinError, PlaceJoiner, probe_place
from qqdesk.clock import SystemClock
from qqdesk.domain.destination import Destination
from qqdesk.domain.join_failure import JoinFailureReason
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.commands import GetInfo
from qqdesk.server.accounts import invitations
from qqdesk.server.settings.settings import Settings
from tests.helpers.canned import CannedServer, http
from tests.helpers.certificates import Authority
from tests.helpers.clock import START_MS, FakeClock
from tests.helpers.server import LocalServer, local_server, md5, transaction

HASH = md5("secret")
CID = "c1" * 16
PATIENCE_S = 60.0
Start = Callable[..., LocalServer]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a place whose administrator is 10001."""
    with ExitStack() as stack:

        def begin(folder: str = "home", **settings: object) -> LocalServer:
            wanted = Settings(**{"tls_port": 0, "name": "Home", "registration": "invite", **settings})  # type: ignore[arg-type]
            server = stack.enter_context(local_server(tmp_path, folder=tmp_path / folder, settings=wanted))
            server.add_user(10001, nickname="Anna", face=45)
            return server

        yield begin


def invite(server: LocalServer, uses: int = 1) -> str:
    with transaction(server.place) as db:
        code = invitations.create(db, SystemClock().now(), uses, inviter=10001)
    return code.replace("-", "")


def to(server: LocalServer, code: str = "", *addresses: str) -> Destination:
    """Return the destination of a link to this server."""
    return Destination((*addresses, f"127.0.0.1:{server.port}"), server.fingerprint, server.tls_port, code=code)


def trouble(call: Callable[[], object]) -> JoinFailureReason:
    with pytest.raises(JoinError) as raised:
        call()
    return raised.value.failure.reason


def test_an_invitation_is_shown_and_used(start: Start) -> None:
    server = start()
    joiner = PlaceJoiner(to(server, invite(server)))
    shown = joiner.show()
    assert (shown.place_name, shown.nickname, shown.face, shown.inviter) == ("Home", "Anna", 45, 10001)
    number = joiner.register(HASH, "Ben", 60, CID)
    with Client(server.address, number) as ben:
        ben.login(HASH)
        assert ben.list_contacts() == (10001,)
        assert ben.request(GetInfo(number, 2)).profile.face == 60
    assert trouble(joiner.show) is JoinFailureReason.BAD_INVITATION
    joiner.close()


def test_a_lost_reply_creates_one_account(start: Start) -> None:
    """The user tries again later, with another connection and nickname."""
    server = start()
    destination = to(server, invite(server, 2))
    numbers = []
    for nickname, hours in (("Ben", 0), ("Benny", 2)):
        clock = FakeClock()
        clock.advance(hours * 3600)
        with closing(PlaceJoiner(destination, clock=clock)) as joiner:
            numbers.append(joiner.register(HASH, nickname, 60, CID))
    assert numbers[0] == numbers[1]
    with closing(PlaceJoiner(destination)) as joiner:
        assert joiner.show().uses_left == 1
        assert joiner.register(md5("another"), "Max", 60, CID) != numbers[0]


def test_all_addresses_are_tried_at_once(start: Start) -> None:
    """The first address is silent, the second refuses. The third is used, and comes first from then on."""
    server = start()
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.2", server.tls_port))
        silent.listen(0)
        began = time.monotonic()
        joiner = PlaceJoiner(to(server, invite(server), "127.0.0.2:8000", "127.0.0.3:8000"))
        joiner.show()
        assert joiner.reached().addresses[0] == f"127.0.0.1:{server.port}"
        joiner.close()
        assert time.monotonic() - began < place_joiner.TIMEOUT_S


def test_a_wrong_certificate_gets_no_code(start: Start) -> None:
    right, wrong = start(), start("other")
    code = invite(right)
    joiner = PlaceJoiner(replace(to(wrong, code), fingerprint=right.fingerprint))
    assert trouble(joiner.show) is JoinFailureReason.OTHER_CERTIFICATE
    assert trouble(lambda: joiner.register(HASH, "Ben", 0, CID)) is JoinFailureReason.OTHER_CERTIFICATE
    with transaction(wrong.place) as db:
        assert db.execute("SELECT count(*) FROM users").fetchone()[0] == 1
    joiner.close()


def test_an_address_with_the_right_certificate_is_used(start: Start) -> None:
    """Another place has an address of this one by now."""
    right, wrong = start(), start("other", tls_port=0)
    destination = replace(to(right, invite(right)), addresses=(f"127.0.0.2:{right.port}", f"127.0.0.1:{right.port}"))
    assert wrong.fingerprint != right.fingerprint
    joiner = PlaceJoiner(destination)
    assert joiner.show().place_name == "Home"
    joiner.close()


@pytest.mark.parametrize("code", ["", "0" * 20])
def test_a_wrong_code_is_refused(start: Start, code: str) -> None:
    joiner = PlaceJoiner(to(start(), code or new_code()))
    assert trouble(joiner.show) is JoinFailureReason.BAD_INVITATION
    joiner.close()


def test_a_place_that_is_not_running() -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    joiner = PlaceJoiner(Destination((f"127.0.0.1:{port}",), "ab" * 32, port, code=new_code()))
    assert trouble(joiner.show) is JoinFailureReason.AWAY
    joiner.close()


def test_another_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place has private addresses; this computer is in another private network."""
    monkeypatch.setattr(place_joiner, "is_loopback", lambda url: False)
    destination = Destination(("127.0.0.9:9",), "ab" * 32, 9, code=new_code())
    with pytest.raises(JoinError) as raised:
        PlaceJoiner(destination, networks=lambda: (ip_interface("192.168.2.7/24"),)).show()
    failure = raised.value.failure
    assert (failure.reason, failure.host) == (JoinFailureReason.OTHER_NETWORK, "127.0.0.9")
    assert failure.network == "192.168.2.x"
    assert trouble(PlaceJoiner(destination, networks=tuple).show) is JoinFailureReason.NO_NETWORK


def test_an_old_server_without_invitations() -> None:
    replies = [http(f"VER=1.1&CMD={name}&SEQ=1&UIN=0&RES=11&RA=no such command") for name in ("Hello", "ShowInvite")]
    with CannedServer(*replies) as server:
        joiner = PlaceJoiner(Destination((f"127.0.0.1:{server.port}",), code=new_code()))
        assert trouble(joiner.show) is JoinFailureReason.TOO_OLD
        joiner.close()


def test_an_authority_and_a_wrong_clock(start: Start, tmp_path: Path) -> None:
    pair = Authority(tmp_path).issue("127.0.0.1")
    server = start(cert=str(pair.certificate), key=str(pair.key))
    destination = Destination((f"127.0.0.1:{server.tls_port}",), is_https=True, code=invite(server))
    clock = FakeClock()
    clock.advance(SystemClock().now() / 1000 - START_MS / 1000)
    joiner = PlaceJoiner(destination, clock=clock)
    assert trouble(joiner.show) is JoinFailureReason.UNVOUCHED
    clock.advance(3 * 3600)
    with pytest.raises(JoinError) as raised:
        joiner.show()
    assert (raised.value.failure.reason, raised.value.failure.minutes) == (JoinFailureReason.CLOCK, 180)
    joiner.close()


def asked(start: Start, clock: FakeClock | None = None) -> tuple[LocalServer, PlaceJoiner]:
    """Return a place with a request to join of Ben. The administrator is 10001."""
    server = start()
    server.appoint(10001)
    joiner = PlaceJoiner(to(server, new_code()), clock=clock)
    joiner.request_to_join("Ben", 60)
    return server, joiner


def test_an_accepted_request_leads_to_an_account(start: Start) -> None:
    clock = FakeClock()
    server, joiner = asked(start, clock)
    joiner.request_to_join("Ben", 60)  # a repeat changes nothing
    assert joiner.show().is_waiting
    with Client(server.address, 10001, device="a" * 32) as anna, ThreadPoolExecutor() as pool:
        answer = pool.submit(joiner.wait_for_answer)
        clock.skip_wait()
        anna.login(HASH)
        (ask,) = anna.invitations.list_join_requests()
        assert (ask.nickname, ask.face) == ("Ben", 60)
        anna.invitations.answer_join_request(ask.id, AddAnswer.GRANT)
        clock.skip_wait()
        shown = answer.result(PATIENCE_S)
        assert (shown.nickname, shown.is_waiting) == ("Anna", False)
        number = joiner.register(HASH, "Ben", 60, CID)
        assert number in anna.list_contacts()
    joiner.close()


def test_a_refused_request_ends_the_wait(start: Start) -> None:
    server, joiner = asked(start)
    with Client(server.address, 10001, device="a" * 32) as anna:
        anna.login(HASH)
        anna.invitations.answer_join_request(anna.invitations.list_join_requests()[0].id, AddAnswer.REFUSE)
    assert trouble(joiner.wait_for_answer) is JoinFailureReason.REFUSED
    joiner.close()


def test_a_place_without_an_administrator_wants_an_invitation(start: Start) -> None:
    with closing(PlaceJoiner(to(start(), new_code()))) as joiner:
        assert trouble(lambda: joiner.request_to_join("Ben", 60)) is JoinFailureReason.INVITATION_WANTED


def test_a_place_that_is_closed_to_new_accounts(start: Start) -> None:
    server = start(registration="closed")
    with closing(PlaceJoiner(to(server, new_code()))) as joiner:
        assert trouble(joiner.show) is JoinFailureReason.CLOSED
        assert trouble(lambda: joiner.register(HASH, "Ben", 60, CID)) is JoinFailureReason.CLOSED


def test_a_probed_place_has_a_name(start: Start) -> None:
    server = start()
    probed = probe_place(f"127.0.0.1:{server.port}", on_client=lambda client: None)
    assert (probed.hello.name, probed.hello.registration) == ("Home", "invite")
    assert not probed.destination.is_encrypted


def test_the_certificate_of_the_first_contact_is_kept(start: Start, far_away: None) -> None:
    """After the first probe, the place must keep its self-signed certificate."""
    server = start(registration="open")
    probed = probe_place(f"127.0.0.1:{server.port}", on_client=lambda client: None)
    assert probed.destination == to(server)
    with closing(PlaceJoiner(probed.destination)) as joiner:
        assert joiner.register(HASH, "Ben", 60, CID) > 10001


def test_an_invalid_address_cannot_be_probed() -> None:
    assert trouble(lambda: probe_place("no address!", on_client=lambda client: None)) is JoinFailureReason.BAD_ADDRESS
