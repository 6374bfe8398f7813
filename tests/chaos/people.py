"""People with real clients without windows, and with classic clients, who talk with each other continuously."""

import itertools
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Slot

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase, ConnectionState, SignIn
from qqdesk.worker.history_requests import ConversationChanged
from qqdesk.worker.messenger import Messenger
from tests.chaos.old_person import Habit, OldPerson, merciful
from tests.chaos.tally import Tally, is_received, mailbox
from tests.helpers.history import open_history
from tests.helpers.messages import chat_with
from tests.helpers.proxy import FaultyProxy
from tests.helpers.server import Server, ServerProcess, start_server

SERVER = ("--no-tls", "--no-ops", "--no-announce", "--messages-per-minute", "0", "--sign-ins-per-minute", "0")
"""This measures messages, and all people share one address."""
PATIENCE_S = 60.0
"""The wait for rest is half as long again. It has to end within the time limit of a test: a slot may swallow the error
of pytest-timeout."""
FIRST = 10001
_DONE = (Delivery.SENT, Delivery.DELIVERED)


class Person(QObject):
    """One real client. It keeps `ahead` messages on their way to the next person for as long as `talks`.

    An account may have several; each is another `device`.
    """

    def __init__(
        self, folder: Path, number: int, to: int, ahead: int = 20, device: int = 0, *, room: bool = False
    ) -> None:
        """`to` is the other person, or a room."""
        super().__init__()
        self.number = number
        self.to = to
        self.conversation = ConversationId.room(to) if room else ConversationId.person(to)
        self.ahead = ahead
        self.talks = False
        self.said: list[str] = []
        self.open: set[str] = set()
        """Keys of unanswered messages."""
        self.storing = 0
        self.undelivered: set[str] = set()
        self.answered = 0
        self.added: set[str] = set()
        """Keys of all messages that appeared, mine too."""
        self.shown: list[tuple[int, str]] = []
        name = f"{number}-{device}" if device else str(number)
        self.messenger = Messenger(folder / name, f"{device:x}{number:031x}")
        self._series = uuid.uuid4().hex[:8]
        self._serial = itertools.count(1)
        self.connections = 0
        """The number of connections."""
        self.messenger.connection_changed.connect(self._connection_changed)
        self.messenger.message_added.connect(self._added)
        self.messenger.message_changed.connect(self._changed)
        self.messenger.history_service.conversation_changed.connect(self._reloaded)

    def sign_in(self, server: str) -> None:
        self.messenger.sign_in(SignIn(server, self.number, "secret", Status.ONLINE, "chaos"))

    @property
    def is_connected(self) -> bool:
        return self.messenger.connection.phase is ConnectionPhase.CONNECTED

    def talk(self) -> None:
        """Send messages up to the allowed number in flight."""
        while self.talks and len(self.open) + self.storing < self.ahead:
            self.say(f"{self.number} {self._series} {next(self._serial)}")

    def say(self, text: str) -> None:
        self.said.append(text)
        self.storing += 1
        self.messenger.own_messages.send(self.conversation, Text(text)).then(self.messenger, self.on_stored)

    def on_stored(self, message: Message) -> None:
        self.storing -= 1
        self.open.add(message.id)
        self.undelivered.add(message.id)

    @Slot(object)
    def _connection_changed(self, state: ConnectionState) -> None:
        self.connections += state.phase is ConnectionPhase.CONNECTED

    @Slot(object)
    def _added(self, message: Message) -> None:
        self.added.add(message.id)
        if not message.is_mine:
            self.shown.append((message.conversation.number, message.text))

    @Slot(object)
    def _changed(self, message: Message) -> None:
        if message.is_mine and message.delivery in _DONE and message.id in self.open:
            self.open.discard(message.id)
            self.answered += 1
        if message.delivery is Delivery.DELIVERED:
            self.undelivered.discard(message.id)

    @Slot(object)
    def _reloaded(self, change: ConversationChanged) -> None:
        """The disk may have later states than those that were emitted; they are not emitted again."""
        for message in self.messenger.conversation(change.conversation).messages:
            self._changed(message)

    @property
    def state(self) -> str:
        """Describe the state, to find out why it hangs: also that of the waiting messages in the history."""
        waiting = self.open | self.undelivered
        messages = self.history.latest(self.conversation, 10**9) if waiting else ()
        stored = Counter(str(message.delivery) for message in messages if message.id in waiting)
        return (
            f"{self.messenger.connection.phase.name}, {self.storing} being stored, {len(self.open)} unanswered, "
            f"{len(self.undelivered)} undelivered; in the history {dict(stored)}"
        )

    @property
    def history(self) -> History:
        """Return the stored messages of this client."""
        return open_history(self.messenger)

    def stored(self, other: int, *, mine: bool = False) -> list[str]:
        """Return the stored texts of this client in order: those sent if `mine`, else those received."""
        return [message.text for message in self.history.latest(chat_with(other), 10**9) if message.is_mine is mine]


class Crowd:
    """People with our clients, and with classic ones. Requires the Qt application, and lives in its thread."""

    def __init__(self, people: list[Person], old_people: list[OldPerson]) -> None:
        self.people = people
        self.old_people = old_people
        self._place: Path | str = ""
        self._lines = ExitStack()
        self._proxies: list[FaultyProxy] = []
        self._began = time.monotonic()

    @property
    def everybody(self) -> list[Person | OldPerson]:
        return [*self.people, *self.old_people]

    @property
    def answered(self) -> int:
        return sum(person.answered for person in self.everybody)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def shown(self) -> int:
        return sum(len(person.shown) for person in self.everybody)

    def register_with(self, server: Server) -> None:
        """Make the accounts, each on the lists of the neighbours."""
        self._place = server.place
        for number in {person.number for person in self.everybody}:
            server.add_user(number, nickname=str(number))
        for person in self.everybody:
            server.befriend(person.number, person.to)

    def sign_in(self, address: str, *, lines_to: Server | None = None) -> None:
        """Ours at `address`; the old ones there, too, or each on a line of its own to a server, see `go_wrong`."""
        for person in self.people:
            person.sign_in(address)
        for old in self.old_people:
            if lines_to is not None:
                self._proxies.append(self._lines.enter_context(FaultyProxy(lines_to.port)))
            old.sign_in(address if lines_to is None else self._proxies[-1].url)
        self.run_until(lambda: all(person.is_connected for person in self.everybody))

    def go_wrong(self, share: float, dice: random.Random) -> None:
        """Let this share of the classic clients' requests fail; 0.0 turns faults off."""
        for proxy in self._proxies:
            proxy.whim = merciful(share, random.Random(dice.random())) if share else None

    def set_talking(self, talks: bool) -> None:
        for person in self.everybody:
            person.talks = talks

    def try_now(self) -> None:
        """Reconnect, as a user does when the server is back."""
        for person in self.people:
            if not person.is_connected:
                person.messenger.try_now()

    def run_until(self, condition: Callable[[], object], seconds: float = PATIENCE_S) -> None:
        """Run all clients until the condition holds. Raises AssertionError after `seconds`. This error, and that of a
        test that takes too long, describe who waits for what."""
        deadline = time.monotonic() + seconds
        try:
            while not condition():
                self.run_once()
                assert time.monotonic() < deadline, "it did not come about"
        except BaseException as error:
            error.add_note(self._state())
            raise

    def _state(self) -> str:
        """Describe the state, to find out why it hangs."""
        lines = [f"{self.answered} answered, {self.shown} shown"]
        lines += [f"{person.number} to {person.to}: {person.state}" for person in self.people]
        lines += [f"{old.number} to {old.to}: {old.state}" for old in self.old_people]
        return "\n".join(lines)

    def run_once(self) -> None:
        for person in self.people:
            person.talk()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.001)

    def run_until_answered(self, count: int) -> None:
        """Run until `count` more messages have reached the server."""
        before = self.answered
        self.run_until(lambda: self.answered >= before + count)

    def run_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.run_until(lambda: time.monotonic() >= until)

    def come_to_rest(self) -> None:
        """Stop sending, and wait until all messages have arrived."""
        self.set_talking(False)
        next_try = itertools.count(1)

        def everything_arrived() -> bool:
            if next(next_try) % 100 == 0:
                self.try_now()
            is_quiet = not any(person.storing or person.open or person.undelivered for person in self.people)
            return is_quiet and all(old.is_at_rest for old in self.old_people)

        self.run_until(everything_arrived, 1.5 * PATIENCE_S)
        self.run_until(lambda: all(is_received(self._place, old.number) for old in self.old_people))
        self.run_until(self._is_everything_shown)
        complaints = [complaint for old in self.old_people for complaint in old.complaints]
        assert not complaints, complaints

    def _is_everything_shown(self) -> bool:
        """Clients acknowledge a message when it is stored, and show it later."""
        shown = {person.number: {text for _, text in person.shown} for person in self.everybody}
        return all(shown[person.to].issuperset(person.said) for person in self.everybody)

    def tally(self, *, was_killed: bool = True) -> Tally:
        """Return the tally after `come_to_rest`. A server that was not killed recognizes every repeat."""
        tally = Tally(seconds=self.seconds)
        by_number = {person.number: person for person in self.everybody}
        for person in self.everybody:
            to = by_number[person.to]
            stored, shown = (
                [text if sender == person.number else f"of {sender}: {text}" for sender, text in place]
                for place in (mailbox(self._place, to.number), to.shown)
            )
            history = to.stored(person.number) if isinstance(to, Person) else None
            tally.answered += person.answered
            unsure = person.unsure if was_killed and isinstance(person, OldPerson) else ()
            tally.count(person.said, stored, shown, history, unsure=unsure)
        return tally

    def leave(self) -> None:
        for old in self.old_people:
            old.leave()
        self._lines.close()
        for person in self.people:
            person.messenger.shut_down()


@contextmanager
def attending(crowd: Crowd) -> Iterator[Crowd]:
    try:
        yield crowd
    finally:
        crowd.leave()


@contextmanager
def a_crowd(folder: Path, count: int, ahead: int = 20, old: int = 0) -> Iterator[Crowd]:
    """`count` of our clients and `old` of the other kind, each with another habit, in such a ring that every kind talks
    to every kind."""
    numbers = iter(range(FIRST, FIRST + count + old))
    ours, others = (list(itertools.islice(numbers, size)) for size in (count, old))
    ring = [*ours[:2], *others[:2]]
    for one, other in itertools.zip_longest(ours[2:], others[2:]):
        ring += [number for number in (one, other) if number is not None]
    following = dict(zip(ring, [*ring[1:], ring[0]], strict=True))
    people = [Person(folder, number, following[number], ahead) for number in ours]
    habits = zip(others, itertools.cycle(Habit), strict=False)
    old_people = [OldPerson(number, following[number], habit) for number, habit in habits]
    with attending(Crowd(people, old_people)) as crowd:
        yield crowd


def begin(tmp_path: Path, *, folder: Path | None = None, port: int = 0) -> ServerProcess:
    """A server process for people of this kind."""
    return start_server(tmp_path, folder=folder, port=port, arguments=SERVER)
