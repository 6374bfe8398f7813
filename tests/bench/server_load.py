"""The load for the server's benches: clients as small as can be, so that they measure the server and not themselves."""

import asyncio
import os
import time
from collections.abc import Callable
from typing import cast

from tests.helpers.server import Server, md5

FIRST = 20_001
DEVICE = "d" * 32
_HEAD_END = b"\r\n\r\n"


def post(body: bytes, head: bytes = b"") -> bytes:
    return b"POST / HTTP/1.1\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), head, body)


def pin(core: int) -> None:
    """Keep this process on one core, where there are cores to choose from."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})


def cpu_seconds(pid: int) -> float:
    """What a process has used up to now, in all its threads."""
    fields = open(f"/proc/{pid}/stat").read().rpartition(") ")[2].split()  # noqa: SIM115, PTH123
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """Bytes of a process that lie in memory."""
    return int(open(f"/proc/{pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")  # noqa: PTH123


def sign_in(server: Server, number: int) -> str:
    login = f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&PS={md5('secret')}&EXT=1&DEV={DEVICE}"
    return server.post(login).partition("&SID=")[2]


class Client(asyncio.Protocol):
    """Sends requests, and is given the bodies of the replies in order."""

    def __init__(self) -> None:
        self._data = b""
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        data = self._data + data if self._data else data
        while True:
            end = data.find(_HEAD_END)
            if end < 0:
                break
            start = data.find(b"Content-Length: ", 0, end) + 16
            stop = end + 4 + int(data[start : data.find(b"\r", start)])
            if len(data) < stop:
                break
            body, data = data[end + 4 : stop], data[stop:]
            if b"&RES=0" not in body:
                if not self.failed.done():
                    self.failed.set_exception(RuntimeError(body.decode()))
                return
            self.answered(body)
        self._data = data

    def answered(self, body: bytes) -> None: ...


class Sender(Client):
    """Keeps so many messages on their way, while the run lasts; or sends when it is told to."""

    def __init__(self, run: "Run", number: int, to: int, token: str, in_flight: int) -> None:
        super().__init__()
        self._run = run
        self._in_flight = in_flight
        self._sent: list[float] = []
        self._number = 0
        self._stem = f"{number:08x}{os.urandom(6).hex()}"
        self._before = f"&UIN={number}&SID={token}&CID={self._stem}"
        self._after = f"&UN={to}&MG="
        self.is_done = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        for _ in range(self._in_flight):
            self.send()

    def send(self) -> None:
        self._number = number = self._number + 1
        now = time.perf_counter()
        text = f"{now:.6f} message {number}, 你好"
        body = f"VER=1.1&CMD=CLTMSG&SEQ={number}{self._before}{number:012x}{self._after}{text}".encode()
        self._sent.append(now)
        self.transport.write(post(body))

    def answered(self, body: bytes) -> None:
        run = self._run
        run.stored += 1
        run.answer_times.append(time.perf_counter() - self._sent.pop(0))
        if not self._in_flight:
            return
        if not run.is_over:
            self.send()
        elif not self._sent:
            self.is_done = True


class Recipient(Client):
    """Polls and acknowledges, as a client does that stores what it gets."""

    def __init__(self, run: "Run", number: int, token: str, wait: int = 50) -> None:
        super().__init__()
        self._run = run
        self._sequence = 0
        self._head = f"&UIN={number}&SID={token}&WAIT={wait}"
        self._acknowledge = 0
        self.polls_again = True
        self.got: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.poll()

    def poll(self) -> None:
        self._sequence += 1
        acknowledge = f"&ACK={self._acknowledge}" if self._acknowledge else ""
        body = f"VER=1.1&CMD=GetMsgEx&SEQ={self._sequence}{self._head}{acknowledge}".encode()
        self.transport.write(post(body))

    def answered(self, body: bytes) -> None:
        now = time.perf_counter()
        at = body.find(b"&MID=")
        if at >= 0:
            ids = body[at + 5 : body.find(b"&", at + 5)].split(b",")
            highest = int(ids[-2])
            if highest:
                # Ids rise without gaps, so this counts everything once.
                self._run.delivered += highest - self._acknowledge
                self._acknowledge = highest
            for text in body[body.rfind(b"&MG=") + 4 :].split(b","):
                stamp = text[: text.find(b" ")]
                if b"." in stamp:
                    self._run.delivery_times.append(now - float(stamp))
        self.got()
        if self.polls_again:
            self.poll()


class Run:
    """What one measurement counts."""

    def __init__(self) -> None:
        self.is_over = False
        self.stored = 0
        self.delivered = 0
        self.answer_times: list[float] = []
        self.delivery_times: list[float] = []


async def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Raises TimeoutError."""
    deadline = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.01)
