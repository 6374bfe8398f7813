"""The endpoint that a client chooses; secrets go nowhere else. With real servers."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from qqdesk.client import place_search, probes
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    ChangedCertificateError,
    ClientError,
    ClosedError,
    EncryptionLostError,
    NetworkError,
    NetworkErrorKind,
    PlacesFileError,
    UnencryptedServerError,
    UnknownCertificateError,
)
from qqdesk.client.known_places import KnownPlaces, Place
from qqdesk.domain.connection import UntrustedServer
from qqdesk.server.settings.certificate import CERTIFICATE_FILE, KEY_FILE
from qqdesk.server.settings.settings import Settings
from tests.client.test_client_close import closed_while
from tests.helpers.canned import BREAK, HANG, CannedServer, http
from tests.helpers.certificates import Authority
from tests.helpers.relay import Relay
from tests.helpers.server import LocalServer, local_server, md5

HASH = md5("secret")
WITHOUT_HELLO = http("VER=1.1&CMD=Hello&SEQ=1&UIN=0&RES=11&RA=no such command")
LOGIN = http("VER=1.1&CMD=Login&SEQ=1&UIN=7&RES=0&RS=0&HI=60&LI=300")


pytestmark = pytest.mark.usefixtures("far_away")
FILE_NAME = "known.toml"


@pytest.fixture
def known(tmp_path: Path) -> KnownPlaces:
    return KnownPlaces(tmp_path / FILE_NAME)


Start = Callable[..., LocalServer]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a server with a user 7 in the folder `name`. It ends with the test, or at `stop`."""
    with ExitStack() as stack:

        def begin(
            folder: str = "server", /, *, port: int = 0, tls_port: int = 0, renew: bool = False, **settings: object
        ) -> LocalServer:
            if renew:
                (tmp_path / folder / CERTIFICATE_FILE).unlink()
                (tmp_path / folder / KEY_FILE).unlink()
            wanted = Settings(**{"tls_port": tls_port, **settings})  # type: ignore[arg-type]
            server = stack.enter_context(local_server(tmp_path, folder=tmp_path / folder, port=port, settings=wanted))
            if not (tmp_path / folder / "made").exists():
                server.add_user(10007)
                (tmp_path / folder / "made").touch()
            return server

        begin.stop = stack.close  # type: ignore[attr-defined]
        yield begin


def stop(start: Start) -> None:
    start.stop()  # type: ignore[attr-defined]


def at(server: LocalServer, known: KnownPlaces | None = None, scheme: str = "", **options: Any) -> Client:
    place = f"127.0.0.1:{server.tls_port if scheme == 'https' else server.port}"
    return Client(f"{scheme}://{place}" if scheme else place, 10007, places=known, **options)


def accepted(server: LocalServer, known: KnownPlaces, scheme: str = "") -> UnknownCertificateError:
    """The user accepts the certificate."""
    with at(server, known, scheme) as client, pytest.raises(UnknownCertificateError) as caught:
        client.login(HASH)
    known.trust(caught.value.doubt)
    return caught.value


def test_encryption_is_found_and_its_certificate_has_to_be_accepted(start: Start, known: KnownPlaces) -> None:
    server = start()
    error = accepted(server, known)
    assert error.fingerprint == server.fingerprint
    doubt = error.doubt
    assert (doubt.host, doubt.port, doubt.address) == ("127.0.0.1", server.tls_port, f"127.0.0.1:{server.port}")
    assert doubt.known is None
    with at(server, known) as client:
        client.login(HASH)
        assert client.resolver.is_encrypted
        assert client.channels.certificate == server.fingerprint
        assert client.list_contacts() == ()
        assert client.get_messages(0) == ()
        # The name of the history's folder does not depend on the address.
        assert client.url == f"http://127.0.0.1:{server.port}/"


def test_a_known_place_is_not_searched_for(start: Start, known: KnownPlaces, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start()
    accepted(server, known)
    monkeypatch.setattr(place_search.PlaceSearch, "_probe_both_ports", lambda *_: pytest.fail("it asks around"))
    for scheme in ("", "https"):
        with at(server, known, scheme) as client:
            client.login(HASH)
            assert client.resolver.is_encrypted


def test_hello_needs_no_accepted_certificate(start: Start, known: KnownPlaces) -> None:
    server = start(name="Office", registration="invite")
    for scheme in ("", "https", "http"):
        with at(server, known, scheme) as client:
            reply = client.hello()
        assert reply is not None
        assert (reply.name, reply.registration, reply.tls_port) == ("Office", "invite", server.tls_port)


def test_an_address_with_http_is_not_encrypted(start: Start) -> None:
    with at(start(), scheme="http") as client:
        client.login(HASH)
        assert not client.resolver.is_encrypted
        assert client.channels.certificate == ""


def test_this_computer_needs_no_encryption(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    server = start()
    with at(server) as client:
        client.login(HASH)
        assert not client.resolver.is_encrypted
    with at(server, scheme="https") as client, pytest.raises(UnknownCertificateError):
        client.login(HASH)


@pytest.mark.parametrize("scheme", ["", "http"])
def test_a_server_without_encryption_is_asked_about_once(
    start: Start, known: KnownPlaces, tmp_path: Path, scheme: str
) -> None:
    server = start(tls=False)
    with at(server, known, scheme, asks_first=True) as client:
        assert client.hello() is not None
        for ask in (
            lambda: client.login(HASH),
            lambda: client.register(HASH, "Anna"),
        ):
            with pytest.raises(UnencryptedServerError) as caught:
                ask()
        assert not (tmp_path / FILE_NAME).exists()
        known.trust(caught.value.doubt)
        client.login(HASH)
        assert not client.resolver.is_encrypted
    for again in ("", "http"):
        with at(server, known, again, asks_first=True) as client:
            client.login(HASH)


def test_no_password_is_sent_before_consent_to_no_encryption(known: KnownPlaces) -> None:
    with CannedServer(otherwise=lambda body: LOGIN) as server:
        for options in ({"places": known, "asks_first": True}, {"places": known}, {}):
            with Client(f"127.0.0.1:{server.port}", 7, **options) as client, pytest.raises(UnencryptedServerError):
                client.login(HASH)
        assert server.requests
        assert all(b"CMD=Hello" in request for request in server.requests)


def test_a_silent_server_does_not_count_as_unencrypted(known: KnownPlaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "PROBE_S", 0.2)
    with (
        CannedServer(HANG) as server,
        Client(f"127.0.0.1:{server.port}", 7, places=known) as client,
        pytest.raises(NetworkError) as caught,
    ):
        client.login(HASH)
    assert caught.value.kind is NetworkErrorKind.TIMED_OUT


def test_encryption_that_comes_later_is_found(start: Start, known: KnownPlaces) -> None:
    with CannedServer(BREAK, BREAK, close_after_reply=True) as starting:
        port = starting.port
        client = Client(f"127.0.0.1:{port}", 10007, places=known)
        with pytest.raises(UnencryptedServerError):
            client.login(HASH)
    start(port=port)
    with client, pytest.raises(UnknownCertificateError):
        client.login(HASH)


def test_consent_holds_for_one_port(start: Start, known: KnownPlaces) -> None:
    known.trust(UntrustedServer("127.0.0.1", start(tls=False).port, ""))
    with at(start("other", tls=False), known) as client, pytest.raises(UnencryptedServerError):
        client.login(HASH)


@pytest.mark.parametrize("answer", [WITHOUT_HELLO, http("what?", "404 Nothing"), BREAK], ids=["none", "404", "break"])
def test_an_old_server_without_hello(known: KnownPlaces, answer: bytes) -> None:
    with (
        CannedServer(answer, LOGIN, close_after_reply=True) as server,
        Client(f"127.0.0.1:{server.port}", 7, places=known) as client,
    ):
        known.trust(UntrustedServer("127.0.0.1", server.port, ""))
        client.login(HASH)
        assert not client.resolver.is_encrypted
        assert [b"CMD=Hello" in request for request in server.requests] == [True, False]


def test_no_server_answers(known: KnownPlaces) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Client(f"127.0.0.1:{port}", 7, places=known) as client, pytest.raises(NetworkError) as caught:
        client.login(HASH)
    assert caught.value.kind is NetworkErrorKind.UNREACHABLE


def test_only_the_port_of_https_can_be_reached(start: Start, known: KnownPlaces) -> None:
    """The operator allows HTTPS only."""
    server = start()
    place = f"127.0.0.1:{server.tls_port}"
    with Client(place, 10007, places=known) as client, pytest.raises(UnknownCertificateError) as caught:
        client.login(HASH)
    known.trust(caught.value.doubt)
    with Client(place, 10007, places=known) as client:
        client.login(HASH)
        assert client.resolver.is_encrypted


def test_no_tls_where_it_is_expected(start: Start) -> None:
    server = start(tls=False)
    with Client(f"https://127.0.0.1:{server.port}", 10007) as client, pytest.raises(NetworkError) as caught:
        client.login(HASH)
    assert caught.value.kind is NetworkErrorKind.NO_TLS
    assert not isinstance(caught.value, EncryptionLostError)


def test_a_given_fingerprint_accepts_its_certificate(start: Start, known: KnownPlaces) -> None:
    server = start()
    with at(server, scheme="https", fingerprint=server.fingerprint) as client:
        client.login(HASH)
        assert client.channels.certificate == server.fingerprint
    with at(server, known, scheme="https", fingerprint="ab" * 32) as client, pytest.raises(ChangedCertificateError):
        client.login(HASH)
    assert known.at(f"127.0.0.1:{server.port}") is None


def test_another_certificate_is_refused(start: Start, known: KnownPlaces) -> None:
    server = start()
    port, tls_port, old = server.port, server.tls_port, server.fingerprint
    accepted(server, known)
    stop(start)
    other = start("other", port=port, tls_port=tls_port)
    for scheme in ("", "https"):
        with at(other, known, scheme) as client:
            for _ in range(2):
                with pytest.raises(ChangedCertificateError) as caught:
                    client.login(HASH)
                assert (caught.value.doubt.known, caught.value.doubt.fingerprint) == (old, other.fingerprint)
                assert caught.value.doubt.since
    assert not list(other.daemon.core.sessions)
    # The user accepts the new certificate.
    known.trust(caught.value.doubt)
    with at(other, known) as client:
        client.login(HASH)


def test_the_certificate_changes_during_a_session(start: Start, known: KnownPlaces) -> None:
    server = start()
    port, tls_port = server.port, server.tls_port
    accepted(server, known)
    with at(server, known) as client:
        client.login(HASH)
        stop(start)
        start(port=port, tls_port=tls_port, renew=True)
        for ask in (client.list_contacts, client.get_messages, lambda: client.login(HASH)):
            with pytest.raises(ClientError) as caught:
                ask()
            assert isinstance(caught.value, ChangedCertificateError)


def test_a_decision_during_a_session_applies(start: Start, known: KnownPlaces) -> None:
    server = start()
    port, tls_port = server.port, server.tls_port
    accepted(server, known)
    with at(server, known) as client:
        client.login(HASH)
        stop(start)
        start(port=port, tls_port=tls_port, renew=True)
        for _ in range(2):
            with pytest.raises(ChangedCertificateError) as caught:
                client.login(HASH)
        known.trust(caught.value.doubt)
        client.login(HASH)
        assert client.channels.certificate == caught.value.doubt.fingerprint
        assert client.resolver.is_encrypted


def test_a_restarted_server_keeps_the_endpoint(start: Start, known: KnownPlaces) -> None:
    server = start()
    port, tls_port = server.port, server.tls_port
    accepted(server, known)
    with at(server, known) as client:
        client.login(HASH)
        stop(start)
        with pytest.raises(NetworkError) as caught:
            client.list_contacts()
        assert caught.value.kind in (NetworkErrorKind.UNREACHABLE, NetworkErrorKind.RESET)
        start(port=port, tls_port=tls_port)
        assert client.list_contacts() == ()


def test_an_encrypted_place_is_not_used_without_encryption(start: Start, known: KnownPlaces) -> None:
    server = start()
    port, tls_port = server.port, server.tls_port
    accepted(server, known)
    with at(server, known, "http") as client, pytest.raises(EncryptionLostError):
        client.login(HASH)
    stop(start)
    # Another program has the port, or the operator has disabled TLS.
    server = start(port=port, tls=False)
    with at(server, known) as client, pytest.raises(EncryptionLostError):
        client.login(HASH)
    stop(start)
    with CannedServer() as plain:
        known.remember(
            Place("a_1", addresses=(f"https://127.0.0.1:{plain.port}",), fingerprint="ab" * 32, tls_port=plain.port)
        )
    server = start(port=tls_port, tls=False)
    with Client(f"https://127.0.0.1:{tls_port}", 10007, places=known) as client, pytest.raises(EncryptionLostError):
        client.login(HASH)
    assert not list(server.daemon.core.sessions)


class _Forwarder(Relay):
    """Accepts connections for a stopped server. `gateway`: it answers plain HTTP itself."""

    def __init__(self, *, gateway: bool) -> None:
        super().__init__("forwarder")
        self._gateway = gateway

    def _take(self, client: socket.socket) -> None:
        with client:
            if client.recv(65536).startswith(b"POST") and self._gateway:
                client.sendall(http("down", "502 Bad Gateway"))


@pytest.mark.parametrize("gateway", [False, True])
def test_a_known_server_that_is_down_behind_a_forwarder(known: KnownPlaces, gateway: bool) -> None:
    """A closed connection does not show that the server has no TLS."""
    with _Forwarder(gateway=gateway) as encrypted, _Forwarder(gateway=gateway) as plain:
        known.remember(Place("a_1", "", (f"127.0.0.1:{plain.port}",), "ab" * 32, encrypted.port))
        for place in (f"https://127.0.0.1:{encrypted.port}", f"127.0.0.1:{plain.port}"):
            with Client(place, 10007, places=known) as client, pytest.raises(NetworkError) as caught:
                client.login(HASH)
            assert caught.value.kind is NetworkErrorKind.UNREACHABLE
            assert not caught.value.outcome_unknown


def test_a_server_that_moved_its_encrypted_port(start: Start, known: KnownPlaces) -> None:
    server = start()
    port = server.port
    accepted(server, known)
    before = known.at(server.address)
    stop(start)
    server = start(port=port)
    with at(server, known) as client:
        client.login(HASH)
        assert client.resolver.is_encrypted
    moved = known.at(f"127.0.0.1:{port}")
    assert before is not None
    assert moved is not None
    assert moved.tls_port == server.tls_port
    assert (moved.id, moved.fingerprint, moved.since) == (before.id, before.fingerprint, before.since)
    stop(start)
    other = start("other", port=port)
    with at(other, known) as client, pytest.raises(ChangedCertificateError):
        client.login(HASH)


@pytest.fixture(params=["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Authority:
    authority = Authority(tmp_path)
    monkeypatch.setenv(request.param, str(authority.file))
    return authority


def test_a_certificate_of_an_authority_needs_no_consent(start: Start, known: KnownPlaces, authority: Authority) -> None:
    pair = authority.issue("127.0.0.1")
    server = start(cert=str(pair.certificate), key=str(pair.key))
    port, tls_port = server.port, server.tls_port
    for scheme in ("", "https"):
        with at(server, known, scheme) as client:
            client.login(HASH)
            assert client.resolver.is_encrypted
    entry = known.at(f"127.0.0.1:{port}")
    assert entry is not None
    assert (entry.fingerprint, entry.is_encrypted) == ("", True)
    stop(start)
    # A renewed certificate of an authority needs no question.
    pair = authority.issue("127.0.0.1")
    server = start(port=port, tls_port=tls_port, cert=str(pair.certificate), key=str(pair.key))
    with at(server, known) as client:
        client.login(HASH)
    stop(start)
    # A self-signed certificate in its place is a change, not a first use.
    server = start("other", port=port, tls_port=tls_port)
    with at(server, known) as client, pytest.raises(ChangedCertificateError) as caught:
        client.login(HASH)
    assert caught.value.doubt.known == ""


def test_a_certificate_of_an_authority_for_another_name_is_refused(
    start: Start, known: KnownPlaces, authority: Authority
) -> None:
    pair = authority.issue("other.example")
    server = start(cert=str(pair.certificate), key=str(pair.key))
    with at(server, known) as client, pytest.raises(UnknownCertificateError):
        client.login(HASH)


def test_a_known_server_gets_a_certificate_of_an_authority(
    start: Start, known: KnownPlaces, authority: Authority, tmp_path: Path
) -> None:
    server = start()
    port, tls_port, own = server.port, server.tls_port, server.fingerprint
    accepted(server, known)
    stop(start)
    pair = authority.issue("127.0.0.1")
    server = start(port=port, tls_port=tls_port, cert=str(pair.certificate), key=str(pair.key))
    with at(server, known) as client:
        client.login(HASH)
        assert client.resolver.is_encrypted
    entry = known.at(f"127.0.0.1:{port}")
    assert entry is not None
    assert entry.fingerprint == ""
    # A fingerprint in the arguments accepts the old certificate only.
    with at(server, scheme="https", fingerprint=own) as client, pytest.raises(ChangedCertificateError):
        client.login(HASH)


def test_a_damaged_file_trusts_no_server(start: Start, known: KnownPlaces, tmp_path: Path) -> None:
    server = start()
    (tmp_path / FILE_NAME).write_text("damaged")
    for scheme in ("", "https", "http"):
        with at(server, known, scheme) as client, pytest.raises(PlacesFileError):
            client.login(HASH)
    assert not list(server.daemon.core.sessions)


@pytest.mark.parametrize("known_before", [False, True])
def test_close_ends_a_search(known: KnownPlaces, known_before: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if known_before:
            known.remember(Place("a_1", addresses=(f"127.0.0.1:{port}",), fingerprint="ab" * 32, tls_port=port))
        client = Client(f"127.0.0.1:{port}", 7, places=known)
        accepted: list[socket.socket] = []
        try:
            error = closed_while(lambda: client.login(HASH), client, lambda: accepted.append(listener.accept()[0]))
            assert isinstance(error, ClosedError)
        finally:
            for connection in accepted:
                connection.close()


def test_two_threads_share_one_search(start: Start, known: KnownPlaces) -> None:
    server = start()
    accepted(server, known)
    with at(server, known) as client:
        threads = [threading.Thread(target=client.hello) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.login(HASH)
        assert client.resolver.is_encrypted
