"""The storage of a server: an SQLite file or a PostgreSQL database."""

import asyncio
import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from qqdesk.server.accounts import accounts
from qqdesk.server.accounts.passwords import hash_password
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME, SqliteDatabase, open_database
from tests.helpers.clock import START_MS, FakeClock
from tests.helpers.server import CHEAP, md5
from tests.server.world import World

SETTINGS = Settings(adds_per_hour=0)
"""Requests of strangers have no limit here."""


class Ground(Protocol):
    is_file: bool
    """Its disk can be made to fail, and the server finds out by itself what others write."""

    def begin(self, scratch: Path) -> None:
        """A new run begins with the people that every run begins with; it may use this folder."""
        ...

    def open(self, loop: asyncio.AbstractEventLoop, clock: FakeClock) -> World:
        """Return a server that is not started."""
        ...

    def database(self) -> AbstractContextManager[Database]:
        """Read the disk through another connection."""
        ...

    def outside(self) -> AbstractContextManager[Database]:
        """A transaction of another process."""
        ...

    def leave(self, world: World, goes_down: Callable[[], None]) -> None:
        """The server ends where it stands: it calls `goes_down`, and `open` finds nothing of what it does from then
        on, or no acknowledged entry."""
        ...


def people(db: Database, friends: Sequence[int], stranger: int) -> None:
    """Create the initial accounts: each on all others' lists, and one on no list."""
    password = hash_password(md5("secret"), CHEAP)
    for number in (*friends, stranger):
        accounts.add(db, number, password, f"user {number}", START_MS)
    db.executemany("INSERT INTO roster (owner, contact) VALUES (?, ?)", list(itertools.permutations(friends, 2)))


class FileGround:
    """An SQLite file, copied from one with the people in it."""

    is_file = True

    def __init__(self, template: Path, friends: Sequence[int], stranger: int) -> None:
        self._template = template
        self._names = itertools.count()
        self._scratch = self._folder = template
        with closing(open_database(template)) as db:
            db.execute("BEGIN IMMEDIATE")
            people(db, friends, stranger)
            db.execute("COMMIT")

    def begin(self, scratch: Path) -> None:
        self._scratch = scratch
        self._folder = shutil.copytree(self._template, self._place())

    def _place(self) -> Path:
        return self._scratch / str(next(self._names))

    def open(self, loop: asyncio.AbstractEventLoop, clock: FakeClock) -> World:
        # The judge knows of no classic session and no request from before.
        with self.outside() as db:
            db.execute("DELETE FROM devices WHERE device = ''")
            db.execute("DELETE FROM replies")
            db.execute("DELETE FROM requests_done")
            db.execute("DELETE FROM fetches")
        return World(self._folder, loop, clock, settings=SETTINGS)

    @contextmanager
    def database(self) -> Iterator[Database]:
        path = self._folder / FILE_NAME
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, factory=SqliteDatabase)) as db:
            yield db

    @contextmanager
    def outside(self) -> Iterator[Database]:
        with closing(open_database(self._folder)) as db:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    def leave(self, world: World, goes_down: Callable[[], None]) -> None:
        image = self._place()

        def copy(_: Database) -> None:
            # In the one thread that writes: nothing moves in the folder meanwhile. Nothing that shares its commit with
            # this may be answered any more.
            goes_down()
            shutil.copytree(world.folder, image)

        world.run(world.core.store.write(copy))
        self._folder = image
