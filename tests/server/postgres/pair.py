"""Two servers on one database, with nothing between them but that, and people who ask now the one and now the other."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from qqdesk.server.storage.notifications import MAIL
from tests.helpers.clock import FakeClock
from tests.helpers.server import add_to_lists
from tests.server.world import Person, Reply, Running, World

_DEADLINE_S = 60.0
_marks = itertools.count(9_000_000_000)
"""Unassigned numbers."""


@dataclass
class Roamer(Person):
    """A user whose requests go to the servers in turn."""

    worlds: Iterator[World] = field(default_factory=lambda: iter(()))

    def ask(self, command: str, **fields: object) -> Reply:
        self.world = next(self.worlds)
        return super().ask(command, **fields)


@dataclass
class Pair:
    one: World
    two: World

    def roamer(self, number: int, *, contacts: Sequence[int] = ()) -> Roamer:
        """Not signed in. The first request goes to the first server."""
        self.one.person(number, contacts=contacts)
        return Roamer(self.one, number, worlds=itertools.cycle((self.one, self.two)))

    def at(self, world: World, person: Person) -> Person:
        """The same client, at this server."""
        return Person(world, person.number, person.address, person.token, person.sequence)

    def settle(self) -> None:
        self.one.settle()
        self.two.settle()

    def until(self, condition: Callable[[], object]) -> None:
        """Notifications take time to arrive."""
        deadline = time.monotonic() + _DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, "it did not come about"
            self.settle()

    def advance(self, seconds: float) -> None:
        self.one.advance(seconds)
        self.settle()

    def sweep(self) -> None:
        self.one.core.housekeeping.sweep()
        self.two.core.housekeeping.sweep()
        self.settle()

    def knows(self, number: int, status: int) -> None:
        """Both see this status of a user."""
        self.until(lambda: all(world.core.sessions.visible(number) == status for world in (self.one, self.two)))

    def catch_up(self) -> None:
        """What each has hinted at so far is heard by the other, and done about."""
        for sender, receiver in ((self.one, self.two), (self.two, self.one)):
            # Hints of one moment may be heard in another order: what comes after the first mark comes after all.
            for _ in range(2):
                self._reach(sender, receiver)
        self.settle()

    def _reach(self, sender: World, receiver: World) -> None:
        mark, heard = next(_marks), set[int]()
        store = receiver.core.store
        on_notification = store.on_notification

        def note(kind: str, numbers: list[int]) -> None:
            heard.update(numbers)
            on_notification(kind, numbers)

        def is_heard() -> bool:
            # Again and again: nothing is notified while no other server is known.
            sender.core.store.notify(MAIL, mark)
            return mark in heard

        with mock.patch.object(store, "on_notification", note):
            self.until(is_heard)


def a_pair(folder: Path, url: str) -> Iterator[Pair]:
    with asyncio.Runner() as runner:
        clock = FakeClock()
        worlds = [World(folder / name, runner.get_loop(), clock, url) for name in ("one", "two")]
        for world in worlds:
            world.run(world.open())
        pair = Pair(*worlds)
        try:
            pair.catch_up()
            yield pair
        finally:
            for world in worlds:
                world.run(world.close())


def befriend(pair: Pair, *numbers: int) -> None:
    add_to_lists(pair.one.url, [(one, other) for one in numbers for other in numbers if one != other])


def heard(person: Person, count: int, poll: Running | None = None) -> list[tuple[int, int, str]]:
    """So many messages, the first of them from `poll` if it hangs already.

    A poll may come back empty where one at the other server was taken for a newer one.
    """
    rows: list[tuple[int, int, str]] = []
    stored = 0
    while len(rows) < count:
        reply = (poll or person.start("GetMsgEx", WAIT=50, ACK=stored)).reply()
        poll = None
        assert reply["RES"] == "0", reply.text
        rows += reply.rows
        stored = max([stored, *reply.ids])
    return rows
