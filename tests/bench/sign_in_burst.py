"""How soon many who sign in at once are in, and what those who talk meanwhile notice of it.

    python -m tests.bench.sign_in_burst [--people 500] [--one-core]

Some pairs talk, a message every few milliseconds each, over long polls. In their midst everybody signs in at the same
time, at what a password costs by default; a refused client (RES=40) retries. Prints sign-ins a second, and
how long a message takes to its recipient before the burst and during it. `--one-core` gives the server one core, and
another one to the load.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from pathlib import Path

from qqdesk.clock import SystemClock
from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.operations.daemon import new_event_loop
from qqdesk.server.storage.sqlite import open_database
from tests.helpers.server import add_to_lists, md5, running_server

PAIRS = 10
EVERY_S = 0.02
QUIET_S = 5.0
FIRST, TALKERS = 30_001, 20_001
ARGUMENTS = ("--messages-per-minute", "0", "--sign-ins-per-minute", "0")


class Line:
    """A connection that is kept, with one request at a time on it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._sequence = 0
        self._is_last = False

    async def open(self) -> None:
        self._is_last = False
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def ask(self, command: str, number: int, rest: str) -> dict[str, str]:
        self._sequence += 1
        body = f"VER=1.1&CMD={command}&SEQ={self._sequence}&UIN={number}&{rest}".encode()
        self._writer.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        head = await self._reader.readuntil(b"\r\n\r\n")
        self._is_last = b"\r\nConnection: close\r\n" in head
        length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
        reply = (await self._reader.readexactly(length)).decode()
        return dict(pair.split("=", 1) for pair in reply.split("&") if pair)

    @property
    def is_over(self) -> bool:
        """Whether the server announced the close, or closed the connection."""
        return self._is_last or self._reader.at_eof()

    def close(self) -> None:
        self._writer.close()


async def sign_in(line: Line, number: int) -> str:
    while True:
        reply = await line.ask("Login", number, f"PS={md5('secret')}&EXT=1&DEV={number:032x}")
        if reply["RES"] == "40":
            await asyncio.sleep(int(reply["WAIT"]))
            continue
        assert reply["RS"] == "0", reply
        return reply["SID"]


class Talk:
    """Pairs that talk until `stop`; the delivery time and the send time of each message."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.took: list[tuple[float, float]] = []
        self.begun = asyncio.Event()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for pair in range(PAIRS):
                group.create_task(self._pair(TALKERS + 2 * pair))

    async def _pair(self, sender: int) -> None:
        out, back = Line(self._port), Line(self._port)
        await out.open()
        await back.open()
        tokens = [await sign_in(out, sender), await sign_in(back, sender + 1)]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._send(out, sender, tokens[0]))
            group.create_task(self._receive(back, sender + 1, tokens[1]))

    async def _send(self, line: Line, sender: int, token: str) -> None:
        sequence = 0
        while True:
            sequence += 1
            text = f"SID={token}&CID={sender:016x}{sequence:016x}&UN={sender + 1}&MG={time.perf_counter()}"
            assert (await line.ask("CLTMSG", sender, text))["RES"] == "0"
            await asyncio.sleep(EVERY_S)

    async def _receive(self, line: Line, number: int, token: str) -> None:
        acknowledge = 0
        while True:
            reply = await line.ask("GetMsgEx", number, f"SID={token}&WAIT=20&ACK={acknowledge}")
            now = time.perf_counter()
            if reply["MN"] == "0":
                continue
            ids = reply["MID"].split(",")[:-1]
            acknowledge = int(ids[-1])
            for kind, text in zip(reply["MT"].split(","), reply["MG"].split(","), strict=False):
                if kind == "9":
                    self.took.append((float(text), now - float(text)))
            self.begun.set()


async def burst(port: int, people: int) -> list[float]:
    """The sign-in time of each, in seconds from the start."""
    lines = [Line(port) for _ in range(people)]
    for line in lines:
        await line.open()
    began = time.perf_counter()

    async def one(line: Line, number: int) -> float:
        await sign_in(line, number)
        return time.perf_counter() - began

    taken = await asyncio.gather(*(one(line, FIRST + index) for index, line in enumerate(lines)))
    for line in lines:
        line.close()
    return list(taken)


async def measure(port: int, people: int) -> None:
    talk = Talk(port)
    talking = asyncio.get_running_loop().create_task(talk.run())
    await talk.begun.wait()
    talk.took.clear()
    await asyncio.sleep(QUIET_S)
    began = time.perf_counter()
    taken = await burst(port, people)
    ended = time.perf_counter()
    talking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await talking
    calm = [took for sent, took in talk.took if sent < began]
    busy = [took for sent, took in talk.took if began <= sent <= ended]
    print(f"sign-ins            {people / max(taken):>8.1f}/s   the last of {people} after {max(taken):.1f} s")
    before, during = report("messages before", calm), report("messages during", busy)
    print(f"ratio of the p99    {during / before:>8.2f}")


def report(name: str, took: list[float]) -> float:
    took.sort()
    slow = took[int(len(took) * 0.99)]
    print(f"{name:<20}{len(took):>8}     p50 {statistics.median(took) * 1000:.2f} ms   p99 {slow * 1000:.2f} ms")
    return slow


def add_people(folder: Path, numbers: list[int]) -> None:
    """All accounts share one password and one hash."""
    password = hash_password(md5("secret"))
    with closing(open_database(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        for number in numbers:
            accounts.add(db, number, password, f"user {number}", SystemClock().now())
        db.execute("COMMIT")


@contextmanager
def one_core(index: int) -> Iterator[None]:
    """Pin processes started in this block to one core; the starting process, too, during the block."""
    if sys.platform != "linux":
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(cores)[index % len(cores)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500, help="how many sign in at once")
    parser.add_argument("--one-core", action="store_true", help="the server has one core, the load another")
    options = parser.parse_args()
    talkers = [TALKERS + index for index in range(2 * PAIRS)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "server"
        add_people(folder, talkers + [FIRST + index for index in range(options.people)])
        add_to_lists(folder, zip(talkers[::2], talkers[1::2], strict=True))
        with ExitStack() as stack:
            with one_core(0) if options.one_core else nullcontext():
                server = stack.enter_context(running_server(Path(name), arguments=ARGUMENTS))
            if options.one_core:
                stack.enter_context(one_core(1))
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                runner.run(measure(server.port, options.people))
    return 0


if __name__ == "__main__":
    sys.exit(main())
