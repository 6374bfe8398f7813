"""Old programs that send the same bytes for different requests, and programs whose replies are lost, on a clock that
the test moves: the server tells them apart by what the client's system has acknowledged."""

import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qqdesk.server.operations.daemon import AsyncioClock
from qqdesk.server.settings.settings import Settings
from tests.helpers.server import LocalServer, local_server
from tests.journeys.old_clients import KINDS, CSharp, Message, OldClient, PerlBot, Phone, Php, read_to_end

knows_receipts = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what was acknowledged")
Start = Callable[..., OldClient]


class MovedClock(AsyncioClock):
    """It stands still until the test moves it."""

    passed = 0.0

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def now(self) -> int:
        return 1_700_000_000_000 + round(self.passed * 1000)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def server(tmp_path: Path, clock: MovedClock, request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    settings = Settings(tls=False, classic="on", trusted_proxies=getattr(request, "param", ()))
    with local_server(tmp_path, clock=clock, settings=settings) as server:
        server.daemon.core.store.time = lambda _: clock.now()
        for number in (10001, 10002):
            server.add_user(number)
        server.befriend(10001, 10002)
        yield server


@pytest.fixture
def start(server: LocalServer) -> Iterator[Start]:
    """Start a program, and sign in."""
    clients: list[OldClient] = []

    def start(kind: type[OldClient], number: int = 10001) -> OldClient:
        client = kind(server.port, number)
        clients.append(client)
        assert client.sign_in()
        return client

    yield start
    for client in clients:
        client.hang_up()


@pytest.fixture
def writer(start: Start) -> OldClient:
    """Somebody whose SEQ is a new one each time."""
    return start(Php, 10002)


def standing(kind: type[OldClient], seq: str) -> type[OldClient]:
    """`CopyStr(IntToStr(GetTickCount()), 1, 5)` is the same for minutes, if the computer runs for days."""
    return type(kind.__name__, (kind,), {"next_seq": lambda self: seq})


def counting(kind: type[OldClient]) -> type[OldClient]:
    """SEQ is 1 at each start of the program."""
    return type(kind.__name__, (kind,), {"next_seq": lambda self: str(self.asked)})


def texts(rows: list[Message]) -> list[str]:
    return [text for kind, _, text in rows if kind == "9"]


def poll(client: OldClient) -> list[str]:
    """Fetch without a sign-in before it."""
    return texts(client.read_messages(client.ask("GetMsgEx")))


@knows_receipts
@pytest.mark.parametrize("kind", [*KINDS[:4], KINDS[5]])
def test_a_standing_seq_brings_each_message_once(
    kind: type[OldClient], start: Start, writer: OldClient, clock: MovedClock
) -> None:
    client = start(standing(kind, "43661"))
    came = []
    for text in ("一", "二", "", "三", "", "", "", "四", ""):
        if text:
            writer.send(10001, text)
        clock.passed += 2.0
        came += poll(client)
    assert came == ["一", "二", "三", "四"]
    # It goes up by one, and then stands again.
    client.next_seq = lambda: "43662"  # type: ignore[method-assign]
    for text in ("五", ""):
        if text:
            writer.send(10001, text)
        clock.passed += 2.0
        came += poll(client)
    assert came == ["一", "二", "三", "四", "五"]


@knows_receipts
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_words_again_are_another_message(
    kind: type[OldClient], start: Start, writer: OldClient, clock: MovedClock
) -> None:
    client = start(standing(kind, "7"))
    for _ in range(8):
        client.send(10002, "ok")
        clock.passed += 2.0
    assert poll(writer) == ["ok"] * 8


@knows_receipts
@pytest.mark.parametrize("signs_out", [True, False])
def test_a_program_that_counts_from_one_hears_at_once_after_a_restart(
    signs_out: bool, start: Start, writer: OldClient, clock: MovedClock
) -> None:
    for text in ("一", "二", "三"):
        client = start(counting(Phone))
        writer.send(10001, text)
        assert poll(client) == [text]
        assert poll(client) == []
        client.send(10002, "ok")
        if signs_out:
            client.sign_out()
        clock.passed += 2.0
    assert poll(writer) == ["ok"] * 3


@knows_receipts
def test_a_sign_in_ends_the_window(start: Start, writer: OldClient) -> None:
    client = start(CSharp)
    for text in ("一", "二"):
        writer.send(10001, text)
        client.seq = "0500"
        reply = client.post(client.body("GetMsgEx", ""))
        assert texts(client.read_messages(reply)) == [text]
        client.post(client.body("CLTMSG", "&UN=10002&MG=ok"))
        assert client.sign_in()
    assert poll(writer) == ["ok"] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_at_once_get_the_same_bytes_and_do_nothing(
    kind: type[OldClient], start: Start, writer: OldClient, clock: MovedClock
) -> None:
    client = start(kind)
    first = client.send(10002, "ok")
    assert [client.post(client.sent) for _ in range(3)] == [first] * 3
    assert poll(writer) == ["ok"]
    writer.send(10001, "一")
    assert texts(client.poll()) == ["一"]
    if kind is not PerlBot:  # which has done so already
        assert [client.post(client.sent) for _ in range(3)] == [client.reply] * 3
    assert texts(client.poll()) == []


def test_at_once_a_client_with_one_seq_gets_a_message_at_most_four_times(start: Start, writer: OldClient) -> None:
    client = start(standing(Phone, "7"))
    writer.send(10001, "一")
    assert poll(client) == ["一"]
    writer.send(10001, "二")
    assert [poll(client) for _ in range(4)] == [["一"]] * 3 + [["二"]]


@pytest.mark.parametrize("server", [["127.0.0.1"]], indirect=True)
def test_behind_a_proxy_the_same_bytes_are_a_repeat_for_twenty_seconds(
    start: Start, writer: OldClient, clock: MovedClock
) -> None:
    client = start(standing(Phone, "7"))
    writer.send(10001, "一")
    came = []
    for _ in range(4):
        came += poll(client)
        client.send(10002, "ok")
        clock.passed += 4.0
    assert came == ["一"] * 4
    assert poll(client) == []
    clock.passed += 4.0
    client.send(10002, "ok")
    assert poll(writer) == ["ok"] * 2


def test_a_proxy_that_nobody_named_shows_itself(start: Start, writer: OldClient, clock: MovedClock) -> None:
    client = start(standing(Phone, "7"))
    writer.send(10001, "一")
    body = client.body("GetMsgEx", "").encode()
    head = b"POST / HTTP/1.0\r\nVia: 1.1 proxy\r\nContent-Length: %d\r\n\r\n" % len(body)
    replies = set()
    for _ in range(2):
        with client.connect() as connection:
            connection.sendall(head + body)
            replies.add(read_to_end(connection))
        clock.passed += 4.0
    assert len(replies) == 1


@knows_receipts
@pytest.mark.parametrize("seconds", [0.5, 5.0, 19.0])
def test_a_reply_that_was_lost_comes_again(seconds: float, start: Start, writer: OldClient, clock: MovedClock) -> None:
    """The program ends with most of the reply still on its way."""
    client = start(standing(Php, "7"))
    said = [f"{n} {'长' * 3000}" for n in range(60)]
    for text in said:
        writer.send(10001, text)
    body = client.body("GetMsgEx", "").encode()
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", client.port))
        connection.sendall(b"POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        assert connection.recv(1) == b"H"
    clock.passed += seconds
    assert poll(client) == said
    clock.passed += 2.0
    assert poll(client) == []
