"""`close` from another thread ends each blocked call."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, ClosedError, NetworkError
from qqdesk.protocol.commands import GetInfo
from qqdesk.protocol.record import Channel
from tests.client.test_client_errors import EXTENDED, HASH, LOGIN
from tests.helpers.canned import HANG, CannedServer, http

GENEROUS_S = 15.0
EMPTY = "VER=1.1&CMD=GETMSGEX&SEQ=1&UIN=7&RES=0&MN=0"


def closed_while(call: Callable[[], object], client: Client, ready: Callable[[], object]) -> ClientError:
    """Return the error of `call` in its own thread, if the client is closed after `ready` returns."""
    raised: list[ClientError] = []

    def run() -> None:
        try:
            call()
        except ClientError as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    ready()
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < GENEROUS_S
    thread.join(GENEROUS_S)
    assert not thread.is_alive()
    return raised[0]


def test_close_ends_a_long_poll() -> None:
    with CannedServer(http(EXTENDED)) as server, Client(server.url, 7) as client:
        client.login(HASH)
        server.asked.clear()
        error = closed_while(lambda: client.get_messages(50), client, server.asked.wait)
        assert isinstance(error, ClosedError)
        assert error.outcome_unknown
        with pytest.raises(ClosedError):
            client.get_messages()


def test_an_interrupted_poll_leaves_the_client_open() -> None:
    with CannedServer(http(EXTENDED)) as server, Client(server.url, 7) as client:
        client.login(HASH)
        for _ in range(2):
            server.asked.clear()
            raised: list[ClosedError] = []

            def poll(raised: list[ClosedError] = raised) -> None:
                with pytest.raises(ClosedError) as error:
                    client.get_messages(50)
                raised.append(error.value)

            thread = threading.Thread(target=poll)
            thread.start()
            server.asked.wait()
            client.channels.interrupt(Channel.POLLS)
            thread.join(GENEROUS_S)
            assert raised
            assert not client.is_closed


def test_an_interruption_before_the_poll_ends_the_next_one_only() -> None:
    with CannedServer(http(EXTENDED), otherwise=lambda _: http(EMPTY)) as server, Client(server.url, 7) as client:
        client.login(HASH)
        client.channels.interrupt(Channel.POLLS)
        with pytest.raises(ClosedError):
            client.get_messages(50)
        assert client.get_messages() == ()


def test_close_ends_the_read_of_an_endless_body() -> None:
    head = b"HTTP/1.0 200 OK\r\n\r\nVER=1.1"
    with CannedServer(head) as server, Client(server.url, 7) as client:
        assert isinstance(closed_while(lambda: client.login(HASH), client, server.asked.wait), ClosedError)


def test_close_ends_a_blocked_connect() -> None:
    """The backlog of the listener is full, so the connect blocks."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = []
        try:
            for _ in range(4):
                filler = socket.socket()
                filler.setblocking(False)
                filler.connect_ex(("127.0.0.1", port))
                fillers.append(filler)
            client = Client(f"127.0.0.1:{port}", 7)
            begun = threading.Event()

            def call() -> None:
                begun.set()
                client.login(HASH)

            error = closed_while(call, client, begun.wait)
            assert isinstance(error, ClosedError)
            assert not error.outcome_unknown
        finally:
            for filler in fillers:
                filler.close()


def test_close_ends_a_handshake_that_hangs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = Client(f"https://127.0.0.1:{listener.getsockname()[1]}", 7)
        accepted = []
        error = closed_while(lambda: client.login(HASH), client, lambda: accepted.append(listener.accept()[0]))
        accepted[0].close()
    assert isinstance(error, ClosedError)


def test_close_ends_the_delay_between_two_repeats() -> None:
    with CannedServer(http(LOGIN), close_after_reply=True) as server, Client(server.url, 7) as client:
        client.login(HASH)
        server.asked.clear()
        with pytest.raises((ClosedError, NetworkError)) as caught:
            raise closed_while(lambda: client.send_message(5, "x"), client, server.asked.wait)
        assert caught.value.outcome_unknown


def test_a_closed_client_refuses_requests() -> None:
    client = Client("127.0.0.1:1", 7)
    client.close()
    client.close()
    with pytest.raises(ClosedError):
        client.login(HASH)
    assert client.is_closed


def test_commands_are_sent_while_a_poll_hangs() -> None:
    logged_out = http("VER=1.1&CMD=LOGOUT&SEQ=1&UIN=7&RES=0")
    with CannedServer(http(EXTENDED), HANG, logged_out) as server, Client(server.url, 7) as client:
        client.login(HASH)
        server.asked.clear()

        def then() -> None:
            server.asked.wait()
            client.logout()

        assert isinstance(closed_while(lambda: client.get_messages(50), client, then), ClosedError)


def test_a_new_endpoint_breaks_the_connections_to_the_old_one() -> None:
    """`ClosedError` would say that the client is closed."""
    with CannedServer() as old, CannedServer(otherwise=lambda _: http(EMPTY)) as new, Client(old.url, 7) as client:
        raised: list[ClientError] = []

        def ask() -> None:
            with pytest.raises(NetworkError) as error:
                client.request(GetInfo(8, 2))
            raised.append(error.value)

        thread = threading.Thread(target=ask)
        thread.start()
        old.asked.wait()
        endpoint = client.resolver.endpoint
        assert endpoint is not None
        client.channels._transport(Channel.COMMANDS, replace(endpoint, url=new.url))
        thread.join(GENEROUS_S)
        assert raised and raised[0].outcome_unknown
