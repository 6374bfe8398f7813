"""How many messages a second the server takes and delivers, every one of them on disk before it is answered.

    python -m tests.bench.server_throughput [delivered absent closing latency …] [--quick] [--pairs 50] [--seconds 5]

- delivered: each sender has a recipient who polls and acknowledges; with one and with four messages on their way, each
  on a connection of its own.
- absent: to users who are not there, four on their way.
- closing: clients that make a connection for each request; the recipients are there.
- latency: from sending to the recipient's reply, at a fixed rate of --rate messages a second.

The server has one core to itself and the load the other, where there are two. Prints the medians of the runs, with
the time that the server's core spent on a message, percentiles of delivery (of the answer, where no one is there),
how much the server and the load used of their cores, and how much others used of them meanwhile. Each run is made with
`bare_server`, too: ratios to that one hold on a machine that has other things to do.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from qqdesk.server.operations.daemon import new_event_loop
from tests.bench.machine import CORES, Use, Watch, pin
from tests.bench.server_load import FIRST, Client, Letters, Recipient, Run, Sender, wait_until
from tests.bench.servers import Target, bare_server, our_server

_LAST_S = 60.0


@dataclass
class Result:
    """Of one measurement: messages a second, microseconds of the server's core for each, delivery in seconds; and how
    the cores were used."""

    rate: float
    cpu: float
    times: list[float]
    use: Use | None = None

    @classmethod
    def of(cls, count: int, times: list[float], use: Use) -> "Result":
        return cls(count / use.took, use.server * use.took / count * 1e6, times, use)

    def percentile(self, part: float) -> float:
        """Milliseconds."""
        return sorted(self.times)[int(len(self.times) * part)] * 1000


Measure = Callable[[Target, argparse.Namespace], Awaitable[Result]]


@contextlib.asynccontextmanager
async def recipients(target: Target, run: Run, senders: list[int]) -> AsyncIterator[None]:
    """The recipients, until all stored messages are delivered and acknowledged."""
    target = target.of_recipients
    loop = asyncio.get_running_loop()
    clients = []
    for sender in senders:
        client = Recipient(run, sender + 1, target.token(sender + 1))
        await loop.create_connection(lambda client=client: client, target.host, target.port)  # type: ignore[misc]
        clients.append(client)
    yield
    await wait_until(lambda: run.delivered >= run.stored or any(client.failed for client in clients), _LAST_S)
    for client in clients:
        if client.failed:
            raise client.failed
        client.polls_again = False
        client.transport.close()


async def connect_senders(target: Target, run: Run, senders: list[int], connections: int) -> list[Sender]:
    """Connect each sender so many times, with one message at a time on each connection; with 0 once, for `send`."""
    loop = asyncio.get_running_loop()
    clients = []
    for number in senders:
        letters = Letters(number, number + 1, target.token(number))
        for _ in range(connections or 1):
            client = Sender(run, letters, min(connections, 1))
            await loop.create_connection(lambda client=client: client, target.host, target.port)  # type: ignore[misc]
            clients.append(client)
    return clients


async def send_for(target: Target, run: Run, senders: list[int], in_flight: int, seconds: float) -> tuple[Run, Use]:
    """Send without pause; return the counts of the run."""
    watch = Watch(target.pid)
    clients = await connect_senders(target, run, senders, in_flight)
    await asyncio.sleep(seconds)
    use, counted = watch.stop(), Run()
    counted.stored, counted.delivery_times = run.stored, run.delivery_times.copy()
    run.is_over = True
    await wait_until(lambda: all(client.is_done for client in clients), _LAST_S)
    for client in clients:
        if client.failed:
            raise client.failed
        client.transport.close()
    return counted, use


def delivered(in_flight: int) -> Measure:
    async def measure(target: Target, options: argparse.Namespace) -> Result:
        run, senders = Run(), people(options.pairs)
        async with recipients(target, run, senders):
            counted, use = await send_for(target, run, senders, in_flight, options.seconds)
        return Result.of(counted.delivered, counted.delivery_times, use)

    return measure


async def absent(target: Target, options: argparse.Namespace) -> Result:
    run, senders = Run(), people(options.pairs)
    counted, use = await send_for(target, run, senders, 4, options.seconds)
    result = Result.of(counted.stored, run.answer_times.copy(), use)
    # The next run needs empty mailboxes.
    async with recipients(target, run, senders):
        pass
    return result


class OneRequest(Client):
    """A connection for one request, which the server then closes."""

    def __init__(self, request: bytes, over: "asyncio.Future[bool]") -> None:
        super().__init__()
        self._request = request
        self._over = over
        self._has_answer = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.write(self._request)

    def answered(self, body: bytes) -> None:
        self._has_answer = True

    def connection_lost(self, error: Exception | None) -> None:
        if not self._over.done():
            self._over.set_result(self._has_answer)


async def closing(target: Target, options: argparse.Namespace) -> Result:
    """Each sender's connection ends with its request."""
    loop, run, senders = asyncio.get_running_loop(), Run(), people(options.pairs)
    until = time.perf_counter() + options.seconds

    async def send(number: int) -> None:
        letters = Letters(number, number + 1, target.token(number), b"Connection: close\r\n")
        while time.perf_counter() < until:
            over: asyncio.Future[bool] = loop.create_future()
            client = OneRequest(letters.next(), over)
            await loop.create_connection(lambda: client, target.host, target.port)  # noqa: B023 - called at once
            assert await over, client.failed
            client.transport.close()
            run.stored += 1

    async with recipients(target, run, senders):
        watch = Watch(target.pid)
        await asyncio.gather(*(send(number) for number in senders))
        return Result.of(run.stored, run.delivery_times, watch.stop())


async def latency(target: Target, options: argparse.Namespace) -> Result:
    """Send evenly at a fixed rate."""
    run, senders = Run(), people(options.pairs)
    async with recipients(target, run, senders):
        clients = await connect_senders(target, run, senders, 0)
        watch = Watch(target.pid)
        count = 0
        while (now := watch.seconds()) < options.seconds:
            while count < now * options.rate:
                clients[count % len(clients)].send()
                count += 1
            await asyncio.sleep(options.pause)
        await wait_until(lambda: run.stored == count, _LAST_S)
        use = watch.stop()
        for client in clients:
            client.transport.close()
    return Result.of(count, run.delivery_times, use)


COMMANDS: dict[str, dict[str, Measure]] = {
    "delivered": {"delivered, 1 on its way": delivered(1), "delivered, 4 on their way": delivered(4)},
    "absent": {"stored for the absent": absent},
    "closing": {"a connection each": closing},
    "latency": {"at a fixed rate": latency},
}


def people(pairs: int) -> list[int]:
    """The senders; each one's recipient is the next number."""
    return [FIRST + 2 * pair for pair in range(pairs)]


def run_once(measure: Measure, target: Target, options: argparse.Namespace) -> Result:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(measure(target, options))  # type: ignore[arg-type]


def report(title: str, results: dict[str, list[Result]]) -> None:
    print(title)
    for name, runs in results.items():
        rate, cpu, half, most = (
            statistics.median(values)
            for values in zip(*((r.rate, r.cpu, r.percentile(0.5), r.percentile(0.99)) for r in runs), strict=True)
        )
        uses = [run.use for run in runs if run.use is not None]
        server, load, others = (
            statistics.median(values)
            for values in zip(*((u.server, u.load, max(u.beside_server, u.beside_load)) for u in uses), strict=True)
        )
        print(
            f"  {name:<8}{rate:>8.0f}/s {cpu:>7.1f} µs each   p50 {half:>7.2f} ms   p99 {most:>7.2f} ms   "
            f"cores: server {server:>4.0%}, load {load:>4.0%}, others up to {others:.0%}",
            flush=True,
        )
    ours, bare = results["qqdesk"], results["bare"]
    ratio = statistics.median(one.rate / other.rate for one, other in zip(ours, bare, strict=True))
    share = statistics.median(one.cpu / other.cpu for one, other in zip(ours, bare, strict=True))
    print(f"  ratio   {ratio:>8.2f}   {share:>7.1f}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=f"{', '.join(COMMANDS)} (default: all)")
    parser.add_argument("--pairs", type=int, default=50, help="senders, each with a recipient of their own")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement lasts")
    parser.add_argument("--runs", type=int, default=5, help="measurements of each kind")
    parser.add_argument("--rate", type=int, default=1000, help="messages a second for `latency`")
    parser.add_argument("--quick", action="store_true", help="one run of two seconds, for a look")
    # The load has a core to itself, and can look at the clock all the time.
    parser.set_defaults(pause=0.0)
    options = parser.parse_args()
    if options.quick:
        options.runs, options.seconds = 1, 2.0
    pairs = [(sender, sender + 1) for sender in people(options.pairs)]
    with (
        tempfile.TemporaryDirectory() as name,
        bare_server(Path(name) / "bare") as bare,
        our_server(Path(name) / "ours", pairs) as ours,
    ):
        pin(os.getpid(), CORES[-1])
        for command in options.commands or COMMANDS:
            for title, measure in COMMANDS[command].items():
                results: dict[str, list[Result]] = {target.name: [] for target in (bare, ours)}
                for _ in range(options.runs):
                    for target in (bare, ours):
                        results[target.name].append(run_once(measure, target, options))
                report(title, results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
