"""python -m tests.chaos.nodes [--rounds 20] [--people 4] [--old 4]: two servers on one PostgreSQL behind a balancer,
and in the middle of traffic now the one is killed, now the other, and now PostgreSQL is stopped or killed.

Prints what became of every message. Exit code 1 where one was lost, shown twice or came out of order.
"""

import argparse
import itertools
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from qqdesk.protocol.codes import Status
from tests.chaos import rooms, several_devices
from tests.chaos.old_person import Habit, OldPerson
from tests.chaos.people import SERVER, Crowd, Person, a_crowd, attending
from tests.chaos.several_devices import ANNA, BERT, CARL, devices, wait_for_all
from tests.chaos.tally import Tally
from tests.helpers.balancer import Balancer
from tests.helpers.messages import chat_with
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

    def revive(self, index: int) -> None:
        """Start a server again that has ended."""
        process = self.processes[index]
        self.processes[index] = begin(process.folder, self.url, port=process.port)


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
                nodes.revive(index % 2)
            else:
                postgres.stop() if event is Event.RESTART else postgres.crash()
                crowd.run_for(dice.uniform(0, _LONGEST_S))
                postgres.start()
            crowd.try_now()
        crowd.come_to_rest()
        return crowd.tally()


def run_devices(folder: Path, postgres: Cluster, dice: random.Random) -> Tally:
    """Let the devices of each account talk at different servers, and kill each server: first in the middle of traffic,
    then while the device at the other server changes what both have to know."""
    crowd = Crowd(devices(folder / "people"), [OldPerson(CARL, ANNA, Habit.RANDOM_SEQUENCE)])
    with postgres.database() as url, two_nodes(folder, url) as nodes, attending(crowd):
        crowd.register_with(nodes)
        for person, process in zip(crowd.people, itertools.cycle(nodes.processes), strict=False):
            person.sign_in(process.address)
        crowd.old_people[0].sign_in(nodes.address)
        crowd.run_until(lambda: all(person.is_connected for person in crowd.everybody))
        crowd.set_talking(True)
        for index in range(len(nodes.processes)):
            crowd.run_until_answered(20)
            crowd.run_for(dice.uniform(0, _LONGEST_S))
            nodes.processes[index].kill()
            crowd.run_until_answered(20)
            nodes.revive(index)
            crowd.try_now()
        crowd.come_to_rest()
        wait_for_all(crowd, nodes.place)
        home, office, *_ = crowd.people
        _follow(crowd, nodes, 0, home, office, Status.BUSY)
        _follow(crowd, nodes, 1, office, home, Status.INVISIBLE)
        crowd.come_to_rest()
        wait_for_all(crowd, nodes.place)
        return several_devices.tally(crowd, nodes.place)


def run_room(folder: Path, postgres: Cluster, messages: int, seed: int) -> dict[str, Tally]:
    """Let the people of a room write at two servers, of which one is killed, then the other."""
    with postgres.database() as url, two_nodes(folder, url) as nodes:
        rooms.register(nodes)
        addresses = [process.address for process in nodes.processes]
        with (
            rooms.SlowProxy(nodes.processes[0].port, random.Random(seed)) as line,
            rooms.RoomTalk(folder / "people", nodes.place, addresses, line) as talk,
        ):
            for index, process in enumerate(nodes.processes.copy()):
                talk.run_until_stored(messages * (2 * index + 1) // 4)
                process.kill()
                rooms.disturb(talk, index + 1)
                talk.run_until_stored(messages * (2 * index + 2) // 4)
                nodes.revive(index)
            line.whim = None
            talk.come_to_rest()
            return talk.tallies()


def _follow(crowd: Crowd, nodes: Nodes, index: int, away: Person, present: Person, status: Status) -> None:
    """Kill the server of one device while the other reads, writes and changes the status; the first one follows."""
    bert = crowd.people[2]
    bert.say(f"unread {index}")
    crowd.run_until(lambda: all(one.shown[-1][1] == bert.said[-1] for one in (away, present)))
    nodes.processes[index].kill()
    crowd.run_until(lambda: not away.is_connected)
    for peer in (BERT, CARL):
        present.messenger.mark_read(chat_with(peer))
    present.messenger.set_status(status)
    present.say(f"meanwhile {index}")
    crowd.run_until(lambda: not present.storing and not present.open)
    nodes.revive(index)
    crowd.try_now()
    crowd.run_until(lambda: away.messenger.unread == 0)
    crowd.run_until(lambda: away.messenger.me.status is status)


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
