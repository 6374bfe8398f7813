"""HTTP and SOCKS 5 proxies, with and without a user name, and the errors of broken ones."""

import socket
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    ClosedError,
    HostNameRefusedError,
    NetworkError,
    NetworkErrorKind,
    UnknownCertificateError,
)
from qqdesk.client.transport import Transport
from qqdesk.domain.problem import ProblemKind
from qqdesk.domain.proxy import Proxy, ProxyKind, ProxySource, parse_exceptions
from qqdesk.engine.problems import problem_of
from qqdesk.server.settings.settings import Settings as ServerSettings
from tests.client.test_client_close import closed_while
from tests.helpers.proxies import HttpProxy, SocksProxy
from tests.helpers.relay import Relay
from tests.helpers.server import local_server

KINDS = {ProxyKind.HTTP: HttpProxy, ProxyKind.SOCKS5: SocksProxy}
BOTH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.value)


@pytest.fixture(autouse=True)
def no_proxy_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def through(kind: ProxyKind, relay: Relay, user: str = "", password: str = "") -> ProxySource:
    return ProxySource(Proxy(kind, "127.0.0.1", relay.port, user, password))


@BOTH
def test_a_whole_session_without_encryption(tmp_path: Path, kind: ProxyKind) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls=False, host_names=("chat.test",))) as server:
        number = server.add_user(10001)
        with KINDS[kind]({("chat.test", 8000): server.port}) as relay:
            with Client("http://chat.test", number, proxies=through(kind, relay)) as client:
                client.login(password_hash("secret"))
                assert client.get_messages() == ()
                assert client.list_contacts() == ()
            assert set(relay.wanted) == {("chat.test", 8000)}


def test_a_name_that_the_server_does_not_know_is_explained(tmp_path: Path) -> None:
    with (
        local_server(tmp_path, settings=ServerSettings(tls=False)) as server,
        KINDS[ProxyKind.SOCKS5]({("chat.test", 8000): server.port}) as relay,
        Client("http://chat.test", 10001, proxies=through(ProxyKind.SOCKS5, relay)) as client,
        pytest.raises(HostNameRefusedError) as caught,
    ):
        client.login(password_hash("secret"))
    assert problem_of(caught.value).kind is ProblemKind.HOST_NAME_REFUSED


@BOTH
def test_a_proxy_forwards_tls_with_the_certificate_of_the_server(tmp_path: Path, kind: ProxyKind) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls_port=0, host_names=("chat.test",))) as server:
        number = server.add_user(10001)
        hosts = {("chat.test", 8000): server.port, ("chat.test", server.tls_port): server.tls_port}
        with KINDS[kind](hosts) as relay:
            source = through(kind, relay)
            with (
                Client(f"https://chat.test:{server.tls_port}", proxies=source) as client,
                pytest.raises(UnknownCertificateError),
            ):
                client.login(password_hash("secret"))
            with Client(
                f"chat.test:{server.tls_port}", number, fingerprint=server.fingerprint, proxies=source
            ) as client:
                client.login(password_hash("secret"))
                assert client.resolver.is_encrypted
                client.list_contacts()


@BOTH
def test_a_proxy_with_user_name_and_password(tmp_path: Path, kind: ProxyKind) -> None:
    with (
        local_server(tmp_path, settings=ServerSettings(tls=False, host_names=("chat.test",))) as server,
        KINDS[kind]({("chat.test", 8000): server.port}, "ann", "s:e@c/ret") as relay,
    ):
        with Client("http://chat.test", proxies=through(kind, relay, "ann", "s:e@c/ret")) as client:
            assert client.hello() is not None
        for user, password in (("ann", "wrong"), ("", "")):
            with Client("http://chat.test", proxies=through(kind, relay, user, password)) as client:
                with pytest.raises(NetworkError) as caught:
                    client.hello()
                assert caught.value.kind is NetworkErrorKind.PROXY
                assert not caught.value.outcome_unknown
                assert "wrong" not in str(caught.value)


@BOTH
def test_a_wrong_proxy_password(kind: ProxyKind) -> None:
    with KINDS[kind]({}, "ann", "secret") as relay:
        transport = Transport("https://chat.test", proxies=through(kind, relay, "ann", "wrong"))
        with pytest.raises(NetworkError) as caught:
            transport.post(b"x", timeout=20, limit=100)
        transport.close()
        assert caught.value.kind is NetworkErrorKind.PROXY


@BOTH
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_the_proxy_cannot_reach(kind: ProxyKind, scheme: str) -> None:
    with KINDS[kind]({}) as relay:
        transport = Transport(f"{scheme}://chat.test", proxies=through(kind, relay))
        with pytest.raises(NetworkError) as caught:
            transport.post(b"x", timeout=20, limit=100)
        transport.close()
        assert caught.value.kind is NetworkErrorKind.UNREACHABLE
        assert not caught.value.outcome_unknown


@BOTH
def test_an_unreachable_proxy(kind: ProxyKind) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    source = ProxySource(Proxy(kind, "127.0.0.1", port))
    transport = Transport("http://chat.test", proxies=source)
    with pytest.raises(NetworkError) as caught:
        transport.post(b"x", timeout=20, limit=100)
    transport.close()
    assert caught.value.kind is NetworkErrorKind.PROXY


def test_a_server_that_is_no_proxy(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=ServerSettings(tls=False, host_names=("chat.test",))) as server:
        source = ProxySource(Proxy(ProxyKind.SOCKS5, "127.0.0.1", server.port))
        transport = Transport("http://chat.test", proxies=source)
        with pytest.raises(NetworkError) as caught:
            transport.post(b"x", timeout=20, limit=100)
        transport.close()
        assert caught.value.kind is NetworkErrorKind.PROXY


def test_a_changed_proxy_is_used_by_the_next_request(tmp_path: Path) -> None:
    with (
        local_server(tmp_path, settings=ServerSettings(tls=False, host_names=("chat.test",))) as server,
        HttpProxy({("chat.test", 8000): server.port}) as one,
        SocksProxy({("chat.test", 8000): server.port}) as other,
    ):
        source = through(ProxyKind.HTTP, one)
        with Client("http://chat.test", proxies=source) as client:
            client.hello()
            source.current = through(ProxyKind.SOCKS5, other).current
            client.hello()
        assert len(other.wanted) == 1


def test_close_ends_the_wait_for_a_proxy() -> None:
    """The proxy accepts the connection and sends nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        source = ProxySource(Proxy(ProxyKind.SOCKS5, "127.0.0.1", silent.getsockname()[1]))
        with Client("http://chat.test", proxies=source) as client:
            accepted: list[socket.socket] = []
            error = closed_while(client.hello, client, lambda: accepted.append(silent.accept()[0]))
            accepted[0].close()
            assert isinstance(error, ClosedError)


@pytest.mark.parametrize(
    ("url", "serves"),
    [
        ("http://chat.example.org:8000/", True),
        ("http://127.0.0.1:8000/", False),
        ("http://[::1]:8000/", False),
        ("http://localhost/", False),
        ("http://192.168.1.5:8000/", False),
        ("http://office:8000/", False),
        ("http://office.local:8000/", False),
        ("https://8.8.8.8/", True),
        ("https://in.my.company.example/", False),
        ("https://company.example/", True),
        ("https://9.9.9.9/", False),
        ("https://my.company.example./", False),
    ],
)
def test_addresses_without_a_proxy(url: str, serves: bool) -> None:
    exceptions = parse_exceptions("*.my.company.example, 9.9.0.0/16")
    assert Proxy(ProxyKind.HTTP, "proxy.test", 3128, exceptions=exceptions).applies_to(url) is serves


def test_local_addresses_may_use_a_proxy() -> None:
    proxy = Proxy(ProxyKind.HTTP, "proxy.test", except_local=False)
    assert proxy.applies_to("http://192.168.1.5/") and proxy.applies_to("http://office/")
    assert not proxy.applies_to("http://127.0.0.1/")


def test_the_proxy_password_is_in_no_repr() -> None:
    assert "secret" not in repr(Proxy(ProxyKind.HTTP, "proxy.test", 1, "ann", "secret"))
