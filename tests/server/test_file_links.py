"""A classic session gets the text of a message with a file, and a link to the file if the operator allows that."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qqdesk.protocol.wire import unescape
from qqdesk.server.settings.settings import Settings
from tests.helpers import rooms
from tests.helpers.server import LocalServer, local_server, md5
from tests.helpers.uploads import FileClient, NewUpload

ANN, BOB, ROOM = 10001, 10002, 20001
TEXT = "[picture] cat.jpg 1 KB"


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    with local_server(tmp_path, settings=getattr(request, "param", None)) as server:
        core = server.daemon.core
        core.server_info = replace(core.server_info, addresses=(server.address.removeprefix("http://"),))
        for number in (ANN, BOB):
            server.add_user(number, nickname=f"user {number}")
        server.befriend(ANN, BOB)
        yield server


def ask(server: LocalServer, command: str) -> str:
    return server.post(f"VER=1.1&SEQ=5&UIN={BOB}&CMD={command}")


def fetch(server: LocalServer) -> list[str]:
    """The lines of the last text that waits for the old client."""
    return unescape(ask(server, "GetMsgEx").split(",")[-2]).split("\r\n")


def send_file(server: LocalServer, to: int = BOB) -> NewUpload:
    """The old client signs in and gets a message."""
    assert "&RS=0" in ask(server, f"Login&PS={md5('secret')}&M5=1")
    return send_to(server, to)


def send_to(server: LocalServer, to: int) -> NewUpload:
    ann, file = FileClient(server, ANN, can="DEV,ROOM,FILE,"), NewUpload(bytes(1000))
    ann.upload(file)
    assert ann.ask("CLTMSG", FID=file.id, UN=to, MG=TEXT)["RES"] == "0"
    return file


def download(link: str) -> bytes:
    with urllib.request.urlopen(link, timeout=20) as response:
        content: bytes = response.read()
    return content


def test_a_link_returns_the_file_and_dies_with_its_message(server: LocalServer) -> None:
    file = send_file(server)
    text, link = fetch(server)
    assert text == TEXT and link.startswith(f"{server.address}/f/")
    assert fetch(server) == [text, link], "a repeat has the same bytes"
    assert download(link) == file.content
    bob = FileClient(server, BOB)
    assert bob.ask("ClearLog", UN=ANN, MID=bob.ask("Talks")["LAST"].rstrip(","))["RES"] == "0"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        download(link)


def test_a_message_of_a_room_has_a_link(server: LocalServer) -> None:
    rooms.add_room(server.place, ROOM, (ANN, BOB))
    server.daemon.core.rooms.numbers.add(ROOM)
    file = send_file(server, ROOM)
    text, link = fetch(server)
    assert text == f"user {ANN}: {TEXT}"
    assert download(link) == file.content


def test_the_operator_decides(server: LocalServer) -> None:
    server.daemon.core.settings = Settings(file_links="off")
    send_file(server)
    assert fetch(server) == [TEXT]


@pytest.mark.parametrize(("address", "lines"), [("10.0.0.2", 2), ("203.0.113.7", 1)])
@pytest.mark.parametrize(
    "server", [Settings(tls=False, classic="on", trusted_proxies=("127.0.0.1",))], indirect=True, ids=["proxy"]
)
def test_a_client_from_outside_gets_no_link(server: LocalServer, address: str, lines: int) -> None:
    def ask(command: str) -> str:
        body = f"VER=1.1&SEQ=5&UIN={BOB}&CMD={command}".encode()
        request = urllib.request.Request(server.address, body, {"X-Forwarded-For": address})
        with urllib.request.urlopen(request, timeout=20) as response:
            reply: bytes = response.read()
        return reply.decode()

    assert "&RS=0" in ask(f"Login&PS={md5('secret')}&M5=1")
    send_to(server, BOB)
    assert len(unescape(ask("GetMsgEx").split(",")[-2]).split("\r\n")) == lines
