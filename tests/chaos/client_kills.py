"""python -m tests.chaos.client_kills [--rounds 30]: a client that is killed again and again in the middle of a talk.

Prints what became of every message. Exit code 1 where one was lost, stored twice or came out of order on either side.
"""

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.message import Delivery
from tests.chaos.people import FIRST, PATIENCE_S, Crowd, Person, a_crowd, begin
from tests.chaos.tally import Tally, mailbox
from tests.helpers.messages import chat_with

_LONGEST_S = 0.5
KILLED, OTHER = FIRST, FIRST + 1


def run(folder: Path, rounds: int, dice: random.Random | None = None) -> Tally:
    """Kill a client `rounds` times; return the tally of both people's messages."""
    dice = dice or random.Random()
    server = begin(folder)
    began = time.monotonic()
    try:
        with a_crowd(folder / "people", 2) as crowd:
            crowd.register_with(server)
            killed, other = crowd.people
            other.sign_in(server.address)
            crowd.run_until(lambda: other.is_connected)
            other.talks = True
            for _ in range(rounds):
                _live_and_die(crowd, folder / "people", server.address, dice.uniform(0, _LONGEST_S))
            # The last run is in this process and ends normally.
            killed.sign_in(server.address)
            crowd.run_until(lambda: killed.is_connected)
            crowd.set_talking(False)
            crowd.run_until(lambda: not other.undelivered and _is_delivered(killed), 3 * PATIENCE_S)
            log = folder / "people" / f"{KILLED}.shown"
            return _tally(killed, other, log, server.folder, time.monotonic() - began)
    finally:
        server.kill()


def _live_and_die(crowd: Crowd, folder: Path, server: str, seconds: float) -> None:
    command = [sys.executable, "-m", "tests.chaos.person", str(folder), str(KILLED), str(OTHER), server]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        before = crowd.shown
        crowd.run_until(lambda: crowd.shown > before)
        crowd.run_for(seconds)
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _is_delivered(person: Person) -> bool:
    messages = person.history.latest(chat_with(person.to), 10**9)
    return all(message.delivery is Delivery.DELIVERED for message in messages if message.is_mine)


def _tally(killed: Person, other: Person, log: Path, server: Path, seconds: float) -> Tally:
    tally = Tally(seconds=seconds)
    said = killed.stored(OTHER, mine=True)
    tally.answered = len(said) + other.answered
    shown = [text for _, text in other.shown]
    tally.count(said, [text for _, text in mailbox(server, OTHER)], shown, other.stored(KILLED))
    # Messages that were stored and not shown at the kill are unread at the next start.
    stored = killed.stored(OTHER)
    tally.count(other.said, [text for _, text in mailbox(server, KILLED)], stored, stored)
    with contextlib.suppress(FileNotFoundError):
        live = log.read_text("utf-8").splitlines()
        tally.doubled += sum(count - 1 for count in Counter([*live, *(text for _, text in killed.shown)]).values())
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.rounds)
    del application
    print(f"{options.rounds} kills of a client: {tally}")
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
