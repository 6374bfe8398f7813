"""python -m tests.chaos.two_clients [--messages 10000] [--kills 5] [--share 0.01] [--seed N]: two clients that write to
each other, each a process of its own, over a line that loses requests and replies, and both are killed now and then.

Prints what became of every message. Exit code 1 where one was lost, doubled or came out of order in either history, or
where a history does not say of each that it was delivered.
"""

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer, Slot

from qqdesk.domain.message import Delivery, Message
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from tests.chaos.people import FIRST, Person, begin
from tests.chaos.tally import Tally, mailbox
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import ServerProcess

ONE, TWO = FIRST, FIRST + 1
_OTHER = {ONE: TWO, TWO: ONE}
_LOOK_MS = 200
_LATER_S = 0.1
_AGAIN_MS = 50
PATIENCE_S = 500.0


def lossy(share: float, dice: random.Random) -> Callable[[str], Fault | None]:
    """For `FaultyProxy.whim`: so many requests are lost, and as many replies."""

    def decide(_: str) -> Fault | None:
        die = dice.random()
        return Fault.REFUSE if die < share else Fault.LOSE if die < 2 * share else None

    return decide


def history_file(folder: Path, number: int) -> Path:
    return folder / str(number) / "accounts" / f"{number}@chaos" / "history.db"


class Talker(Person):
    """Says `count` messages in all its lives; the history tells how many that were before this one."""

    def __init__(self, folder: Path, number: int, server: str, count: int) -> None:
        super().__init__(folder, number, _OTHER[number])
        self._server = server
        self._count = count
        self._next: int | None = None
        self._file = history_file(folder, number)
        self._done = folder / f"{number}.done"
        self._shown_log = (folder / f"{number}.shown").open("a", encoding="utf-8")
        self._said_log = (folder / f"{number}.said").open("a", encoding="utf-8")
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._look_whether_done)
        self._look.start()
        self.messenger.signed_in.connect(self._begin)
        self.messenger.connection_changed.connect(self._sign_in_again)
        self.messenger.message_added.connect(self._note)

    def start(self) -> None:
        self.sign_in(self._server)

    @Slot()
    def _begin(self) -> None:
        self._next = len(self.stored(self.to, mine=True))

    @Slot(object)
    def _sign_in_again(self, state: ConnectionState) -> None:
        """Sign in again, as a user does after a failed sign-in."""
        if state.phase is ConnectionPhase.ENDED:
            QTimer.singleShot(_AGAIN_MS, self.start)

    @Slot(object)
    def _note(self, message: Message) -> None:
        if not message.is_mine:
            print(message.text, file=self._shown_log, flush=True)

    def talk(self) -> None:
        while self._next is not None and self._next < self._count and len(self.open) + self.storing < self.ahead:
            self.say(f"{self.number} {self._next}")
            self._next += 1

    def on_stored(self, message: Message) -> None:
        super().on_stored(message)
        # From here on the person takes it for kept.
        print(message.text, file=self._said_log, flush=True)

    @Slot()
    def _look_whether_done(self) -> None:
        if self._next != self._count:
            return
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as db:
            delivered = "SELECT count(*) FROM messages WHERE delivery = 'delivered'"
            received = "SELECT count(*) FROM messages WHERE delivery IS NULL"
            if all(db.execute(question).fetchone()[0] >= self._count for question in (delivered, received)):
                self._done.touch()


def live(folder: str, number: str, server: str, count: str) -> None:
    """One run of a client, until it is killed."""
    application = QCoreApplication([])
    talker = Talker(Path(folder), int(number), server, int(count))
    talker.start()
    while True:
        talker.talk()
        application.processEvents()
        time.sleep(0.001)


class Client:
    """The parent's side of one client."""

    def __init__(
        self, folder: Path, number: int, server: str, count: int, *more: str, module: str = "tests.chaos.two_clients"
    ) -> None:
        """`module` runs the client, with `--live` and all other arguments."""
        self._command = [sys.executable, "-m", module, "--live", str(folder), str(number), server, str(count), *more]
        self._log = folder / f"{number}.log"
        self.done = folder / f"{number}.done"
        self.number = number
        self.kills: list[int] = []
        """The number of its messages on the server at the kill."""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stderr=log)

    def kill(self) -> None:
        if self._process is not None:
            assert self._process.poll() is None, self._log.read_text("utf-8")
            self._process.kill()
            self._process.wait()
            self._process = None


def run(folder: Path, messages: int, kills: int, seed: int, share: float = 0.01) -> Tally:
    """Let both say half of the `messages`, each client killed `kills` times; what became of all."""
    dice = random.Random(seed)
    server = begin(folder)
    people, count = folder / "people", messages // 2
    people.mkdir()
    began = time.monotonic()
    for number in (ONE, TWO):
        server.add_user(number)
    server.befriend(ONE, TWO)
    try:
        with FaultyProxy(server.port) as proxy:
            proxy.whim = lossy(share, dice)
            clients = [Client(people, number, proxy.url, count) for number in (ONE, TWO)]
            try:
                for client in clients:
                    client.kills = sorted(dice.randrange(1, max(2, count * 19 // 20)) for _ in range(kills))
                    client.start()
                while not all(client.done.exists() and not client.kills for client in clients):
                    time.sleep(0.02)
                    _kill_whose_turn_it_is(clients, server, dice)
                    late = time.monotonic() - began > PATIENCE_S
                    assert not late, f"seed {seed}: {[(c.number, c.kills) for c in clients]} {_counts(people)}"
            finally:
                for client in clients:
                    client.kill()
        return _tally(people, server, time.monotonic() - began)
    finally:
        server.kill()


def _kill_whose_turn_it_is(clients: list[Client], server: ServerProcess, dice: random.Random) -> None:
    for client in clients:
        if client.kills and len(mailbox(server.folder, _OTHER[client.number])) >= client.kills[0]:
            client.kills.pop(0)
            time.sleep(dice.uniform(0, _LATER_S))
            client.kill()
            client.start()


def _rows(folder: Path, number: int) -> list[tuple[bool, str, str]]:
    """Whether it is mine, the text and the state of all messages in a history, in order."""
    with closing(sqlite3.connect(history_file(folder, number))) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return db.execute("SELECT delivery IS NOT NULL, body, delivery FROM messages ORDER BY row").fetchall()


def _counts(folder: Path) -> list[dict[str, int]]:
    return [dict(Counter(state for _, _, state in _rows(folder, number))) for number in (ONE, TWO)]


def _tally(folder: Path, server: ServerProcess, seconds: float) -> Tally:
    tally = Tally(seconds=seconds)
    rows = {number: _rows(folder, number) for number in (ONE, TWO)}
    for number, other in _OTHER.items():
        said = [text for mine, text, _ in rows[number] if mine]
        received = [text for mine, text, _ in rows[other] if not mine]
        states = Counter(state for mine, _, state in rows[number] if mine)
        tally.answered += states[Delivery.DELIVERED.value]
        tally.count(said, [text for _, text in mailbox(server.folder, other)], received, received)
        # One that its writer's history had lost would have been said again.
        kept = Counter((folder / f"{number}.said").read_text("utf-8").splitlines())
        tally.lost += sum(count - 1 for count in kept.values()) + len(kept.keys() - set(said))
        tally.disordered += serials(said) != list(range(len(said)))
        live = (folder / f"{other}.shown").read_text("utf-8").splitlines()
        tally.doubled += sum(count - 1 for count in Counter(live).values())
        tally.disordered += sum(one >= two for one, two in zip(serials(live), serials(live)[1:], strict=False))
    return tally


def serials(texts: list[str]) -> list[int]:
    return [int(text.split()[1]) for text in texts]


def main() -> int:
    if sys.argv[1:2] == ["--live"]:
        live(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5, help="of each client")
    parser.add_argument("--share", type=float, default=0.01, help="of requests, and of replies, that are lost")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.messages, options.kills, options.seed, options.share)
    print(f"seed {options.seed}, {options.kills} kills of each client: {tally}")
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
