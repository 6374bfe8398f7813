"""A real server without sockets, and a link to it that fails on request. No time passes by itself."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from qqdesk.server.admin import operator_notices
from qqdesk.server.delivery.outgoing import Acknowledgement
from qqdesk.server.dispatcher import Dispatcher
from qqdesk.server.storage.interface import Database
from tests.helpers.clock import FakeClock
from tests.server.delivery.ground import Ground
from tests.server.world import Answer, Line, World

_DEADLINE_S = 60.0


class Fate(Enum):
    """The fault of a request."""

    FINE = "fine"
    LOSE_REQUEST = "lose the request"
    LOSE_REPLY = "lose the reply"
    """The reply leaves the server and is lost."""
    CUT_EARLY = "cut while it is at work"
    CUT_LATE = "cut before the reply is out"
    """In both cuts the server sees the connection break."""
    DELAY = "arrive late"
    """The client has given up by then."""
    TWICE = "arrive twice"
    TWICE_HEAR_SECOND = "arrive twice, and only the second reply comes through"
    AGAIN_LATE = "arrive now, and once more later"


BROKEN = (Fate.CUT_EARLY, Fate.CUT_LATE)


class JoinRequest(Protocol):
    """The callbacks of a flight. One of both is called, once, and only while the flight is listened to."""

    number: int
    address: str
    is_direct: bool
    """No proxy acknowledges the replies."""

    def heard(self, flight: "Flight", text: str) -> None: ...

    def failed(self, flight: "Flight") -> None: ...


@dataclass(eq=False)
class Flight:
    """One request on its way to the server and back."""

    asker: JoinRequest
    command: str
    body: bytes
    fate: Fate = Fate.FINE
    about: object = None
    """For the client: the subject of the request."""
    wait: int = 0
    """How long it may hang there (WAIT)."""
    is_heard: bool = True
    """The client still waits for the reply."""
    is_dead: bool = False
    """The server that received the request has ended."""
    line: Line = field(default_factory=Line)
    task: "asyncio.Task[None] | None" = None
    arrived: float = 0.0
    was_alive: bool | None = None
    """For the judge: whether there was a session when it arrived."""
    marks: dict[str, int] = field(default_factory=dict)
    reply: bytes | None = None
    is_out: bool = False
    """The reply got out of the server."""
    is_received: bool = False
    """The server knows that the reply reached the client."""

    def copy(self) -> "Flight":
        return Flight(self.asker, self.command, self.body, about=self.about, wait=self.wait, is_heard=False)

    @property
    def text(self) -> str:
        assert self.reply is not None
        return self.reply.decode()


def ask(
    service: Dispatcher, flight: Flight, arrived: Callable[[Flight], None], done: Callable[[Answer], None]
) -> "asyncio.Task[None] | None":
    """The one place that knows how the server is asked. `arrived` is called right before the server looks at it."""
    arrived(flight)
    flight.line.done = done
    flight.line.is_direct = flight.asker.is_direct
    return service.dispatch(flight.body, flight.asker.address, flight.line)


class Judge(Protocol):
    """Observes every reply of the server."""

    def arrived(self, flight: Flight) -> None: ...

    def answered(self, flight: Flight) -> None: ...

    def died(self, flights: list[Flight]) -> None: ...


class Link:
    """The server and the link to it."""

    def __init__(self, ground: Ground, scratch: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.clock = FakeClock()
        self.ground = ground
        self._loop = loop
        self.judge: Judge
        self.running: list[Flight] = []
        self.delayed: list[Flight] = []
        self._lost: list[Flight] = []
        self._answered: list[Flight] = []
        self._verdict: AssertionError | None = None
        self.disk_fails = False
        self._is_down = False
        """The server was killed; ignore its later effects."""
        ground.begin(scratch)
        self.world = self._open()

    @property
    def now(self) -> float:
        return self.clock.passed

    def _open(self) -> World:
        world = self.ground.open(self._loop, self.clock)
        world.run(world.open())
        return world

    def database(self) -> AbstractContextManager[Database]:
        """Read the disk through another connection."""
        return self.ground.database()

    # Requests

    def post(self, flight: Flight) -> Flight:
        """Send a request; the flight that the client listens to. The next `settle` reports its outcome."""
        fate = flight.fate
        if fate in (Fate.LOSE_REQUEST, Fate.DELAY):
            if fate is Fate.DELAY:
                self.delayed.append(flight.copy())
            self._lost.append(flight)
            return flight
        self._send(flight)
        if fate is Fate.TWICE:
            self._send(flight.copy())
        elif fate is Fate.TWICE_HEAR_SECOND:
            twin = flight.copy()
            flight.is_heard, twin.is_heard = False, True
            self._send(twin)
            return twin
        elif fate is Fate.AGAIN_LATE:
            self.delayed.append(flight.copy())
        return flight

    def arrive(self, index: int) -> None:
        """A delayed request gets there after all."""
        self._send(self.delayed.pop(index % len(self.delayed)))

    def _send(self, flight: Flight) -> None:
        flight.arrived = self.now
        service = self.world.service

        def done(answer: Answer) -> None:
            if flight.is_dead or self._is_down:
                return
            flight.is_out = flight.fate not in BROKEN and not flight.line.is_cut
            is_heard = flight.is_out and flight.is_heard and flight.fate is not Fate.LOSE_REPLY
            flight.is_received = is_heard and flight.line.is_direct
            answer.receipt.is_received = is_heard
            if answer.delivered is not None:
                answer.delivered(flight.is_out)
            flight.reply = answer.body
            self.running.remove(flight)
            self._answered.append(flight)
            try:
                # At once: what comes next is judged by this.
                self.judge.answered(flight)
            except AssertionError as error:
                self._verdict = self._verdict or error

        async def begin() -> None:
            flight.task = ask(service, flight, self.judge.arrived, done)
            # So that one request after the other begins in the order in which they came.
            await asyncio.sleep(0)

        self.running.append(flight)
        self._loop.run_until_complete(begin())
        if flight.fate is Fate.CUT_EARLY:
            flight.line.cut()

    def give_up(self, flight: Flight, *, seen: bool) -> None:
        """Stop waiting. `seen`: whether the server sees the connection break."""
        if flight.is_heard:
            flight.is_heard = False
            flight.asker.failed(flight)
        if seen and flight in self.running:
            flight.line.cut()

    @contextmanager
    def failing_disk(self) -> Iterator[None]:
        """Let all writes fail inside the block; it ends after all pending work."""
        self.disk_fails = True
        try:
            with self.world.failing_disk():
                yield
                self.settle()
        finally:
            self.disk_fails = False

    def tell_from_outside(self, text: str, to: int) -> int:
        """A notice to `to` that another process writes into the database; into how many mailboxes it got."""
        with self.ground.outside() as db:
            return operator_notices.send(db, text, self.clock.now(), [to])[0]

    # Time and work

    def settle(self) -> None:
        """Let everything happen that can happen now, and tell who asked. Raises what the judge has to object."""
        deadline = time.monotonic() + _DEADLINE_S
        while True:
            self.world.run(self._turns())
            # A password is checked in a thread of its own; all others go on by themselves.
            if all(flight.wait for flight in self.running):
                break
            assert time.monotonic() < deadline, [flight.body for flight in self.running if not flight.wait]
        self._tell()

    async def _turns(self) -> None:
        """Wait for the earlier writes. An unchanged cursor is confirmed after all earlier writes. It is not itself a
        write, after which a store may drop its cache."""
        for _ in range(3):
            done: asyncio.Future[object] = self._loop.create_future()
            self.world.core.store.acknowledge(Acknowledgement(0, "", 0, self.clock.now(), done.set_result))
            await done
            await self.world.core.store.read(lambda db: None)
            for _ in range(5):
                await asyncio.sleep(0)

    def _tell(self) -> None:
        if self._verdict is not None:
            raise self._verdict
        answered, self._answered = self._answered, []
        lost, self._lost = self._lost, []
        for flight in [*lost, *answered]:
            if flight.is_heard:
                flight.is_heard = False
                if flight.is_out and flight.fate is not Fate.LOSE_REPLY:
                    flight.asker.heard(flight, flight.text)
                else:
                    flight.asker.failed(flight)

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        # The database's reply sets the next deadline; the clock stops until then.
        while not self.ground.is_file and (due := self.clock.next_due(end)) is not None:
            self.clock.advance(due - self.now)
            self.world.run(self._turns())
        self.clock.advance(end - self.now)
        self.world.core.housekeeping.sweep()
        self.settle()

    # The end of a server, and the next one

    def restart(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Stop the server in order: it answers every request. `meanwhile` is called before the next one starts."""
        self.settle()
        self.world.run(self.world.close())
        assert not self.running, [flight.body for flight in self.running]
        self._tell()
        self.judge.died([])
        meanwhile()
        self.world = self._open()

    def kill(self) -> None:
        """Kill the server: uncommitted work is lost, and no reply leaves any more."""
        old = self.world

        def goes_down() -> None:
            self._is_down = True

        self.ground.leave(old, goes_down)
        dead, self.running = self.running, []
        answered, self._answered = self._answered, []
        for flight in dead:
            flight.is_dead = True
        old.run(self._bury(dead))
        old.run(old.close())
        self._is_down = False
        self.world = self._open()
        self.judge.died(dead)
        lost, self._lost = self._lost, []
        for flight in [*lost, *answered, *dead]:
            if flight.is_heard:
                flight.is_heard = False
                flight.asker.failed(flight)

    async def _bury(self, dead: list[Flight]) -> None:
        tasks = {flight.task for flight in dead if flight.task is not None}
        others = asyncio.all_tasks() - tasks
        while tasks:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # The end of a request may start its repeat.
            tasks = asyncio.all_tasks() - others

    def close(self) -> None:
        self.world.run(self._bury(self.running))
        self.world.run(self.world.close())
