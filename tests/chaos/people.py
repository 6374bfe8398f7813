"""People at real clients without windows, who talk with each other without end, and a tally of what became of it."""

import itertools
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Slot

from qqdesk.domain.message import Message, MessageState
from qqdesk.history.store import History
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase, ConnectionState, SignIn
from qqdesk.worker.messenger import Messenger
from tests.helpers.server import Server, ServerProcess, start_server

SERVER = ("--no-tls", "--no-ops", "--no-announce", "--messages-per-minute", "0", "--sign-ins-per-minute", "0")
"""What is measured here are messages, and all people share one address."""
PATIENCE_S = 60.0
FIRST = 10001
_DONE = (MessageState.SENT, MessageState.DELIVERED)


@dataclass
class Tally:
    """Numbers of messages. `answered`: the server said that it has them; `stored`: they are on the recipient's disk."""

    sent: int = 0
    answered: int = 0
    stored: int = 0
    shown: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.disordered) and self.sent == self.stored == self.shown > 0

    def __str__(self) -> str:
        rate = self.shown / self.seconds if self.seconds else 0.0
        return (
            f"sent {self.sent}, answered {self.answered}, stored {self.stored}, shown {self.shown}, lost {self.lost}, "
            f"doubled {self.doubled}, out of order {self.disordered}; {self.seconds:.1f} s, {rate:.0f} a second"
        )


class Person(QObject):
    """One real client. It keeps `ahead` messages on their way to the next person for as long as `talks`."""

    def __init__(self, folder: Path, number: int, to: int, ahead: int = 20) -> None:
        super().__init__()
        self.number = number
        self.to = to
        self.ahead = ahead
        self.talks = False
        self.said: list[str] = []
        self.open: set[str] = set()
        """Keys of what the server did not answer yet."""
        self.undelivered: set[str] = set()
        self.answered = 0
        self.shown: list[tuple[int, str]] = []
        self.messenger = Messenger(folder / str(number), f"{number:032x}")
        self._series = uuid.uuid4().hex[:8]
        self._serial = itertools.count(1)
        self.connections = 0
        """How often it got a connection."""
        self.messenger.connection_changed.connect(self._connection_changed)
        self.messenger.message_added.connect(self._added)
        self.messenger.message_changed.connect(self._changed)

    def sign_in(self, server: str) -> None:
        self.messenger.sign_in(SignIn(server, self.number, "secret", Status.ONLINE, "chaos"))

    @property
    def is_connected(self) -> bool:
        return self.messenger.connection.phase is ConnectionPhase.CONNECTED

    def talk(self) -> None:
        """Say as much as is wanted just now."""
        while self.talks and len(self.open) < self.ahead:
            self.say(f"{self.number} {self._series} {next(self._serial)}")

    def say(self, text: str) -> None:
        self.said.append(text)
        message = self.messenger.send_message(self.to, text)
        self.open.add(message.key)
        self.undelivered.add(message.key)

    @Slot(object)
    def _connection_changed(self, state: ConnectionState) -> None:
        self.connections += state.phase is ConnectionPhase.CONNECTED

    @Slot(object)
    def _added(self, message: Message) -> None:
        if not message.is_mine:
            self.shown.append((message.contact, message.text))

    @Slot(object)
    def _changed(self, message: Message) -> None:
        if message.is_mine and message.state in _DONE and message.key in self.open:
            self.open.discard(message.key)
            self.answered += 1
        if message.state is MessageState.DELIVERED:
            self.undelivered.discard(message.key)

    @property
    def history(self) -> History:
        """What is on the disk of this client."""
        history = self.messenger._chats.history
        assert history is not None
        return history

    def stored(self, other: int, *, mine: bool = False) -> list[str]:
        """Texts on the disk of this client, in order: what the other said, or what was said to them."""
        return [message.text for message in self.history.latest(other, 10**9) if message.is_mine is mine]


class Crowd:
    """People in a ring: each talks to the next. Lives in the thread of the Qt application, which there has to be."""

    def __init__(self, folder: Path, count: int, ahead: int = 20) -> None:
        numbers = range(FIRST, FIRST + count)
        self.people = [
            Person(folder, number, numbers[(index + 1) % count], ahead) for index, number in enumerate(numbers)
        ]
        self._began = time.monotonic()

    @property
    def answered(self) -> int:
        return sum(person.answered for person in self.people)

    @property
    def shown(self) -> int:
        return sum(len(person.shown) for person in self.people)

    def register_with(self, server: Server) -> None:
        """Make the accounts, each on the lists of the neighbours."""
        for person in self.people:
            server.add_user(person.number, nickname=str(person.number))
        for person in self.people:
            server.befriend(person.number, person.to)

    def sign_in(self, address: str) -> None:
        for person in self.people:
            person.sign_in(address)
        self.run_until(lambda: all(person.is_connected for person in self.people))

    def set_talking(self, talks: bool) -> None:
        for person in self.people:
            person.talks = talks

    def try_now(self) -> None:
        """As a person does who sees that the server is back."""
        for person in self.people:
            if not person.is_connected:
                person.messenger.try_now()

    def run_until(self, condition: Callable[[], object], seconds: float = PATIENCE_S) -> None:
        """Let everybody live until then. AssertionError when that takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.run_once()
            assert time.monotonic() < deadline, f"it did not come about: {self.tally()}"

    def run_once(self) -> None:
        for person in self.people:
            person.talk()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.001)

    def run_until_answered(self, count: int) -> None:
        """Until so many more messages have got through to the server."""
        before = self.answered
        self.run_until(lambda: self.answered >= before + count)

    def run_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.run_until(lambda: time.monotonic() >= until)

    def come_to_rest(self) -> None:
        """Nobody says anything new, and everything arrives."""
        self.set_talking(False)
        next_try = itertools.count(1)

        def everything_arrived() -> bool:
            if next(next_try) % 100 == 0:
                self.try_now()
            return not any(person.open or person.undelivered for person in self.people)

        self.run_until(everything_arrived, 3 * PATIENCE_S)

    def tally(self) -> Tally:
        tally = Tally(seconds=time.monotonic() - self._began)
        by_number = {person.number: person for person in self.people}
        for person in self.people:
            shown = [text for sender, text in by_number[person.to].shown if sender == person.number]
            stored = by_number[person.to].stored(person.number)
            counts = Counter(shown)
            tally.sent += len(person.said)
            tally.answered += person.answered
            tally.stored += len(stored)
            tally.shown += len(shown)
            tally.lost += len(set(person.said) - set(shown)) + len(set(shown) - set(stored))
            tally.doubled += sum(count - 1 for count in counts.values()) + len(stored) - len(set(stored))
            order = [text for text in person.said if text in counts]
            tally.disordered += sum(one != other for one, other in zip(order, dict.fromkeys(shown), strict=False))
        return tally

    def leave(self) -> None:
        for person in self.people:
            person.messenger.shut_down()


@contextmanager
def a_crowd(folder: Path, count: int, ahead: int = 20) -> Iterator[Crowd]:
    crowd = Crowd(folder, count, ahead)
    try:
        yield crowd
    finally:
        crowd.leave()


def begin(tmp_path: Path, *, folder: Path | None = None, port: int = 0) -> ServerProcess:
    """A server process for people of this kind."""
    return start_server(tmp_path, folder=folder, port=port, arguments=SERVER)
