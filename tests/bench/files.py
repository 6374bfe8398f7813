"""Files: what the server carries, what it needs for that, and what others notice.

`python tests/bench/files.py server`: the server is pinned to one core; programs on the other one upload and download.
Baselines in the same run and on the same core: a copy with SHA-256 and an fsync for each MiB, Python's own http.server,
and messages without transfers. `tests/bench/paste.py` measures what the users see.
"""

import hashlib
import http.client
import http.server
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path

from tests.bench.latency import figures
from tests.bench.machine import CORES, cpu_seconds, on_core, resident
from tests.helpers.server import ServerProcess, running_server
from tests.helpers.uploads import FileClient

MIB = 1024 * 1024
SIZE = 128 * MIB
AT_ONCE = 8
MESSAGES = 500
RATE = 50 * MIB
TRAFFIC_S = 14
"""Longer than all messages take."""
ANNA, BOB = 10001, 10002
OPTIONS = ("--messages-per-minute", "0", "--most-file-mib", "2000", "--most-files-of-one-mib", "100000")

Work = Callable[[], object]
_spawn = multiprocessing.get_context("spawn")


# Programs on the other core


def content(seed: bytes, size: int) -> bytes:
    return hashlib.sha256(seed).digest() * (size // 32)


def digest_of(seed: bytes, size: int) -> str:
    digest, piece = hashlib.sha256(), content(seed, MIB)
    for _ in range(size // MIB):
        digest.update(piece)
    return digest.hexdigest()


def upload(port: int, token: str, seed: bytes, size: int, rate: float = 0) -> None:
    """Upload a file, at most `rate` bytes in a second; 0 for as fast as possible."""
    piece, began = content(seed, MIB), time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for position in range(0, size, MIB):
            connection.request("POST", f"/f/{token}?POS={position}", piece)
            answer = connection.getresponse().read()
            assert answer.startswith(b"RES=0&"), answer
            pause(began, position + MIB, rate)


def download(port: int, path: str, rate: float = 0) -> None:
    began, done = time.monotonic(), 0
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        assert response.status == 200
        while piece := response.read(MIB):
            done += len(piece)
            pause(began, done, rate)


def pause(began: float, done: int, rate: float) -> None:
    if rate:
        time.sleep(max(0.0, began + done / rate - time.monotonic()))


def copy(source: Path, target: Path) -> None:
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb", 0) as writing:
        while piece := reading.read(MIB):
            digest.update(piece)
            writing.write(piece)
            os.fsync(writing.fileno())


def serve(folder: Path, port: "multiprocessing.SimpleQueue[int]") -> None:
    """Serve a folder as Python does, until the process is killed."""
    os.chdir(folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as server:
        port.put(server.server_port)
        server.serve_forever()


def begin(barrier: Barrier, work: Work) -> None:
    barrier.wait()
    work()


@contextmanager
def programs(works: list[Work], core: int = CORES[-1]) -> Iterator[None]:
    """Run each function in a process of its own. The block begins with all of them, and is left after the last."""
    barrier = _spawn.Barrier(len(works) + 1)
    processes = [_spawn.Process(target=begin, args=(barrier, work)) for work in works]
    with on_core(core):
        for process in processes:
            process.start()
    barrier.wait()
    yield
    for process in processes:
        process.join()
        assert process.exitcode == 0


def timed(works: list[Work], core: int = CORES[-1]) -> float:
    with programs(works, core):
        began = time.monotonic()
    return time.monotonic() - began


# Measurements


class Place:
    """A server with two people who know each other."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        server.add_user(ANNA)
        server.add_user(BOB)
        server.befriend(ANNA, BOB)
        self.anna, self.bob = FileClient(server, ANNA), FileClient(server, BOB)

    def uploads(self, count: int, size: int, rate: float = 0) -> dict[str, Work]:
        """Announce files. Return what uploads them, by id."""
        works: dict[str, Work] = {}
        for _ in range(count):
            id_, seed = os.urandom(16).hex(), os.urandom(8)
            reply = self.anna.ask("NewFile", FID=id_, SIZE=size, SHA=digest_of(seed, size), NAME="x.bin")
            works[id_] = partial(upload, self.server.port, reply["TOK"], seed, size, rate)
        return works

    def download(self, id_: str, rate: float = 0) -> Work:
        token = self.anna.ask("GetFile", FID=id_)["TOK"]
        return partial(download, self.server.port, f"/f/{token}", rate)

    def latencies(self) -> list[float]:
        """Return the seconds from a message to the reply of the poll that waits for it."""
        came, samples = threading.Semaphore(0), []
        receiver = threading.Thread(target=self._receive, args=(came,))
        receiver.start()
        for number in range(MESSAGES):
            began = time.perf_counter()
            self.anna.ask("CLTMSG", CID=os.urandom(16).hex(), UN=BOB, MG=f"message {number}")
            came.acquire()
            samples.append(time.perf_counter() - began)
            time.sleep(0.01)
        receiver.join()
        return samples

    def _receive(self, came: threading.Semaphore) -> None:
        received = acknowledged = 0
        while received < MESSAGES:
            reply = self.bob.ask("GetMsgEx", WAIT=50, **({"ACK": acknowledged} if acknowledged else {}))
            acknowledged = max([acknowledged, *(int(id_) for id_ in reply.get("MID", "").split(",") if id_)])
            for _ in range(reply["MT"].split(",").count("9")):
                received += 1
                came.release()


def measure_throughput(place: Place, folder: Path) -> None:
    source = folder / "source"
    source.write_bytes(content(b"source", SIZE))
    seconds = timed([partial(copy, source, folder / "target")], CORES[0])
    print(f"a copy with digest and fsync   {SIZE / seconds / 1e6:6.0f} MB/s")
    port: multiprocessing.SimpleQueue[int] = _spawn.SimpleQueue()
    with on_core(CORES[0]):
        simple = _spawn.Process(target=serve, args=(folder, port))
        simple.start()
    seconds = timed([partial(download, port.get(), "/source")])
    simple.kill()
    simple.join()
    print(f"a download from http.server    {SIZE / seconds / 1e6:6.0f} MB/s")
    for count in (1, 2):
        works = place.uploads(count, SIZE)
        show_rate(place, f"{count} uploads", count, list(works.values()))
        show_rate(place, f"{count} downloads", count, [place.download(id_) for id_ in works])
    (first,) = place.uploads(1, SIZE).values()
    show_rate(place, "an upload and a download", 2, [first, place.download(next(iter(works)))])


def show_rate(place: Place, name: str, count: int, works: list[Work]) -> None:
    pid = place.server.process.pid
    before = cpu_seconds(pid)
    seconds, mib = timed(works), count * SIZE // MIB
    print(
        f"{name:<30} {count * SIZE / seconds / 1e6:6.0f} MB/s, "
        f"{(cpu_seconds(pid) - before) / mib * 1000:5.1f} ms of the core a MiB"
    )


def measure_memory(place: Place) -> None:
    pid = place.server.process.pid
    size = 32 * MIB
    stored = place.uploads(AT_ONCE, size)
    timed(list(stored.values()))
    before = peak = resident(pid)
    rate = 8 * MIB
    works = [*place.uploads(AT_ONCE, size, rate).values(), *(place.download(id_, rate) for id_ in stored)]
    is_over = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_over.wait(0.02):
            peak = max(peak, resident(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    timed(works)
    is_over.set()
    watcher.join()
    each = (peak - before) / MIB / len(works)
    print(
        f"memory                         {before / MIB:.0f} MiB, and {each:.2f} MiB for each of {len(works)} transfers"
    )


def measure_latency(place: Place) -> None:
    print(f"messages without transfers     {figures(place.latencies())}")
    size = TRAFFIC_S * RATE // 2
    (stored, first), *_ = place.uploads(1, size).items()
    timed([first])
    (second,) = place.uploads(1, size, RATE / 2).values()
    with programs([second, place.download(stored, RATE / 2)]):
        print(f"messages beside 50 MB/s        {figures(place.latencies())}")


def main() -> None:
    if sys.argv[1:] != ["server"]:
        sys.exit(__doc__)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with on_core(CORES[0]):
            server = stack.enter_context(running_server(folder, arguments=OPTIONS))
        place = Place(server)
        measure_memory(place)
        measure_latency(place)
        measure_throughput(place, folder)


if __name__ == "__main__":
    main()
