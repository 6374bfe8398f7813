"""What clients with EXT notice of a server that is stopped and started again while they talk.

    python -m tests.bench.restart [--pairs 50] [--idle 500] [--rounds 5]

Pairs talk, a message every 20 ms each, and others only wait in a poll. The server gets SIGTERM and is started again on
its port. Prints, as medians and the worst of the rounds: how long it took to end and to serve again; which requests
that were on their way got no answer (a client sends those again); and the longest that anybody waited for one, where a
poll that found nothing is asked again at once. Then what was lost or doubled.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from qqdesk.server.operations.daemon import new_event_loop
from tests.bench.sign_in_burst import ARGUMENTS, EVERY_S, FIRST, TALKERS, Line, add_people, sign_in
from tests.helpers.server import ServerProcess, add_to_lists, start_server

_AGAIN_S = 0.02
_QUIET_S = 1.0


class Client:
    """Repeat a request until it is answered; retry a failed connection after a moment."""

    def __init__(self, port: int, run: "Run") -> None:
        self._line = Line(port)
        self._run = run
        self._is_open = False

    async def ask(self, command: str, number: int, rest: str) -> dict[str, str]:
        began, sent = time.monotonic(), False
        while True:
            try:
                if self._is_open and self._line.is_over:
                    self._line.close()
                    self._is_open = False
                if not self._is_open:
                    await self._line.open()
                    self._is_open = True
                sent = True
                reply = await self._line.ask(command, number, rest)
            except (OSError, asyncio.IncompleteReadError):
                self._run.unanswered[command] += sent and self._run.is_stopping
                if self._is_open:
                    self._line.close()
                self._is_open = sent = False
                await asyncio.sleep(_AGAIN_S)
                continue
            assert reply["RES"] == "0", reply
            if command != "GetMsgEx" or reply["MN"] != "0":
                self._run.longest_s = max(self._run.longest_s, time.monotonic() - began)
            return reply


class Run:
    """All clients, and their observations."""

    def __init__(self, port: int, pairs: int, idle: int) -> None:
        self._port, self._pairs, self._idle = port, pairs, idle
        self.is_stopping = False
        self.is_over = False
        """No client sends any more."""
        self._all_is_sent = False
        self.begun = asyncio.Event()
        self._tokens: dict[int, str] = {}
        self.unanswered: Counter[str] = Counter()
        self.longest_s = 0.0
        self.sent: Counter[str] = Counter()
        self.got: Counter[str] = Counter()

    async def talk(self) -> None:
        numbers = [TALKERS + index for index in range(2 * self._pairs)] + [FIRST + index for index in range(self._idle)]
        async with asyncio.TaskGroup() as group:
            for number in numbers:
                group.create_task(self._sign_in(number))
        self.begun.set()
        async with asyncio.TaskGroup() as group:
            senders = [group.create_task(self._send(TALKERS + 2 * pair)) for pair in range(self._pairs)]
            for pair in range(self._pairs):
                group.create_task(self._receive(TALKERS + 2 * pair + 1))
            for index in range(self._idle):
                group.create_task(self._receive(FIRST + index))
            await asyncio.gather(*senders)
            self._all_is_sent = True

    async def _sign_in(self, number: int) -> None:
        line = Line(self._port)
        await line.open()
        self._tokens[number] = await sign_in(line, number)
        line.close()

    async def _send(self, number: int) -> None:
        client, token, count = Client(self._port, self), self._tokens[number], 0
        while not self.is_over:
            count += 1
            text = f"{number} {count}"
            self.sent[text] += 1
            await client.ask("CLTMSG", number, f"SID={token}&CID={number:016x}{count:016x}&UN={number + 1}&MG={text}")
            await asyncio.sleep(EVERY_S)

    async def _receive(self, number: int) -> None:
        client, token, acknowledge = Client(self._port, self), self._tokens[number], 0
        last_look = False
        while not last_look:
            last_look = self._all_is_sent
            wait = 0 if last_look else 10
            reply = await client.ask("GetMsgEx", number, f"SID={token}&WAIT={wait}&ACK={acknowledge}")
            if reply["MN"] == "0":
                continue
            last_look = False
            acknowledge = int(reply["MID"].split(",")[-2]) or acknowledge
            kinds, texts = reply["MT"].split(","), reply["MG"].split(",")
            self.got.update(text for kind, text in zip(kinds, texts, strict=False) if kind == "9")


async def measure(server: ServerProcess, folder: Path, options: argparse.Namespace) -> ServerProcess:
    run = Run(server.port, options.pairs, options.idle)
    talking = asyncio.get_running_loop().create_task(run.talk())
    ended, away, longest, cut = [], [], [], []
    await run.begun.wait()
    for _ in range(options.rounds):
        await asyncio.sleep(_QUIET_S)
        run.longest_s, run.is_stopping = 0.0, True
        run.unanswered.clear()
        began = time.monotonic()
        code = await asyncio.to_thread(server.terminate)
        ended.append(time.monotonic() - began)
        assert code == 0, server.log()
        run.is_stopping = False
        server = await asyncio.to_thread(start_server, folder, port=server.port, arguments=ARGUMENTS)
        away.append(time.monotonic() - began)
        await asyncio.sleep(2 * _QUIET_S)
        longest.append(run.longest_s)
        cut.append(dict(run.unanswered))
    run.is_over = True
    await talking
    report("to its end", ended)
    report("until it serves again", away)
    report("the longest wait for an answer", longest)
    print(f"requests that got no answer        {cut}")
    lost, doubled = len(run.sent - run.got), sum(count - 1 for count in run.got.values())
    print(f"messages {len(run.sent)}, lost {lost}, doubled {doubled}")
    return server


def report(name: str, seconds: list[float]) -> None:
    print(f"{name:<34} {statistics.median(seconds):.2f} s   at most {max(seconds):.2f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=50, help="pairs who talk")
    parser.add_argument("--idle", type=int, default=500, help="others, who only wait")
    parser.add_argument("--rounds", type=int, default=5, help="restarts")
    options = parser.parse_args()
    talkers = [TALKERS + index for index in range(2 * options.pairs)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        add_people(folder / "server", talkers + [FIRST + index for index in range(options.idle)])
        add_to_lists(folder / "server", zip(talkers[::2], talkers[1::2], strict=True))
        server = start_server(folder, arguments=ARGUMENTS)
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            server = runner.run(measure(server, folder, options))
        server.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
