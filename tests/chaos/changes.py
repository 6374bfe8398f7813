"""Devices of two people change messages at random, while they and the server are killed. All end in the same state.

python -m tests.chaos.changes [--rounds 30] [--seed 0]
"""

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from qqdesk.domain.body import Text, encode_body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.history_requests import MessagePage
from qqdesk.worker.messenger import Messenger
from tests.helpers.messages import chat_with
from tests.helpers.server import start_server

ONE, TWO = 10001, 10002
DEVICES = ((ONE, 1), (ONE, 2), (TWO, 3))
"""Accounts, and numbers of the devices."""
_NEW_DEVICE = (TWO, 4)
_PACE_MS = 15
_CHANGES_A_ROUND = 25
_PATIENCE_S = 60.0
_EMOJI = ("", "👍", "🎉", "😂")
State = list[tuple[str, tuple[str, str], frozenset[tuple[int, str]], bool]]


def other(number: int) -> ConversationId:
    return chat_with(TWO if number == ONE else ONE)


def sign_in(folder: Path, address: str, number: int, device: int) -> Messenger:
    messenger = Messenger(folder / str(device), f"{device:032x}")
    messenger.sign_in(SignIn(address, number, "secret"))
    return messenger


def live(folder: Path, address: str, number: int, device: int, seed: int) -> None:
    """Make changes until the process is killed. Print a line for each."""
    application = QCoreApplication([])
    messenger, dice = sign_in(folder, address, number, device), random.Random(seed)
    timer = QTimer(messenger, interval=_PACE_MS)

    def change() -> None:
        if messenger.connection.phase is ConnectionPhase.ENDED:
            # The server was killed during the first sign-in.
            messenger.sign_in(SignIn(address, number, "secret"))
        if messenger.connection.phase is not ConnectionPhase.CONNECTED:
            messenger.try_now()
            return
        messages, changes = messenger.conversation(other(number)).messages, messenger.changes
        if len(messages) < 5 or dice.random() < 0.1:
            messenger.own_messages.send(other(number), Text(f"message {dice.random()}"))
        elif changes.can_react(message := dice.choice(messages[-12:])):
            if dice.random() < 0.6 or not changes.can_edit(message):
                changes.react(message, dice.choice(_EMOJI))
            elif dice.random() < 0.8:
                changes.edit(message, Text(f"edit {dice.random()}"))
            else:
                changes.recall(message)
        print("changed", flush=True)

    timer.timeout.connect(change)
    timer.start()
    application.exec()


class Program:
    def __init__(self, folder: Path, address: str, number: int, device: int, seed: int) -> None:
        words = ["live", str(folder), address, str(number), str(device), str(seed)]
        command = [sys.executable, "-m", "tests.chaos.changes", *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def wait_for_changes(self, count: int) -> None:
        assert self.process.stdout is not None
        for _ in range(count):
            assert self.process.stdout.readline() == "changed\n", self.process.poll()

    def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            self.process.communicate()


def run(folder: Path, rounds: int, seed: int) -> list[State]:
    """Return the state of each device at the end, and that of a new one."""
    dice = random.Random(seed)
    arguments = ("--messages-per-minute", "0", "--sign-ins-per-minute", "0")
    server = start_server(folder, arguments=arguments)
    server.add_user(ONE)
    server.add_user(TWO)
    server.befriend(ONE, TWO)
    programs: list[Program] = []

    def start(at: int) -> Program:
        return Program(folder, server.address, *DEVICES[at], dice.randrange(10**6))

    try:
        programs += map(start, range(len(DEVICES)))
        for _ in range(rounds):
            victim = dice.randrange(len(DEVICES) + 1)
            programs[victim % len(DEVICES)].wait_for_changes(_CHANGES_A_ROUND)
            if victim == len(DEVICES):
                server.kill()
                server = start_server(folder, folder=server.folder, port=server.port, arguments=arguments)
            else:
                programs[victim].kill()
                programs[victim] = start(victim)
        for program in programs:
            program.kill()
        return list(final_states(folder, server.address))
    finally:
        for program in programs:
            program.kill()
        server.kill()


def final_states(folder: Path, address: str) -> Iterator[State]:
    """Sign in on each device, and wait until all changes are on all of them."""
    with contextlib.ExitStack() as stack:
        messengers = []
        for number, device in DEVICES:
            messengers.append(sign_in(folder, address, number, device))
            stack.callback(messengers[-1].shut_down)
        wait(lambda: all(map(is_settled, messengers)))
        # The last change of each device is behind all others in the logs of both people.
        last = [send_last(messenger, number) for messenger, (number, _) in zip(messengers, DEVICES, strict=True)]
        messengers.append(sign_in(folder, address, *_NEW_DEVICE))
        stack.callback(messengers[-1].shut_down)
        for messenger, (number, _) in zip(messengers, (*DEVICES, _NEW_DEVICE), strict=True):
            wait(lambda m=messenger, n=number: {one.id for one in m.conversation(other(n)).messages} >= set(last))  # type: ignore[misc]
            yield state(read_back(messenger, number))


def is_settled(messenger: Messenger) -> bool:
    history = messenger.session.history if messenger.session else None
    is_connected = messenger.connection.phase is ConnectionPhase.CONNECTED
    return is_connected and history is not None and not history.unsent() and history.unsent_changes.first() is None


def send_last(messenger: Messenger, number: int) -> str:
    sent: list[Message] = []
    messenger.own_messages.send(other(number), Text("the last")).then(messenger, sent.append)
    wait(lambda: bool(sent) and is_settled(messenger))
    return sent[0].id


def read_back(messenger: Messenger, number: int) -> list[Message]:
    messages = list(messenger.conversation(other(number)).messages)
    is_complete = False
    while not is_complete:
        pages: list[MessagePage] = []
        messenger.history_service.load_earlier(other(number), messages[0].id).then(messenger, pages.append)
        wait(lambda pages=pages: bool(pages))  # type: ignore[misc]
        messages[:0] = pages[0].messages
        is_complete = pages[0].complete
    known = messenger.conversation(other(number))
    return [known.find(message.id) or message for message in messages]


def state(messages: list[Message]) -> State:
    return [
        (one.id, encode_body(one.body), frozenset((it.person, it.emoji) for it in one.reactions), one.is_edited)
        for one in messages
    ]


def differences(states: list[State]) -> list[object]:
    """Return the messages that are not the same on all devices, with those of each device."""
    rows = (list(row) for row in zip_longest(*states))
    return [(at, *row) for at, row in enumerate(rows) if any(cell != row[0] for cell in row)]


def wait(condition: Callable[[], bool]) -> None:
    loop, until = QEventLoop(), time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < until
        QTimer.singleShot(5, loop.quit)
        loop.exec()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        states = run(Path(folder), options.rounds, options.seed)
    del application
    print(*differences(states), sep="\n    ")
    for one in states:
        print(f"{len(one)} messages, {sum(len(reactions) for _, _, reactions, _ in one)} reactions")
    is_same = not differences(states)
    print(f"seed {options.seed}: {'the same' if is_same else 'different'} on all devices")
    return 0 if is_same else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["live"]:
        live(Path(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
    else:
        sys.exit(main())
