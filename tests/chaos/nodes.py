"""python -m tests.chaos.nodes [--rounds 20] [--people 4] [--old 4]: two servers on one PostgreSQL behind a balancer,
and in the middle of traffic now the one is killed, now the other, and now PostgreSQL is stopped or killed.

Prints what became of every message. Exit code 1 where one was lost, shown twice or came out of order.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.chaos.people import SERVER, a_crowd
from tests.chaos.tally import Tally
from tests.helpers.balancer import Balancer
from tests.helpers.postgres import Cluster, cluster
from tests.helpers.server import Server, ServerProcess, start_server

_LONGEST_S = 0.4


class Event(Enum):
    KILL = "a server is killed"
    STOP = "a server is stopped"
    RESTART = "PostgreSQL is restarted"
    CRASH = "PostgreSQL is killed"


@dataclass
class Nodes(Server):
    """Two servers; `address` is the balancer's."""

    url: str
    processes: list[ServerProcess]

    @property
    def place(self) -> str:
        return self.url


def begin(folder: Path, url: str, *, port: int = 0) -> ServerProcess:
    return start_server(folder.parent, folder=folder, port=port, arguments=(*SERVER, "--database", url))


@contextmanager
def two_nodes(folder: Path, url: str) -> Iterator[Nodes]:
    """Two servers on one database, behind a balancer."""
    processes: list[ServerProcess] = []
    try:
        processes.append(begin(folder / "one", url))
        processes.append(begin(folder / "two", url))
        with Balancer([process.port for process in processes]) as balancer:
            yield Nodes(balancer.url, folder, url, processes)
    finally:
        for process in processes:
            process.kill()


def run(
    folder: Path,
    postgres: Cluster,
    events: Iterable[Event],
    people: int = 4,
    old: int = 4,
    dice: random.Random | None = None,
) -> Tally:
    """Let these happen one after the other, each in the middle of traffic; what became of the messages. So many people
    have our client, and so many an old one; every connection may end up at either server."""
    dice = dice or random.Random()
    with (
        postgres.database() as url,
        two_nodes(folder, url) as nodes,
        a_crowd(folder / "people", people, old=old) as crowd,
    ):
        crowd.register_with(nodes)
        crowd.sign_in(nodes.address)
        crowd.set_talking(True)
        for index, event in enumerate(events):
            crowd.run_until_answered(5)
            crowd.run_for(dice.uniform(0, _LONGEST_S))
            if event in (Event.KILL, Event.STOP):
                process = nodes.processes[index % 2]
                if event is Event.KILL:
                    process.kill()
                else:
                    assert process.terminate() == 0, process.log()
                # The other continues alone.
                crowd.try_now()
                crowd.run_until_answered(5)
                nodes.processes[index % 2] = begin(process.folder, url, port=process.port)
            else:
                postgres.stop() if event is Event.RESTART else postgres.crash()
                crowd.run_for(dice.uniform(0, _LONGEST_S))
                postgres.start()
            crowd.try_now()
        crowd.come_to_rest()
        return crowd.tally()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--old", type=int, default=4)
    options = parser.parse_args()
    dice = random.Random()
    events = [dice.choice(list(Event)) for _ in range(options.rounds)]
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder, cluster() as postgres:
        tally = run(Path(folder), postgres, events, options.people, options.old, dice)
    del application
    print(f"{', '.join(event.value for event in events)}: {tally}")
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
