"""Ten thousand signed-in users whose polls hang: what each takes, and how soon all are answered.

    python -m tests.bench.parked_polls [--users 10000] [--runs 5]

Prints medians: KiB a user beyond the same server with no one at it, MB in all, the server's share of a core while
nothing happens, and the seconds until the last of them is answered, once somebody on everybody's list changes status,
and once the operator's notice is found. The server has the first core, the load the last. A bare listener of the same
event loop, with as many connections that say nothing, is the baseline.
"""

import argparse
import asyncio
import hashlib
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from qqdesk.server.accounts import accounts, devices
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.admin import operator_notices
from qqdesk.server.operations.daemon import new_event_loop
from qqdesk.server.storage.sqlite import open_database
from tests.bench.machine import CORES, cpu_seconds, pin, resident
from tests.bench.server_load import DEVICE, FIRST, Client, post, wait_until
from tests.bench.servers import ARGUMENTS
from tests.helpers.server import CHEAP, ServerProcess, md5, running_server

if sys.platform != "win32":
    import resource

STAR = FIRST - 1
"""The user whom all others have on their lists."""
IDLE_S = 10.0
_DEADLINE_S = 60.0
_AT_ONCE = 200
_KIB = 1024
_BARE = """
import asyncio, sys
from qqdesk.server.operations.daemon import new_event_loop

async def serve():
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

with asyncio.Runner(loop_factory=new_event_loop) as runner:
    runner.run(serve())
"""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def token_of(number: int, device: str = DEVICE) -> str:
    return hashlib.sha1(f"{number} {device}".encode()).hexdigest()


def populate(folder: Path, count: int, ids: Sequence[str] = (DEVICE,)) -> None:
    """Sign in users with a contact each on these devices, for a server that starts later."""
    numbers = [STAR, *range(FIRST, FIRST + count)]
    password = hash_password(md5("secret"), CHEAP)
    with closing(open_database(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        for number in numbers:
            accounts.add(db, number, password, f"user {number}", now_ms())
            for device in ids:
                key = devices.digest(token_of(number, device))
                devices.sign_in(db, devices.SignIn(number, key, password, "127.0.0.1", device=device), now_ms())
        db.executemany("INSERT INTO roster (owner, contact) VALUES (?, ?)", ((number, STAR) for number in numbers[1:]))
        db.execute("COMMIT")


class Waiting(Client):
    """A client with a parked poll; it polls again after each reply."""

    sequences = itertools.count(1)

    def __init__(self, number: int, device: str = DEVICE) -> None:
        super().__init__()
        self._number = number
        self._token = token_of(number, device)
        self._acknowledged = 0
        self.heard_at = 0.0

    def poll(self) -> None:
        body = f"VER=1.1&CMD=GetMsgEx&SEQ={next(self.sequences)}&UIN={self._number}&SID={self._token}&WAIT=50"
        if self._acknowledged:
            body += f"&ACK={self._acknowledged}"
        self.transport.write(post(body.encode()))

    def answered(self, body: bytes) -> None:
        if b"&MID=" in body:
            self.heard_at = time.perf_counter()
            self._acknowledged = (
                int(body.partition(b"&MID=")[2].partition(b"&")[0].split(b",")[-2]) or self._acknowledged
            )
        self.poll()


@contextmanager
def bare_listener() -> Iterator[tuple[int, int]]:
    """Return the port and the process."""
    with subprocess.Popen([sys.executable, "-c", _BARE], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process.pid
        process.kill()


async def connect(port: int, clients: list[Waiting]) -> None:
    loop = asyncio.get_running_loop()
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]


async def come_to_rest(pid: int) -> None:
    """Wait until a process has been idle for half a second."""
    deadline, before = time.perf_counter() + _DEADLINE_S, -1.0
    while (now := cpu_seconds(pid)) != before:
        if time.perf_counter() > deadline:
            raise TimeoutError
        before = now
        await asyncio.sleep(0.5)


class Figures:
    """The figures of one run."""

    def __init__(self) -> None:
        self.kib_each = self.bare_kib_each = self.all_mb = self.idle_percent = 0.0
        self.presence_s = self.notice_s = 0.0


async def seconds_until_heard(clients: list[Waiting], began: float) -> float:
    await wait_until(lambda: all(client.heard_at for client in clients), _DEADLINE_S)
    took = max(client.heard_at for client in clients) - began
    for client in clients:
        client.heard_at = 0.0
    return took


def change_status(server: ServerProcess, status: int) -> None:
    body = f"VER=1.1&CMD=Change_Stat&SEQ=7{status}&UIN={STAR}&SID={token_of(STAR)}&ST={status}"
    assert "&RES=0" in server.post(body)


def tell_all(folder: Path) -> None:
    with closing(open_database(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        operator_notices.send(db, "Closed tomorrow", now_ms())
        db.execute("COMMIT")


async def measure(server: ServerProcess, empty: int, count: int, figures: Figures) -> None:
    loop, pid = asyncio.get_running_loop(), server.process.pid
    clients = [Waiting(FIRST + index) for index in range(count)]
    await connect(server.port, clients)
    for client in clients:
        client.poll()
    await come_to_rest(pid)
    # The presence that each of them receives after the sign-in.
    for client in clients:
        client.heard_at = 0.0
    used = resident(pid)
    figures.kib_each = (used - empty) / _KIB / count
    figures.all_mb = used / 1e6
    began = cpu_seconds(pid)
    await asyncio.sleep(IDLE_S)
    figures.idle_percent = (cpu_seconds(pid) - began) / IDLE_S * 100
    at = time.perf_counter()
    await loop.run_in_executor(None, change_status, server, 30)
    figures.presence_s = await seconds_until_heard(clients, at)
    await come_to_rest(pid)
    await loop.run_in_executor(None, tell_all, server.folder)
    first = time.perf_counter()
    await wait_until(lambda: any(client.heard_at for client in clients), _DEADLINE_S)
    first = min(client.heard_at for client in clients if client.heard_at)
    figures.notice_s = await seconds_until_heard(clients, first)
    for client in clients:
        client.transport.abort()


async def measure_bare(count: int, figures: Figures) -> None:
    with bare_listener() as (port, pid):
        empty = resident(pid)
        clients = [Waiting(FIRST) for _ in range(count)]
        await connect(port, clients)
        await come_to_rest(pid)
        figures.bare_kib_each = (resident(pid) - empty) / _KIB / count
        for client in clients:
            client.transport.abort()


def allow_many_connections() -> None:
    """Raise the limit of open files, also of the servers that are started."""
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run(count: int) -> Figures:
    figures = Figures()
    arguments = (*ARGUMENTS, "--connections", str(2 * count))
    with tempfile.TemporaryDirectory() as name, asyncio.Runner(loop_factory=new_event_loop) as runner:
        folder = Path(name)
        with running_server(folder, folder=folder / "empty", arguments=arguments) as server:
            runner.run(come_to_rest(server.process.pid))
            empty = resident(server.process.pid)
        populate(folder / "full", count)
        with running_server(folder, folder=folder / "full", arguments=arguments) as server:
            pin(server.process.pid, CORES[0])
            runner.run(measure(server, empty, count, figures))
        runner.run(measure_bare(count, figures))
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    allow_many_connections()
    pin(0, CORES[-1])
    runs = [run(options.users) for _ in range(options.runs)]
    each, bare = (statistics.median(getattr(one, name) for one in runs) for name in ("kib_each", "bare_kib_each"))
    print(f"each        {each:7.2f} KiB     a bare listener {bare:.2f} KiB, ratio {each / bare:.2f}")
    for title, name, unit in (
        ("in all", "all_mb", "MB"),
        ("idle", "idle_percent", "% of a core"),
        ("presence", "presence_s", "s until all have heard of one who changes status"),
        ("a notice", "notice_s", "s from the first to the last who hears it"),
    ):
        values = [getattr(one, name) for one in runs]
        print(f"{title:<10} {statistics.median(values):8.3f} {unit} ({min(values):.3f} to {max(values):.3f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
