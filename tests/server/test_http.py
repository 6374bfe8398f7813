"""HTTP requests out of bytes, however they come."""

import random

import pytest

from qqdesk.server.http.reader import Incoming, Limits, Reader, Stage

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
EMPTY_TARGET = b"POST  HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
OLD = b"POST /any/path?x HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n"
FORM = (
    b"POST / HTTP/1.1\r\nContent-Type: Application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: 1\r\n\r\na"
)
UPGRADE = (
    b"POST / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n"
    b"Content-Length: 5\r\n\r\nhello"
)


def read(data: bytes, step: int = 1 << 20, limits: Limits | None = None) -> tuple[list[Incoming], Reader]:
    reader = Reader(limits or Limits())
    for start in range(0, len(data), step):
        reader.feed(data[start : start + step])
    return list(reader.ready), reader


@pytest.mark.parametrize("step", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (POST, [(200, b"hello", True)]),
        (OLD, [(200, b"hi", False)]),
        (CHUNKED, [(200, b"hello", True)]),
        (FORM, [(200, b"a", True)]),
        (UPGRADE, [(200, b"hello", True)]),
        (UPGRADE + POST, [(200, b"hello", True)] * 2),
        (POST + b"\r\n\r\n" + CHUNKED + OLD + b"\r\n" + POST, [(200, b"hello", True)] * 2 + [(200, b"hi", False)]),
        (b"POST / HTTP/1.1\r\n\r\n", [(200, b"", True)]),
        (EMPTY_TARGET, [(200, b"hello", True)]),
        (b"POST  /x HTTP/1.1\r\nContent-Length: 1\r\n\r\na", [(200, b"a", True)]),
        (b"POST   HTTP/1.1\r\nContent-Length: 1\r\n\r\na", [(400, b"", False)]),
        (b"POST  HTTP/2.0\r\nContent-Length: 1\r\n\r\na", [(400, b"", False)]),
        (b"GET / HTTP/1.1\r\n\r\n" + POST, [(405, b"", True), (200, b"hello", True)]),
        (b"PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc" + POST, [(405, b"", False)]),
        (b"CONNECT a:1 HTTP/1.1\r\n\r\n" + POST, [(405, b"", False)]),
        (b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", [(405, b"", False)]),
        (b"BREW / HTTP/1.1\r\n\r\n", [(405, b"", False)]),
        (b"post / HTTP/1.1\r\n\r\n", [(405, b"", False)]),
        (b"POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", [(413, b"", False)]),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", [(400, b"", False)]),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", [(400, b"", False)]),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", [(400, b"", False)]),
        (b"POST / HTTP/2.0\r\nContent-Length: 1\r\n\r\na", [(400, b"", False)]),
        (b"POST / HTTP/1.1\r\nno colon\r\n\r\n", [(400, b"", False)]),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", [(400, b"", False)]),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [(400, b"", False)]),
        (b"POST / HTTP/1.1\r\nX: " + b"a" * 17000 + b"\r\n\r\n", [(431, b"", False)]),
        (b"POST / HTTP/1.1\r\nX: " + b"a" * 17000, [(431, b"", False)]),
        (b"POST /" + b"a" * 17000, [(431, b"", False)]),
        (b"POST / HTTP/1.1\r\n" + b"X: a\r\n" * 4000, [(431, b"", False)]),
    ],
)
def test_it_reads_the_same_however_the_bytes_come(
    data: bytes, wanted: list[tuple[int, bytes, bool]], step: int
) -> None:
    ready, reader = read(data, step)
    assert [(incoming.status, incoming.body, incoming.keep_alive) for incoming in ready] == wanted
    assert reader.is_over is not wanted[-1][2]
    assert reader.is_over or reader.stage is Stage.BETWEEN


def test_what_it_says_of_a_request() -> None:
    ready, _ = read(FORM + POST + b"POST / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n" + b"HEAD / HTTP/1.1\r\n\r\n")
    assert [incoming.is_form for incoming in ready] == [True, False, False, False]
    assert [incoming.is_old for incoming in ready] == [False, False, True, False]
    assert [incoming.is_head for incoming in ready] == [False, False, False, True]
    assert all(incoming.keep_alive for incoming in ready)


@pytest.mark.parametrize("close", [b"close", b"Close", b"keep-alive, close"])
def test_connection_close(close: bytes) -> None:
    ready, reader = read(b"POST / HTTP/1.1\r\nConnection: " + close + b"\r\nContent-Length: 0\r\n\r\n\r\nrubbish")
    assert [incoming.keep_alive for incoming in ready] == [False]
    assert reader.is_over


def test_a_body_of_the_largest_size() -> None:
    body = bytes(65536)
    assert read(b"POST / HTTP/1.1\r\nContent-Length: 65536\r\n\r\n" + body)[0][0].body == body
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"8000\r\n" + bytes(0x8000) + b"\r\n"
    assert read(head + chunks * 2 + b"0\r\n\r\n")[0][0].body == body
    assert read(head + chunks * 2 + b"1\r\nx\r\n")[0][0].status == 413


def test_a_body_in_tiny_pieces_is_bounded_too() -> None:
    ready, _ = read(
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"1;" + b"x" * 100 + b"\r\na\r\n") * 10000
    )
    assert [incoming.status for incoming in ready] == [413]


def test_trailers_are_bounded() -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    assert read(head + b"T: x\r\n" * 10000)[0][0].status == 431


def test_a_head_of_almost_the_largest_size() -> None:
    start, end = b"POST / HTTP/1.1\r\nX: ", b"\r\n\r\n"
    whole = start + b"a" * (16384 - len(start) - len(end)) + end
    for step in (1000, 16384):
        assert read(whole, step)[0][0].status == 200


def test_expecting_a_sign() -> None:
    head = b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n"
    assert read(head)[1].wants_continue
    assert not read(head + b"he")[1].wants_continue
    assert not read(head.replace(b"1.1", b"1.0"))[1].wants_continue
    too_large, reader = read(head.replace(b"5", b"99999"))
    assert too_large[0].status == 413
    assert not reader.wants_continue


@pytest.mark.parametrize("cut", [20, 33, 39, 41, 1000])
def test_a_head_with_line_feeds_only_as_a_script_of_one_line_writes_it(cut: int) -> None:
    data = b"POST / HTTP/1.0\nContent-Length: 11\nX: \n\na\nb=1\r\n\n& c"
    reader = Reader(Limits())
    reader.feed(data[:cut])
    reader.feed(data[cut:])
    assert [(r.status, r.body) for r in reader.ready] == [(200, b"a\nb=1\r\n\n& c")]
    assert read(b"POST / HTTP/1.0\n" + b"X: 1\n" * 4000)[0][0].status == 431
    assert read(b"GET / HTTP/1.0\n\n")[0][0].status == 405


def test_rubbish_is_refused_or_waited_for() -> None:
    """Random and damaged requests: never an exception, never more than the answers that they ask for."""
    chance = random.Random(11)
    for _ in range(3000):
        data = bytearray(chance.choice((POST, OLD, CHUNKED, FORM, UPGRADE)) * chance.randint(1, 3))
        for _ in range(chance.randint(0, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        ready, _ = read(bytes(data), chance.choice((1, 3, 50, 1000)))
        assert all(incoming.status in (200, 400, 405, 413, 431) for incoming in ready)
