"""The findings of the connection check, for working and for broken servers."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.check_results import Cause, Finding, Step, Verdict
from qqdesk.client.client import Client
from qqdesk.client.connection_check import ConnectionCheck
from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.proxy import Proxy, ProxyKind, ProxySource
from qqdesk.server.operations.last_reached import LastReached
from qqdesk.server.operations.settings import Settings as ServerSettings
from tests.helpers.canned import CannedServer, http
from tests.helpers.classic_server import ClassicServer
from tests.helpers.proxies import HttpProxy, SocksProxy
from tests.helpers.server import LocalServer, local_server

HASH = password_hash("secret")
PLAIN = ServerSettings(tls=False, host_names=("chat.test",))


def causes(check: ConnectionCheck) -> dict[Step, Cause]:
    return {finding.step: finding.cause for finding in check.run()}


def wrong(check: ConnectionCheck) -> list[Finding]:
    return [finding for finding in check.run() if finding.cause.verdict is Verdict.BAD]


def test_all_steps_of_a_healthy_server(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        server.add_user(10001)
        findings = list(ConnectionCheck(server.address, 10001, HASH).run())
    assert [finding.step for finding in findings] == [step for step in Step if step not in (Step.PROXY, Step.OWN_PLACE)]
    assert [finding.cause for finding in findings] == [
        Cause.NAME_IS_ADDRESS,
        Cause.PORT_OPEN,
        Cause.SERVER_ANSWERS,
        Cause.TLS_HERE,
        Cause.PASSWORD_RIGHT,
        Cause.POLL_UNSIGNED,
        Cause.CLOCK_RIGHT,
    ]
    assert {finding.cause.verdict for finding in findings if finding.step is not Step.POLL} == {Verdict.GOOD}


@contextmanager
def own_place(*, is_open: bool) -> Iterator[tuple[str, ...]]:
    """The port of the place on this computer is open, or closed by a firewall."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        if is_open:
            listening.listen(1)
        yield f"192.168.178.20:{listening.getsockname()[1]}", "10.0.5.20:8000"


@pytest.mark.parametrize(("is_open", "cause"), [(True, Cause.OWN_REACHED), (False, Cause.OWN_SHUT)])
def test_the_server_tests_the_own_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_open: bool, cause: Cause
) -> None:
    monkeypatch.setattr(LastReached, "is_own", lambda self, address: False)
    monkeypatch.setattr("qqdesk.client.connection_check.is_loopback", lambda url: False)
    with local_server(tmp_path, settings=PLAIN) as server, Client(server.address, 10001, device="0" * 32) as session:
        server.add_user(10001)
        session.login(HASH)
        with own_place(is_open=is_open) as addresses:
            found = list(ConnectionCheck(server.address, session=session, own_place=addresses).run())
    last = found[-1]
    assert (last.step, last.cause) == (Step.OWN_PLACE, cause)
    assert last.facts["addresses"] == ", ".join(addresses)


def test_the_own_place_says_whether_others_reached_it(tmp_path: Path) -> None:
    addresses = ("192.168.178.20:8000",)
    with local_server(tmp_path, settings=PLAIN) as server, Client(server.address, 10001, device="0" * 32) as session:
        server.add_user(10001)
        session.login(HASH)
        found = causes(ConnectionCheck(server.address, session=session, own_place=addresses))
        assert found[Step.OWN_PLACE] is Cause.OWN_UNVISITED
        server.daemon.core.reached.note("192.168.178.21")
        found = causes(ConnectionCheck(server.address, session=session, own_place=addresses))
        assert found[Step.OWN_PLACE] is Cause.OWN_VISITED
        assert Step.OWN_PLACE not in causes(ConnectionCheck(server.address, session=session))


def test_the_own_place_is_not_tested_without_a_server() -> None:
    lost = causes(ConnectionCheck("http://127.0.0.1:1", own_place=("192.168.178.20:8000",)))
    assert lost[Step.OWN_PLACE] is Cause.OWN_UNTESTED


def test_the_check_ends_no_session_elsewhere(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        for number in (10001, 10002):
            server.add_user(number)
        server.befriend(10001, 10002)
        with Client(server.address, 10001, device="0" * 32) as elsewhere, Client(server.address, 10002) as other:
            other.login(HASH)
            elsewhere.login(HASH)
            other.get_messages()
            assert (
                causes(ConnectionCheck(server.address, 10001, HASH, device="1" * 32))[Step.SIGN_IN]
                is Cause.PASSWORD_RIGHT
            )
            wrong_one = ConnectionCheck(server.address, 10001, password_hash("other"), device="1" * 32)
            assert causes(wrong_one)[Step.SIGN_IN] is Cause.PASSWORD_REFUSED
            elsewhere.list_contacts()
            assert other.get_messages() == (), "a contact saw a presence change"


def test_no_sign_in_at_a_classic_server() -> None:
    """A sign-in would end the session of another computer."""
    with ClassicServer() as server:
        server.add_user(10001, "secret")
        found = causes(ConnectionCheck(server.url, 10001, HASH))
        assert not [body for body in server.requests if "CMD=Login" in body]
    assert found[Step.SIGN_IN] is Cause.WOULD_SIGN_OUT
    assert found[Step.CLOCK] is Cause.CLOCK_UNKNOWN


def test_without_a_password_the_sign_in_is_skipped(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        found = causes(ConnectionCheck(server.address))
    assert found[Step.SIGN_IN] is Cause.NO_PASSWORD
    assert found[Step.POLL] is Cause.POLL_UNSIGNED
    assert found[Step.CLOCK] is Cause.CLOCK_RIGHT


def test_a_wrong_password(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        server.add_user(10001)
        finding = wrong(ConnectionCheck(server.address, 10001, password_hash("other")))[0]
    assert finding.cause is Cause.PASSWORD_REFUSED
    assert finding.facts["reason"]


def test_an_unknown_and_an_accepted_certificate(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls_port=0, name="Office")) as server:
        server.add_user(10001)
        address = f"https://127.0.0.1:{server.tls_port}"
        known = KnownPlaces(tmp_path / "known.toml")
        findings = list(ConnectionCheck(address, 10001, HASH, places=known).run())
        bad = [finding for finding in findings if finding.cause.verdict is Verdict.BAD]
        assert [finding.cause for finding in bad] == [Cause.TLS_UNKNOWN]
        assert next(finding for finding in findings if finding.step is Step.SERVER).facts["name"] == "Office"
        with Client(address, 10001, fingerprint=server.fingerprint) as client:
            client.login(HASH)
            assert causes(ConnectionCheck(address, session=client))[Step.TLS] is Cause.TLS_ACCEPTED


@pytest.mark.parametrize(
    ("address", "cause"), [("no such host", Cause.BAD_ADDRESS), ("no-such-host.invalid", Cause.NAME_UNKNOWN)]
)
def test_an_invalid_address_and_an_unknown_name(address: str, cause: Cause, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    found = wrong(ConnectionCheck(address))
    assert [finding.cause for finding in found] == [cause]


def test_a_closed_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = causes(ConnectionCheck(f"127.0.0.1:{port}"))
    assert found[Step.PORT] is Cause.PORT_REFUSED
    assert found[Step.SERVER] is found[Step.CLOCK] is Cause.NOT_REACHED


def test_a_web_server() -> None:
    with CannedServer(http("<html>A router</html>")) as server:
        assert [finding.cause for finding in wrong(ConnectionCheck(server.url))] == [Cause.NOT_A_SERVER]


def with_other_clock(server: LocalServer, milliseconds: int) -> None:
    clock = server.daemon.core.clock
    now: Callable[[], int] = clock.now
    server.daemon.core.clock = type("Other", (), {"now": lambda self: now() + milliseconds})()


def test_clocks_that_differ(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        with_other_clock(server, -3_600_000)
        finding = wrong(ConnectionCheck(server.address))[0]
    assert (finding.cause, finding.facts["minutes"]) == (Cause.CLOCK_AHEAD, "60")


@pytest.mark.parametrize("kind", [ProxyKind.HTTP, ProxyKind.SOCKS5], ids=["http", "socks"])
def test_through_a_proxy(tmp_path: Path, kind: ProxyKind) -> None:
    made = HttpProxy if kind is ProxyKind.HTTP else SocksProxy
    with local_server(tmp_path, settings=PLAIN) as server, made({("chat.test", 8000): server.port}) as relay:
        proxies = ProxySource(Proxy(kind, "127.0.0.1", relay.port))
        found = causes(ConnectionCheck("http://chat.test", proxies=proxies))
    assert found[Step.PROXY] is Cause.PROXY_ANSWERS
    assert found[Step.NAME] is found[Step.PORT] is Cause.BY_PROXY
    assert found[Step.SERVER] is Cause.SERVER_ANSWERS
    assert found[Step.TLS] is Cause.TLS_NONE


def test_a_silent_proxy_and_one_that_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    source = ProxySource(Proxy(ProxyKind.HTTP, "127.0.0.1", port))
    assert [finding.cause for finding in wrong(ConnectionCheck("http://chat.test", proxies=source))] == [
        Cause.PROXY_SILENT
    ]
    with SocksProxy({}, "ann", "secret") as relay:
        source = ProxySource(Proxy(ProxyKind.SOCKS5, "127.0.0.1", relay.port))
        assert [finding.cause for finding in wrong(ConnectionCheck("http://chat.test", proxies=source))] == [
            Cause.PROXY_REFUSES
        ]


def test_close_ends_the_check() -> None:
    """Close the check while it waits for a silent server."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        check = ConnectionCheck(f"http://127.0.0.1:{silent.getsockname()[1]}")
        seen: list[Finding] = []
        knocked = threading.Event()

        def run() -> None:
            for finding in check.run():
                seen.append(finding)
                if finding.step is Step.PORT:
                    knocked.set()

        thread = threading.Thread(target=run)
        thread.start()
        assert knocked.wait(30)
        accepted = [silent.accept()[0] for _ in range(2)]  # the port check, and Hello
        check.close()
        thread.join(30)
        assert not thread.is_alive()
        for sock in accepted:
            sock.close()
    assert [finding.step for finding in seen] == [Step.NAME, Step.PORT]
    assert list(check.run()) == []
