"""How soon messages arrive while an administrator's backup runs, beside those without a backup.

    python -m tests.bench.place_backup [--messages 1000000] [--backups 3]

Ten pairs talk, 500 messages a second, over long polls. Meanwhile an administrator backs the place up by the command of
the protocol, and asks for its state each second, as the program does. Prints how long messages take before, during and
after the backups, and how long a backup takes. Goal: p99 of at most 20 ms during a backup.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from pathlib import Path

from qqdesk.server.operations.daemon import new_event_loop
from tests.bench import conversations, crowd
from tests.bench.sign_in_burst import ARGUMENTS, PAIRS, TALKERS, Line, Talk, add_people, report, sign_in
from tests.helpers.server import add_to_lists, running_server

QUIET_S = 10.0
CONTACTS = 1_000
"""All accounts, with the talking ones."""
ADMINISTRATOR = 30_001
TALKING = [TALKERS + index for index in range(2 * PAIRS)]


async def back_up(line: Line, token: str) -> tuple[float, float]:
    """Back up; return when it began and ended."""
    began = time.perf_counter()
    assert (await line.ask("Backup", ADMINISTRATOR, f"SID={token}"))["RES"] == "0"
    place = {"BACKUPNOW": "0"}
    while "BACKUPNOW" in place:
        await asyncio.sleep(1)
        place = await line.ask("Place", ADMINISTRATOR, f"SID={token}")
    assert place["BACKUPERR"] == "", place
    return began, time.perf_counter()


async def measure(port: int, backups: int) -> None:
    line = Line(port)
    await line.open()
    token = await sign_in(line, ADMINISTRATOR)
    talk = Talk(port)
    talking = asyncio.get_running_loop().create_task(talk.run())
    await talk.begun.wait()
    talk.took.clear()
    await asyncio.sleep(QUIET_S)
    times = [await back_up(line, token) for _ in range(backups)]
    await asyncio.sleep(QUIET_S)
    talking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await talking
    first, last = times[0][0], times[-1][1]
    report("messages before", [took for sent, took in talk.took if sent < first])
    report("messages meanwhile", [took for sent, took in talk.took if first <= sent <= last])
    report("messages after", [took for sent, took in talk.took if sent > last])
    print("backups             " + ", ".join(f"{ended - began:.1f} s" for began, ended in times))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000, help="on the server")
    parser.add_argument("--backups", type=int, default=3, help="one after the other")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "server"
        crowd.add_people(folder, CONTACTS)
        conversations.fill(folder, 1, options.messages, CONTACTS)
        add_people(folder, [ADMINISTRATOR])
        add_to_lists(folder, zip(TALKING[::2], TALKING[1::2], strict=True))
        with running_server(Path(name), arguments=ARGUMENTS) as server:
            server.appoint(ADMINISTRATOR)
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                runner.run(measure(server.port, options.backups))
    return 0


if __name__ == "__main__":
    sys.exit(main())
