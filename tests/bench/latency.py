"""Facade to facade over the real server, beside a plain round trip in the same run; and sign-in with many contacts.

`python tests/bench/latency.py`: the server runs in a process of its own, both people in this one.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import requests
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from qqdesk.domain.body import Text
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.messenger import Messenger
from tests.helpers.messages import chat_with
from tests.helpers.server import add_to_lists, running_server

MESSAGES = 500
CONTACTS = 1000
ONE, TWO = 10001, 10002


NO_LIMIT = ("--messages-per-minute", "0")


def wait(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    loop = QEventLoop()
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        QTimer.singleShot(5, loop.quit)
        loop.exec()


def figures(samples: list[float]) -> str:
    ordered = sorted(samples)
    return (
        f"p50 {statistics.median(ordered) * 1000:6.2f} ms  p99 {ordered[int(len(ordered) * 0.99)] * 1000:6.2f} ms  "
        f"worst {ordered[-1] * 1000:6.2f} ms"
    )


def baseline(address: str) -> list[float]:
    """The smallest request, answered with a refusal: the cost of one HTTP request."""
    samples = []
    with requests.Session() as session:
        session.trust_env = False
        for sequence in range(MESSAGES):
            began = time.perf_counter()
            session.post(address, data=f"VER=1.1&CMD=List&SEQ={sequence}&UIN=1".encode(), timeout=10)
            samples.append(time.perf_counter() - began)
    return samples


def signed_in(folder: Path, address: str, number: int) -> tuple[Messenger, float]:
    messenger = Messenger(folder / str(number), f"{number:032x}")
    times: list[float] = []
    messenger.signed_in.connect(lambda _: times.append(time.perf_counter()))
    began = time.perf_counter()
    messenger.sign_in(SignIn(address, number, "secret"))
    wait(lambda: messenger.connection.phase is ConnectionPhase.CONNECTED)
    return messenger, times[0] - began


def one_by_one(sender: Messenger, receiver: Messenger, to: int) -> list[float]:
    """Return the times from sending to message_added at the receiver."""
    samples: list[float] = []
    loop = QEventLoop()
    receiver.message_added.connect(loop.quit)
    for number in range(MESSAGES):
        began = time.perf_counter()
        sender.own_messages.send(chat_with(to), Text(f"message {number}"))
        loop.exec()
        samples.append(time.perf_counter() - began)
    receiver.message_added.disconnect(loop.quit)
    return samples


def all_at_once(sender: Messenger, receiver: Messenger) -> tuple[float, float]:
    """Return the seconds for the calls alone, and until the last message arrives."""
    conversation = receiver.conversation(chat_with(sender.me.number))
    wanted = len(conversation.messages) + MESSAGES
    began = time.perf_counter()
    for number in range(MESSAGES):
        sender.own_messages.send(chat_with(receiver.me.number), Text(f"burst {number}"))
    called = time.perf_counter()
    wait(lambda: len(conversation.messages) >= wanted)
    return called - began, time.perf_counter() - began


def main() -> None:
    app = QCoreApplication([])
    with tempfile.TemporaryDirectory() as name, running_server(Path(name), arguments=NO_LIMIT) as server:
        folder = Path(name)
        server.add_user(ONE, nickname="one")
        server.add_user(TWO, nickname="two", contacts=[ONE])
        server.befriend(ONE, TWO)
        one, first = signed_in(folder, server.address, ONE)
        two, _ = signed_in(folder, server.address, TWO)
        print(f"plain round trip        {figures(baseline(server.address))}")
        print(f"facade to facade        {figures(one_by_one(one, two, TWO))}")
        print(f"plain round trip again  {figures(baseline(server.address))}")
        calls, whole = all_at_once(one, two)
        print(f"burst of {MESSAGES}: {MESSAGES / whole:.0f} messages/s; a call {calls / MESSAGES * 1000:.2f} ms")
        one.shut_down()
        print(f"sign-in, 1 contact      {first * 1000:6.1f} ms")
        numbers = range(20000, 20000 + CONTACTS)
        for number in numbers:
            server.add_user(number, nickname=f"contact {number}")
        add_to_lists(server.folder, [(ONE, number) for number in numbers])
        for round_ in ("first", "second"):
            began = time.perf_counter()
            one, usable_s = signed_in(folder, server.address, ONE)
            wait(lambda: all(contact.nickname for contact in one.roster))  # noqa: B023 - called at once
            named = time.perf_counter() - began
            assert len(one.roster.listed()) == CONTACTS + 1
            print(
                f"sign-in, {CONTACTS} contacts, {round_} time: usable tree {usable_s * 1000:.0f} ms,"
                f" all names {named * 1000:.0f} ms"
            )
            began = time.perf_counter()
            one.shut_down()
            print(f"shut down               {(time.perf_counter() - began) * 1000:6.1f} ms")
        assert two.me.status is Status.ONLINE
        two.shut_down()
    del app


if __name__ == "__main__":
    main()
