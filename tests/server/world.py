"""A server without sockets, and clients for it, on a clock that a test moves."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from qqdesk.server.accounts.devices import digest
from qqdesk.server.accounts.passwords import Passwords
from qqdesk.server.core import Core
from qqdesk.server.delivery.sqlite_store import SqliteStore
from qqdesk.server.dispatcher import Dispatcher
from qqdesk.server.errors import StorageError
from qqdesk.server.operations.daemon import open_store
from qqdesk.server.operations.place_state import place_state
from qqdesk.server.sessions.sessions import HangingPoll, Session
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage import postgres
from qqdesk.server.storage.dialect import postgres_statements
from qqdesk.server.storage.notifications import MAIL
from tests.helpers.clock import FakeClock
from tests.helpers.server import CHEAP, add_to_lists, add_user, md5

T = TypeVar("T")

DEVICE = "d" * 32
OTHER_DEVICE = "e" * 32
_DEADLINE_S = 60.0
_marks = itertools.count(8_000_000_000)
"""Unassigned numbers."""


@dataclass
class FakeReceipt:
    is_received: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a reply. `delivered` is called with whether it was written out."""

    body: bytes
    delivered: Callable[[bool], None] | None = None
    receipt: FakeReceipt = field(default_factory=FakeReceipt)

    def arrive(self) -> None:
        """The reply leaves the server, and the client's system acknowledges it."""
        if self.delivered is not None:
            self.delivered(True)
        self.receipt.is_received = True


class Reply(dict[str, str]):
    """The fields of a reply, as a client of the day took it apart."""

    def __init__(self, answer: Answer) -> None:
        self.text = answer.body.decode()
        self.answer = answer
        super().__init__(pair.split("=", 1) for pair in self.text.split("&") if pair)

    @property
    def rows(self) -> list[tuple[int, int, str]]:
        """Kind, sender and text of each message."""
        if self["MN"] == "0":
            return []
        columns = [self[name].removesuffix(",").split(",") for name in ("MT", "UN", "MG")]
        return [(int(kind), int(sender), text) for kind, sender, text in zip(*columns, strict=True)]

    @property
    def ids(self) -> list[int]:
        return [int(id_) for id_ in self.get("MID", "").split(",") if id_]


@dataclass
class Person:
    """A user with a client."""

    world: "World"
    number: int
    address: str = "10.0.0.1"
    token: str | None = None
    sequence: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def body(self, command: str, **fields: object) -> str:
        sequence = fields.pop("SEQ") if "SEQ" in fields else next(self.sequence)
        head = f"VER=1.1&CMD={command}&SEQ={sequence}&UIN={self.number}"
        if self.token is not None and command != "Login":
            head += f"&SID={self.token}"
        return head + "".join(f"&{name}={value}" for name, value in fields.items())

    def ask(self, command: str, **fields: object) -> Reply:
        return self.world.post(self.body(command, **fields), self.address)

    def start(self, command: str, **fields: object) -> "Running":
        """Ask, and do not wait for the answer."""
        return self.world.start(self.body(command, **fields), self.address)

    def login(self, password: str = "secret", /, **fields: object) -> Reply:
        """Sign in as a classic client."""
        self.token = None
        return self.ask("Login", PS=md5(password), M5=1, LC="9326B87B234E7235", **fields)

    def sign_in(self, device: str = DEVICE) -> "Person":
        """Sign in with EXT."""
        reply = self.login(EXT=1, DEV=device)
        assert reply["EXT"] == "1", reply.text
        self.token = reply["SID"]
        return self

    def poll(self, **fields: object) -> list[tuple[int, int, str]]:
        reply = self.ask("GetMsgEx", **fields)
        assert reply["RES"] == "0", reply.text
        return reply.rows

    @property
    def session(self) -> Session:
        sessions = self.world.core.sessions
        if self.token is None:
            session = sessions.classic(self.address, self.number)
        else:
            session = sessions.by_key(digest(self.token), self.number)
        assert session is not None
        return session


class Line:
    """A client's connection for one request, as the service knows one."""

    def __init__(self, done: Callable[[Answer], None] = lambda _: None) -> None:
        self.done = done
        self.is_cut = False
        self.is_protected = True
        self.is_aborted = False
        self.poll: HangingPoll | None = None
        self.is_direct = True
        """No proxy acknowledges in the client's place."""
        self._receipt = FakeReceipt()

    def belongs_to(self, number: int) -> None:
        """Nothing depends on it here."""

    def respond(self, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        self.done(Answer(body, delivered, self._receipt))

    def receipt(self) -> FakeReceipt | None:
        return self._receipt if self.is_direct else None

    def abort(self) -> None:
        """There is no answer."""
        self.is_aborted = True

    def cut(self) -> None:
        """Close the connection."""
        self.is_cut = True
        if self.poll is not None:
            self.poll.finish()


class Running:
    """A pending request."""

    def __init__(self, world: "World", body: bytes, address: str, plus_is_space: bool = False) -> None:
        self._world = world
        self._answer: asyncio.Future[Answer] = world.loop.create_future()
        self.line = Line(self._answer.set_result)
        world.loop.call_soon(world.service.dispatch, body, address, self.line, plus_is_space)

    @property
    def is_done(self) -> bool:
        return self._answer.done()

    def reply(self) -> Reply:
        return Reply(self._world.run(self._answer))


class World:
    def __init__(
        self,
        folder: Path,
        loop: asyncio.AbstractEventLoop,
        clock: FakeClock,
        url: str = "",
        settings: Settings | None = None,
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.url = url
        self.loop = loop
        self.clock = clock
        self.settings = settings or Settings()
        self.files_folder: Path | None = None
        """Servers have files after a restart."""
        self._begin()

    def _begin(self) -> None:
        store = open_store(self.folder, self.url)
        store.time = lambda _: self.clock.now()
        self.core = Core(store, Passwords(CHEAP), self.clock, self.folder, self.settings, self.files_folder)
        self.core.report_place = partial(place_state, self.core)
        self.service = Dispatcher(self.core)

    async def open(self) -> None:
        self.core.store.start()
        await self.core.start()

    async def close(self, *, is_killed: bool = False) -> None:
        if not is_killed:
            self.core.stop()
        await self.core.store.close()
        self.core.passwords.close()
        if self.core.files is not None:
            self.core.files.close()

    def restart(
        self,
        settings: Settings | None = None,
        *,
        is_killed: bool = False,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """The server stops and another one takes its place, with these settings from now on; time continues.
        `meanwhile` is called in between."""
        self.run(self.close(is_killed=is_killed))
        meanwhile()
        self.settings = settings or self.settings
        self._begin()
        self.run(self.open())

    def run(self, work: Awaitable[T]) -> T:
        async def bounded() -> T:
            return await asyncio.wait_for(work, _DEADLINE_S)

        return self.loop.run_until_complete(bounded())

    @contextmanager
    def one_commit(self) -> Iterator[None]:
        """Let all requests inside the block share a commit, as during another commit."""
        store = self.core.store
        store._is_writing = True
        try:
            yield
        finally:
            store._is_writing = False
            store._write_soon()

    @contextmanager
    def failing_disk(self) -> Iterator[None]:
        """Let all writes fail inside the block. For SQLite files only."""
        store = self.core.store
        assert isinstance(store, SqliteStore)
        with mock.patch.object(store, "_is_in_place", lambda: False):
            yield

    def turn(self) -> None:
        """Let everything begin that was asked for; what goes to disk does not come back yet."""

        async def turns() -> None:
            for _ in range(5):
                await asyncio.sleep(0)

        self.run(turns())

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        return self.run(self.core.store.read(lambda db: db.execute(sql).fetchall()))

    def person(self, number: int, *, address: str = "10.0.0.1", **options: object) -> Person:
        """Create an account that is not signed in."""
        add_user(self.url or self.folder, number, **options)  # type: ignore[arg-type]
        return Person(self, number, address)

    def people(self, *numbers: int) -> list[Person]:
        """Signed in with EXT, and all on each other's lists."""
        people = [self.person(number) for number in numbers]
        add_to_lists(self.url or self.folder, [(one, other) for one in numbers for other in numbers if one != other])
        for person in people:
            person.sign_in()
        self.settle()
        for person in people:
            person.session.unsent.clear()
        return people

    def post(self, body: str | bytes, address: str = "10.0.0.1", *, plus_is_space: bool = False) -> Reply:
        raw = body.encode() if isinstance(body, str) else body
        return Running(self, raw, address, plus_is_space).reply()

    def start(self, body: str, address: str = "10.0.0.1") -> Running:
        running = Running(self, body.encode(), address)
        self.settle()
        return running

    def start_unsettled(self, body: str, address: str = "10.0.0.1") -> Running:
        """For many that come at the same time."""
        return Running(self, body.encode(), address)

    def settle(self) -> None:
        """Let everything happen that can happen now: a write that comes back has let all before it go on."""

        async def turns() -> None:
            for _ in range(3):
                with suppress(StorageError):
                    await self.core.store.write(lambda db: None)
                with suppress(StorageError):
                    await self.core.store.read(lambda db: None)
                for _ in range(5):
                    await asyncio.sleep(0)

        self.run(turns())

    def catch_up(self) -> None:
        """Let the server react to everything that other processes have written so far."""
        self.core.housekeeping.sweep()
        self.settle()
        if self.url:
            self._hear()

    def _hear(self) -> None:
        """Wait for the notifications of PostgreSQL: they arrive in the order of the commits."""
        mark, heard, store = next(_marks), set[int](), self.core.store
        on_notification = store.on_notification

        def note(kind: str, numbers: list[int]) -> None:
            heard.update(numbers)
            on_notification(kind, numbers)

        # From then on it listens.
        self.until(lambda: self.core.session_cache.is_current)
        with mock.patch.object(store, "on_notification", note):
            with closing(postgres.open_connection(self.url, "qqdesk test")) as database:
                database.notify(MAIL, mark)
            self.until(lambda: mark in heard)
        self.settle()

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + _DEADLINE_S
        while not condition():
            assert time.monotonic() < deadline, "it did not come about"
            self.settle()

    def advance(self, seconds: float) -> None:
        end = self.clock.passed + seconds
        while (due := self.clock.next_due(end)) is not None:
            # What it does may set others.
            self.clock.advance(due - self.clock.passed)
            self.settle()
        self.clock.advance(end - self.clock.passed)
        self.settle()


@contextmanager
def a_world(folder: Path, url: str = "") -> Iterator[World]:
    with asyncio.Runner() as runner:
        world = World(folder, runner.get_loop(), FakeClock(), url)
        world.run(world.open())
        try:
            yield world
        finally:
            world.run(world.close())


def empty(url: str) -> None:
    """Bring the PostgreSQL database at `url` back to the content of a new one."""
    with postgres.transaction(url) as db:
        tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            if table != postgres.FORMAT_TABLE:
                db.execute(f"DELETE FROM {table}")
        for statement in postgres_statements():
            if statement.startswith("INSERT"):
                db.execute(statement)
