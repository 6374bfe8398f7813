"""Ten thousand connections from one address that say nothing, and how others are served meanwhile.

    python -m tests.bench.idle_crowd [--connections 10000]

First from an address like any other, which may have so many at a time and no more; then from this computer's own, which
may have nearly all. Who says nothing for ten seconds from the start is sent away. Prints how many the server
kept, its memory, and how long a request of somebody else takes.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from qqdesk.server.operations.daemon import new_event_loop
from tests.helpers.server import ServerProcess, running_server

if sys.platform != "win32":
    import resource

OTHER = "127.0.0.3"
BODY = b"VER=1.1&CMD=Hello&SEQ=%d&UIN=0"
ASKED = 500


class Idle(asyncio.Protocol):
    """A connection that says nothing, and notes its end."""

    def __init__(self) -> None:
        self.is_open = True

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False


async def ask_as_other(port: int) -> list[float]:
    """Seconds to the answer, each on a connection of its own."""
    took = []
    for sequence in range(ASKED):
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(OTHER, 0))
        body = BODY % sequence
        writer.write(b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        reply = await reader.read()
        assert b"&RES=0&" in reply, reply
        took.append(time.perf_counter() - began)
        writer.close()
    return took


async def crowd(port: int, source: str, count: int) -> list[tuple[asyncio.Transport, Idle]]:
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(Idle, "127.0.0.1", port, local_addr=(source, 0)) for _ in range(count)]
    await asyncio.sleep(2)
    return made


def report(name: str, took: list[float]) -> None:
    took.sort()
    print(f"{name:<34} p50 {statistics.median(took) * 1000:6.2f} ms   p99 {took[int(len(took) * 0.99)] * 1000:6.2f} ms")


def memory(server: ServerProcess) -> float:
    """MiB that the server has in use."""
    for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def measure(server: ServerProcess, count: int) -> None:
    report("somebody else, alone", await ask_as_other(server.port))
    before = memory(server)
    for source in ("127.0.0.2", "127.0.0.1"):
        made = await crowd(server.port, source, count)
        kept = sum(idle.is_open for _, idle in made)
        print(f"of {count} from {source} the server keeps {kept}; {memory(server) - before:+.1f} MiB")
        report("somebody else, beside them", await ask_as_other(server.port))
        for transport, _ in made:
            transport.abort()
        await asyncio.sleep(1)
    report("somebody else, afterwards", await ask_as_other(server.port))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=10_000, help="how many of them")
    options = parser.parse_args()
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with (
        tempfile.TemporaryDirectory() as name,
        running_server(Path(name)) as server,
        asyncio.Runner(loop_factory=new_event_loop) as runner,
    ):
        runner.run(measure(server, options.connections))
    return 0


if __name__ == "__main__":
    sys.exit(main())
