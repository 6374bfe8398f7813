"""python -m tests.chaos.rooms [--kills 50] [--messages 1500] [--seed N]: people in a room of a server that is killed.

Anna has two devices, of which one is offline now and then. Bert's program is killed again and again. Carl has a
classic client. Dora's line is slow, and loses requests and replies. A bot answers Dora. Prints what became of every
message, for each device. Exit code 1 where one was lost, doubled or out of order. The room's log has the right order.
"""

import argparse
import itertools
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from PySide6.QtCore import QCoreApplication

from qqdesk.bot import events
from qqdesk.bot.session import Session
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from tests.chaos.old_person import Habit, OldPerson
from tests.chaos.people import FIRST, Crowd, Person, begin
from tests.chaos.tally import Tally, conversation
from tests.chaos.two_clients import lossy
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.rooms import add_room
from tests.helpers.server import Server

ANNA, BERT, CARL, DORA, BOT = ACCOUNTS = tuple(range(FIRST, FIRST + 5))
ROOM = 20001
_SHARE = 0.02
_SLOW_S = 0.2
_LOOK_S = 0.1
_PATIENCE_S = 90.0


class SlowProxy(FaultyProxy):
    """A line on which each request takes its time."""

    def __init__(self, port: int, dice: random.Random) -> None:
        super().__init__(port)
        self._dice = dice
        self.whim = lossy(_SHARE, dice)

    def next_fault(self, request: bytes) -> Fault | None:
        time.sleep(self._dice.uniform(0, _SLOW_S))
        return super().next_fault(request)


class AnsweringBot:
    """A bot that answers Dora in the room, each message once."""

    def __init__(self, server: str) -> None:
        self.heard: list[str] = []
        self._session = Session(Client(server, BOT), password_hash("secret"))
        self._thread = threading.Thread(target=self._run, name="bot")

    def start(self) -> None:
        self._session.start()
        self._session.wait_until_signed_in()
        self._thread.start()

    def stop(self) -> None:
        self._session.stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        for event in self._session:
            if isinstance(event, events.Message):
                self.heard.append(event.text)
                if event.sender == DORA:
                    event.reply(answer_to(event.text))


class KilledProgram:
    """Bert's program, in a process of its own."""

    def __init__(self, folder: Path, server: str) -> None:
        self._command = [sys.executable, "-m", "tests.chaos.person", str(folder), str(BERT), str(ROOM), server, "room"]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process is not None:
            assert self._process.poll() is None
            self._process.kill()
            self._process.wait()
            self._process = None


class Member(Person):
    """Somebody who writes to the room after the first sign-in."""

    def talk(self) -> None:
        self.talks = self.connections > 0
        super().talk()


class RoomTalk:
    """All of them. `addresses`: the servers to which Anna's devices, Bert, Carl, and the bot connect, in turn."""

    def __init__(self, folder: Path, place: Path | str, addresses: Sequence[str], line: FaultyProxy) -> None:
        self.folder = folder
        self._place = place
        self._addresses = itertools.cycle(addresses)
        self._line = line
        self._began = time.monotonic()
        self.said: list[str] = []
        """What was said on devices in this process that ended."""
        self.anna, self.dora, self.office = self._person(ANNA, 1), self._person(DORA), self._person(ANNA, 2)
        self.carl = OldPerson(CARL, ROOM, Habit.RANDOM_SEQUENCE)
        self.crowd = Crowd([self.anna, self.dora, self.office], [self.carl])
        self.bert = KilledProgram(folder, next(self._addresses))
        self.bot = AnsweringBot(next(self._addresses))

    def _person(self, number: int, device: int = 0) -> "Member":
        return Member(self.folder, number, ROOM, ahead=5, device=device, room=True)

    def __enter__(self) -> Self:
        self._introduce_bert()
        for person in self.crowd.people:
            person.sign_in(self._line.url if person is self.dora else next(self._addresses))
        self.carl.sign_in(next(self._addresses))
        self.bot.start()
        self.bert.start()
        self.crowd.run_until(lambda: all(person.is_connected for person in self.crowd.everybody))
        self.carl.talks = True
        return self

    def _introduce_bert(self) -> None:
        """Sign Bert's device in before anybody writes: a new device gets no earlier messages by itself."""
        bert = self._person(BERT)
        bert.ahead = 0
        self.crowd.people.append(bert)
        bert.sign_in(next(self._addresses))
        self.crowd.run_until(lambda: bert.is_connected)
        self.crowd.people.remove(bert)
        bert.messenger.shut_down()

    def __exit__(self, *_: object) -> None:
        self.bert.kill()
        self.bot.stop()
        self.crowd.leave()

    # Faults

    def kill_bert(self) -> None:
        self.bert.kill()
        self.bert.start()

    def go_offline(self) -> None:
        """Anna's other device is away until `come_back`, with what it has not sent."""
        self.office.ahead = 0
        self.crowd.run_until(lambda: not self.office.storing)
        self.crowd.people.remove(self.office)
        self.said += self.office.said
        self.office.messenger.shut_down()

    def come_back(self) -> None:
        self.office = self._person(ANNA, 2)
        self.crowd.people.append(self.office)
        self.office.sign_in(next(self._addresses))

    def run_until_stored(self, count: int) -> None:
        self._wait_for(lambda: len(self.log()) >= count)

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, (len(self.log()), str(self.tallies()))
            self.crowd.try_now()
            self.crowd.run_for(_LOOK_S)

    def log(self) -> list[str]:
        """Return the texts of the room's log, in order."""
        return conversation(self._place, ROOM, ROOM)

    # In the end

    def come_to_rest(self) -> None:
        """All come back; Bert's last life is in this process. Wait until all messages are sent, and all have them."""
        if self.office not in self.crowd.people:
            self.come_back()
        self.bert.kill()
        self.bert_again = self._person(BERT)
        self.crowd.people.append(self.bert_again)
        self.bert_again.sign_in(next(self._addresses))
        self.carl.talks = False
        for person in self.crowd.people:
            person.ahead = 0
        self._wait_for(lambda: self.carl.is_at_rest and all(self._has_sent(person) for person in self.crowd.people))
        self._wait_for(lambda: {answer_to(text) for text in self.dora.said} <= set(self.log()))
        self._wait_for(lambda: all(not tally.lost for tally in self.tallies().values()))

    def _has_sent(self, person: Person) -> bool:
        if not person.is_connected or person.storing:
            return False
        return all(message.delivery is Delivery.SENT for message in self._messages(person) if message.is_mine)

    def _messages(self, person: Person) -> list[Message]:
        found = person.history.latest(ConversationId.room(ROOM), 10**9)
        return [message for message in found if isinstance(message.body, Text)]

    def tallies(self) -> dict[str, Tally]:
        """Compare what each device has with the room's log, and the log with what was said."""
        log, seconds = self.log(), time.monotonic() - self._began
        answers = {answer_to(text) for text in self.dora.said}
        said = [*self.said, *(text for person in self.crowd.everybody for text in person.said), *answers]
        result = {"log": Tally(len(said), seconds=seconds)}
        result["log"].lost = len(set(said).difference(log))
        again = Counter(log) - Counter(set(log))
        result["log"].sent_again = sum(again[text] for text in self.carl.unsure)
        result["log"].doubled = again.total() - result["log"].sent_again
        names: dict[Person, str] = {
            self.anna: "Anna",
            self.office: "Anna, offline now and then",
            self.dora: "Dora, on a slow line",
        }
        for person in self.crowd.people:
            result[names.get(person, "Bert, killed")] = _compare(log, [one.text for one in self._messages(person)])
        result["bot"] = _compare([text for text in log if text not in answers], self.bot.heard)
        of_others = [text for text in log if not text.startswith(f"{CARL} ")]
        shown = [text.partition(": ")[2] for _, text in self.carl.shown]
        result["Carl, old client"] = _compare(of_others, list(dict.fromkeys(shown)))
        result["Carl, old client"].shown_again = len(shown) - len(set(shown))
        return result


def answer_to(text: str) -> str:
    return f"answer to {text}"


def _compare(log: list[str], place: list[str]) -> Tally:
    tally = Tally(stored=len(log), shown=len(place))
    tally.compare(log, place)
    return tally


def is_clean(tallies: Mapping[str, Tally]) -> bool:
    return not any(tally.lost or tally.doubled or tally.disordered for tally in tallies.values())


def describe(tallies: Mapping[str, Tally]) -> str:
    return "\n".join(
        f"  {name:28} of {tally.stored or tally.sent} messages lost {tally.lost}, doubled {tally.doubled}, "
        f"out of order {tally.disordered}, sent again {tally.sent_again}, shown again {tally.shown_again}"
        for name, tally in tallies.items()
    )


def register(server: Server) -> None:
    for number in ACCOUNTS:
        server.add_user(number, nickname=str(number))
    add_room(server.place, ROOM, ACCOUNTS)


def run(folder: Path, messages: int, kills: int, seed: int) -> dict[str, Tally]:
    """Let all of them write so many messages, while the server is killed so often."""
    dice = random.Random(seed)
    server = begin(folder)
    try:
        register(server)
        with (
            SlowProxy(server.port, dice) as line,
            RoomTalk(folder / "people", server.place, [server.address], line) as talk,
        ):
            for kill in range(kills):
                talk.run_until_stored(messages * (kill + 1) // (kills + 1))
                server.kill()
                server = begin(folder, folder=server.folder, port=server.port)
                disturb(talk, kill)
            talk.run_until_stored(messages)
            line.whim = None
            talk.come_to_rest()
            return talk.tallies()
    finally:
        server.kill()


def disturb(talk: RoomTalk, turn: int) -> None:
    """Kill Bert's program, or let Anna's other device go or come."""
    if turn % 2:
        talk.kill_bert()
    elif turn % 4:
        talk.go_offline()
    elif turn:
        talk.come_back()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        tallies = run(Path(folder), options.messages, options.kills, options.seed)
    del application
    print(f"seed {options.seed}, {options.kills} kills of the server:\n{describe(tallies)}")
    return 0 if is_clean(tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
