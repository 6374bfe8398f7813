"""The server's information before sign-in."""

import time
from pathlib import Path

from qqdesk.client.client import Client
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.protocol.commands import HelloReply
from qqdesk.server.server_info import MAX_NAME_CHARS, ServerInfo, server_name
from tests.helpers.server import local_server
from tests.server.world import World

GENEROUS_S = 60
HELLO = "VER=1.1&CMD=Hello&SEQ=7&UIN=0"


def test_the_client_asks(tmp_path: Path) -> None:
    with local_server(tmp_path) as server, Client(server.address) as client:
        server.daemon.core.server_info = ServerInfo("Office", RegistrationMode.CLOSED, 8443, "0f" * 32)
        reply = client.hello()
        assert reply is not None
        assert reply == HelloReply(8443, "0f" * 32, "closed", "Office", reply.now, most_file_bytes=2048 * 1024 * 1024)
        assert abs(reply.now / 1000 - time.time()) < GENEROUS_S


def test_a_name_is_one_line_and_never_empty() -> None:
    assert server_name(" Anna's\n server ") == "Anna's server"
    assert server_name("字" * 200) == "字" * MAX_NAME_CHARS
    assert server_name("\x00") == "qqdesk"
    assert server_name("")


def test_a_repeated_hello_is_answered_again(world: World) -> None:
    first = world.post(HELLO)["NOW"]
    world.advance(1)
    assert int(world.post(HELLO)["NOW"]) == int(first) + 1000
