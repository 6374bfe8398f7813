"""The listener over real sockets."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from qqdesk.server.http.request_reader import Limits
from tests.helpers.server import LocalServer, local_server, md5

LOGOUT = b"VER=1.1&CMD=Logout&SEQ=%d&UIN=10001"
TEXT = "VER=1.1&CMD=LOGOUT&SEQ={}&UIN=10001&RES=0"
SHORT = Limits(head_s=1.0, body_s=0.5, idle_s=1.0, send_s=0.3)
"""Long enough for a client on a busy computer to send its first byte."""
SENTENCES = {
    400: b"This is no HTTP request that this server understands.",
    413: b"The request is too large.",
    431: b"The header of the request is too large.",
}


def post(body: bytes, head: bytes = b"", version: bytes = b"1.1") -> bytes:
    return b"POST / HTTP/%s\r\nContent-Length: %d\r\n%s\r\n%s" % (version, len(body), head, body)


def reply(sequence: int, extra: str = "") -> bytes:
    body = TEXT.format(sequence)
    return (
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n{extra}\r\n{body}"
    ).encode()


def read_until_closed(connection: socket.socket) -> bytes:
    data = b""
    while part := connection.recv(65536):
        data += part
    return data


def stop_sending(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the server reset the connection before
        connection.shutdown(socket.SHUT_WR)


def read_exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        assert part, data
        data += part
    return data


@contextmanager
def connected(server: LocalServer) -> Iterator[socket.socket]:
    with closing(socket.create_connection((server.host, server.port), timeout=10)) as connection:
        yield connection


@pytest.fixture(params=["best", "asyncio"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    with local_server(tmp_path, loop=request.param) as server:
        yield server


@pytest.fixture(params=["best", "asyncio"])
def hasty_server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    with local_server(tmp_path, loop=request.param, limits=SHORT) as server:
        yield server


def test_replies_are_exactly_what_they_should_be(server: LocalServer) -> None:
    with connected(server) as connection:
        for sequence in range(3):
            connection.sendall(post(LOGOUT % sequence))
            assert read_exactly(connection, len(reply(sequence))) == reply(sequence)
        connection.sendall(post(LOGOUT % 3, b"Connection: close\r\n"))
        assert read_until_closed(connection) == reply(3, "Connection: close\r\n")


def test_http_1_0(server: LocalServer) -> None:
    with connected(server) as connection:
        connection.sendall(post(LOGOUT % 1, version=b"1.0") + b"\r\n")
        assert read_until_closed(connection) == reply(1, "Connection: close\r\n")
    with connected(server) as connection:
        connection.sendall(post(LOGOUT % 1, b"Connection: keep-alive\r\n", b"1.0"))
        kept = reply(1, "Connection: keep-alive\r\n")
        assert read_exactly(connection, len(kept)) == kept
        connection.sendall(post(LOGOUT % 2, version=b"1.0"))
        assert read_until_closed(connection) == reply(2, "Connection: close\r\n")


def test_pipelined_requests_are_answered_in_order(server: LocalServer) -> None:
    with connected(server) as connection:
        count = 500
        sender = threading.Thread(target=connection.sendall, args=(b"".join(post(LOGOUT % n) for n in range(count)),))
        sender.start()
        wanted = b"".join(reply(n) for n in range(count))
        assert read_exactly(connection, len(wanted)) == wanted
        sender.join()


def test_a_half_closed_client_gets_its_replies(server: LocalServer) -> None:
    with connected(server) as connection:
        connection.sendall(post(LOGOUT % 1) + post(LOGOUT % 2))
        connection.shutdown(socket.SHUT_WR)
        assert read_until_closed(connection) == reply(1) + reply(2)


def test_expect_100_continue(server: LocalServer) -> None:
    sign = b"HTTP/1.1 100 Continue\r\n\r\n"
    request = post(LOGOUT % 1, b"Expect: 100-continue\r\n")
    head, body = request.split(b"\r\n\r\n")
    with connected(server) as connection:
        for _ in range(2):
            connection.sendall(head + b"\r\n\r\n")
            assert read_exactly(connection, len(sign)) == sign
            connection.sendall(body)
            assert read_exactly(connection, len(reply(1))) == reply(1)
        # The sign comes after the replies to what was asked before.
        connection.sendall(post(LOGOUT % 2) + head + b"\r\n\r\n")
        wanted = reply(2) + sign
        assert read_exactly(connection, len(wanted)) == wanted
        connection.sendall(body)
        assert read_exactly(connection, len(reply(1))) == reply(1)


def test_chunked_bodies(server: LocalServer) -> None:
    body = LOGOUT % 1
    with connected(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        for byte in body:
            connection.sendall(b"1\r\n%c\r\n" % byte)
        connection.sendall(b"0\r\n\r\n")
        assert read_exactly(connection, len(reply(1))) == reply(1)


def test_head_has_no_body_and_the_connection_lives_on(server: LocalServer) -> None:
    with connected(server) as connection:
        connection.sendall(b"HEAD / HTTP/1.1\r\n\r\n" + post(LOGOUT % 1, b"Connection: close\r\n"))
        head, _, rest = read_until_closed(connection).partition(b"\r\n\r\n")
        assert head == (
            b"HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 25\r\n"
            b"Allow: POST"
        )
        assert rest == reply(1, "Connection: close\r\n")


def test_many_refusals_in_one_go(server: LocalServer) -> None:
    count = 20_000
    with connected(server) as connection:
        data = b"GET / HTTP/1.1\r\n\r\n" * count + post(LOGOUT % 1, b"Connection: close\r\n")
        sender = threading.Thread(target=connection.sendall, args=(data,))
        sender.start()
        replies = read_until_closed(connection)
        sender.join()
    assert replies.count(b"HTTP/1.1 405 ") == replies.count(b"\r\n\r\nOnly POST is served here.") == count
    assert replies.endswith(reply(1, "Connection: close\r\n"))


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"rubbish\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01", 400),
        (b"POST / HTTP/1.1\r\nbroken\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nX: " + b"a" * 40000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n" + b"a" * 1000000, 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"4000\r\n%s\r\n" % (b"a" * 0x4000) * 40, 413),
    ],
)
def test_a_broken_request_is_refused_and_the_refusal_arrives(
    server: LocalServer, request_bytes: bytes, status: int
) -> None:
    with connected(server) as connection:
        connection.sendall(post(LOGOUT % 1) + request_bytes)
        data = read_until_closed(connection)
    assert data.startswith(reply(1))
    head, _, body = data.removeprefix(reply(1)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"\r\nConnection: close" in head
    assert body == SENTENCES[status]


@pytest.mark.parametrize("start", [b"POST / HTT", post(b"abc")[:-1]])
def test_slow_senders_are_cut(hasty_server: LocalServer, start: bytes) -> None:
    with connected(hasty_server) as connection:
        connection.sendall(start)
        assert read_until_closed(connection).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


@pytest.mark.parametrize("start", [b"", post(LOGOUT % 1)])
def test_idle_connections_are_closed_without_a_word(hasty_server: LocalServer, start: bytes) -> None:
    with connected(hasty_server) as connection:
        connection.sendall(start)
        assert read_until_closed(connection) == (reply(1) if start else b"")


def test_a_client_that_does_not_read_is_cut(hasty_server: LocalServer) -> None:
    hasty_server.add_user(10001)
    hasty_server.add_user(10002, contacts=[10001])
    for number in (10001, 10002):
        hasty_server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&PS={md5('secret')}")
    for sequence in range(60):
        hasty_server.post(f"VER=1.1&CMD=CLTMSG&SEQ={sequence}&UIN=10001&UN=10002&MG={'字' * 4096}")
    with closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(10)
        listener = hasty_server.daemon.listener
        assert listener is not None
        wait_for(lambda: len(listener) == 0)
        connection.connect((hasty_server.host, hasty_server.port))
        wait_for(lambda: len(listener) == 1)
        transport = next(iter(listener.connections))._transport
        assert transport is not None
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        poll = "VER=1.1&CMD=GetMsgEx&SEQ={}&UIN=10002"
        connection.sendall(post(poll.format(0).encode()))
        wait_for(lambda: len(listener) == 0)
    # It was seen to break before it was out, so it is sent again.
    assert "&MN=60&" in hasty_server.post(poll.format(99))


def test_a_reply_to_a_client_that_is_gone_was_not_received(server: LocalServer) -> None:
    server.add_user(10001)
    server.add_user(10002, contacts=[10001])
    for number in (10001, 10002):
        server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&PS={md5('secret')}")
    server.post("VER=1.1&CMD=CLTMSG&SEQ=2&UIN=10001&UN=10002&MG=x")
    with connected(server) as connection:
        # Anna leaves; the connection is known to the server before that is held up,
        connection.sendall(post(LOGOUT % 1))
        assert read_exactly(connection, len(reply(1))) == reply(1)
        released = threading.Event()
        server.loop.call_soon_threadsafe(released.wait, 10)
        # it asks and is gone before the server can have read it.
        connection.sendall(post(b"VER=1.1&CMD=GetMsgEx&SEQ=4&UIN=10002"))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    released.set()
    assert server.post("VER=1.1&CMD=GetMsgEx&SEQ=5&UIN=10002").endswith("&MN=2&MT=99,9,&UN=10001,10001,&MG=20,x,")


def wait_for(condition: object, seconds: float = 10.0) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    event = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        event.wait(0.005)


def test_connections_are_bounded(tmp_path: Path) -> None:
    with local_server(tmp_path, limits=Limits(connections=2)) as server:
        with connected(server) as first, connected(server) as second:
            for connection in (first, second):
                connection.sendall(post(LOGOUT % 1))
                assert read_exactly(connection, len(reply(1))) == reply(1)
            with connected(server) as third:
                third.sendall(post(LOGOUT % 1))
                assert read_exactly(third, len(reply(1))) == reply(1)
                assert len(server.daemon.listener or ()) == 2
        wait_for(lambda: len(server.daemon.listener or ()) == 0)
        assert server.post(LOGOUT % 2) == TEXT.format(2)


def sign_in(server: LocalServer, number: int) -> str:
    answer = server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&PS={md5('secret')}&EXT=1&DEV={'d' * 32}")
    return answer.partition("SID=")[2].partition("&")[0]


def start_poll(server: LocalServer, connection: socket.socket, number: int, token: str) -> None:
    connection.sendall(post(f"VER=1.1&CMD=GetMsgEx&SEQ=9&UIN={number}&SID={token}&WAIT=50".encode()))
    wait_for(lambda: is_polling(server, number))


def is_polling(server: LocalServer, number: int) -> bool:
    poll = server.session_of(number).poll
    return poll is not None and poll.is_parked


def test_a_poll_ends_with_its_connection(server: LocalServer) -> None:
    server.add_user(10001)
    token = sign_in(server, 10001)
    with connected(server) as connection:
        start_poll(server, connection, 10001, token)
    wait_for(lambda: not is_polling(server, 10001))
    with connected(server) as connection:
        start_poll(server, connection, 10001, token)
        # As a crash would, without a goodbye.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wait_for(lambda: not is_polling(server, 10001))


def test_a_half_closed_poll_is_answered_at_once(server: LocalServer) -> None:
    server.add_user(10001)
    token = sign_in(server, 10001)
    with connected(server) as connection:
        start_poll(server, connection, 10001, token)
        connection.shutdown(socket.SHUT_WR)
        assert read_until_closed(connection).endswith(b"&RES=0&MN=0")


def test_requests_behind_a_poll_wait_for_it(server: LocalServer) -> None:
    server.add_user(10001)
    server.add_user(10002, contacts=[10001])
    tokens = {number: sign_in(server, number) for number in (10001, 10002)}
    with connected(server) as connection:
        start_poll(server, connection, 10002, tokens[10002])
        connection.sendall(post(LOGOUT % 1, b"Connection: close\r\n") * 2)
        server.post(f"VER=1.1&CMD=CLTMSG&SEQ=1&UIN=10001&SID={tokens[10001]}&UN=10002&MG=x")
        first, second = read_until_closed(connection).split(b"HTTP/1.1 200 OK")[1:]
        assert first.endswith(b"&MG=x,")
        assert second.endswith(TEXT.format(1).encode())


def test_clients_that_do_anything_at_all(server: LocalServer) -> None:
    """Damaged requests in random pieces, and connections that end in every way: it continues, and forgets them all."""
    chance = random.Random(3)
    whole = post(LOGOUT % 1) + post(LOGOUT % 2, b"Expect: 100-continue\r\n") + post(b"", b"Connection: close\r\n")
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.randint(0, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with connected(server) as connection, contextlib.suppress(ConnectionError):
            while data:
                size = chance.choice((1, 10, 100, 1000))
                connection.sendall(data[:size])
                del data[:size]
            match chance.randrange(4):
                case 0:
                    stop_sending(connection)
                    read_until_closed(connection)
                case 1:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                case 2:
                    connection.recv(chance.randint(1, 100))
    listener = server.daemon.listener
    assert listener is not None
    wait_for(lambda: len(listener) == 0)
    assert server.post(LOGOUT % 9) == TEXT.format(9)
