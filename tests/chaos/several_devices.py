"""python -m tests.chaos.several_devices [--messages 10000] [--kills 50] [--share 0.01] [--seed N]: two devices of Anna,
two of Bert and Carl's classic client, over a line that loses requests and replies, and a server that is killed.

Prints what became of every message. Exit code 1 where one was lost, doubled or out of order on any device. The server's
log has the right order.
"""

import argparse
import random
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.chaos.old_person import Habit, OldPerson
from tests.chaos.people import FIRST, PATIENCE_S, Crowd, Person, attending, begin
from tests.chaos.tally import Tally, conversation, mailbox
from tests.chaos.two_clients import lossy
from tests.helpers.messages import chat_with
from tests.helpers.proxy import FaultyProxy

ANNA, BERT, CARL = ACCOUNTS = (FIRST, FIRST + 1, FIRST + 2)


def devices(folder: Path) -> list[Person]:
    """Anna's devices and Bert's, which write to each other; one of Anna's writes to Carl."""
    writers = ((ANNA, BERT, 1), (ANNA, CARL, 2), (BERT, ANNA, 1), (BERT, ANNA, 2))
    return [Person(folder, number, to, device=device) for number, to, device in writers]


def run(folder: Path, messages: int, kills: int, seed: int, share: float = 0.01) -> Tally:
    """Let all of them say these messages together, while the server is killed so often."""
    dice = random.Random(seed)
    server = begin(folder)
    crowd = Crowd(devices(folder / "people"), [OldPerson(CARL, ANNA, Habit.RANDOM_SEQUENCE)])
    try:
        with FaultyProxy(server.port) as proxy, attending(crowd):
            crowd.register_with(server)
            crowd.sign_in(proxy.url)
            proxy.whim = lossy(share, dice)
            crowd.set_talking(True)
            steps = [messages * step // (kills + 1) for step in range(kills + 2)]
            for before, until in pairwise(steps):
                if before:
                    server.kill()
                    server = begin(folder, folder=server.folder, port=server.port)
                    crowd.try_now()
                crowd.run_until_answered(until - crowd.answered)
            proxy.whim = None
            crowd.come_to_rest()
            wait_for_all(crowd, server.place)
            return tally(crowd, server.place)
    finally:
        server.kill()


def wait_for_all(crowd: Crowd, place: Path | str) -> None:
    """Wait until each device has everything of its account."""
    count = {owner: sum(len(conversation(place, owner, peer)) for peer in ACCOUNTS) for owner in ACCOUNTS}
    crowd.run_until(lambda: all(len(person.added) >= count[person.number] for person in crowd.people), PATIENCE_S)


def tally(crowd: Crowd, place: Path | str) -> Tally:
    """Return the tally after `wait_for_all`."""
    result = Tally(seconds=crowd.seconds)
    for person in crowd.everybody:
        said = set(person.said)
        recipient = next(other for other in crowd.everybody if other.number == person.to)
        stored, shown = (
            [text for _, text in texts if text in said] for texts in (mailbox(place, person.to), recipient.shown)
        )
        result.answered += person.answered
        unsure = person.unsure if isinstance(person, OldPerson) else ()
        history = shown if isinstance(recipient, Person) else None
        result.count(person.said, stored, shown, history, unsure=unsure)
    for person in crowd.people:
        for peer in ACCOUNTS:
            messages = person.history.latest(chat_with(peer), 10**9)
            result.compare(conversation(place, person.number, peer), [message.text for message in messages])
            received = [text for sender, text in mailbox(place, person.number) if sender == peer]
            result.compare(received, [text for sender, text in person.shown if sender == peer])
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--share", type=float, default=0.01, help="of requests, and of replies, that are lost")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), options.messages, options.kills, options.seed, options.share)
    del application
    print(f"seed {options.seed}, {options.kills} kills of the server: {outcome}")
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
