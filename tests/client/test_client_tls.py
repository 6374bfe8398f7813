"""TLS and HTTP proxies with connections that another thread can shut down."""

import gc
import socket
import ssl
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qqdesk.client.client import Client
from qqdesk.client.errors import (
    ChangedCertificateError,
    ClosedError,
    NetworkError,
    NetworkErrorKind,
    UnknownCertificateError,
)
from qqdesk.client.sockets import SocketWatch
from qqdesk.client.transport import ANY_CERTIFICATE, Transport
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.fingerprint import fingerprint_of, written_fingerprint
from qqdesk.server.settings.x509_certificate import make_certificate
from tests.client.test_client_close import closed_while
from tests.client.test_client_errors import EXTENDED, HASH
from tests.helpers.canned import BREAK, CannedServer, http


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a self-signed certificate for 127.0.0.1."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(b"".join(make_certificate()))
    return path


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture(autouse=True)
def the_system_trusts_nobody_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


def test_close_ends_a_poll_over_tls(
    context: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with CannedServer(http(EXTENDED), context=context) as server, Client(server.url, 7) as client:
        client.login(HASH)
        server.asked.clear()
        assert isinstance(closed_while(lambda: client.get_messages(50), client, server.asked.wait), ClosedError)


@pytest.mark.parametrize("reply", [http("VER=1.1&CMD=Hello&SEQ=1&UIN=0&RES=0"), http("what?", "404 Nothing"), BREAK])
def test_the_fingerprint_of_an_untrusted_certificate_is_known(
    context: ssl.SSLContext, certificate: Path, reply: bytes
) -> None:
    wanted = fingerprint_of(ssl.PEM_cert_to_DER_cert(certificate.read_text().partition("-----BEGIN P")[0]))
    with CannedServer(reply, context=context) as server, Client(server.url, 7) as client:
        with pytest.raises(UnknownCertificateError) as caught:
            client.login(HASH)
        assert b"CMD=Hello" in server.requests[0]
        assert len(server.requests) == 1
    error = caught.value
    assert error.kind is NetworkErrorKind.CERTIFICATE
    assert not error.outcome_unknown
    assert error.fingerprint == wanted
    assert written_fingerprint(error.fingerprint) in str(error)
    with (
        CannedServer(http(EXTENDED), context=context) as server,
        Client(server.url, 7, fingerprint=written_fingerprint(wanted)) as client,
    ):
        client.login(HASH)
        assert client.resolver.is_encrypted
        assert client.channels.certificate == wanted
        server.asked.clear()
        assert isinstance(closed_while(lambda: client.get_messages(50), client, server.asked.wait), ClosedError)
    with CannedServer(reply, context=context) as server, Client(server.url, 7, fingerprint="ab" * 32) as client:
        with pytest.raises(ChangedCertificateError) as changed:
            client.login(HASH)
        assert not any(b"PS=" in request for request in server.requests)
    assert (changed.value.doubt.known, changed.value.doubt.fingerprint) == ("ab" * 32, error.fingerprint)


def test_an_invalid_fingerprint_is_refused() -> None:
    for address, fingerprint in (("https://example.org", "abc"), ("http://example.org", "ab" * 32)):
        with pytest.raises(LocalError):
            Client(address, 7, fingerprint=fingerprint)


def test_a_proxy_is_used_for_other_computers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with CannedServer(http(EXTENDED)) as proxy, CannedServer(http(EXTENDED)) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        with Client(server.url, 7) as near:
            near.login(HASH)
        assert (len(server.requests), len(proxy.requests)) == (1, 0)
        with Client("http://chat.example.org", 7) as far:
            far.login(HASH)
            proxy.asked.clear()
            assert isinstance(closed_while(far.list_contacts, far, proxy.asked.wait), ClosedError)
        assert len(proxy.requests) == 2


def test_a_connection_reset_before_tls_leaves_no_open_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = SocketWatch.connect
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def connect_and_lose(*arguments: Any) -> socket.socket:
            sock = connect(*arguments)
            accepted = listening.accept()[0]
            accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            accepted.close()
            return sock

        monkeypatch.setattr(SocketWatch, "connect", connect_and_lose)
        with closing(Transport(f"https://127.0.0.1:{listening.getsockname()[1]}", ANY_CERTIFICATE)) as transport:
            with pytest.raises(NetworkError) as caught:
                transport.post(b"x", timeout=20, limit=10)
            assert not caught.value.outcome_unknown
    # Collect garbage: an open socket warns now.
    del caught
    gc.collect()
