"""The server's information before sign-in."""

from qqdesk.server.server_info import MAX_NAME_CHARS, server_name
from tests.server.world import World

GENEROUS_S = 60
HELLO = "VER=1.1&CMD=Hello&SEQ=7&UIN=0"


def test_a_name_is_one_line_and_never_empty() -> None:
    assert server_name(" Anna's\n server ") == "Anna's server"
    assert server_name("字" * 200) == "字" * MAX_NAME_CHARS
    assert server_name("\x00") == "qqdesk"
    assert server_name("")


def test_a_repeated_hello_is_answered_again(world: World) -> None:
    first = world.post(HELLO)["NOW"]
    world.advance(1)
    assert int(world.post(HELLO)["NOW"]) == int(first) + 1000
