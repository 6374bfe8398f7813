"""A long talk: memory, live objects and the longest stall of the GUI thread, while the server is killed now and then.

    python -m tests.bench.soak [--minutes 60] [--rate 20] [--kill-every 60] [--heap] [--stacks FILE]

On Linux. The program is a process of its own with its real windows. It writes half of the messages by key presses in
the chat window; a bot writes the other half. Each minute prints one line. Three times the rate shows in a few minutes
what grows. The memory's baseline is the level of the run after its first quarter; the stall's baseline is the longest
stall of a bare event loop that runs beside the program. A stall is counted with and without the time in which the
thread waited for a core of a busy machine ("queued"); the limit is for the one without.
Exit code 1 if memory grows by more than MOST_GROWTH_MB after the first quarter, or if a stall exceeds MOST_STALL_MS.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qqdesk.bot.bot import Bot
from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.passwords import hash_password
from tests.bench.machine import memory, resident
from tests.bench.own_process import FIRST, ME
from tests.bench.soak_program import TEXT, Stall
from tests.helpers.server import CHEAP, ServerProcess, add_to_lists, md5, start_server, transaction

PROGRAM = "tests.bench.soak_program"
SERVER = ("--no-tls", "--no-ops", "--no-announce", "--messages-per-minute", "0", "--sign-ins-per-minute", "0")
DOWN_S = 1.5
"""How long the server is down after a kill."""
MOST_GROWTH_MB = 3.0
MOST_STALL_MS = 100.0


def peer(address: str, rate: float) -> None:
    """A bot that writes at a rate, and receives."""
    bot = Bot(address, FIRST, "secret", device=os.urandom(16).hex())
    bot.on_message(lambda message: None)
    bot.start()
    begin = time.monotonic()
    number = 0
    while rate:
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        number += 1
        bot.send(ME, TEXT.format(number=number))
    threading.Event().wait()


@contextmanager
def child(*arguments: str, errors: Any = None) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-P", "-m", *arguments]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def ask(process: "subprocess.Popen[str]") -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    line = process.stdout.readline()
    assert line, "the program ended"
    return json.loads(line)


class Place:
    """The server, which is killed and started again on its port."""

    def __init__(self, folder: Path, contacts: int) -> None:
        self._folder = folder
        self.server: ServerProcess = start_server(folder, arguments=SERVER)
        self.kills = 0
        people = range(FIRST, FIRST + contacts)
        with transaction(self.server.folder) as db:
            password, now = hash_password(md5("secret"), CHEAP), time.time_ns() // 1_000_000
            for number in (ME, *people):
                accounts.add(db, number, password, f"Somebody {number}", now)
        add_to_lists(self.server.folder, [(ME, number) for number in people] + [(FIRST, ME)])

    def restart(self) -> None:
        self.server.kill()
        time.sleep(DOWN_S)
        self.server = start_server(self._folder, folder=self.server.folder, port=self.server.port, arguments=SERVER)
        self.kills += 1


def run_for(place: Place, seconds: float, kill_every: float, until_kill: float) -> float:
    """Kill now and then; return the seconds until the next kill."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if kill_every and until_kill <= left:
            time.sleep(until_kill)
            place.restart()
            until_kill = kill_every
        else:
            time.sleep(left)
            until_kill -= left
    return until_kill


def main(options: argparse.Namespace) -> int:
    own: list[float] = []
    stalls: list[Stall] = []
    own_stalls: list[float] = []
    beats: list[float] = []
    written, received = str(options.rate * options.share), str(options.rate * (1 - options.share))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = Place(folder, options.contacts)
        address = place.server.address
        heap = "heap" if options.heap else ""
        until_kill = options.kill_every
        try:
            with (
                child(PROGRAM, address, str(folder / "data"), written, heap, options.stacks) as desk,
                child(PROGRAM) as bare_loop,
            ):
                assert desk.stdout is not None
                assert "open" in desk.stdout.readline()
                with child("tests.bench.soak", "peer", address, received):
                    print("minute  own MB  RSS MB  stall ms   cpu  queued  own stall  bare ms  kills  counts")
                    for minute in range(1, round(options.minutes * 60 / options.every) + 1):
                        until_kill = run_for(place, options.every, options.kill_every, until_kill)
                        answer, beat = ask(desk), ask(bare_loop)
                        own.append(memory(desk.pid).own / 1e6)
                        longest, longest_own = (Stall(*stall) for stall in answer.pop("stalls"))
                        stalls.append(longest)
                        own_stalls.append(longest_own.own)
                        beats.append(beat[0][0])
                        print(
                            f"{minute * options.every / 60:6.1f}{own[-1]:8.1f}{resident(desk.pid) / 1e6:8.1f}"
                            f"{longest.wall:10.0f}{longest.cpu:6.0f}{longest.queued:8.0f}{longest_own.own:10.0f}"
                            f"{beats[-1]:9.0f}{place.kills:7}  "
                            + " ".join(f"{key} {value}" for key, value in answer.items()),
                            flush=True,
                        )
        finally:
            place.server.kill()
    quarter = max(len(own) // 4, 1)
    level, end = statistics.median(own[quarter - 1 : 2 * quarter]), statistics.median(own[-quarter:])
    print(f"memory {level:.1f} -> {end:.1f} MB, ratio {end / level:.3f} (at most {MOST_GROWTH_MB:+.1f} MB)")
    stall = max(stalls)
    print(
        f"longest stall {stall.wall:.0f} ms ({stall.cpu:.0f} running, {stall.queued:.0f} waiting for a core), "
        f"of a bare loop {max(beats):.0f} ms, ratio {stall.wall / max(max(beats), 1):.1f}; "
        f"longest without waiting for a core {max(own_stalls):.0f} ms (at most {MOST_STALL_MS:.0f} ms)"
    )
    return 0 if end - level <= MOST_GROWTH_MB and max(own_stalls) <= MOST_STALL_MS else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["peer"]:
        peer(sys.argv[2], float(sys.argv[3]))
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--minutes", type=float, default=60)
        parser.add_argument("--rate", type=float, default=20, help="messages per second, both directions together")
        parser.add_argument("--share", type=float, default=0.5, help="of the messages, that the program writes")
        parser.add_argument("--contacts", type=int, default=200)
        parser.add_argument("--kill-every", type=float, default=60, help="seconds between two kills; 0 for none")
        parser.add_argument("--every", type=float, default=60, help="seconds between two lines")
        parser.add_argument("--heap", action="store_true", help="trace Python's allocations (slow)")
        parser.add_argument("--stacks", default="", help="file for the stacks of long stalls (slow)")
        sys.exit(main(parser.parse_args()))
