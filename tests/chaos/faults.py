"""python -m tests.chaos.faults [--seconds 60] [--share 0.1] [--kills 5] [--people 4] [--old 4]: people talk
through lines that go wrong in every way, with a server that is killed now and then.

Prints what became of every message. Exit code 1 where one was lost, shown twice or came out of order.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from PySide6.QtCore import QCoreApplication

from qqdesk.client import client
from qqdesk.engine import receiver
from tests.chaos.people import a_crowd, begin
from tests.chaos.tally import Tally
from tests.helpers.proxy import FaultyProxy, fickle


@contextmanager
def impatience(seconds: float = 1.0) -> Iterator[None]:
    """The reply timeout of the clients, so that a lost reply costs little time."""
    defaults = {**(client.Client.request.__kwdefaults__ or {}), "timeout": seconds}
    with (
        mock.patch.object(client, "COMMAND_TIMEOUT_S", seconds),
        mock.patch.object(client, "POLL_GRACE_S", seconds),
        mock.patch.object(client.Client.request, "__kwdefaults__", defaults),
        mock.patch.object(receiver, "LONG_POLL_S", 2),
    ):
        yield


def run(
    folder: Path,
    seconds: float,
    share: float,
    kills: int = 0,
    people: int = 4,
    old: int = 4,
    dice: random.Random | None = None,
) -> Tally:
    """Let people talk for `seconds`, with a share of failing requests and with kills. `people` use our client, `old`
    a classic one."""
    dice = dice or random.Random()
    server = begin(folder)
    try:
        with impatience(), FaultyProxy(server.port) as proxy, a_crowd(folder / "people", people, old=old) as crowd:
            crowd.register_with(server)
            crowd.sign_in(proxy.url, lines_to=server)
            proxy.whim = fickle(share, dice)
            crowd.go_wrong(share, dice)
            crowd.set_talking(True)
            for _ in range(kills):
                crowd.run_for(seconds / (kills + 1))
                server.kill()
                server = begin(folder, folder=server.folder, port=server.port)
            crowd.run_for(seconds / (kills + 1))
            proxy.whim = None
            crowd.go_wrong(0.0, dice)
            crowd.come_to_rest()
            tally = crowd.tally(was_killed=kills > 0)
            crowd.leave()
            return tally
    finally:
        server.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--share", type=float, default=0.1, help="of all requests, from 0 to 1")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--old", type=int, default=4)
    options = parser.parse_args()
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.seconds, options.share, options.kills, options.people, options.old)
    del application
    print(f"{options.share:.0%} of all requests went wrong, {options.kills} kills: {tally}")
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
