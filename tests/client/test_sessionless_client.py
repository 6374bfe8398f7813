"""Requests without a session."""

from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import LoginRefusedError, RefusedError
from qqdesk.protocol.codec import Credentials, Envelope, build_request, parse_request
from qqdesk.protocol.codes import Result
from qqdesk.protocol.commands import GetInfo
from tests.helpers.classic_server import ClassicServer
from tests.helpers.server import local_server

SECRET = password_hash("secret")


def test_a_sessionless_message_ends_no_session(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        server.add_user(10001)
        server.add_user(10002)
        server.befriend(10001, 10002)
        with Client(server.address, 10001) as desktop, Client(server.address, 10001) as client:
            reply = client.start_sessionless(SECRET)
            assert reply is not None and not reply.elsewhere
            desktop.login(SECRET)
            reply = client.start_sessionless(SECRET)
            assert reply is not None and reply.elsewhere
            with desktop.clone() as same_device:
                reply = same_device.start_sessionless(SECRET)
            assert reply is not None and not reply.elsewhere, "it would go on with its own session"
            first = client.send_message(10002, "hello", "c" * 32)
            assert first.id == client.send_message(10002, "hello", "c" * 32).id == 1
            assert client.list_contacts() == desktop.list_contacts() == (10002,)
            with pytest.raises(RefusedError) as refused:
                client.get_messages()
            assert refused.value.result == Result.REFUSED_BY_SERVER
            # A session can start afterwards.
            client.login(SECRET)
            assert client.get_messages() == ()


def test_a_wrong_password_is_refused(tmp_path: Path) -> None:
    with local_server(tmp_path) as server, Client(server.address, server.add_user(10001)) as client:
        with pytest.raises(LoginRefusedError):
            client.start_sessionless(password_hash("guess"))
        assert not client.extended


def test_a_classic_server_has_no_sessionless_requests(tmp_path: Path) -> None:
    with ClassicServer() as server:
        server.add_user(10001, "secret", "Anna")
        with Client(server.url, 10001) as client:
            assert not client.start_sessionless(SECRET)
            client.login(SECRET)
            assert client.get_info(10001).profile.nickname == "Anna"


def test_the_credentials_replace_the_token() -> None:
    said = Credentials(SECRET, "d" * 32)
    body = build_request(Envelope("7", 10001, credentials=said), GetInfo(10002, 2))
    assert body.startswith(f"VER=1.1&CMD=GetInfo&SEQ=7&UIN=10001&PWD={SECRET}&DEV={'d' * 32}&".encode())
    assert parse_request(body)[0].credentials == said
    assert parse_request(body.replace(b"&DEV=", b"&SID=t&DEV="))[0].credentials is None
    assert SECRET not in repr(said)
