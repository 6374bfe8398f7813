"""The load for the server's benches: clients as small as can be, so that they measure the server and not themselves."""

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable
from typing import cast

from tests.helpers.server import Server, md5

FIRST = 20_001
DEVICE = "d" * 32
NO_TOKEN = "0" * 40
_HEAD_END = b"\r\n\r\n"


def post(body: bytes, head: bytes = b"") -> bytes:
    return b"POST / HTTP/1.1\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), head, body)


def sign_in(server: Server, number: int, can: str = "") -> str:
    """Return the token. `can` is CAN of Login."""
    login = f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&PS={md5('secret')}&EXT=1&DEV={DEVICE}&CAN={can}"
    return server.post(login).partition("&SID=")[2].partition("&")[0]


class Letters:
    """Requests with messages from one user to another, all of the same length, which only have to be filled in. A text
    begins with when it was sent, in microseconds."""

    def __init__(self, sender: int, to: int, token: str, head: bytes = b"", size: int = 0) -> None:
        stem = f"{sender:08x}{os.urandom(6).hex()}"
        text = f"%016d message, 你好{' ' * size}"
        body = f"VER=1.1&CMD=CLTMSG&SEQ=%012d&UIN={sender}&SID={token}&CID={stem}%012x&UN={to}&MG={text}"
        self._template = post((body % (0, 0, 0)).encode(), head).replace(b"%", b"%%")
        for gap in (b"SEQ=%012d", b"%s%%012x" % stem.encode(), b"MG=%016d"):
            self._template = self._template.replace(gap.replace(b"%%", b"%") % 0, gap.replace(b"%%", b"%"))
        self._count = 0

    def next(self) -> bytes:
        self._count = count = self._count + 1
        return self._template % (count, count, time.perf_counter_ns() // 1000)


class Client(asyncio.Protocol):
    """A connection that sends requests, and passes the reply bodies in order."""

    def __init__(self) -> None:
        self._data = b""
        self.failed: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        data = self._data + data if self._data else data
        while data:
            end = data.find(_HEAD_END)
            if end < 0:
                break
            start = data.find(b"Content-Length: ", 0, end) + 16
            stop = end + 4 + int(data[start : data.find(b"\r", start)])
            if len(data) < stop:
                break
            body, data = data[end + 4 : stop], data[stop:]
            if b"&RES=0" not in body:
                self.failed = RuntimeError(body.decode())
                self.transport.abort()
                return
            self.answered(body)
        self._data = data

    def answered(self, body: bytes) -> None: ...


class Sender(Client):
    """A client that keeps `in_flight` messages in flight during the run, or sends on request."""

    def __init__(self, run: "Run", letters: Letters, in_flight: int) -> None:
        super().__init__()
        self._run = run
        self._letters = letters
        self._in_flight = in_flight
        self._sent: deque[float] = deque()

    @property
    def is_done(self) -> bool:
        return not self._sent or self.failed is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        for _ in range(self._in_flight):
            self.send()

    def send(self) -> None:
        self._sent.append(time.perf_counter())
        self.transport.write(self._letters.next())

    def answered(self, body: bytes) -> None:
        run = self._run
        run.stored += 1
        run.answer_times.append(time.perf_counter() - self._sent.popleft())
        if self._in_flight and not run.is_over:
            self.send()


class Recipient(Client):
    """A client that polls and acknowledges, as one that stores messages."""

    def __init__(self, run: "Run", number: int, token: str, wait: int = 50) -> None:
        super().__init__()
        self._run = run
        self._begin = f"VER=1.1&CMD=GetMsgEx&SEQ=%d&UIN={number}&SID={token}&WAIT=%d".encode()
        self._wait = wait
        # The same bytes within 20 seconds were a repeat of one that somebody sent before.
        self._sequence = int.from_bytes(os.urandom(4))
        self.acknowledged = 0
        self.polls_again = True
        self.got: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.poll()

    def poll(self) -> None:
        self._sequence += 1
        body = self._begin % (self._sequence, self._wait)
        if self.acknowledged:
            body += b"&ACK=%d" % self.acknowledged
        self.transport.write(post(body))

    def answered(self, body: bytes) -> None:
        now = time.perf_counter()
        at = body.find(b"&MID=")
        if at >= 0:
            ids = body[at + 5 : body.find(b"&", at + 5)].split(b",")
            self.acknowledged = int(ids[-2]) or self.acknowledged
            times = self._run.delivery_times
            for text in body[body.rfind(b"&MG=") + 4 :].split(b","):
                stamp = text[:16]
                if stamp.isdigit():
                    times.append(now - int(stamp) / 1e6)
        self.got()
        if self.polls_again:
            self.poll()


class Run:
    """The counts of one measurement; times in seconds."""

    def __init__(self) -> None:
        self.is_over = False
        self.stored = 0
        self.answer_times: list[float] = []
        self.delivery_times: list[float] = []

    @property
    def delivered(self) -> int:
        return len(self.delivery_times)


async def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Raises TimeoutError."""
    deadline = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.01)
