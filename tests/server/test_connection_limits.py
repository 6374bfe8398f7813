"""Over real sockets: one address opens as many connections as it can, and others are still served; proxies."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from qqdesk.server.http.request_reader import Limits
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import LocalServer, local_server, md5

LOGOUT = b"VER=1.1&CMD=Logout&SEQ=1&UIN=10001"
CROWD, OTHER = "127.0.0.2", "127.0.0.3"
"""Addresses of this computer that the server takes for two others."""
_DEADLINE_S = 20.0


def post(body: bytes, head: bytes = b"") -> bytes:
    return b"POST / HTTP/1.1\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), head, body)


def connect(server: LocalServer, source: str) -> socket.socket:
    return socket.create_connection((server.host, server.port), 10, source_address=(source, 0))


def ask(connection: socket.socket, body: bytes = LOGOUT, head: bytes = b"") -> bytes:
    """Return the reply, or its beginning if the server closes."""
    with contextlib.suppress(ConnectionError):
        connection.sendall(post(body, head))
    reply = b""
    with contextlib.suppress(ConnectionError):
        while b"RES=" not in reply and (part := connection.recv(65536)):
            reply += part
    return reply


def is_served(server: LocalServer, source: str) -> bool:
    with connect(server, source) as connection:
        return b"200 OK" in ask(connection)


def take(server: LocalServer, source: str, count: int, held: ExitStack) -> list[socket.socket]:
    """Open `count` connections, each with one answered request."""
    taken = [held.enter_context(connect(server, source)) for _ in range(count)]
    for connection in taken:
        assert b"200 OK" in ask(connection)
    return taken


@pytest.fixture
def held() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def take_in_turn(server: LocalServer, source: str, count: int, held: ExitStack) -> list[socket.socket]:
    """The same, where older connections may be closed."""
    return [take(server, source, 1, held)[0] for _ in range(count)]


def is_open(connection: socket.socket) -> bool:
    """Whether the server still answers on it."""
    return b"RES=0" in ask(connection)


def sign_in(server: LocalServer, number: int, source: str = OTHER) -> Callable[[socket.socket], bool]:
    """A question on a connection that shows the session, and whether it was answered."""
    server.add_user(number)
    with connect(server, source) as connection:
        reply = ask(connection, login(number, EXT=1, DEV=f"{number:032x}"))
    token = reply.partition(b"&SID=")[2].partition(b"&")[0].decode()
    body = f"VER=1.1&CMD=List&SEQ=1&UIN={number}&SID={token}".encode()
    return lambda connection: b"RES=0" in ask(connection, body)


def test_the_oldest_connection_of_an_address_gives_way(tmp_path: Path, held: ExitStack) -> None:
    with local_server(tmp_path, limits=Limits(connections=100, connections_per_address=5)) as server:
        first, *others = take(server, CROWD, 5, held)
        other = take(server, OTHER, 1, held)
        newest = take(server, CROWD, 1, held)
        assert not is_open(first)
        assert all(map(is_open, others + other + newest))
        assert server.daemon.listener is not None
        assert server.daemon.listener.refused == 1
        held.close()


def test_many_new_connections_are_accepted(tmp_path: Path, held: ExitStack) -> None:
    """All clients reconnect after a restart, and show their sessions a moment later."""
    with local_server(tmp_path, limits=Limits(connections=100, connections_per_address=5)) as server:
        address = ("127.0.0.1", server.port)
        silent = [held.enter_context(socket.create_connection(address, source_address=(CROWD, 0))) for _ in range(40)]
        assert server.daemon.listener is not None
        assert len(take(server, OTHER, 1, held)) == 1  # by then all of them are in
        assert server.daemon.listener.refused == 0
        assert all(map(is_open, silent))
        held.close()


def test_settings_say_how_many(tmp_path: Path, held: ExitStack) -> None:
    settings = Settings(tls=False, connections=4, connections_per_address=2)
    with local_server(tmp_path, settings=settings) as server:
        one, two, three = take_in_turn(server, CROWD, 3, held)
        assert [is_open(one), is_open(two), is_open(three)] == [False, True, True]
        take(server, OTHER, 2, held)
        take(server, "127.0.0.4", 1, held)
        assert not is_open(two), "the oldest of all"
        held.close()


def test_this_computer_leaves_room_for_others(tmp_path: Path, held: ExitStack) -> None:
    with local_server(tmp_path, limits=Limits(connections=20, connections_per_address=1)) as server:
        here = take(server, "127.0.0.1", 18, held)
        there = take(server, CROWD, 1, held)
        more = take(server, "127.0.0.1", 18, held)
        assert not any(map(is_open, here))
        assert all(map(is_open, there + more))
        held.close()


def test_connection_with_a_session_is_kept(tmp_path: Path, held: ExitStack) -> None:
    """Ten other addresses open as many connections as they can."""
    limits = Limits(connections=20, connections_per_address=5)
    with local_server(tmp_path, limits=limits) as server:
        asks = sign_in(server, 10001)
        mine = take(server, OTHER, 1, held)[0]
        assert asks(mine)
        for place in range(10, 20):
            take_in_turn(server, f"127.0.0.{place}", 10, held)
        assert asks(mine), "it gives way to nobody"
        for _ in range(3):
            assert asks(held.enter_context(connect(server, OTHER)))
        held.close()


def test_no_account_takes_all_connections(tmp_path: Path, held: ExitStack) -> None:
    with local_server(tmp_path, limits=Limits(connections=20, connections_per_address=20)) as server:
        asks, asks_of_another = sign_in(server, 10001), sign_in(server, 10002)
        kept = [held.enter_context(connect(server, CROWD)) for _ in range(20)]
        assert all(map(asks, kept))
        for _ in range(4):
            assert asks_of_another(held.enter_context(connect(server, OTHER)))
        assert sum(map(asks, kept)) == 16
        with connect(server, OTHER) as refused:
            assert ask(refused).startswith(b"HTTP/1.1 503 Service Unavailable\r\n"), "all of them show a session"
        kept[0].close()
        assert eventually(lambda: is_served(server, OTHER))
        held.close()


def test_a_request_at_work_is_carried_out(tmp_path: Path, held: ExitStack) -> None:
    """A password is being checked, which takes its time: that connection does not give way."""
    with local_server(tmp_path, limits=Limits(connections=20, connections_per_address=2)) as server:
        server.add_user(10001)
        verify, go_on, begun = server.daemon.core.passwords.verify, asyncio.Event(), threading.Event()

        async def slowly(*arguments: Any) -> bool:
            begun.set()
            await go_on.wait()
            return await verify(*arguments)

        server.daemon.core.passwords.verify = slowly  # type: ignore[assignment,method-assign]
        signing_in = held.enter_context(connect(server, CROWD))
        signing_in.sendall(post(login(10001)))
        assert begun.wait(_DEADLINE_S)
        take_in_turn(server, CROWD, 5, held)
        server.loop.call_soon_threadsafe(go_on.set)
        assert b"RS=0" in signing_in.recv(65536)
        held.close()


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"POST / HTTP/1.1\r\nContent-Le",
        b"POST / HTTP/1.1\r\nContent-Length: 60000\r\n\r\nVER",
        b"POST / HTTP/1.1\r\nX-Much: " + b"x" * 16_000,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nV\r\n",
    ],
    ids=["idle", "half a head", "half a body", "huge head", "chunks"],
)
def test_others_are_served_while_one_address_is_slow(tmp_path: Path, held: ExitStack, begun: bytes) -> None:
    limits = Limits(connections=100, connections_per_address=10, head_s=1.0, body_s=1.0, idle_s=1.0)
    with local_server(tmp_path, limits=limits) as server:
        slow = [held.enter_context(connect(server, CROWD)) for _ in range(10)]
        for connection in slow:
            connection.sendall(begun)
        assert is_served(server, OTHER)
        for connection in slow:
            with contextlib.suppress(ConnectionError):
                while connection.recv(65536):  # until the server has had enough
                    pass
        assert eventually(lambda: is_served(server, CROWD))
        held.close()


def test_others_are_served_while_one_address_asks_without_end(tmp_path: Path, held: ExitStack) -> None:
    """Requests that cost little have no limit of their own: a connection is served one after the other, and
    the server stops reading from a client that does not read its replies."""
    limits = Limits(connections=100, connections_per_address=10)
    with local_server(tmp_path, limits=limits) as server:
        for _ in range(10):
            connection = held.enter_context(connect(server, CROWD))
            connection.settimeout(0.1)
            with contextlib.suppress(TimeoutError):
                while True:
                    connection.sendall(post(b"VER=1.1&CMD=Hello&SEQ=1&UIN=0") * 100)
        assert is_served(server, OTHER)
        held.close()


def shakes_hands(server: LocalServer, source: str) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = socket.create_connection((server.host, server.tls_port), 10, source_address=(source, 0))
    with connection, contextlib.suppress(OSError):
        context.wrap_socket(connection).close()
        return True
    return False


def test_an_address_begins_so_many_encrypted_connections(tmp_path: Path) -> None:
    settings = Settings(tls_port=0, handshakes_per_minute=3)
    with local_server(tmp_path, settings=settings) as server:
        assert [shakes_hands(server, CROWD) for _ in range(5)] == [True, True, True, False, False]
        assert shakes_hands(server, OTHER)
        assert all(shakes_hands(server, "127.0.0.1") for _ in range(5)), "on this computer there are many"


def eventually(question: Callable[[], bool]) -> bool:
    """The server learns of the end of a connection a moment later."""
    deadline = time.monotonic() + _DEADLINE_S
    while not (answer := question()) and time.monotonic() < deadline:
        pass
    return answer


# Behind a proxy


def login(number: int, **fields: object) -> bytes:
    text = f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&PS={md5('secret')}&M5=1"
    return (text + "".join(f"&{name}={value}" for name, value in fields.items())).encode()


def through(server: LocalServer, body: bytes, *forwarded: str, source: str = CROWD) -> bytes:
    with connect(server, source) as connection:
        return ask(connection, body, b"".join(b"X-Forwarded-For: %s\r\n" % item.encode() for item in forwarded))


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[LocalServer]:
    settings = Settings(tls=False, trusted_proxies=(CROWD,), connections_per_address=1, registration="open")
    with local_server(tmp_path, settings=settings) as server:
        server.add_user(10001)
        yield server


def test_classic_access_uses_the_address_behind_a_trusted_proxy(behind: LocalServer) -> None:
    assert b"RS=0" in through(behind, login(10001), "10.0.0.5")
    assert b"RS=1" in through(behind, login(10001), "203.0.113.5")
    assert b"RS=1" in through(behind, login(10001), "10.0.0.5, 203.0.113.5")
    assert b"RS=1" in through(behind, login(10001), "10.0.0.5", "203.0.113.5")
    assert b"RS=0" in through(behind, login(10001, X=1), "203.0.113.5", "10.0.0.5")
    assert b"RS=1" in through(behind, login(10001, X=2), "nonsense"), "it may come from anywhere"
    assert b"RS=1" in through(behind, login(10001, X=3))


def test_only_a_trusted_proxy_is_believed(behind: LocalServer) -> None:
    assert b"RS=0" in through(behind, login(10001), "203.0.113.5", source=OTHER)


def test_an_old_session_is_known_by_the_address_behind_the_proxy(behind: LocalServer) -> None:
    assert b"RS=0" in through(behind, login(10001), "10.0.0.5")
    listing = b"VER=1.1&CMD=List&SEQ=2&UIN=10001"
    assert b"RES=0" in through(behind, listing, "10.0.0.5")
    assert b"RES=20" in through(behind, listing, "10.0.0.6")
    assert b"RES=20" in through(behind, listing)


def test_an_upgrade_header_does_not_hide_the_client_behind_a_proxy(behind: LocalServer) -> None:
    assert b"RS=0" in through(behind, login(10001), "10.0.0.5")
    with connect(behind, CROWD) as connection:
        head = b"X-Forwarded-For: 10.0.0.5\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
        assert b"RES=0" in ask(connection, b"VER=1.1&CMD=List&SEQ=2&UIN=10001", head)


def test_a_proxy_has_more_connections_than_an_address(behind: LocalServer, held: ExitStack) -> None:
    proxied = take(behind, CROWD, 5, held)
    older, newer = take_in_turn(behind, OTHER, 2, held)
    assert all(map(is_open, proxied))
    assert [is_open(older), is_open(newer)] == [False, True]
    held.close()


def test_proxies_leave_room_for_others_and_keep_their_connections(tmp_path: Path, held: ExitStack) -> None:
    settings = Settings(tls=False, trusted_proxies=(CROWD,), connections=10)
    with local_server(tmp_path, settings=settings) as server:
        proxied = take(server, CROWD, 9, held)
        assert not is_served(server, CROWD)
        take_in_turn(server, OTHER, 5, held)
        assert all(map(is_open, proxied))
        held.close()


def test_each_request_of_a_connection_has_its_own_origin(behind: LocalServer) -> None:
    with connect(behind, CROWD) as connection:
        assert b"RS=1" in ask(connection, login(10001), b"X-Forwarded-For: 203.0.113.5\r\n")
        assert b"RS=0" in ask(connection, login(10001), b"X-Forwarded-For: 10.0.0.5\r\n")
        assert b"RS=1" in ask(connection, login(10001, X=1))
