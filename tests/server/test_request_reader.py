"""HTTP requests from bytes in any pieces."""

import random

import pytest

from qqdesk.server.http.request_reader import BadRequestError, Head, Limits, RequestReader

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
NO_TARGET = b"POST HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
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


class Client:
    """Read the requests from the bytes, as a connection does."""

    def __init__(self, limit: int = 65536) -> None:
        self.reader = RequestReader(Limits())
        self.head: Head | None = None
        self.requests: list[tuple[Head, bytes]] = []
        self.status = 0
        self._limit = limit
        self._body = b""

    def send(self, data: bytes, step: int = 1 << 20) -> None:
        for start in range(0, len(data), step):
            self.reader.feed(data[start : start + step])
            try:
                while not self.status and self._read():
                    pass
            except BadRequestError as error:
                self.status = error.status

    def _read(self) -> bool:
        if self.head is None:
            self.head = self.reader.read_head()
            if self.head is None:
                return False
        piece = self.reader.read_body(self._limit)
        self._body += piece
        if self.reader.is_body_complete:
            self.requests.append((self.head, self._body))
            self.head, self._body = None, b""
            return True
        return bool(piece)


def read(data: bytes, step: int = 1 << 20) -> Client:
    client = Client()
    client.send(data, step)
    return client


@pytest.mark.parametrize("step", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize(
    ("data", "methods", "bodies"),
    [
        (POST, [b"POST"], [b"hello"]),
        (OLD, [b"POST"], [b"hi"]),
        (CHUNKED, [b"POST"], [b"hello"]),
        (FORM, [b"POST"], [b"a"]),
        (UPGRADE + POST, [b"POST"] * 2, [b"hello"] * 2),
        (POST + b"\r\n\r\n" + CHUNKED + OLD + b"\n" + POST, [b"POST"] * 4, [b"hello", b"hello", b"hi", b"hello"]),
        (b"POST / HTTP/1.1\r\n\r\n", [b"POST"], [b""]),
        (EMPTY_TARGET, [b"POST"], [b"hello"]),
        (NO_TARGET, [b"POST"], [b"hello"]),
        (b"POST  /x HTTP/1.1\r\nContent-Length: 1\r\n\r\na", [b"POST"], [b"a"]),
        (b"POST / HTTP/1.1\r\nX:\t\xe9\r\nEmpty:\r\nContent-Length:1 \r\n\r\na", [b"POST"], [b"a"]),
        (b"GET / HTTP/1.1\r\n\r\n" + POST, [b"GET", b"POST"], [b"", b"hello"]),
        (b"CONNECT a:1 HTTP/1.1\r\n\r\n" + POST, [b"CONNECT", b"POST"], [b"", b"hello"]),
        (b"BREW / HTTP/1.1\r\n\r\n", [b"BREW"], [b""]),
        (b"post / HTTP/1.1\r\n\r\n", [b"post"], [b""]),
    ],
)
def test_requests_are_the_same_however_the_bytes_come(
    data: bytes, methods: list[bytes], bodies: list[bytes], step: int
) -> None:
    client = read(data, step)
    assert client.status == 0
    assert [head.method for head, _ in client.requests] == methods
    assert [body for _, body in client.requests] == bodies
    assert client.reader.buffered == 0


@pytest.mark.parametrize("step", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"POST   HTTP/1.1\r\nContent-Length: 1\r\n\r\na", 400),
        (b"POST  HTTP/2.0\r\nContent-Length: 1\r\n\r\na", 400),
        (b"PRI * HTTP/2.0\r\n", 400),
        (b"GET /\r\n", 400),
        (b"hello\n", 400),
        (b"POST / HTTP/1.2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\nhello", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nX : blank\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nX: folded\r\n line\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nX: a\nY: b\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nX: a\rb\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nX: a\0b\r\n\r\n", 400),
        (b"POST / x HTTP/1.1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1ffffffff\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"\x16\x03\x01\x02\x0a\x01\x00\x01\xfc\x03\x03", 400),
        (b"POST / HTTP/1.1\r\nX: " + b"a" * 17000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nX: " + b"a" * 17000, 431),
        (b"POST /" + b"a" * 17000, 431),
        (b"POST / HTTP/1.1\r\n" + b"X: a\r\n" * 4000, 431),
        (b"POST / HTTP/1.0\n" + b"X: 1\n" * 4000, 431),
    ],
)
def test_a_broken_or_too_large_request_is_refused(data: bytes, status: int, step: int) -> None:
    client = read(data, step)
    assert (client.status, client.requests) == (status, [])


def test_heads() -> None:
    requests = read(
        OLD
        + b"HEAD /a?b HTTP/1.1\r\nX-FORWARDED-FOR: ::1 \r\nx-forwarded-for: ::2\r\n\r\n"
        + b"POST / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
    ).requests
    heads = [head for head, _ in requests]
    assert [head.target for head in heads] == [b"/any/path?x", b"/a?b", b"/"]
    assert [head.is_old for head in heads] == [True, False, True]
    assert [head.keep_alive for head in heads] == [False, True, True]
    assert heads[1].headers == {b"x-forwarded-for": b"::1,::2"}


@pytest.mark.parametrize("close", [b"close", b"Close", b"keep-alive, close"])
def test_connection_close(close: bytes) -> None:
    (head, _), *_ = read(b"POST / HTTP/1.1\r\nConnection: " + close + b"\r\nContent-Length: 0\r\n\r\n").requests
    assert not head.keep_alive


def test_a_chunked_body_of_http_1_0_ends_the_connection() -> None:
    ((head, body),) = read(CHUNKED.replace(b"1.1\r\n", b"1.0\r\nConnection: keep-alive\r\n")).requests
    assert (head.keep_alive, body) == (False, b"hello")


def test_a_body_of_the_largest_size() -> None:
    body = bytes(65536)
    assert read(b"POST / HTTP/1.1\r\nContent-Length: 65536\r\n\r\n" + body).requests[0][1] == body
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"8000\r\n" + bytes(0x8000) + b"\r\n"
    assert read(head + chunks * 2 + b"0\r\n\r\n").requests[0][1] == body
    assert read(head + chunks * 2 + b"1\r\nx\r\n").status == 413


def test_the_lines_of_a_chunked_body_are_bounded() -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert read(head + b"1\r\na\r\n" * 60000 + b"0\r\n\r\n").requests[0][1] == b"a" * 60000
    assert read(head + (b"1;" + b"x" * 100 + b"\r\na\r\n") * 10000).status == 413
    assert read(head + b"1;" + b"x" * 20000, 1000).status == 413
    assert read(head + b"0\r\n" + b"T: x\r\n" * 10000).status == 431


def test_a_head_of_the_largest_size() -> None:
    start, end = b"POST / HTTP/1.1\r\nX: ", b"\r\n\r\n"
    whole = start + b"a" * (16384 - len(start) - len(end)) + end
    for step in (1000, 16384):
        assert len(read(whole, step).requests) == 1
        assert read(whole.replace(b"X", b"XX"), step).status == 431


def test_expecting_continue() -> None:
    data = b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\n\r\n"
    heads = [head for head, _ in read(data + data.replace(b"1.1", b"1.0") + POST).requests]
    assert [head.expects_continue for head in heads] == [True, False, False]


@pytest.mark.parametrize("cut", [5, 20, 33, 39, 41, 1000])
def test_a_head_with_bare_line_feeds_as_scripts_write_it(cut: int) -> None:
    client = Client()
    client.send(b"POST / HTTP/1.0\nContent-Length: 11\nX: \n\na\nb=1\r\n\n& c", cut)
    assert [body for _, body in client.requests] == [b"a\nb=1\r\n\n& c"]
    assert read(b"GET / HTTP/1.0\n\r\n").requests[0][0].method == b"GET"


def test_a_large_body_comes_in_pieces() -> None:
    size = 5_000_000
    client = Client(limit=size)
    client.send(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size)
    sizes = []
    for _ in range(50):
        client.reader.feed(bytes(100_000))
        sizes.append(len(client.reader.read_body(size)))
        assert client.reader.buffered == 0
    assert sizes == [100_000] * 50
    assert client.reader.is_body_complete


def test_damaged_requests_are_refused_or_waited_for() -> None:
    chance = random.Random(11)
    for _ in range(3000):
        data = bytearray(chance.choice((POST, OLD, CHUNKED, FORM, UPGRADE)) * chance.randint(1, 3))
        for _ in range(chance.randint(0, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert read(bytes(data), chance.choice((1, 3, 50, 1000))).status in (0, 400, 413, 431)
