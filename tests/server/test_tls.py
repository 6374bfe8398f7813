"""HTTPS over real sockets: the behaviour of the plain port, and failures of TLS."""

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from qqdesk.protocol.fingerprint import fingerprint_of, read_fingerprint
from qqdesk.server.http.request_reader import Limits
from qqdesk.server.operations.daemon import SWEEP_EVERY_S, TlsPortError
from qqdesk.server.settings.certificate import CERTIFICATE_FILE
from qqdesk.server.settings.settings import Settings
from tests.helpers.certificates import Authority
from tests.helpers.clock import FakeClock
from tests.helpers.server import LocalServer, local_server, md5, running_server, start_server
from tests.server.test_listener import LOGOUT, SHORT, post, read_exactly, read_until_closed, reply, stop_sending

CURL = shutil.which("curl")
ON = Settings(tls_port=0)


@pytest.fixture(params=["best", "asyncio"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    with local_server(tmp_path, loop=request.param, settings=ON) as server:
        yield server


def trusting(server: LocalServer) -> ssl.SSLContext:
    """Let the system trust the server's own certificate."""
    return ssl.create_default_context(cafile=server.folder / CERTIFICATE_FILE)


@contextmanager
def connected(server: LocalServer) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection((server.host, server.tls_port), timeout=10) as plain,
        trusting(server).wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        yield connection


def test_replies_are_exactly_what_they_should_be(server: LocalServer) -> None:
    with connected(server) as connection:
        assert connection.version() in ("TLSv1.2", "TLSv1.3")
        certificate = connection.getpeercert(binary_form=True)
        assert certificate is not None
        assert fingerprint_of(certificate) == server.fingerprint
        for sequence in range(3):
            connection.sendall(post(LOGOUT % sequence))
            assert read_exactly(connection, len(reply(sequence))) == reply(sequence)
        connection.sendall(post(LOGOUT % 3, b"Connection: close\r\n"))
        assert read_until_closed(connection) == reply(3, "Connection: close\r\n")
        # The server sent close_notify; an SSLSocket would raise otherwise.
        assert connection.recv(1) == b""


def test_the_library_of_python(server: LocalServer) -> None:
    connection = http.client.HTTPSConnection("localhost", server.tls_port, context=trusting(server), timeout=10)
    with closing(connection):
        for _ in range(3):
            connection.request("POST", "/", LOGOUT % 1)
            response = connection.getresponse()
            assert (response.status, response.read().startswith(b"VER=1.1&CMD=LOGOUT")) == (200, True)
        connection.request("GET", "/")
        assert connection.getresponse().status == 405
    with closing(http.client.HTTPSConnection("localhost", server.tls_port, context=trusting(server))) as connection:
        connection.request("POST", "/", bytes(80_000))
        assert connection.getresponse().status == 413


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_one_byte_at_a_time(server: LocalServer, version: ssl.TLSVersion) -> None:
    context = trusting(server)
    context.minimum_version = context.maximum_version = version
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection((server.host, server.tls_port), timeout=10) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def push() -> None:
            for byte in outgoing.read():
                plain.sendall(bytes([byte]))

        def shake() -> bool:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                return False
            return True

        while not shake():
            push()
            incoming.write(plain.recv(65536))
        tls.write(post(LOGOUT % 1, b"Connection: close\r\n"))
        push()
        got = b""
        while data := plain.recv(65536):
            incoming.write(data)
            try:
                while part := tls.read(65536):
                    got += part
            except ssl.SSLWantReadError:
                pass
        assert got == reply(1, "Connection: close\r\n")


def test_old_tls_is_refused(server: LocalServer) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection((server.host, server.tls_port), timeout=10) as plain,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(plain)


def test_large_replies_and_many_at_once(server: LocalServer) -> None:
    """A hundred full messages in one reply are more than a socket's buffer holds."""
    for number in (10001, 10002):
        server.add_user(number)
    server.befriend(10001, 10002)
    server.post(f"VER=1.4&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}&M5=1&LC=1")
    text = "x" * 4000
    for sequence in range(100):
        server.post(f"VER=1.4&CMD=CLTMSG&SEQ={sequence + 10}&UIN=10001&UN=10002&MG={text}")
    with connected(server) as connection:
        connection.sendall(post(f"VER=1.4&CMD=Login&SEQ=1&UIN=10002&PS={md5('secret')}&M5=1&LC=1".encode()))
        assert b"RES=0&RS=0" in connection.recv(65536)
        connection.sendall(post(b"VER=1.4&CMD=GetMsgEx&SEQ=2&UIN=10002", b"Connection: close\r\n"))
        got = read_until_closed(connection)
    assert got.count(text.encode()) == 100
    assert b"&MN=100&" in got


def test_a_client_that_has_said_its_last_still_gets_its_reply(server: LocalServer) -> None:
    context = trusting(server)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection((server.host, server.tls_port), timeout=10) as plain:
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                plain.sendall(outgoing.read())
                incoming.write(plain.recv(65536))
        tls.write(post(LOGOUT % 7))
        with pytest.raises(ssl.SSLWantReadError):
            tls.unwrap()
        plain.sendall(outgoing.read())
        plain.shutdown(socket.SHUT_WR)
        while data := plain.recv(65536):
            incoming.write(data)
        assert tls.read(65536) == reply(7)


def test_plain_http_at_this_port_is_refused_with_the_reason(server: LocalServer) -> None:
    with closing(http.client.HTTPConnection(server.host, server.tls_port, timeout=10)) as connection:
        connection.request("POST", "/", LOGOUT % 1)
        response = connection.getresponse()
        assert response.status == 400
        assert b"https://" in response.read()


def test_tls_at_the_plain_port_ends_at_once(server: LocalServer) -> None:
    with (
        socket.create_connection((server.host, server.port), timeout=10) as plain,
        pytest.raises(ssl.SSLError, match=r"(?i)wrong.version"),
    ):
        trusting(server).wrap_socket(plain, server_hostname="localhost")


def test_bytes_that_are_no_tls_are_not_logged(server: LocalServer, caplog: pytest.LogCaptureFixture) -> None:
    for garbage in (
        b"\x16",
        b"\x16\x03\x01",
        b"\x16" * 500,
        b"\x16\x03\x01\x00\x05hello",
        bytes(300),
        b"\xff" * 70_000,
    ):
        connection = socket.create_connection((server.host, server.tls_port), timeout=10)
        with connection, suppress(ConnectionError):  # the server closes before it has read all of that
            connection.sendall(garbage)
            stop_sending(connection)
            read_until_closed(connection)
    with connected(server) as connection:
        connection.sendall(post(LOGOUT % 1))
        assert connection.recv(65536) == reply(1)
        connection.unwrap().close()
    assert not caplog.records


def test_a_client_that_breaks_off_the_records(server: LocalServer, caplog: pytest.LogCaptureFixture) -> None:
    with connected(server) as connection:
        plain = socket.socket(fileno=connection.detach())
        with plain:
            plain.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
            plain.settimeout(10)
            with suppress(ConnectionResetError):
                read_until_closed(plain)
    assert not caplog.records


def test_connection_without_handshake_is_closed(tmp_path: Path) -> None:
    limits = Limits(head_s=1.0, connections=3)
    with local_server(tmp_path, settings=ON, limits=limits) as server:
        place = (server.host, server.tls_port)
        silent = [socket.create_connection(place, timeout=10) for _ in range(3)]
        silent[0].sendall(b"\x16\x03\x01\x02\x00\x01")
        # They count before they have shaken hands, so that there is an end to them.
        with socket.create_connection(place, timeout=10) as fourth:
            assert fourth.recv(1) == b""
        for connection in silent:
            with connection:
                assert read_until_closed(connection) == b""
        with connected(server) as connection:
            connection.sendall(post(LOGOUT % 1))
            assert connection.recv(65536) == reply(1)


def test_deadlines_apply_to_tls(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=ON, limits=SHORT) as server:
        with connected(server) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
            assert read_until_closed(connection).startswith(b"HTTP/1.1 408 ")
        with connected(server) as connection:
            connection.sendall(post(LOGOUT % 1))
            assert read_until_closed(connection) == reply(1)


def test_polls_are_answered_when_the_server_stops(tmp_path: Path) -> None:
    asked = threading.Event()
    answers: list[bytes] = []
    with local_server(tmp_path, settings=ON) as server:
        server.add_user(10001)
        device = "d" * 32
        login = f"VER=1.4&CMD=Login&SEQ=1&UIN=10001&PS={md5('secret')}&M5=1&LC=1&EXT=1&DEV={device}"
        token = server.post(login).partition("&SID=")[2].partition("&")[0]
        poll = post(f"VER=1.4&CMD=GetMsgEx&SEQ=2&UIN=10001&SID={token}&WAIT=50".encode())

        def wait() -> None:
            with connected(server) as connection:
                connection.sendall(poll)
                asked.set()
                answers.append(read_until_closed(connection))

        thread = threading.Thread(target=wait)
        thread.start()
        asked.wait(10)
        # The poll is there when a later request of the session has been answered.
        assert "RES=0" in server.post(f"VER=1.4&CMD=List&SEQ=3&UIN=10001&SID={token}&TN=160&UN=0")
    thread.join(10)
    assert b"&MN=0" in answers[0]


def test_a_renewed_certificate_needs_no_restart(tmp_path: Path) -> None:
    pair = Authority(tmp_path).issue("localhost")
    settings = Settings(tls_port=0, cert=str(pair.certificate), key=str(pair.key))
    clock = FakeClock()
    with local_server(tmp_path, settings=settings, clock=clock) as server:
        before = server.fingerprint
        Authority(tmp_path).issue("localhost")
        done = threading.Event()

        def look() -> None:
            clock.advance(SWEEP_EVERY_S)
            done.set()

        server.loop.call_soon_threadsafe(look)
        assert done.wait(SWEEP_EVERY_S)
        assert server.fingerprint != before
        certificate = ssl.get_server_certificate((server.host, server.tls_port), timeout=10)
        assert fingerprint_of(ssl.PEM_cert_to_DER_cert(certificate)) == server.fingerprint
        assert f"&TLS={server.tls_port}&FPR={server.fingerprint}&" in server.post("VER=1.4&CMD=Hello&SEQ=1&UIN=0")


@pytest.mark.skipif(CURL is None, reason="there is no curl here")
@pytest.mark.parametrize(
    "options",
    [
        ["--insecure"],
        ["--insecure", "--http1.0"],
        ["--insecure", "--http2"],
        ["--insecure", "--tls-max", "1.2"],
        ["--insecure", "-H", "Expect: 100-continue"],
        ["--insecure", "-H", "Connection: close"],
    ],
    ids=" ".join,
)
def test_curl_gets_its_answers(server: LocalServer, options: list[str]) -> None:
    assert CURL is not None
    body = (LOGOUT % 1).decode()
    result = subprocess.run(
        [CURL, "-sS", "-m", "10", *options, "-d", body, server.tls_address, server.tls_address, "-w", "|%{http_code}|"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert result.stdout == "VER=1.1&CMD=LOGOUT&SEQ=1&UIN=10001&RES=0|200|" * 2
    assert result.stderr == ""


@pytest.mark.skipif(CURL is None, reason="there is no curl here")
def test_curl_that_checks_is_content_with_the_file(server: LocalServer) -> None:
    assert CURL is not None
    address = f"https://localhost:{server.tls_port}"
    command = [CURL, "-sS", "-m", "10", "-d", (LOGOUT % 1).decode(), address]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 60
    file = server.folder / CERTIFICATE_FILE
    result = subprocess.run([*command, "--cacert", str(file)], capture_output=True, text=True, timeout=30, check=True)
    assert "RES=0" in result.stdout


def test_the_command_prints_where_and_which(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    fingerprints = set()
    for _ in range(2):
        with running_server(tmp_path, folder=folder) as server:
            address, fingerprint = server.read_tls_line()
            port = int(address.rpartition(":")[2])
            certificate = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((server.host, port), timeout=10))
            assert fingerprint_of(certificate) == read_fingerprint(fingerprint)
            fingerprints.add(fingerprint)
    # It is the same after a restart, or clients would not recognize the server.
    assert len(fingerprints) == 1


def test_the_command_without(tmp_path: Path) -> None:
    with running_server(tmp_path, arguments=["--no-tls"]) as server:
        assert "&TLS=0&FPR=&" in server.post("VER=1.4&CMD=Hello&SEQ=1&UIN=0")
    assert not (server.folder / CERTIFICATE_FILE).exists()


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(TlsPortError),
            local_server(tmp_path, folder=tmp_path / "thread", settings=Settings(tls_port=port)),
        ):
            pass
        with pytest.raises(AssertionError, match=f"port {port}, which is for HTTPS.*--tls-port.*--no-tls"):
            start_server(tmp_path, arguments=["--tls-port", str(port)])


def test_address_of_another_computer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"192\.0\.2\.1, port 0: (?!.*--tls-port).*--host"):
        start_server(tmp_path, arguments=["--host", "192.0.2.1"])


def test_a_certificate_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"none\.pem cannot be read"):
        start_server(tmp_path, arguments=["--cert", str(tmp_path / "none.pem")])
