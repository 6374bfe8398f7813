"""How many messages a second the server takes, every one of them on disk before it is answered.

    python -m tests.bench.server_throughput [--pairs 50] [--seconds 5] [--in-flight 1]

Prints messages a second, the median and 99th percentile of the time to an answer, and the ratio to a baseline that
is measured in the same run: the same requests to a listener of the same parts that stores nothing and answers the
same bytes. The load comes from a process of its own; it and the server share the machine.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import httptools

from qqdesk.server.daemon import new_event_loop
from tests.helpers.server import Server, add_to_lists, add_user, md5, running_server

FIRST = 20001


class Load(asyncio.Protocol):
    """One sender, with so many requests on their way at a time."""

    def __init__(self, bodies: Iterator[bytes], in_flight: int, until: float, took: list[float]) -> None:
        self._bodies = bodies
        self._in_flight = in_flight
        self._until = until
        self._took = took
        self._sent: list[float] = []
        self._data = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        for _ in range(self._in_flight):
            self._send()

    def _send(self) -> None:
        body = next(self._bodies)
        self._sent.append(time.perf_counter())
        self._transport.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    def data_received(self, data: bytes) -> None:
        self._data += data
        while True:
            head, separator, rest = self._data.partition(b"\r\n\r\n")
            if not separator:
                return
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
            if len(rest) < length:
                return
            body, self._data = rest[:length], rest[length:]
            if b"&RES=0" not in body:
                self.done.set_exception(RuntimeError(body.decode()))
                self._transport.close()
                return
            now = time.perf_counter()
            self._took.append(now - self._sent.pop(0))
            if now < self._until:
                self._send()
            elif not self._sent:
                self._transport.close()
                if not self.done.done():
                    self.done.set_result(None)


class Baseline(asyncio.Protocol):
    """The same parts, and nothing behind them."""

    BODY = b"VER=1.1&CMD=CLTMSG&SEQ=1000&UIN=20001&RES=0&MID=1000&TIME=1700000000000"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: %d\r\n\r\n%s"
            % (len(self.BODY), self.BODY)
        )


def bodies(sender: int, token: str) -> Iterator[bytes]:
    number = 0
    while True:
        number += 1
        head = f"VER=1.1&CMD=CLTMSG&SEQ={number}&UIN={sender}&SID={token}"
        yield f"{head}&CID={sender:016x}{number:016x}&UN={sender + 1}&MG=message {number}, 你好".encode()


def recipients_body(recipient: int, token: str, acknowledge: int, sequence: int) -> bytes:
    return f"VER=1.1&CMD=GetMsgEx&SEQ={sequence}&UIN={recipient}&SID={token}&WAIT=5&ACK={acknowledge}".encode()


async def receive(host: str, port: int, number: int, token: str) -> None:
    """A recipient, who polls and acknowledges as a client does."""
    reader, writer = await asyncio.open_connection(host, port)
    acknowledge = sequence = 0
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            sequence += 1
            body = recipients_body(number, token, acknowledge, sequence)
            writer.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            head = await reader.readuntil(b"\r\n\r\n")
            reply = await reader.readexactly(int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0]))
            ids = reply.partition(b"&MID=")[2].partition(b"&")[0].split(b",")
            if len(ids) > 1:
                acknowledge = int(ids[-2])
    writer.close()


async def measure(
    host: str, port: int, tokens: dict[int, str], senders: list[int], seconds: float, in_flight: int, receiving: bool
) -> list[float]:
    loop = asyncio.get_running_loop()
    took: list[float] = []
    until = time.perf_counter() + seconds
    tasks = [loop.create_task(receive(host, port, s + 1, tokens[s + 1])) for s in senders if receiving]
    loads = []
    for sender in senders:
        source = bodies(sender, tokens[sender])
        _, load = await loop.create_connection(lambda s=source: Load(s, in_flight, until, took), host, port)  # type: ignore[misc]
        loads.append(load.done)
    await asyncio.gather(*loads)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return took


def baseline_process(connection: "multiprocessing.connection.Connection") -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Baseline, "127.0.0.1", 0)
        connection.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve())


@contextmanager
def baseline_server() -> Iterator[int]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=baseline_process, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def sign_in(server: Server, number: int) -> str:
    login = f"VER=1.1&CMD=Login&SEQ=1&UIN={number}&PS={md5('secret')}&EXT=1&DEV={number:032x}"
    return server.post(login).partition("&SID=")[2]


def report(name: str, took: list[float], seconds: float) -> float:
    rate = len(took) / seconds
    took.sort()
    median, slow = statistics.median(took), took[int(len(took) * 0.99)]
    print(f"{name:<24}{rate:>9.0f}/s   p50 {median * 1000:.2f} ms   p99 {slow * 1000:.2f} ms")
    return rate


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=50, help="senders, each with a recipient of their own")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement lasts")
    parser.add_argument("--in-flight", type=int, default=1, help="requests that a sender has on their way")
    parser.add_argument("--quiet", action="store_true", help="nobody receives while the senders send")
    options = parser.parse_args()
    senders = [FIRST + 2 * pair for pair in range(options.pairs)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "server"
        for sender in senders:
            add_user(folder, sender)
            add_user(folder, sender + 1)
        add_to_lists(folder, [(sender, sender + 1) for sender in senders])

        def run(port: int, tokens: dict[int, str], receiving: bool) -> list[float]:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                return runner.run(
                    measure("127.0.0.1", port, tokens, senders, options.seconds, options.in_flight, receiving)
                )

        nobody = dict.fromkeys((number for sender in senders for number in (sender, sender + 1)), "0" * 40)
        with baseline_server() as port:
            baseline = report("baseline, nothing stored", run(port, nobody, False), options.seconds)
        with running_server(Path(name), arguments=("--messages-per-minute", "0")) as server:
            tokens = {number: sign_in(server, number) for sender in senders for number in (sender, sender + 1)}
            rate = report("messages on disk", run(server.port, tokens, not options.quiet), options.seconds)
        print(f"ratio to the baseline   {rate / baseline:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
