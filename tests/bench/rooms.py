"""Rooms: how soon all members get a message, and what it takes.

    python -m tests.bench.rooms [present most storage polls sign_in …] [--seconds 20] [--runs 3] [--quick]

- present: a room of 200 members with waiting polls, and --rate messages a second: delivery to all of them.
- most: messages without pause in a room of 200 members, and in 100 rooms of 10, until all members have all of them.
- storage: the bytes of a message in the database, with 10 and with 200 members.
- polls: the server's time for a poll with nothing new, of a member of 100 rooms and of a member of none.
- sign_in: the desktop program without windows signs in as a member of 100 rooms with --messages each, and of none; the
  first time on a device, and again.

The server has the first core, and the load the last. `present` and `most` run with Prosody as well, if it is installed
(see `prosody`): its archive is flushed before a message goes out. Prints medians of the runs, with the time that the
server's core spent on a message, and how much others used of the cores meanwhile. Goals: present p50 100 ms, p99
400 ms, 30 % of a core; storage 0.4 KiB; polls 0.1 ms; sign_in 1.2 times that of none.
"""

import argparse
import asyncio
import itertools
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.operations.daemon import new_event_loop
from qqdesk.server.storage.sqlite import FILE_NAME
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.messenger import Messenger
from tests.bench.latency import wait
from tests.bench.machine import CORES, Use, Watch, cpu_seconds, pin
from tests.bench.parked_polls import allow_many_connections, now_ms
from tests.bench.prosody import enter_rooms, is_installed, prosody_server
from tests.bench.room_load import LINES, WAIT_S, Member, RoomPoller, RoomRun, connect
from tests.bench.server_load import FIRST, Run, sign_in, wait_until
from tests.bench.servers import ARGUMENTS, Target
from tests.helpers.rooms import add_room
from tests.helpers.server import CHEAP, ServerProcess, md5, running_server, transaction

FIRST_ROOM = 90_001
SOMEBODY, MEMBER, ALONE = 10_001, 10_002, 10_003
BIG, SMALL = 200, 10
SMALL_ROOMS = 100
ROOMS_OF_ONE = 100
BURST = 10
"""Messages that the server takes of a member at once."""
REFILL_S = 5.0
UNREAD = 50
SETUP = 2
"""Entries that say who is in a room of two."""
_PATIENCE_S = 600.0
_POLLS = 5000
_KIB = 1024


def rooms_of(size: int, count: int) -> dict[int, list[int]]:
    """Return rooms of different people."""
    return {FIRST_ROOM + index: list(range(FIRST + index * size, FIRST + (index + 1) * size)) for index in range(count)}


def populate(folder: Path, rooms: dict[int, list[int]], others: Sequence[int] = ()) -> None:
    password = hash_password(md5("secret"), CHEAP)
    with transaction(folder) as db:
        for number in sorted({*others, *itertools.chain.from_iterable(rooms.values())}):
            accounts.add(db, number, password, f"user {number}", now_ms())
    for room, members in rooms.items():
        add_room(folder, room, tuple(members))


@contextmanager
def room_server(folder: Path, rooms: dict[int, list[int]], others: Sequence[int] = ()) -> Iterator[ServerProcess]:
    populate(folder / "server", rooms, others)
    with running_server(folder, arguments=(*ARGUMENTS, "--connections", "5000")) as server:
        pin(server.process.pid, CORES[0])
        yield server


def target_of(server: ServerProcess, numbers: Sequence[int]) -> Target:
    tokens = {number: sign_in(server, number, "DEV,ROOM,") for number in numbers}
    return Target("qqdesk", server.host, server.port, server.process.pid, tokens)


# What both servers do


@asynccontextmanager
async def members_of(target: Target, run: RoomRun, rooms: dict[int, list[int]]) -> AsyncIterator[list[Member]]:
    """Connect all members. Consecutive ones are in different rooms."""
    members, transports = await (enter_rooms if target.name == "prosody" else connect)(target, run, rooms)
    # Until all polls wait.
    await asyncio.sleep(1.0)
    size = size_of(rooms)
    yield [member for index in range(size) for member in members[index::size]]
    for transport in transports:
        transport.abort()


def size_of(rooms: dict[int, list[int]]) -> int:
    return len(next(iter(rooms.values())))


async def send_evenly(target: Target, rooms: dict[int, list[int]], rate: int, seconds: float) -> tuple[RoomRun, Use]:
    run = RoomRun()
    async with members_of(target, run, rooms) as members:
        following, watch, count = itertools.cycle(members), Watch(target.pid), 0
        while (now := watch.seconds()) < seconds:
            while count < now * rate:
                next(following).send()
                count += 1
            await asyncio.sleep(0.001)
        await wait_until(lambda: run.delivered >= count * size_of(rooms), _PATIENCE_S)
        return run, watch.stop()


async def send_all(target: Target, rooms: dict[int, list[int]], count: int) -> tuple[RoomRun, Use]:
    """Send so many messages without pause, until all members have all of them."""
    run = RoomRun()
    async with members_of(target, run, rooms) as members:
        following = itertools.islice(itertools.cycle(members), count)

        def send_next() -> None:
            for member in itertools.islice(following, 1):
                member.send()

        run.answered, watch = send_next, Watch(target.pid)
        for _ in range(LINES):
            send_next()
        await wait_until(lambda: run.delivered >= count * size_of(rooms), _PATIENCE_S)
        return run, watch.stop()


@dataclass
class Result:
    """One run. `rate`: messages a second. Times of delivery in milliseconds."""

    rate: float
    half: float
    most: float
    use: Use

    @classmethod
    def of(cls, measured: tuple[RoomRun, Use]) -> "Result":
        run, use = measured
        times = sorted(run.delivery_times)
        half, most = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
        return cls(run.stored / use.took, half, most, use)


Measure = Callable[[Target], Coroutine[object, object, tuple[RoomRun, Use]]]


def compare(title: str, targets: Sequence[Target], runs: int, measure: Measure) -> None:
    results: dict[str, list[Result]] = {target.name: [] for target in targets}
    for _ in range(runs):
        for target in targets:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                results[target.name].append(Result.of(runner.run(measure(target))))
            # Each member may send BURST messages again.
            time.sleep(REFILL_S)
    print(title)
    for name, found in results.items():
        rate, half, most, server, load, others = (
            statistics.median(values)
            for values in zip(
                *(
                    (r.rate, r.half, r.most, r.use.server, r.use.load, max(r.use.beside_server, r.use.beside_load))
                    for r in found
                ),
                strict=True,
            )
        )
        print(
            f"  {name:<8}{rate:>7.0f}/s {server / rate * 1000:>7.2f} ms each   p50 {half:>8.1f} ms   "
            f"p99 {most:>8.1f} ms   cores: server {server:>4.0%}, load {load:>4.0%}, others up to {others:.0%}",
            flush=True,
        )


@contextmanager
def targets(folder: Path, rooms: dict[int, list[int]], names: Sequence[str]) -> Iterator[list[Target]]:
    """Our server, and Prosody if it is installed."""
    with tempfile.TemporaryDirectory(dir=folder) as name, ExitStack() as stack:
        found = []
        if "qqdesk" in names:
            server = stack.enter_context(room_server(Path(name), rooms))
            found.append(target_of(server, list(itertools.chain.from_iterable(rooms.values()))))
        if "prosody" in names and is_installed():
            found.append(stack.enter_context(prosody_server(Path(name) / "prosody")))
        elif "prosody" in names:
            print("Prosody is not installed: apt-get install prosody lua-dbi-sqlite3")
        yield found


def present(folder: Path, options: argparse.Namespace) -> None:
    rooms = rooms_of(BIG, 1)
    with targets(folder, rooms, options.servers) as found:
        title = f"present: {BIG} members, {options.rate} messages a second"
        compare(title, found, options.runs, lambda one: send_evenly(one, rooms, options.rate, options.seconds))


def most(folder: Path, options: argparse.Namespace) -> None:
    for size, count in ((BIG, 1), (SMALL, SMALL_ROOMS)):
        rooms = rooms_of(size, count)
        messages = BURST * size * count // options.divisor
        with targets(folder, rooms, options.servers) as found:
            title = f"most: {count} rooms of {size} members, {messages} messages"
            compare(title, found, options.runs, lambda one: send_all(one, rooms, messages))  # noqa: B023 - called at once


# Of our server


def storage(folder: Path, options: argparse.Namespace) -> None:
    for size, count in ((SMALL, SMALL_ROOMS), (BIG, 1)):
        rooms, messages = rooms_of(size, count), BURST * BIG // options.divisor
        with targets(folder, rooms, ["qqdesk"]) as (target,), asyncio.Runner(loop_factory=new_event_loop) as runner:
            before = database_size(folder)
            runner.run(send_all(target, rooms, messages))
            each = (database_size(folder) - before) / messages / _KIB
        print(f"storage: {size:3} members   {each:.3f} KiB a message", flush=True)


def database_size(folder: Path) -> int:
    """Return the size of the database in `folder`, with what is not written back from its log yet."""
    (path,) = folder.glob(f"*/server/{FILE_NAME}")
    with closing(sqlite3.connect(path)) as db:
        pages, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages * size)


class Asking(RoomPoller):
    """One of two connections of a member. A poll of one ends the waiting poll of the other, which polls again."""

    def __init__(self, number: int, token: str, wait: int, left: Iterator[int]) -> None:
        super().__init__(Run(), number, token, wait)
        self._left = left
        self.is_done = asyncio.get_running_loop().create_future()

    def poll(self) -> None:
        if next(self._left, None) is not None:
            super().poll()
        elif not self.is_done.done():
            self.is_done.set_result(None)


async def poll_time(target: Target, number: int, wait: int, polls: int) -> float:
    """Return the server's CPU milliseconds for a poll."""

    async def ask(count: int) -> None:
        left = iter(range(count))
        pair = [Asking(number, target.token(number), wait, left) for _ in range(2 if wait else 1)]
        for client in pair:
            await asyncio.get_running_loop().create_connection(lambda client=client: client, target.host, target.port)  # type: ignore[misc]
        await asyncio.wait([client.is_done for client in pair], return_when=asyncio.FIRST_COMPLETED)
        for client in pair:
            client.transport.abort()

    # The first polls bring what is in the inbox, and read the memberships.
    await ask(20)
    before = cpu_seconds(target.pid)
    await ask(polls)
    return (cpu_seconds(target.pid) - before) / polls * 1000


def busy_rooms() -> dict[int, list[int]]:
    """Return the rooms of MEMBER, each with somebody else in it."""
    return {FIRST_ROOM + index: [SOMEBODY, MEMBER] for index in range(ROOMS_OF_ONE)}


def polls(folder: Path, options: argparse.Namespace) -> None:
    kinds = {WAIT_S: "that may wait", 0: "without WAIT"}
    times: dict[tuple[int, int], list[float]] = {(wait, number): [] for wait in kinds for number in (MEMBER, ALONE)}
    with room_server(folder / "polls", busy_rooms(), [ALONE]) as server:
        target = target_of(server, [MEMBER, ALONE])
        for _ in range(options.runs):
            for (wait, number), found in times.items():
                with asyncio.Runner(loop_factory=new_event_loop) as runner:
                    found.append(runner.run(poll_time(target, number, wait, _POLLS // options.divisor)))
    for wait, kind in kinds.items():
        many, none = (statistics.median(times[wait, number]) for number in (MEMBER, ALONE))
        print(
            f"polls: nothing new, {kind:13}   {many:.3f} ms with {ROOMS_OF_ONE} rooms, {none:.3f} ms with none, "
            f"ratio {many / none:.2f}",
            flush=True,
        )


def fill(folder: Path, messages: int) -> None:
    """Fill the rooms of MEMBER, who has read all but the last messages."""
    now = now_ms() - 1000 * (messages + ROOMS_OF_ONE)
    with transaction(folder) as db:
        for room in busy_rooms():
            db.executemany(
                "INSERT INTO entries (log, seq, peer, kind, sender, time, client_id, text) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        room,
                        seq,
                        room,
                        int(MessageKind.TEXT),
                        SOMEBODY,
                        now + 1000 * seq + room,
                        os.urandom(16),
                        "text " * 8,
                    )
                    for seq in range(SETUP + 1, SETUP + messages + 1)
                ],
            )
            db.execute("UPDATE logs SET last_seq = ? WHERE number = ?", (SETUP + messages, room))
            db.execute(
                "INSERT OR REPLACE INTO read_marks VALUES (?, ?, ?, 0)", (MEMBER, room, SETUP + messages - UNREAD)
            )


def sign_in_time(folder: Path, server: ServerProcess, number: int, device: int) -> float:
    """Return the seconds until the program without windows is connected."""
    messenger = Messenger(folder / f"{number}-{device}", f"{device:032x}")
    began = time.perf_counter()
    messenger.sign_in(SignIn(server.address, number, "secret"))
    wait(lambda: messenger.connection.phase is ConnectionPhase.CONNECTED)
    took = time.perf_counter() - began
    wait(lambda: len(messenger.rooms.listed()) == (ROOMS_OF_ONE if number == MEMBER else 0))
    messenger.shut_down()
    return took


def sign_in_program(folder: Path, options: argparse.Namespace) -> None:
    app = QCoreApplication([])
    kinds = ("the first time on a device", "again")
    times: dict[tuple[str, int], list[float]] = {(kind, number): [] for kind in kinds for number in (MEMBER, ALONE)}
    with room_server(folder / "sign_in", busy_rooms(), [ALONE]) as server:
        fill(server.folder, options.messages)
        # The first one imports what the others use.
        sign_in_time(folder, server, ALONE, 0)
        for device in range(1, 3 * options.runs + 1):
            for kind in kinds:
                for number in (MEMBER, ALONE):
                    times[kind, number].append(sign_in_time(folder, server, number, device))
    for kind in kinds:
        many, none = (statistics.median(times[kind, number]) * 1000 for number in (MEMBER, ALONE))
        print(
            f"sign_in: {kind:26}   {many:6.1f} ms with {ROOMS_OF_ONE} rooms of {options.messages} messages, "
            f"{none:6.1f} ms with none, ratio {many / none:.2f}",
            flush=True,
        )
    del app


PARTS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "present": present,
    "most": most,
    "storage": storage,
    "polls": polls,
    "sign_in": sign_in_program,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--rate", type=int, default=20, help="messages a second for `present`")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long a run of `present` lasts")
    parser.add_argument("--messages", type=int, default=1000, help="in each room for `sign_in`")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--servers", nargs="+", default=["qqdesk", "prosody"], help="for `present` and `most`")
    parser.add_argument("--quick", action="store_true", help="one run, a tenth of everything, for a look")
    options = parser.parse_args()
    options.divisor = 1
    if options.quick:
        options.runs, options.seconds, options.divisor = 1, options.seconds / 4, 10
    allow_many_connections()
    pin(0, CORES[-1])
    with tempfile.TemporaryDirectory() as name:
        for part in options.parts or PARTS:
            PARTS[part](Path(name), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
