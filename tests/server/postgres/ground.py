"""A PostgreSQL as the ground that a server of the delivery machine stands on."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qqdesk.server.storage import postgres
from qqdesk.server.storage.interface import Database
from tests.helpers.clock import FakeClock
from tests.server.delivery.ground import SETTINGS, people
from tests.server.world import World


class PostgresGround:
    """One database, which is emptied for each run."""

    is_file = False

    def __init__(self, url: str, empty: Callable[[str], None], friends: Sequence[int], stranger: int) -> None:
        self._url = url
        self._empty = empty
        self._people = friends, stranger
        self._scratch = Path()
        self._reading = postgres.connect(url, "qqdesk judge")

    def close(self) -> None:
        self._reading.close()

    def begin(self, scratch: Path) -> None:
        self._scratch = scratch
        self._empty(self._url)
        with self.outside() as db:
            people(db, *self._people)

    def open(self, loop: asyncio.AbstractEventLoop, clock: FakeClock) -> World:
        # The judge assumes that classic sessions end with their server. Here they live on, see `test_two_nodes`.
        with self.outside() as db:
            db.execute("DELETE FROM devices WHERE device = ''")
            db.execute("DELETE FROM replies")
            db.execute("DELETE FROM requests_done")
            db.execute("DELETE FROM fetches")
        return World(self._scratch, loop, clock, self._url, SETTINGS)

    @contextmanager
    def database(self) -> Iterator[Database]:
        yield self._reading

    @contextmanager
    def outside(self) -> Iterator[Database]:
        with postgres.transaction(self._url) as db:
            yield db

    def leave(self, world: World, goes_down: Callable[[], None]) -> None:
        # Writes in flight may reach the disk: they were not acknowledged, so both outcomes are valid.
        goes_down()
