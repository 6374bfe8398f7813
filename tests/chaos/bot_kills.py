"""python -m tests.chaos.bot_kills [--kills 60]: people write to an echo that is killed again and
again, and so is its server.

Prints what became of every answer. Exit code 1 where one is missing, was sent twice or came out of order.
"""

import argparse
import random
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from qqdesk.bot.session import Session
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.server.delivery.mailbox import MOST_WAITING
from tests.bot.conftest import ANN, BOB, BOT, populate
from tests.bot.programs import running_example
from tests.chaos.people import SERVER
from tests.chaos.tally import mailbox
from tests.helpers.server import start_server

_LONGEST_S = 0.7
_PATIENCE_S = 120.0
_PAUSE_S = 0.02
_MOST_SAID = MOST_WAITING - 1
"""The answers fill the recipient's mailbox; the last one ends the run."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The number of answers and of each kind of error."""

    wanted: int
    kills: int
    missing: int
    doubled: int
    disordered: int

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.doubled or self.disordered)

    def __str__(self) -> str:
        return (
            f"{self.wanted} messages, {self.kills} kills of each: {self.missing} answers missing, "
            f"{self.doubled} doubled, {self.disordered} out of order"
        )


def run(folder: Path, kills: int, dice: random.Random) -> Answers:
    """Let two people write continuously while bot and server are each killed `kills` times."""
    server = start_server(folder, arguments=SERVER)
    said: dict[int, list[str]] = {ANN: [], BOB: []}
    try:
        populate(server)
        with running_example(folder, "echo", server.address) as echo:
            writers = {number: Session(Client(server.address, number), password_hash("secret")) for number in said}
            enough, pause = threading.Event(), threading.Event()
            threads = [
                threading.Thread(target=_write, args=(session, said[number], enough))
                for number, session in writers.items()
            ]
            for session in writers.values():
                session.start()
            for thread in threads:
                thread.start()
            for _ in range(kills):
                pause.wait(dice.uniform(0.2, _LONGEST_S))
                echo.kill()
                echo.start()
                pause.wait(dice.uniform(0, _LONGEST_S))
                server.kill()
                server = start_server(folder, folder=server.folder, port=server.port, arguments=SERVER)
            enough.set()
            for thread in threads:
                thread.join(_PATIENCE_S)
            for _ in range(round(_PATIENCE_S / 0.1)):
                if all(len(mailbox(server.folder, number)) >= len(texts) for number, texts in said.items()):
                    break
                pause.wait(0.1)
            # No answer follows: the bot has processed its whole mailbox.
            writers[ANN].send(BOT, "the end")
            for _ in range(round(_PATIENCE_S / 0.1)):
                if (BOT, "the end") in mailbox(server.folder, ANN):
                    break
                pause.wait(0.1)
            for session in writers.values():
                session.stop()
        said[ANN].append("the end")
        return _count({number: [text for _, text in mailbox(server.folder, number)] for number in said}, said, kills)
    finally:
        server.kill()


def _write(session: Session, said: list[str], enough: threading.Event) -> None:
    while not enough.wait(_PAUSE_S) and len(said) < _MOST_SAID:
        said.append(f"{session.client.number}: {len(said)}")
        session.send(BOT, said[-1])


def _count(heard: dict[int, list[str]], said: dict[int, list[str]], kills: int) -> Answers:
    missing = doubled = disordered = 0
    for number, texts in said.items():
        counts = Counter(heard[number])
        missing += sum(text not in counts for text in texts)
        doubled += sum(count - 1 for count in counts.values())
        once = list(dict.fromkeys(heard[number]))
        disordered += sum(one != other for one, other in zip(once, [t for t in texts if t in counts], strict=False))
    return Answers(sum(map(len, said.values())), kills, missing, doubled, disordered)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        answers = run(Path(folder), options.kills, random.Random())
    print(answers)
    return 0 if answers.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
