"""Errors of the client for wrong servers and malformed replies."""

import errno
import os
import re
import socket
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from qqdesk.client import client as client_module
from qqdesk.client import sockets
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    RefusedError,
)
from qqdesk.protocol.codes import EndReason, Result
from tests.helpers.canned import BREAK, HANG, CannedServer, http

LOGIN = "VER=1.1&CMD=Login&SEQ=1&UIN=7&RES=0&RS=0&HI=60&LI=300"
EXTENDED = f"{LOGIN}&EXT=1&SID=token-of-mine&STA=10"
LIST = "VER=1.1&CMD=LIST&SEQ=1&UIN=7&RES=0&FN=1&SN=2&UN=5,6,"
HASH = "5ebe2294ecd0e0f08eab7690d2a6ee69"


def test_a_closed_port_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    # As on Windows, where the system has no words for it.
    monkeypatch.setattr(socket, "errorTab", {errno.ECONNREFUSED: "Connection refused."}, raising=False)
    monkeypatch.setattr(os, "strerror", lambda error: "Unknown error")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Client(f"127.0.0.1:{port}", 7) as client, pytest.raises(NetworkError) as caught:
        client.login(HASH)
    assert caught.value.kind is NetworkErrorKind.UNREACHABLE
    assert "Connection refused." in str(caught.value)
    assert not caught.value.outcome_unknown


def test_an_unknown_host_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Client("nowhere.invalid", 7) as client, pytest.raises(NetworkError) as caught:
        client.login(HASH)
    assert caught.value.kind is NetworkErrorKind.UNREACHABLE


@pytest.mark.parametrize(
    "reply",
    [
        http("hello"),
        http(""),
        http("<html>", "404 Not Found"),
        http("", "302 Found", headers="Location: http://127.0.0.1:1/\r\n"),
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        http(LIST),
        http("VER=1.1&CMD=Login&SEQ=1&UIN=7&RES=x"),
    ],
)
def test_replies_of_another_protocol(reply: bytes) -> None:
    with (
        CannedServer(reply, close_after_reply=True) as server,
        Client(server.url, 7) as client,
        pytest.raises(BadReplyError),
    ):
        client.login(HASH)


def test_the_size_of_a_reply_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MAX_REPLY_BYTES", 1000)
    with (
        CannedServer(http(LOGIN + "x" * 1000)) as server,
        Client(server.url, 7) as client,
        pytest.raises(BadReplyError, match="longer"),
    ):
        client.login(HASH)


def test_a_missing_reply_times_out() -> None:
    with CannedServer(HANG) as server, Client(server.url, 7) as client, pytest.raises(NetworkError) as caught:
        client.logout(timeout=1.0)
    assert caught.value.kind is NetworkErrorKind.TIMED_OUT
    assert caught.value.outcome_unknown


def test_a_slow_body_times_out() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nVER=1.1"
    with CannedServer(head, HANG) as server, Client(server.url, 7) as client, pytest.raises(NetworkError) as caught:
        client.logout(timeout=1.0)
    assert caught.value.kind is NetworkErrorKind.TIMED_OUT


@pytest.mark.parametrize("part", ["interim replies", "reason", "headers"])
def test_a_slow_head_times_out(part: str) -> None:
    """The complete reply would take some seconds."""
    logout = "VER=1.1&CMD=LOGOUT&SEQ=1&UIN=7&RES=0"
    reply = {
        "interim replies": b"HTTP/1.1 100 Continue\r\n\r\n" * 40 + http(logout),
        "reason": http(logout, "200 " + "x" * 1000),
        "headers": http(logout, headers="X-More: 12\r\n" * 90),
    }[part]
    with (
        CannedServer(otherwise=lambda body: reply, drip_s=0.005) as server,
        Client(server.url, 7) as client,
        pytest.raises(NetworkError) as caught,
    ):
        client.logout(timeout=1.0)
    assert caught.value.kind is NetworkErrorKind.TIMED_OUT
    assert caught.value.outcome_unknown
    assert server.dripped < len(reply) / 2


def test_each_request_has_the_whole_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request has its own time limit."""
    passed_s = 0.0

    def answer(body: bytes) -> bytes:
        nonlocal passed_s
        passed_s += 30
        return http("VER=1.1&CMD=LOGOUT&SEQ=1&UIN=7&RES=0")

    monkeypatch.setattr(sockets, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + passed_s))
    with CannedServer(otherwise=answer) as server, Client(server.url, 7) as client:
        for _ in range(4):
            client.logout(timeout=60)


def test_a_reply_for_another_user_is_refused() -> None:
    login, contacts = (reply.replace("UIN=7", "UIN=8") for reply in (EXTENDED, LIST))
    with CannedServer(http(login), http(EXTENDED), http(contacts)) as server, Client(server.url, 7) as client:
        with pytest.raises(BadReplyError, match="another user"):
            client.login(HASH)
        assert not client.has_session
        client.login(HASH)
        with pytest.raises(BadReplyError, match="another user"):
            client.list_contacts()


def _endless(body: bytes, size: int) -> bytes:
    """Return a page of an endless list."""
    command = body.split(b"CMD=")[1].split(b"&")[0].decode()
    after = re.search(rb"&(?:UN|REV)=(\d+)", body)
    first = int(after[1]) + 1 if after else 1
    numbers = "".join(f"{number}," for number in range(first, first + size))
    lists = {
        "List": f"&FN=0&SN={size}&UN={numbers}",
        "BlockList": f"&FN=0&SN={size}&UN={numbers}",
        "Query_Stat": f"&FC={'0,' * size}&FN=0&SN={size}&ST={'10,' * size}&UN={numbers}&NK={'n,' * size}",
    }
    return http(f"VER=1.1&CMD={command}&SEQ=1&UIN=7&RES=0{lists[command]}")


@pytest.mark.parametrize(
    "ask",
    [Client.list_contacts, Client.query_status, lambda client: client.account_data.list_blocked()],
    ids=["List", "Query_Stat", "BlockList"],
)
def test_an_endless_list_is_refused(ask: Callable[[Client], object]) -> None:
    with (
        CannedServer(otherwise=lambda body: _endless(body, 40_000)) as server,
        Client(server.url, 7) as client,
    ):
        with pytest.raises(BadReplyError, match="more than 100000"):
            ask(client)
        assert len(server.requests) == 3


def test_the_sum_of_nicknames_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "MAX_NICKNAME_CHARS", 1000)
    row = f"&FC=0,&FN=0&SN=1&ST=10,&UN=%d,&NK={'n' * 600},"
    pages = [http(f"VER=1.1&CMD=QUERY_STAT&SEQ=1&UIN=7&RES=0{row % number}") for number in range(1, 4)]
    with CannedServer(*pages) as server, Client(server.url, 7) as client:
        with pytest.raises(BadReplyError):
            client.query_status()
        assert len(server.requests) == 2


def test_the_messages_of_a_reply_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    size = 170_000
    reply = http(f"VER=1.1&CMD=GETMSGEX&SEQ=1&UIN=7&RES=0&MN={size}&MT={'9,' * size}&UN={'5,' * size}&MG={',' * size}")
    monkeypatch.setattr(client_module, "parse_reply", lambda *_, **__: pytest.fail("it is read"))
    with (
        CannedServer(otherwise=lambda body: reply) as server,
        Client(server.url, 7) as client,
        pytest.raises(BadReplyError, match="more than 500000 items"),
    ):
        client.get_messages()


def test_a_cut_off_reply_is_refused() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + LOGIN.encode()
    with (
        CannedServer(head, close_after_reply=True) as server,
        Client(server.url, 7) as client,
        pytest.raises(NetworkError) as caught,
    ):
        client.login(HASH)
    assert caught.value.kind is NetworkErrorKind.RESET
    assert caught.value.outcome_unknown


def test_refusals_become_typed_errors() -> None:
    head = "VER=1.1&CMD=CLTMSG&SEQ=1&UIN=7"
    replies = [
        http("VER=1.1&CMD=Login&SEQ=1&UIN=7&RES=0&RS=1&RA=登录失败"),
        http(EXTENDED),
        http(f"{head}&RES=40&RA=Slow down&WAIT=7"),
        http(f"{head}&RES=20&RA=&WHY=2"),
        http(f"{head}&RES=20"),
        http(f"{head}&RES=77&RA=odd"),
    ]
    with CannedServer(*replies) as server, Client(server.url, 7) as client:
        with pytest.raises(LoginRefusedError) as refused:
            client.login(HASH)
        assert refused.value.reason == "登录失败"
        client.login(HASH)
        with pytest.raises(RefusedError) as slower:
            client.send_message(5, "x", "0" * 32)
        assert (slower.value.result, slower.value.wait) == (Result.TOO_MANY_REQUESTS, 7)
        for why in (EndReason.SIGNED_OUT_BY_OWNER, None):
            with pytest.raises(NotSignedInError) as out:
                client.send_message(5, "x", "0" * 32)
            assert out.value.why is why
        with pytest.raises(RefusedError) as odd:
            client.send_message(5, "x", "0" * 32)
        assert odd.value.result == 77


def test_no_error_or_repr_contains_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with CannedServer(http(EXTENDED), http("gibberish"), BREAK, BREAK) as server, Client(server.url, 7) as client:
        client.login(HASH)
        texts = [repr(client)]
        for _ in range(2):
            with pytest.raises(ClientError) as caught:
                client.send_message(5, "the text of mine", "0" * 32)
            texts += [repr(caught.value), str(caught.value)]
    for secret in (HASH, "token-of-mine", "text of mine"):
        assert secret not in " ".join(texts) + caplog.text


def test_a_connection_that_the_server_closed_is_replaced() -> None:
    """The server closes the connection before or after the request is sent."""
    with CannedServer(http(EXTENDED), BREAK, http(LIST)) as server, Client(server.url, 7) as client:
        client.login(HASH)
        assert client.list_contacts() == (5, 6)
        assert server.requests[1] == server.requests[2]
    with CannedServer(http(EXTENDED), http(LIST), close_after_reply=True) as server, Client(server.url, 7) as client:
        client.login(HASH)
        assert client.list_contacts() == (5, 6)
        assert len(server.requests) == 2


def test_with_extensions_requests_have_the_token_and_are_not_repeated() -> None:
    sent = http("VER=1.1&CMD=CLTMSG&SEQ=1&UIN=7&RES=0&MID=12&TIME=1700000000000")
    with CannedServer(http(EXTENDED), BREAK, BREAK, sent) as server, Client(server.url, 7) as client:
        client.login(HASH)
        with pytest.raises(NetworkError) as caught:
            client.send_message(5, "x", "ab" * 16)
        assert caught.value.outcome_unknown
        assert client.send_message(5, "x", "ab" * 16).id == 12
        assert b"&EXT=1&DEV=" in server.requests[0]
        assert all(b"&SID=token-of-mine&CID=abab" in body for body in server.requests[1:])
        sequences = [body.split(b"SEQ=")[1].split(b"&")[0] for body in server.requests]
        assert sequences[1] == sequences[2]
        assert int(sequences[0]) < int(sequences[1]) < int(sequences[3])


def test_without_extensions_no_extension_field_is_sent() -> None:
    none = http("VER=1.1&CMD=GETMSGEX&SEQ=1&UIN=7&RES=0&MN=0")
    sent = http("VER=1.1&CMD=CLTMSG&SEQ=1&UIN=7&RES=0")
    with CannedServer(http(LOGIN), none, sent) as server, Client(server.url, 7) as client:
        client.login(HASH)
        assert not client.extended
        assert client.get_messages(20, 5) == ()
        client.send_message(5, "x", "ab" * 16)
    for body in server.requests[1:]:
        assert not any(name in body for name in (b"SID=", b"WAIT=", b"ACK=", b"CID="))


HELLO = "VER=1.1&CMD=Hello&SEQ=1&UIN=0"


@pytest.mark.parametrize("answer", ["RES=11&RA=there is no such command", "RES=10", "RES=20"])
def test_an_older_server_does_not_answer_hello(answer: str) -> None:
    with CannedServer(http(f"{HELLO}&{answer}")) as server, Client(server.url) as client:
        assert client.hello() is None
    fields = server.requests[0].decode().split("&")
    assert fields[:2] + fields[3:] == ["VER=1.1", "CMD=Hello", "UIN=0"]


def test_unknown_fields_of_hello_are_ignored() -> None:
    with CannedServer(http(f"{HELLO}&RES=0&REG=lottery&NEW=1&TLS=many")) as server, Client(server.url) as client:
        reply = client.hello()
    assert reply is not None
    assert (reply.tls_port, reply.fingerprint, reply.registration, reply.name) == (0, "", "lottery", "")


def test_a_busy_server_refuses_hello() -> None:
    with (
        CannedServer(http(f"{HELLO}&RES=40&RA=slower&WAIT=3")) as server,
        Client(server.url) as client,
        pytest.raises(RefusedError) as caught,
    ):
        client.hello()
    assert caught.value.wait == 3
