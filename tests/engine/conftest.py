"""Engines on the real server, without Qt."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.known_places import KnownPlaces
from qqdesk.clock import Clock
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.engine import Engine
from qqdesk.engine.events import Ended, Event, Received, Retrying, Waiting
from qqdesk.engine.history_store import HistoryStore
from qqdesk.engine.reconnect import DESKTOP, GRACE_S, Policy
from qqdesk.engine.store import Store
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from tests.helpers.clock import FakeClock
from tests.helpers.server import LocalServer, local_server

ONE, TWO = 10001, 10002
PATIENCE_S = 60.0

E = TypeVar("E", bound=Event)


class EngineRun:
    """An engine and the events that it emitted."""

    def __init__(self, client: Client, store: Store, policy: Policy, password: str, status: Status) -> None:
        self._changed = threading.Condition(threading.RLock())
        self.events: list[Event] = []
        self._seen = 0
        self.store = store
        self.engine = Engine(client, store, self._emit, policy, password_hash(password), status)
        self.receiver = self.engine.receiver

    def _emit(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def next(self, kind: type[E], where: Callable[[E], object] = lambda _: True) -> E:
        """Wait for the next event of this kind, after the last that `next` returned."""

        def find() -> E | None:
            for place, event in enumerate(self.events[self._seen :], self._seen):
                if isinstance(event, kind) and where(event):
                    self._seen = place + 1
                    return event
            return None

        with self._changed:
            found = self._changed.wait_for(find, PATIENCE_S)
        assert found, f"no {kind.__name__} in {self.events}"
        return found

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds. It is checked after each event."""
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE_S), [type(event).__name__ for event in self.events[-30:]]

    def loses(self, clock: FakeClock) -> Waiting:
        """Wait until the connection is lost, move the clock over a restart of the server, and return the report."""
        self.next(Retrying)
        clock.advance(GRACE_S)
        return self.next(Waiting)

    def of(self, kind: type[E]) -> list[E]:
        with self._changed:
            return [event for event in self.events if isinstance(event, kind)]

    @property
    def received(self) -> list[object]:
        return [item for event in self.of(Received) for item in event.items]

    def ends(self) -> ProblemKind:
        return self.next(Ended).problem.kind

    def stop(self) -> None:
        self.engine.stop(PATIENCE_S)
        if isinstance(self.store, HistoryStore):
            self.store.close()


MakeEngine = Callable[..., EngineRun]


def history_of(run: EngineRun) -> History:
    assert isinstance(run.store, HistoryStore) and run.store.history is not None
    return run.store.history


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as running:
        running.add_user(ONE, nickname="甲", face=270)
        running.add_user(TWO, nickname="乙", face=141)
        running.befriend(ONE, TWO)
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[MakeEngine]:
    """Make engines, which start at once and stop with the test. All engines of a test are one installation."""
    with ExitStack() as stack:

        def make(
            address: str,
            number: int = ONE,
            password: str = "secret",
            *,
            store: Store | None = None,
            policy: Policy = DESKTOP,
            status: Status = Status.ONLINE,
            device: str = "a" * 32,
            clock: Clock | None = None,
        ) -> EngineRun:
            places = KnownPlaces(tmp_path / "places.json")
            client = Client(address, number, device=device, places=places, asks_first=True, clock=clock)
            used = HistoryStore(tmp_path / "accounts", number) if store is None else store
            run = EngineRun(client, used, policy, password, status)
            stack.callback(run.stop)
            run.engine.start()
            return run

        yield make
