"""Our server beside Prosody and ejabberd, where they are installed: the same load on the same core in the same run.

    python -m tests.bench.peers [messages parked] [--peers prosody ejabberd] [--quick] [--runs 5] [--seconds 2]

- messages: how soon a server is ready; how many messages a second it delivers to recipients who are there, with one and
  with four of each sender on their way; and how many it stores for those who are not, four on their way.
- parked: KiB for each of --users who are signed in and say nothing, in all of a server's processes.

Each measurement is made with a server that was started anew on the same accounts, one after the other, and that has the
first core for itself; the load has the last. Prints medians of the runs, and ratios to ours: more is faster for
messages, and more is worse for the start and for memory.

What is compared: ours has every message on disk before it is answered, and the recipient says what it has got. XMPP has
neither: a sender sends the next message once the recipient has the last one (or, to the absent, once the server has
acknowledged it, XEP-0198). The peers are measured with no archive; with their archive of every message in their own
files, which no system call forces to the disk; and with one in SQLite, which does that for every message, in a
transaction of its own. An archive has each message twice, for sender and recipient.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from qqdesk.server.operations.daemon import new_event_loop
from tests.bench import server_throughput, xmpp_load
from tests.bench.machine import CORES, on_core, pin, proportional
from tests.bench.parked_polls import Waiting, come_to_rest, connect, populate
from tests.bench.server_load import FIRST
from tests.bench.server_throughput import Measure, Result, people, run_once
from tests.bench.servers import ARGUMENTS, Target, our_server
from tests.bench.xmpp_servers import Keeps, Peer, peers
from tests.helpers.server import running_server

if sys.platform != "win32":
    import resource

T = TypeVar("T")
_KIB = 1024
_WARM_UP_S = 1.0
_TITLES = ("delivered, 1 on its way", "delivered, 4 on their way", "stored for the absent")
PROGRAMS = ("prosody", "ejabberd")


class Contestant(ABC):
    """A server that is measured."""

    name = ""
    measures: tuple[Measure, ...]
    """In the order of the titles."""
    has_crowd = True

    @abstractmethod
    def prepare(self, folder: Path, options: argparse.Namespace) -> None:
        """In a folder of its own."""

    @abstractmethod
    def running(self, folder: Path) -> AbstractContextManager[tuple[Target, float]]:
        """With the people who write, in a fresh folder; and how many seconds it took until it answered."""

    @abstractmethod
    def parked(self, folder: Path, count: int) -> float:
        """Bytes for each of so many who are signed in."""


class Ours(Contestant):
    name = "qqdesk"
    measures = (server_throughput.delivered(1), server_throughput.delivered(4), server_throughput.absent)

    def prepare(self, folder: Path, options: argparse.Namespace) -> None:
        self._folder = folder
        folder.mkdir()
        # They stay signed in when the server starts again.
        with our_server(folder / "people", [(sender, sender + 1) for sender in people(options.pairs)]) as target:
            self._tokens = target.tokens
        (folder / "nobody").mkdir()
        if "parked" in options.kinds:
            populate(folder / "crowd" / "server", options.users)

    def running(self, folder: Path) -> AbstractContextManager[tuple[Target, float]]:
        return self._running("people", folder, len(self._tokens))

    @contextmanager
    def _running(self, prepared: str, folder: Path, count: int) -> Iterator[tuple[Target, float]]:
        shutil.copytree(self._folder / prepared, folder)
        arguments = (*ARGUMENTS, "--connections", str(4 * count))
        began = time.perf_counter()
        with ExitStack() as stack:
            with on_core(CORES[0]):
                server = stack.enter_context(running_server(folder, arguments=arguments))
            server.post("VER=1.1&CMD=List&SEQ=1&UIN=1")
            took = time.perf_counter() - began
            yield Target(self.name, server.host, server.port, server.process.pid, self._tokens), took

    def parked(self, folder: Path, count: int) -> float:
        # It remembers everybody who is signed in, whether they are there or not; that counts, too.
        with self._running("nobody", folder / "nobody", count) as (target, _):
            empty = in_loop(memory_at_rest(target))

        async def crowd(target: Target) -> int:
            clients = [Waiting(FIRST + index) for index in range(count)]
            await connect(target.port, clients)
            for client in clients:
                client.poll()
            used = await memory_at_rest(target)
            for client in clients:
                client.transport.abort()
            return used

        with self._running("crowd", folder / "crowd", count) as (target, _):
            return (in_loop(crowd(target)) - empty) / count


class OfXmpp(Contestant):
    measures = (xmpp_load.delivered(1), xmpp_load.delivered(4), xmpp_load.absent)

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self.name = peer.name
        self.has_crowd = peer.keeps is Keeps.NOTHING

    def prepare(self, folder: Path, options: argparse.Namespace) -> None:
        self._folder = folder
        self._peer.prepare(folder, range(FIRST, FIRST + max(options.users, 2 * options.pairs)))

    def running(self, folder: Path) -> AbstractContextManager[tuple[Target, float]]:
        return self._peer.running(self._folder, folder)

    def parked(self, folder: Path, count: int) -> float:
        async def crowd(target: Target) -> float:
            empty = await memory_at_rest(target)
            clients = [xmpp_load.Stream(FIRST + index) for index in range(count)]
            await xmpp_load.sign_in_all(target, clients, are_there=True)
            used = await memory_at_rest(target)
            for client in clients:
                if client.failed:
                    raise client.failed
                client.transport.abort()
            return (used - empty) / count

        with self.running(folder / "crowd") as (target, _):
            return in_loop(crowd(target))


async def memory_at_rest(target: Target) -> int:
    await come_to_rest(target.pid)
    return proportional(target.pid)


def in_loop(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


def report(
    title: str, values: dict[str, list[float]], unit: str, digits: int, more: dict[str, str] | None = None
) -> None:
    """Medians, and the median of the ratios to the first, run by run."""
    print(title)
    ours = next(iter(values.values()))
    for name, runs in values.items():
        ratio = statistics.median(one / other for one, other in zip(runs, ours, strict=True))
        note = (more or {}).get(name, "")
        print(f"  {name:<26}{statistics.median(runs):>10.{digits}f} {unit}   × {ratio:<8.3g}{note}", flush=True)


def _how(runs: list[Result]) -> str:
    """Of messages: what else was seen."""
    cpu, half, most = (
        statistics.median(values)
        for values in zip(*((run.cpu, run.percentile(0.5), run.percentile(0.99)) for run in runs), strict=True)
    )
    others = statistics.median(max(run.use.beside_server, run.use.beside_load) for run in runs if run.use is not None)
    return f"{cpu:>7.1f} µs each   p50 {half:>7.2f} ms   p99 {most:>7.2f} ms   others up to {others:.0%}"


def messages(contestants: list[Contestant], folder: Path, options: argparse.Namespace) -> None:
    warm_up = argparse.Namespace(**vars(options) | {"seconds": _WARM_UP_S})
    starts: dict[str, list[float]] = {one.name: [] for one in contestants}
    results: dict[str, dict[str, list[Result]]] = {title: {one.name: [] for one in contestants} for title in _TITLES}
    for _ in range(options.runs):
        for one in contestants:
            with tempfile.TemporaryDirectory(dir=folder) as name, one.running(Path(name) / "run") as (target, took):
                starts[one.name].append(took)
                # What runs for the first time is slower, with every one of them.
                run_once(one.measures[0], target, warm_up)
                for title, measure in zip(_TITLES, one.measures, strict=True):
                    results[title][one.name].append(run_once(measure, target, options))
    report("from the start until it answers", starts, "s", 2)
    for title, by_name in results.items():
        rates = {name: [run.rate for run in runs] for name, runs in by_name.items()}
        report(title, rates, "/s", 0, {name: _how(runs) for name, runs in by_name.items()})


def parked(contestants: list[Contestant], folder: Path, options: argparse.Namespace) -> None:
    contestants = [one for one in contestants if one.has_crowd]
    values: dict[str, list[float]] = {one.name: [] for one in contestants}
    for _ in range(options.runs):
        for one in contestants:
            with tempfile.TemporaryDirectory(dir=folder) as name:
                values[one.name].append(one.parked(Path(name), options.users) / _KIB)
    report(f"memory for each of {options.users} who are signed in", values, "KiB", 1)


KINDS = {"messages": messages, "parked": parked}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)} (default: all)")
    parser.add_argument("--peers", nargs="+", choices=PROGRAMS, default=PROGRAMS, help="beside which (default: all)")
    parser.add_argument("--pairs", type=int, default=50, help="senders, each with a recipient of their own")
    parser.add_argument("--users", type=int, default=2000, help="those who say nothing")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long messages are sent")
    parser.add_argument("--runs", type=int, default=5, help="measurements of each kind")
    parser.add_argument("--quick", action="store_true", help="one run of a second each, for a look")
    options = parser.parse_args()
    options.kinds = options.kinds or list(KINDS)
    if options.quick:
        options.runs, options.seconds = 1, 1.0
    if not sys.platform.startswith("linux"):
        parser.exit(1, "This bench runs on Linux only.\n")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed server has its .pyc files
    contestants: list[Contestant] = [Ours()]
    told: set[str] = set()
    for peer in peers(options.peers):
        missing = peer.missing()
        if missing and missing not in told:
            print(missing, "It is left out.")
            told.add(missing)
        if not missing:
            contestants.append(OfXmpp(peer))
    print("A message of XMPP counts once its recipient has it, or, to the absent, once the server has acknowledged it.")
    print("Ours is on disk before it is answered; of the others only what is archived and flushed.")
    with tempfile.TemporaryDirectory(prefix="qqdesk-peers-") as name:
        pin(os.getpid(), CORES[-1])
        for index, one in enumerate(contestants):
            one.prepare(Path(name) / f"prepared-{index}", options)
        for kind in options.kinds:
            KINDS[kind](contestants, Path(name), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
