"""TLS and proxies, as requests does them, with connections that can be woken all the same."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.client.errors import ClosedError, NetworkError, NetworkTrouble
from tests.client.test_client_close import closed_while
from tests.client.test_client_errors import EXTENDED, HASH
from tests.helpers.canned import CannedServer, http


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with a key and a certificate for 127.0.0.1, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    key = path.with_name("key.pem")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(path), "-days",
         "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + key.read_text())
    return path


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_poll_over_tls_is_woken(context: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with CannedServer(http(EXTENDED), context=context) as server, Client(server.url, 7) as client:
        client.login(HASH)
        server.asked.clear()
        assert isinstance(closed_while(lambda: client.get_messages(50), client, server.asked.wait), ClosedError)


def test_a_certificate_that_does_not_hold_is_said(context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    with CannedServer(http(EXTENDED), context=context) as server, Client(server.url, 7) as client:
        with pytest.raises(NetworkError) as caught:
            client.login(HASH)
        assert not server.requests
    assert caught.value.kind is NetworkTrouble.CERTIFICATE
    assert not caught.value.outcome_unknown


def test_a_proxy_is_used_for_other_computers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with CannedServer(http(EXTENDED)) as proxy, CannedServer(http(EXTENDED)) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        with Client(server.url, 7) as near:
            near.login(HASH)
        assert (len(server.requests), len(proxy.requests)) == (1, 0)
        with Client("chat.example.org", 7) as far:
            far.login(HASH)
            proxy.asked.clear()
            assert isinstance(closed_while(far.list_contacts, far, proxy.asked.wait), ClosedError)
        assert len(proxy.requests) == 2
