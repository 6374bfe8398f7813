"""Bodies and responses that pass in pieces, over real sockets."""

import asyncio
import hashlib
import http.client
import random
import socket
import ssl
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from qqdesk.server.http.client_connection import ClientConnection
from qqdesk.server.http.listener import Listener
from qqdesk.server.http.request_reader import BadRequestError, Head, Limits
from qqdesk.server.http.responder import Responder
from qqdesk.server.http.responses import Response
from qqdesk.server.http.routes import Route, Streamed, WholeBody
from qqdesk.server.operations.daemon import new_event_loop
from tests.helpers.certificates import Authority

DEADLINE_S = 20.0
DATA = random.Random(5).randbytes(3_000_000)
DIGEST = hashlib.sha256(DATA).hexdigest().encode()
MOST = len(DATA)
PIECE = 64 * 1024


class Site:
    """A listener in an event loop of its own; its paths store and serve a file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.limits = Limits()
        self.host, self.port = "127.0.0.1", 0
        self.context: ssl.SSLContext | None = None
        self.may_read = threading.Event()
        self.may_read.set()
        self.ends: list[object] = []
        """How handlers and streams ended."""
        self.listener: Listener | None = None

    def find_route(self, head: Head) -> Route:
        if head.target == b"/none":
            return Response(404)
        if head.target == b"/bug":
            return WholeBody(MOST, self.fail)
        handler = {b"/store": self.store, b"/file": self.serve, b"/short": self.serve_less, b"/no": self.refuse}
        return Streamed(MOST, handler[head.target])

    async def store(self, head: Head, body: AsyncIterator[bytes]) -> Response:
        digest = hashlib.sha256()
        try:
            async for piece in body:
                digest.update(piece)
                if not self.may_read.is_set():
                    await asyncio.to_thread(self.may_read.wait, DEADLINE_S)
        except BaseException as error:
            self.ends.append(error.status if isinstance(error, BadRequestError) else type(error))
            raise
        return Response(body=digest.hexdigest().encode())

    async def serve(self, head: Head, body: AsyncIterator[bytes]) -> Response:
        return Response(stream=self.pieces(), stream_length=self.file.stat().st_size)

    async def serve_less(self, head: Head, body: AsyncIterator[bytes]) -> Response:
        return Response(stream=self.pieces(), stream_length=self.file.stat().st_size + 1)

    async def refuse(self, head: Head, body: AsyncIterator[bytes]) -> Response:
        return Response(404, b"no")

    def fail(self, body: bytes, address: str, responder: Responder, is_form: bool) -> None:
        raise ZeroDivisionError

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        try:
            with self.file.open("rb") as file:
                while piece := await asyncio.to_thread(file.read, PIECE):
                    yield piece
        finally:
            self.ends.append("closed")

    def connection(self) -> ClientConnection:
        assert self.listener is not None
        (connection,) = self.listener._connections
        return connection

    @contextmanager
    def running(self, make_loop: Callable[[], asyncio.AbstractEventLoop] = new_event_loop) -> Iterator["Site"]:
        loops: list[asyncio.AbstractEventLoop] = []
        started, stop = threading.Event(), asyncio.Event()

        async def serve() -> None:
            self.listener = Listener(self.find_route, self.limits)
            self.port = await self.listener.start(self.host, 0, self.context)
            loops.append(asyncio.get_running_loop())
            started.set()
            await stop.wait()
            await self.listener.stop(0)

        def run() -> None:
            with asyncio.Runner(loop_factory=make_loop) as runner:
                runner.run(serve())

        thread = threading.Thread(target=run)
        thread.start()
        try:
            assert started.wait(DEADLINE_S)
            yield self
        finally:
            self.may_read.set()
            loops[0].call_soon_threadsafe(stop.set)
            thread.join(DEADLINE_S)

    def connect(self) -> http.client.HTTPConnection:
        if self.context is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=DEADLINE_S)
        trusting = ssl.create_default_context(cafile=self.file.parent / "authority.pem")
        return http.client.HTTPSConnection("localhost", self.port, timeout=DEADLINE_S, context=trusting)

    def raw(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=DEADLINE_S)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    file = tmp_path / "file"
    file.write_bytes(DATA)
    return Site(file)


def post(path: str, length: int) -> bytes:
    return f"POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode()


def wait_for(condition: Callable[[], object]) -> None:
    deadline, event = time.monotonic() + DEADLINE_S, threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        event.wait(0.005)


def read_all(connection: socket.socket) -> bytes:
    data = b""
    while part := connection.recv(65536):
        data += part
    return data


@pytest.mark.parametrize("kind", ["best", "asyncio", "tls"])
def test_files_pass_whole_in_both_directions(site: Site, tmp_path: Path, kind: str) -> None:
    if kind == "tls":
        pair = Authority(tmp_path).issue("localhost")
        site.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        site.context.load_cert_chain(pair.certificate, pair.key)
    make_loop = asyncio.new_event_loop if kind == "asyncio" else new_event_loop
    with site.running(make_loop), closing(site.connect()) as connection:
        for body in (DATA, (DATA[at : at + 100_001] for at in range(0, MOST, 100_001))):
            connection.request("POST", "/store", body)
            assert connection.getresponse().read() == DIGEST
            connection.request("GET", "/file")
            assert connection.getresponse().read() == DATA
        connection.request("HEAD", "/file")
        response = connection.getresponse()
        assert (response.getheader("Content-Length"), response.read()) == (str(MOST), b"")
    assert site.ends == ["closed"] * 2


def test_reading_pauses_until_the_handler_continues(site: Site) -> None:
    site.may_read.clear()
    with site.running(), closing(site.connect()) as connection:
        sender = threading.Thread(target=connection.request, args=("POST", "/store", DATA))
        sender.start()
        wait_for(lambda: site.listener and site.listener._connections and site.connection()._is_paused)
        assert site.connection().reader.buffered < site.limits.read_ahead + 256 * 1024
        site.may_read.set()
        assert_joined(sender)
        assert connection.getresponse().read() == DIGEST


def assert_joined(thread: threading.Thread) -> None:
    thread.join(DEADLINE_S)
    assert not thread.is_alive()


@pytest.mark.parametrize("half", [True, False])
def test_a_client_that_stops_in_the_middle_of_its_body(site: Site, half: bool) -> None:
    with site.running(), site.raw() as connection:
        connection.sendall(post("/store", MOST) + DATA[:100_000])
        if half:
            connection.shutdown(socket.SHUT_WR)
            assert read_all(connection).startswith(b"HTTP/1.1 400 ")
        else:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
        wait_for(lambda: site.ends)
    assert site.ends == [400 if half else asyncio.CancelledError]


def test_a_body_that_is_too_slow(site: Site) -> None:
    site.limits = Limits(body_s=0.05)
    with site.running(), site.raw() as connection:
        # What arrived in time is no credit for what follows.
        connection.sendall(post("/store", MOST) + DATA[:1_000_000])
        assert read_all(connection).startswith(b"HTTP/1.1 408 ")
    assert site.ends == [408]


def test_a_body_that_is_too_large(site: Site) -> None:
    with site.running(), site.raw() as connection:
        connection.sendall(post("/store", MOST + 1))
        assert read_all(connection).startswith(b"HTTP/1.1 413 ")
    assert site.ends == [413]


def test_a_response_before_the_body_ends_the_connection(site: Site) -> None:
    with site.running(), site.raw() as connection:
        connection.sendall(post("/no", MOST) + DATA[:1000])
        assert b"\r\nConnection: close\r\n\r\nno" in read_all(connection)


def test_a_client_receives_100_continue_when_the_handler_reads(site: Site) -> None:
    with site.running(), site.raw() as connection:
        for path, reply in (("/store", b"HTTP/1.1 100 Continue\r\n\r\n"), ("/no", b"HTTP/1.1 404 Not Found\r\n")):
            connection.sendall(post(path, 5).replace(b"\r\n", b"\r\nExpect: 100-continue\r\n", 1))
            assert connection.recv(4096).startswith(reply)
            connection.sendall(b"hello")
            if path == "/store":
                assert connection.recv(4096).endswith(hashlib.sha256(b"hello").hexdigest().encode())


def test_requests_behind_a_streamed_one_wait(site: Site) -> None:
    with site.running(), site.raw() as connection:
        connection.sendall(post("/store", 5) + b"hello" + post("/no", 0) + b"GET /file HTTP/1.0\r\n\r\n")
        first, second, third = read_all(connection).split(b"HTTP/1.1 ")[1:4]
        assert first.endswith(hashlib.sha256(b"hello").hexdigest().encode())
        assert second.endswith(b"no")
        assert third.startswith(b"200 ")


def test_a_client_that_leaves_during_the_response(site: Site) -> None:
    with site.running(), site.raw() as connection:
        connection.sendall(b"GET /file HTTP/1.1\r\n\r\n")
        connection.recv(1)
        connection.close()
        wait_for(lambda: site.ends)
    assert site.ends == ["closed"]


def test_a_client_that_does_not_read_is_cut_off(site: Site) -> None:
    site.limits = Limits(send_s=0.1)
    site.file.write_bytes(DATA * 5)
    with site.running(), site.raw() as connection:
        connection.sendall(b"GET /file HTTP/1.1\r\n\r\n")
        wait_for(lambda: site.ends)
        with suppress(ConnectionResetError):
            assert len(read_all(connection)) < 5 * MOST
    assert site.ends == ["closed"]


def test_a_client_that_reads_slowly(site: Site) -> None:
    with site.running(), closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
        connection.settimeout(DEADLINE_S)
        connection.connect((site.host, site.port))
        connection.sendall(b"GET /file HTTP/1.0\r\n\r\n")
        data = bytearray()
        while part := connection.recv(1000):
            data += part
    assert data.endswith(b"\r\n\r\n" + DATA)


@pytest.mark.errors_expected
def test_a_response_that_is_shorter_than_announced_breaks_off(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with site.running(), closing(site.connect()) as connection:
        connection.request("GET", "/short")
        response: Any = connection.getresponse()
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            response.read()
    assert "A response broke off" in caplog.text


@pytest.mark.errors_expected
def test_a_bug_closes_the_connection_wherever_the_request_stood(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with site.running():
        for before in (0, 20):
            with site.raw() as connection:
                connection.sendall(post("/none", 0) * before + post("/bug", 0))
                with suppress(ConnectionResetError):
                    assert read_all(connection).count(b" 404 ") == before
    assert caplog.text.count("A request failed") == 2
