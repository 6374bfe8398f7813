"""Requests that a browser sends for some web page are refused before they are read."""

import datetime
import socket
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from qqdesk.server.http.browser_requests import HostNames, is_from_a_page
from qqdesk.server.settings.certificate import ServerCertificate
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import LocalServer, local_server, md5
from tests.server.test_connection_limits import ask, connect, login

LOCAL = "127.0.0.1"
OWN = socket.gethostname()
LABEL = OWN.partition(".")[0]
STATUS = b"VER=1.1&CMD=Change_Stat&SEQ=2&UIN=10001&ST=30"
REFUSAL = b"This request came from a web page, or for a host name that is not among the server's host_names."
PAGES = [
    b"Origin: http://evil.example\r\n",
    b"Origin: null\r\n",
    b"Origin: http://127.0.0.1:3000\r\n",
    b"Origin: \r\n",
    b"Sec-Fetch-Site: cross-site\r\n",
    b"Host: evil.example\r\n",
    b"Host: evil.example:8000\r\n",
    b"Host: 127.0.0.1.evil.example\r\n",
    b"Host: evil.local:8000\r\nOrigin: http://evil.local:8000\r\n",
    b"Host: evil:8000\r\nOrigin: http://evil:8000\r\n",
    b"Host: 127.0.0.1\r\nHost: evil.example\r\n",
    b"Host: evil.example\r\nOrigin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\n",
]


def answer(server: LocalServer, body: bytes, head: bytes = b"") -> bytes:
    with connect(server, LOCAL) as connection:
        return ask(connection, body, head)


def test_no_page_acts_for_a_classic_session(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        server.add_user(10001)
        assert b"RS=0" in answer(server, login(10001))
        for head in PAGES:
            refused = answer(server, STATUS, head)
            assert refused.startswith(b"HTTP/1.1 403 Forbidden\r\n") and refused.endswith(REFUSAL), head
        register = b"VER=1.1&CMD=Register&SEQ=3&UIN=0&PS=%s&NICK=x" % md5("x").encode()
        assert b" 403 " in answer(server, register, PAGES[0])
        assert server.daemon.core.sessions.visible(10001) == 10, "nothing was carried out"


def test_clients_and_scripts_are_served(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        server.add_user(10001)
        assert b"RS=0" in answer(server, login(10001))
        own = b"Host: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n" % (server.port, server.port)
        for head in (b"", b"Host:\r\n", b"Host: localhost\r\n", b"Sec-Fetch-Site: none\r\n", own):
            assert b"RES=0" in answer(server, STATUS, head), head


def test_every_request_on_a_connection_is_checked(tmp_path: Path) -> None:
    with local_server(tmp_path) as server, connect(server, LOCAL) as connection:
        for _ in range(2):
            assert b" 200 " in ask(connection, STATUS, b"Host: localhost\r\n")
        assert b" 403 " in ask(connection, STATUS, b"Host: evil.example\r\n")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.1:8000", "192.168.1.7:80", "[::1]", "[::1]:8000", "[fe80::1%eth0]:8000", "8.8.8.8",
        "localhost", "LOCALHOST:8000", OWN, f"{OWN.upper()}.:8000", f"{LABEL}.local", f"{LABEL}.Local.:8000", "",
        "chat.example.org", "Chat.Example.Org.:8443", "a.wild.example", "in-the-certificate.example:8443",
        "tqq.tencent.com:8000", "[::ffff:1.2.3.4]:8000",
    ],
)  # fmt: skip
def test_hosts_that_are_the_servers(host: str) -> None:
    names = HostNames(["chat.example.org", "*.wild.example"])
    names.certified = lambda: ("In-The-Certificate.example",)
    assert names.knows(host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "example.org", "b.chat.example.org", "wild.example", "a.b.wild.example", "1.2.3",
        "local.evil.example", "[evil.example]", "1.2.3.4.5", "chat.example.org.evil.example",
        "evil.local:8000", "evil", "evil.", "local", ".local",
    ],
)  # fmt: skip
def test_hosts_that_are_others(host: str) -> None:
    assert not HostNames(["chat.example.org", "*.wild.example"]).knows(host)


def test_an_origin_of_the_server_itself() -> None:
    assert not is_from_a_page("chat.local:8000", b"http://Chat.Local:8000", b"same-origin")
    assert not is_from_a_page("", None, None)
    assert is_from_a_page("", b"http://", b"")
    assert is_from_a_page("chat.local:8000", b"http://chat.local", b"same-site")


def test_a_name_that_is_refused_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with local_server(tmp_path) as server:
        for _ in range(2):
            answer(server, STATUS, b"Host: chat.example.org:8000\r\n")
    messages = [record.getMessage() for record in caplog.records if "chat.example.org" in record.getMessage()]
    assert messages == [
        "Refused a request for the host name 'chat.example.org'. If it is this server's, list it in host_names"
    ]


def test_names_that_are_configured_or_certified(tmp_path: Path) -> None:
    cert = tmp_path / "cert.pem"
    cert.write_bytes(pem("from-the-certificate.example"))
    settings = Settings(tls_port=0, cert=str(cert), host_names=("chat.example.org",))
    with local_server(tmp_path, settings=settings) as server:
        assert b" 200 " in answer(server, STATUS, b"Host: chat.example.org\r\n")
        assert b" 200 " in answer(server, STATUS, b"Host: from-the-certificate.example:8443\r\n")
        assert b" 403 " in answer(server, STATUS, b"Host: evil.example\r\n")


def test_a_renewed_certificate_brings_its_names(tmp_path: Path) -> None:
    cert = tmp_path / "cert.pem"
    cert.write_bytes(pem("old.example"))
    certificate = ServerCertificate(cert, None)
    assert list(certificate.names) == ["old.example"]
    cert.write_bytes(pem("new.example", "other.example"))
    assert certificate.reload_if_changed()
    assert list(certificate.names) == ["new.example", "other.example"]


@pytest.mark.parametrize("name", ["http://chat.example.org", "chat.example.org:8000", "", "a b", "*"])
def test_invalid_host_names(name: str) -> None:
    with pytest.raises(ValueError, match="host_names"):
        Settings(host_names=(name,))


def pem(*names: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + private
