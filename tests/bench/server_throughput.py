"""How many messages a second the server takes and delivers, every one of them on disk before it is answered.

    python -m tests.bench.server_throughput [delivered absent closing latency …] [--pairs 50] [--seconds 5] [--runs 5]

- delivered: each sender has a recipient who polls and acknowledges; with one and with four messages on their way.
- absent: to users who are not there, four on their way.
- closing: clients that make a connection for each request.
- latency: from sending to the recipient's reply, at a fixed rate of --rate messages a second.

Prints the median of the runs, with the time that the server's processor spent on a message, percentiles of delivery,
and the ratio to a baseline of the same run: the same requests to a listener of the same parts that stores nothing and
answers the same bytes. The server has one core to itself and the load another, where there are two.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httptools

from qqdesk.server.daemon import new_event_loop
from tests.bench.server_load import FIRST, Client, Recipient, Run, Sender, cpu_seconds, pin, post, sign_in, wait_until
from tests.helpers.server import ServerProcess, add_to_lists, add_user, running_server

ARGUMENTS = ("--messages-per-minute", "0", "--sign-ins-per-minute", "0", "--no-ops", "--no-tls", "--no-announce")
_LAST_S = 10.0


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
        if not self._parser.should_keep_alive():
            self._transport.close()


def baseline_process(connection: "multiprocessing.connection.Connection") -> None:
    pin(0)

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Baseline, "127.0.0.1", 0, backlog=1024)
        connection.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve())


@contextmanager
def baseline_server() -> Iterator["Target"]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=baseline_process, args=(there,), daemon=True)
    process.start()
    try:
        assert process.pid is not None
        yield Target("127.0.0.1", here.recv(), process.pid, {})
    finally:
        process.terminate()
        process.join()


@dataclass
class Target:
    """A server, and who is signed in there."""

    host: str
    port: int
    pid: int
    tokens: dict[int, str]

    def token(self, number: int) -> str:
        return self.tokens.get(number, "0" * 40)


@dataclass
class Result:
    """Of one measurement: messages a second, microseconds of the server's processor for each, delivery in seconds."""

    rate: float
    cpu: float
    times: list[float]


Measure = Callable[[Target, argparse.Namespace], Awaitable[Result]]


@contextlib.asynccontextmanager
async def recipients(target: Target, run: Run, numbers: list[int]) -> Any:
    loop = asyncio.get_running_loop()
    clients: list[Recipient] = []
    for number in numbers:
        make = lambda number=number: Recipient(run, number, target.token(number))  # noqa: E731
        _, client = await loop.create_connection(make, target.host, target.port)
        clients.append(client)
    yield clients
    for client in clients:
        client.polls_again = False
        client.transport.close()


async def connect_senders(target: Target, run: Run, senders: list[int], in_flight: int) -> list[Sender]:
    loop = asyncio.get_running_loop()
    clients = []
    for number in senders:
        make = lambda number=number: Sender(run, number, number + 1, target.token(number), in_flight)  # noqa: E731
        _, client = await loop.create_connection(make, target.host, target.port)
        clients.append(client)
    return clients


async def send_for(target: Target, run: Run, senders: list[int], in_flight: int, seconds: float) -> tuple[float, float]:
    """Send as fast as it goes; the seconds that took, and those that the server's processor was at work."""
    cpu, began = cpu_seconds(target.pid), time.perf_counter()
    clients = await connect_senders(target, run, senders, in_flight)
    await asyncio.sleep(seconds)
    stored, delivered = run.stored, run.delivered
    took, used = time.perf_counter() - began, cpu_seconds(target.pid) - cpu
    run.is_over = True
    await wait_until(lambda: all(client.is_done or client.failed.done() for client in clients), _LAST_S)
    for client in clients:
        if client.failed.done():
            client.failed.result()
        client.transport.close()
    run.stored, run.delivered, all_stored = stored, delivered, run.stored
    run.total = all_stored  # type: ignore[attr-defined]
    return took, used


def delivered(in_flight: int) -> Measure:
    async def measure(target: Target, options: argparse.Namespace) -> Result:
        run, senders = Run(), people(options.pairs)
        if not target.tokens:
            took, used = await send_for(target, run, senders, in_flight, options.seconds)
            return Result(run.stored / took, used / run.stored * 1e6, run.answer_times)
        async with recipients(target, run, [sender + 1 for sender in senders]):
            took, used = await send_for(target, run, senders, in_flight, options.seconds)
            result = Result(run.delivered / took, used / run.delivered * 1e6, run.delivery_times.copy())
            await wait_until(lambda: len(run.delivery_times) >= run.total, _LAST_S)  # type: ignore[attr-defined]
        return result

    return measure


async def absent(target: Target, options: argparse.Namespace) -> Result:
    run, senders = Run(), people(options.pairs)
    took, used = await send_for(target, run, senders, 4, options.seconds)
    result = Result(run.stored / took, used / run.stored * 1e6, run.answer_times)
    if target.tokens:
        # So that the next run finds empty mailboxes.
        async with recipients(target, run, [sender + 1 for sender in senders]):
            await wait_until(lambda: run.delivered >= run.total, 6 * _LAST_S)  # type: ignore[attr-defined]
    return result


class OneRequest(Client):
    """A connection for one request, after which the server closes it."""

    def __init__(self, request: bytes) -> None:
        super().__init__()
        self._request = request
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.has_answer = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.write(self._request)

    def answered(self, body: bytes) -> None:
        self.has_answer = True

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


async def closing(target: Target, options: argparse.Namespace) -> Result:
    """Each connection ends with its request."""
    loop, senders = asyncio.get_running_loop(), people(options.pairs)
    times: list[float] = []
    until = time.perf_counter() + options.seconds
    nonce = os.urandom(6).hex()

    async def send(number: int) -> None:
        count = 0
        while (began := time.perf_counter()) < until:
            count += 1
            body = (
                f"VER=1.1&CMD=CLTMSG&SEQ={count}&UIN={number}&SID={target.token(number)}"
                f"&CID={number:08x}{nonce}{count:012x}&UN={number + 1}&MG=message {count}"
            )
            request = post(body.encode(), b"Connection: close\r\n")
            _, client = await loop.create_connection(lambda: OneRequest(request), target.host, target.port)  # noqa: B023
            await client.over
            assert client.has_answer, client.failed
            client.transport.close()
            times.append(time.perf_counter() - began)

    run = Run()
    cpu, began = cpu_seconds(target.pid), time.perf_counter()
    await asyncio.gather(*(send(number) for number in senders))
    took, used = time.perf_counter() - began, cpu_seconds(target.pid) - cpu
    if target.tokens:
        async with recipients(target, run, [sender + 1 for sender in senders]):
            await wait_until(lambda: run.delivered >= len(times), 6 * _LAST_S)
    return Result(len(times) / took, used / len(times) * 1e6, times)


async def latency(target: Target, options: argparse.Namespace) -> Result:
    """At a fixed rate, evenly."""
    run, senders = Run(), people(options.pairs)
    async with recipients(target, run, [sender + 1 for sender in senders] if target.tokens else []):
        clients = await connect_senders(target, run, senders, 0)
        cpu, began = cpu_seconds(target.pid), time.perf_counter()
        count = 0
        while (now := time.perf_counter() - began) < options.seconds:
            while count < now * options.rate:
                clients[count % len(clients)].send()
                count += 1
            await asyncio.sleep(0.0002)
        await wait_until(lambda: run.stored == count, _LAST_S)
        times = run.answer_times
        if target.tokens:
            await wait_until(lambda: len(run.delivery_times) >= count, _LAST_S)
            times = run.delivery_times
        used = cpu_seconds(target.pid) - cpu
        for client in clients:
            client.transport.close()
    return Result(count / options.seconds, used / count * 1e6, times)


COMMANDS: dict[str, dict[str, Measure]] = {
    "delivered": {"delivered, 1 in flight": delivered(1), "delivered, 4 in flight": delivered(4)},
    "absent": {"stored for absent users": absent},
    "closing": {"a connection each": closing},
    "latency": {"at a fixed rate": latency},
}


def people(pairs: int) -> list[int]:
    """The senders; each one's recipient is the next number."""
    return [FIRST + 2 * pair for pair in range(pairs)]


def run_once(measure: Measure, target: Target, options: argparse.Namespace) -> Result:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(measure(target, options))  # type: ignore[arg-type]


def report(name: str, results: list[Result], baselines: list[Result]) -> None:
    rate = statistics.median(result.rate for result in results)
    cpu = statistics.median(result.cpu for result in results)
    half, most = (
        statistics.median(sorted(result.times)[int(len(result.times) * part)] for result in results) * 1000
        for part in (0.5, 0.99)
    )
    ratio = statistics.median(r.rate / b.rate for r, b in zip(results, baselines, strict=True))
    share = statistics.median(r.cpu / b.cpu for r, b in zip(results, baselines, strict=True))
    print(
        f"{name:<26}{rate:>8.0f}/s {cpu:>7.1f} µs of processor   p50 {half:>7.2f} ms   p99 {most:>7.2f} ms   "
        f"baseline: rate × {ratio:.2f}, processor × {share:.1f}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=f"{', '.join(COMMANDS)} (default: all)")
    parser.add_argument("--pairs", type=int, default=50, help="senders, each with a recipient of their own")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement lasts")
    parser.add_argument("--runs", type=int, default=5, help="measurements of each kind")
    parser.add_argument("--rate", type=int, default=1000, help="messages a second for `latency`")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "server"
        for sender in people(options.pairs):
            add_user(folder, sender)
            add_user(folder, sender + 1)
        add_to_lists(folder, [(sender, sender + 1) for sender in people(options.pairs)])
        with baseline_server() as baseline, running_server(Path(name), arguments=ARGUMENTS) as server:
            pin_to(server, 0)
            pin(1)
            target = signed_in(server, options.pairs)
            for command in options.commands or COMMANDS:
                for title, measure in COMMANDS[command].items():
                    results, baselines = [], []
                    for _ in range(options.runs):
                        baselines.append(run_once(measure, baseline, options))
                        results.append(run_once(measure, target, options))
                    report(title, results, baselines)
    return 0


def pin_to(server: ServerProcess, core: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {cores[core % len(cores)]})


def signed_in(server: ServerProcess, pairs: int) -> Target:
    numbers = [number for sender in people(pairs) for number in (sender, sender + 1)]
    tokens = {number: sign_in(server, number) for number in numbers}
    return Target(server.host, server.port, server.process.pid, tokens)


if __name__ == "__main__":
    sys.exit(main())
