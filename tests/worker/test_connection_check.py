"""The findings of the connection check, for working and for broken servers."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.problem import ProblemKind
from qqdesk.domain.proxy import Proxy, ProxyKind, ProxySource
from qqdesk.server.accounts.reachability import LastReached
from qqdesk.server.settings.settings import Settings as ServerSettings
from qqdesk.worker.connection_check import ConnectionCheck, Finding, Verdict
from tests.helpers.canned import CannedServer, http
from tests.helpers.classic_server import ClassicServer
from tests.helpers.proxies import HttpProxy, SocksProxy
from tests.helpers.server import local_server

HASH = password_hash("secret")
PLAIN = ServerSettings(tls=False, host_names=("chat.test",))


def run_check(client: Client, secret: str = "", own_place: tuple[str, ...] = ()) -> dict[str, Finding]:
    """Return the finding of each step by its title."""
    parent = QObject()
    findings: dict[str, Finding] = {}
    check = ConnectionCheck(client, secret, own_place, parent)
    check.found.connect(findings.__setitem__)
    check.check()
    return findings


def failure(findings: dict[str, Finding]) -> tuple[str, Finding]:
    """Return the title and the finding of the only failed step."""
    ((title, finding),) = [entry for entry in findings.items() if entry[1].verdict is Verdict.BAD]
    return title, finding


def test_all_steps_of_a_healthy_server(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        server.add_user(10001)
        findings = run_check(Client(server.address, 10001), HASH)
    assert {title: finding.verdict for title, finding in findings.items()} == {
        "Name in the address": Verdict.GOOD,
        "Port": Verdict.GOOD,
        "Place": Verdict.GOOD,
        "Encryption and certificate": Verdict.GOOD,
        "Signing in": Verdict.GOOD,
        "Waiting for messages": Verdict.GOOD,
        "Clock": Verdict.GOOD,
    }


def test_a_session_is_checked_with_a_poll(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server, Client(server.address, 10001) as session:
        server.add_user(10001)
        session.login(HASH)
        findings = run_check(session.clone(), HASH)
        assert {finding.verdict for finding in findings.values()} == {Verdict.GOOD}
        session.list_contacts()


@contextmanager
def own_place(*, is_open: bool) -> Iterator[tuple[str, ...]]:
    """The port of the place on this computer is open, or closed by a firewall."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        if is_open:
            listening.listen(1)
        yield f"192.168.178.20:{listening.getsockname()[1]}", "10.0.5.20:8000"


@pytest.mark.parametrize(("is_open", "verdict"), [(True, Verdict.GOOD), (False, Verdict.BAD)])
def test_another_server_connects_to_the_own_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_open: bool, verdict: Verdict
) -> None:
    monkeypatch.setattr(LastReached, "is_own", lambda self, address: False)
    monkeypatch.setattr("qqdesk.worker.connection_check.is_loopback", lambda url: False)
    with local_server(tmp_path, settings=PLAIN) as server, Client(server.address, 10001) as session:
        server.add_user(10001)
        session.login(HASH)
        with own_place(is_open=is_open) as addresses:
            finding = run_check(session.clone(), own_place=addresses)["Your place on this computer"]
    assert finding.verdict is verdict
    assert ", ".join(addresses) in finding.sentence


def test_the_own_place_says_whether_others_reached_it(tmp_path: Path) -> None:
    addresses = ("192.168.178.20:8000",)
    with local_server(tmp_path, settings=PLAIN) as server, Client(server.address, 10001) as session:
        server.add_user(10001)
        session.login(HASH)
        finding = run_check(session.clone(), own_place=addresses)["Your place on this computer"]
        assert finding.verdict is Verdict.NOTE
        server.daemon.core.reached.note("192.168.178.21")
        finding = run_check(session.clone(), own_place=addresses)["Your place on this computer"]
        assert finding.verdict is Verdict.GOOD


def test_the_check_ends_no_session_elsewhere(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        for number in (10001, 10002):
            server.add_user(number)
        server.befriend(10001, 10002)
        with Client(server.address, 10001, device="0" * 32) as elsewhere, Client(server.address, 10002) as other:
            other.login(HASH)
            elsewhere.login(HASH)
            other.get_messages()
            findings = run_check(Client(server.address, 10001, device="1" * 32), HASH)
            assert findings["Signing in"].verdict is Verdict.GOOD
            elsewhere.list_contacts()
            assert other.get_messages() == (), "a contact saw a presence change"


def test_no_sign_in_at_a_classic_server() -> None:
    """A sign-in would end the session of another computer."""
    with ClassicServer() as server:
        server.add_user(10001, "secret")
        findings = run_check(Client(server.url, 10001), HASH)
        assert not [body for body in server.requests if "CMD=Login" in body]
    assert findings["Signing in"].verdict is Verdict.SKIPPED
    assert findings["Clock"].verdict is Verdict.SKIPPED


def test_without_a_password_the_sign_in_is_skipped(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        findings = run_check(Client(server.address))
    assert findings["Signing in"].verdict is Verdict.SKIPPED
    assert findings["Clock"].verdict is Verdict.GOOD


def test_a_wrong_password_is_a_problem(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        server.add_user(10001)
        title, finding = failure(run_check(Client(server.address, 10001), password_hash("other")))
    assert title == "Signing in"
    assert finding.problem is not None
    assert finding.problem.kind is ProblemKind.WRONG_PASSWORD


def test_only_an_accepted_certificate_is_good(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls_port=0)) as server:
        server.add_user(10001)
        address = f"https://127.0.0.1:{server.tls_port}"
        known = KnownPlaces(tmp_path / "known.toml")
        title, finding = failure(run_check(Client(address, 10001, places=known, asks_first=True), HASH))
        assert title == "Place"
        assert finding.problem is not None
        assert finding.problem.kind is ProblemKind.UNKNOWN_CERTIFICATE
        findings = run_check(Client(address, 10001, fingerprint=server.fingerprint), HASH)
        assert findings["Encryption and certificate"].sentence.endswith("that was accepted here before.")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (socket.EAI_NONAME, "The name chat.test is unknown."),
        (socket.EAI_AGAIN, "The look-up of chat.test got no answer"),
    ],
)
def test_a_failed_name_lookup(code: int, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise socket.gaierror(code, "no address")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    findings = run_check(Client("chat.test"))
    assert failure(findings)[1].sentence.startswith(sentence)
    assert findings["Place"].verdict is Verdict.SKIPPED


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def test_a_closed_port_stops_the_check() -> None:
    findings = run_check(Client(f"127.0.0.1:{closed_port()}"), own_place=("192.168.178.20:8000",))
    assert failure(findings)[0] == "Port"
    assert [finding.verdict for finding in findings.values()][2:] == [Verdict.SKIPPED] * 6


def test_a_web_server_is_another_kind_of_server() -> None:
    with CannedServer(http("<html>A router</html>")) as server:
        title, finding = failure(run_check(Client(server.url)))
    assert title == "Place"
    assert finding.problem is not None
    assert finding.problem.kind is ProblemKind.NOT_A_SERVER


def test_a_clock_that_is_an_hour_ahead(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=PLAIN) as server:
        now = server.daemon.core.clock.now
        server.daemon.core.clock = type("OtherClock", (), {"now": lambda self: now() - 3_600_000})()
        title, finding = failure(run_check(Client(server.address)))
    assert title == "Clock"
    assert "60 min ahead" in finding.sentence


@pytest.mark.parametrize("kind", [ProxyKind.HTTP, ProxyKind.SOCKS5], ids=["http", "socks"])
def test_a_server_behind_a_proxy(tmp_path: Path, kind: ProxyKind) -> None:
    proxy_class = HttpProxy if kind is ProxyKind.HTTP else SocksProxy
    with local_server(tmp_path, settings=PLAIN) as server, proxy_class({("chat.test", 8000): server.port}) as relay:
        findings = run_check(Client("http://chat.test", proxies=ProxySource(Proxy(kind, "127.0.0.1", relay.port))))
    assert findings.keys() & {"Name in the address", "Port"} == set()
    assert findings["Place"].verdict is Verdict.GOOD
    assert findings["Encryption and certificate"].verdict is Verdict.NOTE


def test_a_proxy_that_is_not_there_or_refuses() -> None:
    with SocksProxy({}, "ann", "secret") as relay:
        for proxy in (
            Proxy(ProxyKind.HTTP, "127.0.0.1", closed_port()),
            Proxy(ProxyKind.SOCKS5, "127.0.0.1", relay.port),
        ):
            title, finding = failure(run_check(Client("http://chat.test", proxies=ProxySource(proxy))))
            assert title == "Place"
            assert finding.problem is not None
            assert finding.problem.kind is ProblemKind.PROXY


def test_cancel_ends_a_check_that_waits_for_a_silent_server(qtbot: QtBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        parent = QObject()
        check = ConnectionCheck(Client(f"http://127.0.0.1:{silent.getsockname()[1]}"), "", (), parent)
        titles: list[str] = []
        check.found.connect(lambda title, finding: titles.append(title))
        check.start()
        accepted = [silent.accept()[0] for _ in range(2)]  # the port check, and Hello
        check.cancel()
        assert check.wait(30_000)
        for sock in accepted:
            sock.close()
    qtbot.waitUntil(lambda: titles == ["Name in the address", "Port"])
