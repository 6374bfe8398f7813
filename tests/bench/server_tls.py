"""What encryption costs the server, side by side with the plain port.

    python -m tests.bench.server_tls [--seconds 3] [--rounds 5] [--connections 2000]

Prints requests a second on kept connections (eight of them, one request in flight each, nothing is stored), requests a
second with a new connection for each, and the memory of one more idle connection that has made one request. Medians.
The load comes from this process and the server is another one; they share the machine.
"""

import argparse
import asyncio
import contextlib
import ssl
import statistics
import tempfile
import time
from pathlib import Path
from typing import cast

from qqdesk.server.operations.daemon import new_event_loop
from tests.helpers.server import ServerProcess, running_server

BODY = b"VER=1.1&CMD=Logout&SEQ=1&UIN=10001"
REQUEST = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
KEPT = 8


class Load(asyncio.Protocol):
    """Send one request after another until the time is up, or only one."""

    def __init__(self, until: float) -> None:
        self._until = until
        self.count = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        self.count += 1  # a reply is far smaller than what is read at once
        if time.perf_counter() < self._until:
            self.transport.write(REQUEST)
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def kept(port: int, context: ssl.SSLContext | None, seconds: float) -> float:
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    loads = [
        (await loop.create_connection(lambda: Load(began + seconds), "127.0.0.1", port, ssl=context))[1]
        for _ in range(KEPT)
    ]
    for load in loads:
        await load.done
        load.transport.abort()
    return sum(load.count for load in loads) / (time.perf_counter() - began)


async def new(port: int, context: ssl.SSLContext | None, seconds: float) -> float:
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + seconds

    async def again_and_again() -> int:
        count = 0
        while time.perf_counter() < until:
            _, load = await loop.create_connection(lambda: Load(0), "127.0.0.1", port, ssl=context)
            await load.done
            load.transport.abort()
            count += 1
        return count

    return sum(await asyncio.gather(*(again_and_again() for _ in range(KEPT)))) / seconds


async def memory(server: ServerProcess, port: int, context: ssl.SSLContext | None, connections: int) -> float:
    """KiB a connection."""
    loop = asyncio.get_running_loop()
    before = resident(server)
    loads: list[Load] = []
    try:
        for _ in range(connections):
            _, load = await loop.create_connection(lambda: Load(0), "127.0.0.1", port, ssl=context)
            await load.done
            loads.append(load)
        return (resident(server) - before) / connections
    finally:
        for load in loads:
            load.transport.abort()


def resident(server: ServerProcess) -> float:
    """KiB."""
    lines = Path(f"/proc/{server.process.pid}/smaps_rollup").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("Pss:")))


def anybody() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=2000)
    options = parser.parse_args()
    results: dict[str, dict[str, list[float]]] = {"plain": {}, "TLS": {}}
    for _ in range(options.rounds):
        with (
            tempfile.TemporaryDirectory() as folder,
            running_server(Path(folder), arguments=["--connections-per-address", "100000"]) as server,
        ):
            address, _ = server.read_tls_line()
            with contextlib.closing(new_event_loop()) as loop:
                for name, port, context in (
                    ("plain", server.port, None),
                    ("TLS", int(address.rpartition(":")[2]), anybody()),
                ):
                    found = results[name]
                    for what, run in (
                        ("requests/s, kept connections", kept(port, context, options.seconds)),
                        ("requests/s, a connection each", new(port, context, options.seconds)),
                        ("KiB an idle connection", memory(server, port, context, options.connections)),
                    ):
                        found.setdefault(what, []).append(loop.run_until_complete(run))
    for what in results["plain"]:
        plain, encrypted = (statistics.median(results[name][what]) for name in ("plain", "TLS"))
        print(f"{what:32} plain {plain:9.1f}   TLS {encrypted:9.1f}   ratio {encrypted / plain:5.2f}")


if __name__ == "__main__":
    main()
